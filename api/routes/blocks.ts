import { z } from '@hono/zod-openapi'
import { blockById, blocksOf, changeBlock, openBlocks, removeBlocks, writeBlocks } from '../../db/blocks.ts'
import { logChange } from '../../db/changes.ts'
import { lockResources } from '../../db/occupancies.ts'
import { minuteOf } from '../../db/sql.ts'
import { coveredBy, type Taken } from '../../domain/standing.ts'
import { instantOf } from '../../domain/time.ts'
import type { Guard } from '../auth/actor.ts'
import { keyOf } from '../once.ts'
import { answers, body, createRoutes, gone, guarded, idParam, instant, localDate, refused, stale } from '../routing.ts'
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
import { blockJson } from '../schedule/day.ts'
import { block } from '../schedule/shapes.ts'
import type { System } from '../system.ts'

const newBlock = z.object({
  resources: resourceIds,
  from: localDate,
  /** Last date, inclusive; left out: the one day. */
  to: localDate.optional(),
  /** Minutes of the local day. */
  span: z.object({ from: minuteOfDay, to: minuteOfDay }).refine(({ from, to }) => from < to),
  /** Only on these weekdays of the range, 1 is Monday. */
  weekdays: z.array(z.number().int().min(1).max(7)).min(1).optional(),
  reason,
  decisions,
})

const changedBlock = z.object({
  version: z.number().int(),
  resource: z.number().int().positive().optional(),
  from: instant.optional(),
  to: instant.optional(),
  reason,
  decisions,
})

/** Time that staff close in a calendar: lunch, training, a repair. */
export function blocks(system: System, guard: Guard) {
  const { db, catalogs, clock } = system

  return createRoutes()
    .openapi(
      guarded(guard, 'blocks.write', {
        method: 'post',
        path: '/api/blocks',
        summary: 'Закрыть время: раз, на несколько дней или по дням недели; check=1 только покажет, кого заденет',
        request: { query: checkQuery, body: body(newBlock) },
        responses: { 200: answers(outcome(block)), 201: answers(outcome(block)) },
      }),
      async (c) => {
        const wanted = c.req.valid('json')
        const { businessId, member } = c.var.actor
        const catalog = await catalogs.of(db, businessId)
        const ids = [...new Set(wanted.resources)]
        if (!isTheirs(c, catalog, ids)) return gone(c)
        const dates = datesOf(wanted.from, wanted.to ?? wanted.from, wanted.weekdays)
        if (dates === null) return refused(c, 'bad_request', TOO_LONG)
        const places = ids.flatMap((resourceId) => {
          const zone = zoneOf(catalog, resourceId)
          return dates
            .map((date) => ({
              resourceId,
              from: instantOf(zone, date, wanted.span.from),
              to: instantOf(zone, date, wanted.span.to),
            }))
            .filter(({ from, to }) => from < to)
        })
        const now = minuteOf(clock())
        const dry = c.req.valid('query').check === '1'
        const series = seriesOf(keyOf(c), member?.id)
        const done = await db.transaction(async (tx) => {
          await lockResources(tx, businessId, ids)
          const made = await blocksOf(tx, businessId, series)
          if (made.length > 0) return { items: made, affected: [], open: false, again: true }
          const affected = coveredBy(places, await affectedBy(tx, businessId, places, now))
          const open = undecided(affected, wanted.decisions).length > 0
          if (dry || open) return { items: [], affected, open: open && !dry, again: dry }
          const items = await writeBlocks(tx, businessId, places, { reason: wanted.reason || null, series, now })
          const after = { ...wanted, resources: ids, decisions: undefined, kept: affected.length }
          const change = { object: 'block', objectId: items[0]!.id, action: 'created', after }
          await logChange(tx, { businessId, at: clock(), memberId: member?.id ?? null, ...change })
          return { items, affected, open: false, again: false }
        })
        const rest = told(c, catalog, done, wanted.decisions)
        if (rest instanceof Response) return rest as never
        return c.json({ items: done.items.map(blockJson), ...rest }, done.again ? 200 : 201)
      },
    )
    .openapi(
      guarded(guard, 'blocks.write', {
        method: 'patch',
        path: '/api/blocks/{id}',
        summary: 'Изменить закрытое время',
        request: { params: idParam, query: checkQuery, body: body(changedBlock) },
        responses: { 200: answers(outcome(block)) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const wanted = c.req.valid('json')
        const { businessId, member } = c.var.actor
        const catalog = await catalogs.of(db, businessId)
        const seen = await blockById(db, businessId, id)
        if (!seen || !isTheirs(c, catalog, [seen.resourceId])) return gone(c)
        const place = {
          resourceId: wanted.resource ?? seen.resourceId,
          from: wanted.from ? minuteOf(new Date(wanted.from)) : seen.from,
          to: wanted.to ? minuteOf(new Date(wanted.to)) : seen.to,
        }
        if (!isTheirs(c, catalog, [place.resourceId])) return gone(c)
        if (!(place.from < place.to)) return refused(c, 'bad_request', 'Конец должен быть позже начала.')
        const now = minuteOf(clock())
        const dry = c.req.valid('query').check === '1'
        const done = await db.transaction(async (tx) => {
          await lockResources(tx, businessId, [...new Set([seen.resourceId, place.resourceId])])
          const before = await blockById(tx, businessId, id)
          if (before?.version !== wanted.version) return { changed: before }
          const news = isSame(before, place) ? [] : await affectedBy(tx, businessId, [place], now)
          // Who stood under the block before was decided about then.
          const affected = coveredBy([place], news).filter((one) => coveredBy([before], [one]).length === 0)
          const open = undecided(affected, wanted.decisions).length > 0
          if (dry || open) return { items: [before], affected, open: open && !dry }
          const after = { ...place, reason: wanted.reason === undefined ? before.reason : wanted.reason || null }
          const item = await changeBlock(tx, businessId, { ...after, id, version: wanted.version, now })
          if (!isSame(before, place)) await openBlocks(tx, businessId, [before], now)
          const change = {
            object: 'block',
            objectId: id,
            action: 'changed',
            before: blockJson(before),
            after: blockJson(item!),
          }
          await logChange(tx, { businessId, at: clock(), memberId: member?.id ?? null, ...change })
          return { items: [item!], affected, open: false }
        })
        if ('changed' in done) {
          return done.changed ? stale(c, blockJson(done.changed)) : gone(c)
        }
        const rest = told(c, catalog, done, wanted.decisions)
        if (rest instanceof Response) return rest as never
        return c.json({ items: done.items.map(blockJson), ...rest }, 200)
      },
    )
    .openapi(
      guarded(guard, 'blocks.write', {
        method: 'delete',
        path: '/api/blocks/{id}',
        summary: 'Открыть закрытое время; series=1: и все следующие того же ряда',
        request: {
          params: idParam,
          query: z.object({ version: z.coerce.number().int().default(1), series: z.enum(['0', '1']).optional() }),
        },
        responses: { 200: answers(z.object({ items: z.array(block) })) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { version, series } = c.req.valid('query')
        const { businessId, member } = c.var.actor
        const catalog = await catalogs.of(db, businessId)
        const seen = await blockById(db, businessId, id)
        if (!seen || !isTheirs(c, catalog, [seen.resourceId])) return gone(c)
        const removed = await db.transaction(async (tx) => {
          const row = seen.series && series === '1' ? await blocksOf(tx, businessId, seen.series) : [seen]
          if (!isTheirs(c, catalog, [...new Set(row.map(({ resourceId }) => resourceId))])) return []
          await lockResources(tx, businessId, [...new Set(row.map(({ resourceId }) => resourceId))])
          const whole = { id, version, series: series === '1', now: minuteOf(clock()) }
          const items = await removeBlocks(tx, businessId, whole)
          if (items.length === 0) return items
          const change = { object: 'block', objectId: id, action: 'removed', before: items.map(blockJson) }
          await logChange(tx, { businessId, at: clock(), memberId: member?.id ?? null, ...change })
          return items
        })
        if (removed.length > 0) return c.json({ items: removed.map(blockJson) }, 200)
        const now = await blockById(db, businessId, id)
        return now ? stale(c, blockJson(now)) : gone(c)
      },
    )
}

const isSame = (a: Taken, b: Taken) => a.resourceId === b.resourceId && a.from === b.from && a.to === b.to

/** What is written together has one name, by which a repeated request is known. */
const seriesOf = (key: string | null, memberId: number | undefined): string =>
  key === null ? crypto.randomUUID() : `${memberId ?? 'key'}:${key}`
