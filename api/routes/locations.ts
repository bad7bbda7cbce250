import { z } from '@hono/zod-openapi'
import { KINDS, type Row, rowsOf } from '../../db/editing.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, guarded, idParam } from '../routing.ts'
import type { System } from '../system.ts'
import { added, changesTo, edited, rowShape } from './editing.ts'
import { week } from './resources.ts'

/** A zone that this machine knows. */
export const zone = z
  .string()
  .max(60)
  .refine((name) => {
    try {
      return new Intl.DateTimeFormat('ru', { timeZone: name }) !== null
    } catch {
      return false
    }
  }, 'Такого часового пояса нет.')

const line = (most: number) => z.string().trim().max(most).nullable()
const fields = z.object({
  name: z.string().trim().min(1).max(100),
  timezone: zone,
  address: z.string().trim().min(1).max(200),
  district: line(100),
  directions: line(500),
  phone: line(40),
  reviewUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable(),
})
export const location = fields.extend({ ...rowShape, hours: week }).openapi('Location')
type Location = z.infer<typeof location>
const shown = (row: Row) => row as unknown as Location
const DEFAULTS = { district: null, directions: null, phone: null, reviewUrl: null }

/** Branches; their hours are set with the schedule. */
export function locations(system: System, guard: Guard) {
  return createRoutes()
    .openapi(
      guarded(guard, 'catalog.read', {
        method: 'get',
        path: '/api/locations',
        summary: 'Филиалы',
        responses: { 200: answers(z.object({ items: z.array(location) })) },
      }),
      async (c) => {
        const rows = await rowsOf(system.db, KINDS.location, c.var.actor.businessId)
        return c.json({ items: rows.map(shown) }, 200)
      },
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'post',
        path: '/api/locations',
        summary: 'Новый филиал',
        request: {
          body: body(fields.partial().required({ name: true, timezone: true, address: true }).strict()),
        },
        responses: { 201: answers(location) },
      }),
      async (c) => {
        const values = { ...DEFAULTS, ...c.req.valid('json') }
        const row = await added(c, system, c.var.actor, KINDS.location, values)
        return row instanceof Response ? (row as never) : c.json(shown(row), 201)
      },
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'patch',
        path: '/api/locations/{id}',
        summary: 'Изменить филиал',
        request: {
          params: idParam,
          body: body(changesTo(fields)),
        },
        responses: { 200: answers(location) },
      }),
      async (c) => {
        const { version, ...change } = c.req.valid('json')
        const row = await edited(c, system, c.var.actor, KINDS.location, { ...c.req.valid('param'), version, change })
        return row instanceof Response ? (row as never) : c.json(shown(row), 200)
      },
    )
}
