import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { By } from '../../db/changes.ts'
import { addRow, type Edited, editRow, type Kind, type Row, removeRow, rowsOf } from '../../db/editing.ts'
import { sqlState } from '../../db/sql.ts'
import type { Actor, Env, Guard } from '../auth/actor.ts'
import { once } from '../once.ts'
import { answers, body, createRoutes, gone, guarded, idParam, refused, stale } from '../routing.ts'
import type { System } from '../system.ts'

/** Who changes, for the audit log. */
export const byOf = (system: System, { businessId, member }: Actor): By => ({
  businessId,
  memberId: member?.id ?? null,
  now: system.clock(),
})

/** Runs a change in a transaction; null when it names what is not there (a master of another business), or what is there twice. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | 'unknown' | 'twice'> {
  try {
    return await work()
  } catch (error) {
    const state = sqlState(error)
    if (state === '23503') return 'unknown'
    if (state === '23505') return 'twice'
    throw error
  }
}

/** The refusal of what the database did not take. */
export const refusedBy = (c: Context, why: 'unknown' | 'twice'): never =>
  why === 'unknown'
    ? refused(c, 'bad_request', 'Такого мастера, кабинета или филиала нет.')
    : refused(c, 'taken', 'Такое название уже есть.')

/** Adds a row; refuses what refers to nothing, or stands there already. */
export async function added(
  c: Context<Env>,
  system: System,
  actor: Actor,
  kind: Kind,
  values: Record<string, unknown>,
): Promise<Row> {
  const by = byOf(system, actor)
  const made = await attempt(() => once(c, system.db, by.now, values, (tx) => addRow(tx, kind, by, values)))
  if (made === 'other') return otherKey(c)
  return typeof made === 'string' ? refusedBy(c, made) : made
}

/** One key for two different requests. */
export const otherKey = (c: Context): never => refused(c, 'changed', 'Под этим ключом пришёл другой запрос.')

/** Changes a row; refuses stale edits with what stands now. */
export async function edited(
  c: Context,
  system: System,
  actor: Actor,
  kind: Kind,
  edit: { id: number; version: number; change: Record<string, unknown> },
): Promise<Row> {
  const done = await attempt<Edited>(() => system.db.transaction((tx) => editRow(tx, kind, byOf(system, actor), edit)))
  if (typeof done === 'string') return refusedBy(c, done)
  if (done.ok) return done.row
  return done.reason === 'gone' ? gone(c) : stale(c, done.now)
}

/** What every row of the settings carries. */
export const rowShape = { id: z.number(), version: z.number(), position: z.number() }
export const versionField = z.number().int().positive()

/** The body of an edit: any of the fields, and the version that was seen. */
export const changesTo = <Shape extends z.ZodRawShape>(fields: z.ZodObject<Shape>) =>
  fields
    .partial()
    .extend({ version: versionField, position: z.number().int().min(0).optional() })
    .strict()

/** Routes of a short list that the settings edit: read it, add, change, remove. */
export function listRoutes<const Path extends string, Shape extends z.ZodRawShape>(
  system: System,
  guard: Guard,
  { path, kind, shape, what }: { path: Path; kind: Kind; shape: Shape; what: string },
) {
  const item = z.object({ ...shape, ...rowShape })
  const values = z.object(shape).strict()
  const at = `${path}/{id}` as const
  type Item = z.infer<typeof item>
  return createRoutes()
    .openapi(
      guarded(guard, 'catalog.read', {
        method: 'get',
        path,
        summary: `${what}: список`,
        responses: { 200: answers(z.object({ items: z.array(item) })) },
      }),
      async (c) => {
        const items = await rowsOf(system.db, kind, c.var.actor.businessId)
        return c.json({ items: items as unknown as Item[] } as never, 200) as never
      },
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'post',
        path,
        summary: `${what}: добавить`,
        request: { body: body(values) },
        responses: { 201: answers(item) },
      }),
      async (c) => {
        const row = await added(c, system, c.var.actor, kind, c.req.valid('json' as never) as Record<string, unknown>)
        return (row instanceof Response ? row : c.json(row as never, 201)) as never
      },
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'patch',
        path: at,
        summary: `${what}: изменить`,
        request: { params: idParam, body: body(changesTo(values)) },
        responses: { 200: answers(item) },
      }),
      async (c) => {
        const { id } = c.req.valid('param' as never) as { id: number }
        const { version, ...change } = c.req.valid('json' as never) as { version: number } & Record<string, unknown>
        const row = await edited(c, system, c.var.actor, kind, { id, version, change })
        return (row instanceof Response ? row : c.json(row as never, 200)) as never
      },
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'delete',
        path: at,
        summary: `${what}: убрать`,
        request: { params: idParam },
        responses: { 204: { description: 'Готово' } },
      }),
      async (c) => {
        const { id } = c.req.valid('param' as never) as { id: number }
        const row = await system.db.transaction((tx) => removeRow(tx, kind, byOf(system, c.var.actor), id))
        return (row ? c.body(null, 204) : gone(c)) as never
      },
    )
}
