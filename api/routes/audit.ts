import { z } from '@hono/zod-openapi'
import { changesOf } from '../../db/changes.ts'
import { isUndoable, namesOf, undoChange } from '../../db/undo.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, createRoutes, cursorQuery, gone, guarded, idParam, pageOf, refused } from '../routing.ts'
import type { System } from '../system.ts'
import { byOf } from './editing.ts'

const change = z
  .object({
    id: z.number(),
    at: z.string(),
    object: z.string(),
    objectId: z.number(),
    /** What it is called now, where it has a name. */
    name: z.string().nullable(),
    action: z.string(),
    before: z.unknown(),
    after: z.unknown(),
    member: z.object({ id: z.number(), name: z.string() }).nullable(),
    undoneAt: z.string().nullable(),
    /** «Вернуть прежнее» works on it. */
    undoable: z.boolean(),
  })
  .openapi('Change')

const REFUSALS = {
  done: ['changed', 'Это уже вернули.'],
  fixed: ['closed', 'Вернуть можно только настройки.'],
  changed: ['changed', 'С тех пор это изменили ещё раз. Сначала верните более поздние изменения.'],
} as const

/** The audit log: who, when, from what to what, and the way back. */
export function audit(system: System, guard: Guard) {
  const { db } = system
  return createRoutes()
    .openapi(
      guarded(guard, 'audit', {
        method: 'get',
        path: '/api/changes',
        summary: 'Журнал изменений, новые сверху',
        request: {
          query: cursorQuery.extend({
            object: z.string().max(40).optional(),
            objectId: z.coerce.number().int().positive().optional(),
          }),
        },
        responses: { 200: answers(pageOf(change)) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const { cursor, limit, object, objectId } = c.req.valid('query')
        const before = cursor === undefined ? null : Number(cursor)
        const [lines, names] = await Promise.all([
          changesOf(db, { businessId, object, objectId, before, limit: limit + 1 }),
          namesOf(db, businessId),
        ])
        const items = lines.slice(0, limit).map((line) => ({
          ...line,
          before: line.before ?? null,
          after: line.after ?? null,
          at: line.at.toISOString(),
          undoneAt: line.undoneAt?.toISOString() ?? null,
          name: names.get(`${line.object}:${line.objectId}`) ?? null,
          undoable: isUndoable(line),
        }))
        return c.json({ items, cursor: lines.length > limit ? String(items.at(-1)?.id) : null }, 200)
      },
    )
    .openapi(
      guarded(guard, 'audit', {
        method: 'post',
        path: '/api/changes/{id}/undo',
        summary: 'Вернуть прежнее',
        request: { params: idParam },
        responses: { 200: answers(z.object({ ok: z.literal(true) })) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const undone = await db.transaction((tx) => undoChange(tx, byOf(system, c.var.actor), id))
        if (undone.ok) return c.json({ ok: true as const }, 200)
        if (undone.reason === 'gone') return gone(c)
        const [code, words] = REFUSALS[undone.reason]
        return refused(c, code, words)
      },
    )
}
