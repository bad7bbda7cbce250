import { z } from '@hono/zod-openapi'
import { touchCatalog } from '../../db/catalog.ts'
import { logChange } from '../../db/changes.ts'
import { writeHours } from '../../db/hours.ts'
import { lockResources } from '../../db/occupancies.ts'
import { minuteOf } from '../../db/sql.ts'
import { standingIn } from '../../db/standing.ts'
import type { Catalog, Span } from '../../domain/catalog.ts'
import { brokenBy, type HoursOwner, withHours } from '../../domain/standing.ts'
import { addDays, localOf } from '../../domain/time.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, gone, guarded, localDate, refused } from '../routing.ts'
import { affectedItem, affectedJson, affectedMessage, decisions, toMove, undecided } from '../schedule/affected.ts'
import { shownTo } from '../schedule/day.ts'
import type { System } from '../system.ts'

/** Visits are booked no farther ahead. */
const AHEAD_DAYS = 400

const span = z
  .object({ from: z.number().int().min(0).max(1439), to: z.number().int().min(1).max(2880) })
  .refine(({ from, to }) => from < to && to - from <= 1440)
const spans = z
  .array(span)
  .max(10)
  .refine((list) => list.every((one, i) => i === 0 || list[i - 1]!.to <= one.from), 'spans in order, apart')
const week = z.array(spans).length(7)

const ownerQuery = z.object({
  location: z.coerce.number().int().positive().optional(),
  resource: z.coerce.number().int().positive().optional(),
})

const hours = z
  .object({
    location: z.number().nullable(),
    resource: z.number().nullable(),
    /** Minutes of the local day by weekday, Monday first; null: a resource keeps the hours of its branch. */
    week: z.array(z.array(span)).nullable(),
    exceptions: z.array(z.object({ date: z.string(), spans: z.array(span) })),
    version: z.number(),
  })
  .openapi('Hours')

const change = z.object({
  location: z.number().int().positive().optional(),
  resource: z.number().int().positive().optional(),
  version: z.number().int(),
  week: week.nullish(),
  /** Hours of the dates from–to (inclusive) instead of the week's; `spans` null: the week's again. */
  exceptions: z
    .array(z.object({ date: localDate, to: localDate.optional(), spans: spans.nullable() }))
    .max(100)
    .optional(),
  decisions,
})

const MOST_DATES = 400

/** When a branch is open and when a master or a room works. */
export function hoursOf(system: System, guard: Guard) {
  const { db, catalogs, clock } = system

  return createRoutes()
    .openapi(
      guarded(guard, 'catalog.read', {
        method: 'get',
        path: '/api/hours',
        summary: 'Часы филиала или мастера: неделя и отдельные даты',
        request: { query: ownerQuery },
        responses: { 200: answers(hours) },
      }),
      async (c) => {
        const catalog = await catalogs.of(db, c.var.actor.businessId)
        const owner = ownerOf(c.req.valid('query'))
        if (!owner) return refused(c, 'bad_request', 'Укажите location или resource.')
        const found = hoursJson(catalog, owner, minuteOf(clock()))
        return found ? c.json(found, 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'hours.write', {
        method: 'put',
        path: '/api/hours',
        summary: 'Изменить часы; check=1 только покажет, какие записи окажутся вне их',
        request: { query: z.object({ check: z.enum(['0', '1']).optional() }), body: body(change) },
        responses: {
          200: answers(z.object({ hours, affected: z.array(affectedItem), toMove: z.array(z.number()) })),
        },
      }),
      async (c) => {
        const wanted = c.req.valid('json')
        const { businessId, member, who } = c.var.actor
        const owner = ownerOf(wanted)
        if (!owner) return refused(c, 'bad_request', 'Укажите location или resource.')
        if ('locationId' in owner && wanted.week === null)
          return refused(c, 'bad_request', 'У филиала должны быть свои часы.')
        const exceptions = (wanted.exceptions ?? []).flatMap(({ date, to, spans }) =>
          datesFrom(date, to ?? date).map((one) => ({ date: one, hours: spans })),
        )
        if (exceptions.length > MOST_DATES) return refused(c, 'bad_request', `Не больше ${MOST_DATES} дат сразу.`)
        const now = minuteOf(clock())
        const dry = c.req.valid('query').check === '1'
        const done = await db.transaction(async (tx) => {
          const known = await catalogs.of(tx, businessId)
          const resourceIds = whose(known, owner)
          if (resourceIds === null) return { gone: true as const }
          await lockResources(tx, businessId, resourceIds)
          const before = await catalogs.of(tx, businessId)
          const was = hoursJson(before, owner, now)!
          if (was.version !== wanted.version) return { changed: was }
          const edit = { week: wanted.week, exceptions }
          const after = withHours(before, owner, edit)
          const interest = { businessId, resourceIds, from: now, to: now + AHEAD_DAYS * 1440, now }
          const affected = brokenBy(before, after, await standingIn(tx, interest))
          const left = undecided(affected, wanted.decisions).length
          if (dry || left > 0) return { before, was, affected, left: dry ? 0 : left }
          await writeHours(tx, businessId, owner, edit)
          const is = hoursJson(after, owner, now)!
          const objectId = 'locationId' in owner ? owner.locationId : owner.resourceId
          const object = 'locationId' in owner ? 'location_hours' : 'resource_hours'
          const line = { object, objectId, action: 'changed', before: was, after: is }
          await logChange(tx, { businessId, at: clock(), memberId: member?.id ?? null, ...line })
          await touchCatalog(tx, businessId)
          return { before, was: is, affected, left: 0 }
        })
        if ('gone' in done) return gone(c)
        if ('changed' in done) return refused(c, 'changed', 'Пока вы правили, часы изменили.', { now: done.changed })
        const sight = shownTo(who, member?.resourceId ?? null, c.var.reach)
        const affected = affectedJson(done.before, sight, done.affected)
        if (done.left > 0) return refused(c, 'taken', affectedMessage(done.left), { affected })
        return c.json({ hours: done.was, affected, toMove: toMove(done.affected, wanted.decisions) }, 200)
      },
    )
}

type Asked = { location?: number | undefined; resource?: number | undefined }

function ownerOf({ location, resource }: Asked): HoursOwner | null {
  if ((location === undefined) === (resource === undefined)) return null
  return location === undefined ? { resourceId: resource! } : { locationId: location }
}

/** Resources whose working time hangs on these hours; null: there is no such branch or resource. */
function whose({ locations, resources }: Catalog, owner: HoursOwner): number[] | null {
  if ('resourceId' in owner) return resources.some(({ id }) => id === owner.resourceId) ? [owner.resourceId] : null
  if (!locations.some(({ id }) => id === owner.locationId)) return null
  return resources.filter(({ locationId }) => locationId === owner.locationId).map(({ id }) => id)
}

/** Hours as the API tells them, past exceptions left out. */
function hoursJson(catalog: Catalog, owner: HoursOwner, now: number): z.infer<typeof hours> | null {
  const resource = 'resourceId' in owner ? catalog.resources.find(({ id }) => id === owner.resourceId) : null
  const locationId = 'locationId' in owner ? owner.locationId : resource?.locationId
  const location = catalog.locations.find(({ id }) => id === locationId)
  const found = 'resourceId' in owner ? resource : location
  if (!found || !location) return null
  const today = localOf(location.timezone, now).date
  const plain = (list: readonly Span[]) => list.map(({ from, to }) => ({ from, to }))
  const week = found.hours?.map(plain) ?? null
  const exceptions = found.exceptions
    .filter(({ date }) => date >= today)
    .map(({ date, hours }) => ({ date, spans: plain(hours) }))
    .sort((a, b) => a.date.localeCompare(b.date))
  return {
    location: 'locationId' in owner ? owner.locationId : null,
    resource: 'resourceId' in owner ? owner.resourceId : null,
    week,
    exceptions,
    version: fingerprint(JSON.stringify([week, exceptions])),
  }
}

/** A number that another text hardly has (FNV-1a): the hours have no row of their own that could count its edits. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

function datesFrom(from: string, to: string): string[] {
  const dates: string[] = []
  for (let date = from; date <= to && dates.length <= MOST_DATES; date = addDays(date, 1)) dates.push(date)
  return dates
}
