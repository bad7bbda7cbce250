import { z } from '@hono/zod-openapi'
import { draftOf, dropDraft, saveDraft } from '../../db/drafts.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, guarded } from '../routing.ts'
import type { System } from '../system.ts'

const params = z.object({ key: z.string().regex(/^[\w:.-]{1,80}$/) })

const draft = z.object({ value: z.unknown(), savedAt: z.string() }).nullable().openapi('Draft')

/** What a member typed and has not saved, by the thing it belongs to: there on whatever device they open it. */
export function drafts({ db, clock }: System, guard: Guard) {
  return createRoutes()
    .openapi(
      guarded(guard, 'self', {
        method: 'get',
        path: '/api/drafts/{key}',
        summary: 'Свой черновик; null, если его нет',
        request: { params },
        responses: { 200: answers(draft) },
      }),
      async (c) => {
        const { businessId, id } = c.var.actor.member!
        const found = await draftOf(db, { businessId, memberId: id }, c.req.valid('param').key)
        return c.json(found && { value: found.value, savedAt: found.savedAt.toISOString() }, 200)
      },
    )
    .openapi(
      guarded(guard, 'self', {
        method: 'put',
        path: '/api/drafts/{key}',
        summary: 'Сохранить черновик',
        request: { params, body: body(z.object({ value: z.unknown().refine((value) => value !== undefined) })) },
        responses: { 200: answers(z.object({ savedAt: z.string() })) },
      }),
      async (c) => {
        const { businessId, id } = c.var.actor.member!
        const savedAt = clock()
        const { key } = c.req.valid('param')
        await saveDraft(db, { businessId, memberId: id }, { key, value: c.req.valid('json').value, savedAt })
        return c.json({ savedAt: savedAt.toISOString() }, 200)
      },
    )
    .openapi(
      guarded(guard, 'self', {
        method: 'delete',
        path: '/api/drafts/{key}',
        summary: 'Убрать черновик',
        request: { params },
        responses: { 204: { description: 'Готово' } },
      }),
      async (c) => {
        const { businessId, id } = c.var.actor.member!
        await dropDraft(db, { businessId, memberId: id }, c.req.valid('param').key)
        return c.body(null, 204)
      },
    )
}
