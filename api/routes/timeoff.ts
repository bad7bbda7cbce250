import { z } from '@hono/zod-openapi'
import { removeTimeOff, timeOffById, writeTimeOff } from '../../db/blocks.ts'
import { touchCatalog } from '../../db/catalog.ts'
import { logChange } from '../../db/changes.ts'
import { lockResources } from '../../db/occupancies.ts'
import { minuteOf } from '../../db/sql.ts'
import { brokenBy, withTimeOff } from '../../domain/standing.ts'
import { addDays, instantOf } from '../../domain/time.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, gone, guarded, idParam, localDate, refused } from '../routing.ts'
import { decisions, undecided } from '../schedule/affected.ts'
import {
  affectedBy,
  checkQuery,
  datesOf,
  isTheirs,
  minuteOfDay,
  outcome,
  reason,
  resourceIds,
  TOO_LONG,
  told,
  zoneOf,
} from '../schedule/closing.ts'
import { timeOffJson } from '../schedule/day.ts'
import { timeOff } from '../schedule/shapes.ts'
import type { System } from '../system.ts'

const newTimeOff = z.object({
  resources: resourceIds,
  from: localDate,
  to: localDate.optional(),
  /** Minutes of the first and of the last day; left out: whole days. */
  span: z.object({ from: minuteOfDay, to: minuteOfDay }).optional(),
  reason,
  decisions,
})

/** Absences of masters, by which the offer itself changes. */
export function absences(system: System, guard: Guard) {
  const { db, catalogs, clock } = system

  return createRoutes()
    .openapi(
      guarded(guard, 'blocks.write', {
        method: 'post',
        path: '/api/time-off',
        summary: 'Отсутствие на день или дни; check=1 только покажет, кого заденет',
        request: { query: checkQuery, body: body(newTimeOff) },
        responses: { 200: answers(outcome(timeOff)), 201: answers(outcome(timeOff)) },
      }),
      async (c) => {
        const wanted = c.req.valid('json')
        const { businessId, member } = c.var.actor
        const known = await catalogs.of(db, businessId)
        const ids = [...new Set(wanted.resources)]
        if (!isTheirs(c, known, ids)) return gone(c)
        const last = wanted.to ?? wanted.from
        const places = ids.map((resourceId) => {
          const zone = zoneOf(known, resourceId)
          const from = instantOf(zone, wanted.from, wanted.span?.from ?? 0)
          const to = wanted.span ? instantOf(zone, last, wanted.span.to) : instantOf(zone, addDays(last, 1), 0)
          return { resourceId, from, to }
        })
        if (datesOf(wanted.from, last) === null || places.some(({ from, to }) => from >= to))
          return refused(c, 'bad_request', TOO_LONG)
        const now = minuteOf(clock())
        const dry = c.req.valid('query').check === '1'
        const done = await db.transaction(async (tx) => {
          await lockResources(tx, businessId, ids)
          const catalog = await catalogs.of(tx, businessId)
          const standing = await affectedBy(tx, businessId, places, now)
          const affected = brokenBy(catalog, withTimeOff(catalog, places), standing)
          const open = undecided(affected, wanted.decisions).length > 0
          if (dry || open) return { items: [], affected, open: open && !dry }
          const items = await writeTimeOff(tx, businessId, places, wanted.reason || null)
          const after = { ...wanted, decisions: undefined, kept: affected.length }
          const change = { object: 'time_off', objectId: items[0]!.id, action: 'created', after }
          await logChange(tx, { businessId, at: clock(), memberId: member?.id ?? null, ...change })
          await touchCatalog(tx, businessId)
          return { items, affected, open: false }
        })
        const rest = told(c, known, done, wanted.decisions)
        if (rest instanceof Response) return rest as never
        return c.json({ items: done.items.map(timeOffJson), ...rest }, dry ? 200 : 201)
      },
    )
    .openapi(
      guarded(guard, 'blocks.write', {
        method: 'delete',
        path: '/api/time-off/{id}',
        summary: 'Отменить отсутствие',
        request: { params: idParam },
        responses: { 200: answers(timeOff) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { businessId, member } = c.var.actor
        const catalog = await catalogs.of(db, businessId)
        const seen = await timeOffById(db, businessId, id)
        if (!seen || !isTheirs(c, catalog, [seen.resourceId])) return gone(c)
        await db.transaction(async (tx) => {
          await lockResources(tx, businessId, [seen.resourceId])
          if (!(await removeTimeOff(tx, businessId, id))) return
          const change = { object: 'time_off', objectId: id, action: 'removed', before: timeOffJson(seen) }
          await logChange(tx, { businessId, at: clock(), memberId: member?.id ?? null, ...change })
          await touchCatalog(tx, businessId)
        })
        return c.json(timeOffJson(seen), 200)
      },
    )
}
