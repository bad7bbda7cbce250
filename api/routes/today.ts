import { z } from '@hono/zod-openapi'
import { nameOf } from '../../bot/words.ts'
import { findOffer } from '../../db/offer.ts'
import { minuteOf } from '../../db/sql.ts'
import { type NextVisit, type Today, todayOf } from '../../db/today.ts'
import { type Catalog, type Location, MASTER, type Minute, type Service } from '../../domain/catalog.ts'
import { NEW_GUIDE } from '../../domain/guide.ts'
import { openingAt, scheduleEnd } from '../../domain/hours.ts'
import { maskedPhone } from '../../domain/phone.ts'
import { reachOf } from '../../domain/roles.ts'
import { roomFor } from '../../domain/room.ts'
import { dayPartAt, isoOf, localOf } from '../../domain/time.ts'
import type { Guard } from '../auth/actor.ts'
import { slaView } from '../chatviews.ts'
import { answers, createRoutes, guarded } from '../routing.ts'
import type { System } from '../system.ts'

const named = z.object({ id: z.number(), name: z.string() })

const visit = z.object({
  id: z.number(),
  version: z.number(),
  status: z.string(),
  start: z.string(),
  end: z.string(),
  client: z.object({ id: z.number(), name: z.string().nullable(), phone: z.string().nullable() }),
  services: z.array(z.string()),
  masters: z.array(z.string()),
})

const attention = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('waiting'), count: z.number(), since: z.string().nullable() }),
  z.object({ kind: z.literal('channel'), channelId: z.number(), channel: z.string(), since: z.string().nullable() }),
  z.object({ kind: z.literal('undelivered'), count: z.number() }),
  z.object({ kind: z.literal('unfinished'), ids: z.array(z.number()) }),
  z.object({ kind: z.literal('unconfirmed'), ids: z.array(z.number()) }),
  /** Masters without hours after a date that is less than a week away; `date` is the earliest. */
  z.object({ kind: z.literal('ending'), date: z.string(), masters: z.array(named) }),
  z.object({ kind: z.literal('guide'), step: z.number() }),
])

const today = z
  .object({
    date: z.string(),
    zone: z.string(),
    now: z.string(),
    location: named.nullable(),
    /** Null: open today; else the branch is closed all day, and opens again then. */
    dayOff: z.object({ opens: z.string().nullable() }).nullable(),
    /** What needs a hand, the most urgent first. */
    attention: z.array(attention),
    tiles: z.object({
      visits: z.number(),
      noShows: z.number(),
      free: z.object({ places: z.number(), nearest: z.string().nullable(), service: named }).nullable(),
      /** Median over so many answers; null for who does not see the queue. */
      firstResponse: z.object({ medianMs: z.number().nullable(), of: z.number(), unanswered: z.number() }).nullable(),
    }),
    sla: z.object({ amber: z.number(), red: z.number(), opensAt: z.string().nullable() }),
    next: z.array(visit),
  })
  .openapi('Today')

/** The first screen: what needs a hand, the day in four numbers, and who comes next. */
export function todayRoutes({ db, catalogs, clock }: System, guard: Guard) {
  return createRoutes().openapi(
    guarded(guard, 'visits.read', {
      method: 'get',
      path: '/api/today',
      summary: 'Сегодня: что требует внимания, числа дня, ближайшие визиты',
      request: { query: z.object({ location: z.coerce.number().int().positive().optional() }) },
      responses: { 200: answers(today) },
    }),
    async (c) => {
      const { businessId, member, who } = c.var.actor
      const catalog = await catalogs.of(db, businessId)
      const now = clock()
      const minute = minuteOf(now)
      const asked = c.req.valid('query').location
      const location = catalog.locations.find(({ id }) => id === asked) ?? catalog.locations[0] ?? null
      const zone = location?.timezone ?? catalog.timezone
      const part = dayPartAt(zone, minute)
      const resourceId = c.var.reach === 'own' ? (member?.resourceId ?? 0) : null
      const day = await todayOf(db, {
        businessId,
        locationIds: location ? [location.id] : [],
        resourceId,
        from: new Date(part.from * 60_000),
        to: new Date(part.to * 60_000),
        now,
      })
      const service = location && usualService(catalog, location, day.usual, resourceId)
      const wish = service && { locationId: location.id, parts: [{ serviceId: service.id, masterId: resourceId }] }
      const range = { from: minute, to: part.to }
      const slots = wish ? await findOffer(db, catalogs, { businessId, wish, now: minute, range }) : []
      const seesQueue = reachOf(who, 'queue') === 'all'
      const settles = reachOf(who, 'catalog.write') === 'all'
      const ending = settles && location ? endingOf(catalog, location, part.day) : []
      const step = settles ? guideStep(day.guide) : null
      const { places, nearest } = roomFor(slots, service ? lengthOf(service) : 0)
      const answer = {
        date: localOf(zone, minute).date,
        zone,
        now: now.toISOString(),
        location: location && { id: location.id, name: location.name },
        dayOff: location && dayOffOf(location, minute, part),
        attention: [
          ...(seesQueue && day.waiting > 0
            ? [{ kind: 'waiting' as const, count: day.waiting, since: day.oldest?.toISOString() ?? null }]
            : []),
          ...(seesQueue
            ? day.broken.map(({ id, kind, since }) => ({
                kind: 'channel' as const,
                channelId: id,
                channel: kind,
                since: since?.toISOString() ?? null,
              }))
            : []),
          ...(seesQueue && day.undelivered > 0 ? [{ kind: 'undelivered' as const, count: day.undelivered }] : []),
          ...(day.unfinished.length > 0 ? [{ kind: 'unfinished' as const, ids: day.unfinished }] : []),
          ...(day.unconfirmed.length > 0 ? [{ kind: 'unconfirmed' as const, ids: day.unconfirmed }] : []),
          ...(ending.length > 0
            ? [
                {
                  kind: 'ending' as const,
                  date: ending.map(({ date }) => date).toSorted()[0]!,
                  masters: ending.map(({ id, name }) => ({ id, name })),
                },
              ]
            : []),
          ...(step !== null ? [{ kind: 'guide' as const, step }] : []),
        ],
        tiles: {
          visits: day.visits,
          noShows: day.noShows,
          free: service && {
            places,
            nearest: nearest === null ? null : isoOf(zone, nearest),
            service: { id: service.id, name: service.name },
          },
          firstResponse: seesQueue ? { medianMs: day.medianMs, of: day.answered, unanswered: day.unanswered } : null,
        },
        sla: slaView(catalog, minute),
        next: day.next.map((one) => visitView(catalog, zone, one, resourceId !== null)),
      }
      return c.json(answer, 200)
    },
  )
}

const lengthOf = ({ segments }: Service) => segments.reduce((sum, minutes) => sum + minutes, 0)

/** The service by which free places are counted: the one booked most, else the branch's first that somebody does alone. */
function usualService(catalog: Catalog, location: Location, usual: number | null, masterId: number | null) {
  const here = new Set(catalog.resources.filter(({ locationId }) => locationId === location.id).map(({ id }) => id))
  const done = ({ capacity, masters }: Service) =>
    capacity === 1 &&
    masters.some(({ resourceId }) => (masterId === null ? here.has(resourceId) : resourceId === masterId))
  const services = catalog.services.filter(done)
  return services.find(({ id }) => id === usual) ?? services[0] ?? null
}

/** Masters of the branch whose hours end within a week, and on which date. */
const endingOf = (catalog: Catalog, location: Location, day: number) =>
  catalog.resources.flatMap((master) => {
    const ours = master.kind === MASTER && master.locationId === location.id
    const date = ours ? scheduleEnd(location, master, day) : null
    return date === null ? [] : [{ id: master.id, name: master.name, date }]
  })

/** Where the guide waits: its step, or the first that was left for later; null: nothing is left to do. */
function guideStep({ saved, begun }: Today['guide']): number | null {
  if (saved === null) return begun ? null : NEW_GUIDE.step
  return saved.done ? (saved.skipped?.[0] ?? null) : (saved.step ?? NEW_GUIDE.step)
}

/** Null unless the branch is closed for all of the day. */
function dayOffOf(location: Location, minute: Minute, day: { from: Minute; to: Minute }) {
  const first = openingAt(location, day.from)
  if (first.open || (first.from !== null && first.from < day.to)) return null
  const next = openingAt(location, Math.max(minute, day.to))
  const opens = next.open ? day.to : next.from
  return { opens: opens === null ? null : isoOf(location.timezone, opens) }
}

function visitView(catalog: Catalog, zone: string, visit: NextVisit, masked: boolean) {
  const { id, version, status, start, end, client, services, masters } = visit
  const { phone } = client
  return {
    id,
    version,
    status,
    start: isoOf(zone, minuteOf(start)),
    end: isoOf(zone, minuteOf(end)),
    client: { ...client, phone: phone && masked ? maskedPhone(phone) : phone },
    services: services.map((one) => catalog.services.find((service) => service.id === one)?.name ?? ''),
    masters: [...new Set(masters)].map((one) => nameOf(catalog, one)),
  }
}
