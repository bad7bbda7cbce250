import { ownBookings, redoBookings } from '../../db/crm/bookings.ts'
import {
  keepCalendars,
  markAsked,
  markNotifying,
  markQuiet,
  markUnread,
  type Reading,
  replaceBusy,
  takeBookingHints,
} from '../../db/crm/busy.ts'
import { logBoth } from '../../db/crm/links.ts'
import { type Catalog, rulesOf } from '../../domain/catalog.ts'
import { keyIn } from '../../domain/crm/booking.ts'
import {
  type BookingThere,
  type BusySource,
  calendarsOf,
  type EventThere,
  sayUnread,
  takenByBooking,
  takenByEvent,
} from '../../domain/crm/busy.ts'
import type { Answer, Command, Refusal } from './client.ts'
import { isPortals, PortalDown, type Session } from './session.ts'

/** Without a hint other calendars are read so often. */
export const READ_MS = 180_000
/** With hints, not oftener than so. */
const HINTED_MS = 10_000
/** As far ahead as clients may book, and never less or more than so many days. */
const DAYS = { least: 30, most: 92 }
const DAY_S = 86_400
/** Bookings of a page; each page begins a little before the last one ended, since one that is deleted meanwhile moves the others up. */
const PAGE = 50
const STEP = 45
/** Pages that are asked for at once; twice as many each time. */
const FIRST_PAGES = 4

type Window = { from: number; to: number }

/**
 * Reads the times that are taken in the portal, when it is time for it or a hint says so; true when it did. What could not be read stays as it
 * was. Throws `PortalDown`, `LeaseLost`.
 */
export async function readBusy(session: Session): Promise<boolean> {
  const { mirror, lease, portal, settings } = session
  const { db, clock } = mirror
  const calendars = calendarsOf(settings.busy)
  const asked = portal.cursors.busy ? Date.parse(portal.cursors.busy) : null
  const now = clock()
  const since = asked === null ? Number.POSITIVE_INFINITY : now.getTime() - asked
  // Many hints are one reading: they wait for each other.
  if (since < HINTED_MS) return false
  const hinted = await takeBookingHints(db, lease)
  if (!hinted && since < READ_MS) return false
  await keepCalendars(db, lease.businessId, calendars, now)
  if (calendars.length === 0 && !settings.busy.write) return false
  await markAsked(db, lease, now)
  portal.cursors.busy = now.toISOString()
  const catalog = await mirror.catalogs.of(db, lease.businessId)
  const seconds = Math.floor(now.getTime() / 1000)
  const window = { from: seconds - DAY_S, to: seconds + daysAhead(catalog) * DAY_S }
  const users = calendars.filter(({ source }) => source === 'calendar').map(({ remoteId }) => remoteId)
  const resources = calendars.some(({ source }) => source === 'booking') || settings.busy.write
  const read = await ask(session, window, resources, [...new Set(users)])
  const readings: Reading[] = []
  for (const source of ['booking', 'calendar'] as const) {
    const mine = calendars.filter((one) => one.source === source)
    const refusal = read.refused[source]
    if (refusal) await markUnread(db, lease, mine, sayUnread(source, refusal))
    else readings.push(...mine.map((one) => ({ ...one, taken: [] })))
  }
  const own = await ownBookings(db, lease.businessId)
  const ours = new Set(own.map(({ remoteId }) => remoteId))
  const zones = new Map(catalog.locations.map(({ id, timezone }) => [id, timezone]))
  const zoneOf = (id: number) =>
    zones.get(catalog.resources.find((one) => one.id === id)?.locationId ?? 0) ?? catalog.timezone
  const filled = readings.map((reading) => ({
    ...reading,
    taken:
      reading.source === 'booking'
        ? read.bookings
            .filter(({ id, description }) => !ours.has(id) && keyIn(description, portal.origin) === null)
            .filter(({ resourceIds }) => resourceIds.map(Number).includes(reading.remoteId))
            .flatMap((booking) => takenByBooking(booking) ?? [])
        : (read.events.get(reading.remoteId) ?? []).flatMap((e) => takenByEvent(e, zoneOf(reading.resourceId)) ?? []),
  }))
  await replaceBusy(db, lease, filled, now)
  if (read.notifying) {
    if (settings.busy.write) await quieten(session, read.notifying)
    await markNotifying(db, lease, read.notifying)
  }
  if (settings.busy.write && !read.refused.booking) await holdToOurs(session, own, read.bookings, window)
  return true
}

function daysAhead(catalog: Catalog): number {
  const windows = catalog.services.map((service) => rulesOf(catalog, service).windowDays)
  return Math.min(DAYS.most, Math.max(DAYS.least, ...windows) + 1)
}

type Read = {
  bookings: BookingThere[]
  events: Map<number, EventThere[]>
  /** By resource of the portal; null where it was not said. */
  notifying: Map<number, boolean> | null
  refused: Partial<Record<BusySource, Refusal>>
}

/** Asks for all that is taken within the window; mostly one request. */
async function ask({ bitrix }: Session, window: Window, resources: boolean, users: number[]): Promise<Read> {
  const read: Read = { bookings: [], events: new Map(), notifying: null, refused: {} }
  const page = (nth: number): Command => ({
    method: 'booking.v1.booking.list',
    params: {
      filter: { within: { dateFrom: window.from, dateTo: window.to } },
      order: { id: 'ASC' },
      start: nth * STEP,
    },
  })
  const date = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10)
  const pages = new Map<number, BookingThere>()
  const take = (answer: Answer<unknown>): boolean => {
    if (!answer.ok) {
      read.refused.booking = ofOne(answer)
      return false
    }
    const { booking } = answer.result as { booking?: BookingThere[] }
    for (const one of booking ?? []) pages.set(Number(one.id), { ...one, id: Number(one.id) })
    return (booking?.length ?? 0) >= PAGE
  }
  const commands: Record<string, Command> = {}
  if (resources) {
    for (let nth = 0; nth < FIRST_PAGES; nth++) commands[`p${nth}`] = page(nth)
    commands.resources = { method: 'booking.v1.resource.list', params: { order: { id: 'ASC' } } }
  }
  if (users.length > 0)
    commands.calendar = {
      method: 'calendar.accessibility.get',
      // Dates of whatever zone the portal means: a day more on both sides.
      params: { users, from: date(window.from - DAY_S), to: date(window.to + DAY_S) },
    }
  const answers: Record<string, Answer<unknown>> = Object.keys(commands).length > 0 ? await bitrix.batch(commands) : {}
  const { calendar, resources: listed } = answers
  if (calendar?.ok) {
    for (const [user, events] of Object.entries((calendar.result ?? {}) as Record<string, EventThere[]>))
      read.events.set(Number(user), events)
    // Whoever is not in the answer was not read: their calendar is kept as it was.
    if (users.some((user) => !read.events.has(user)))
      read.refused.calendar = { ok: false, trouble: 'refused', code: 'NO_USER', description: '', retryAt: null }
  } else if (calendar) read.refused.calendar = ofOne(calendar)
  if (listed?.ok) {
    const { resource } = listed.result as { resource?: (Record<string, unknown> & { id: number })[] }
    read.notifying = new Map((resource ?? []).map((one) => [Number(one.id), notifies(one)]))
  }
  if (!resources) return read
  let more = true
  for (let nth = 0; nth < FIRST_PAGES && more; nth++) more = take(answers[`p${nth}`]!)
  for (let nth = FIRST_PAGES, count = FIRST_PAGES; more; nth += count, count = Math.min(count * 2, PAGE)) {
    const next = await bitrix.batch(
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${nth + i}`, page(nth + i)])),
    )
    for (let i = 0; i < count && more; i++) more = take(next[`p${nth + i}`]!)
  }
  read.bookings = [...pages.values()]
  return read
}

/** A refusal that is about this one right or section; others are the portal's, and end the session. */
function ofOne(refusal: Refusal): Refusal {
  if (isPortals(refusal) && refusal.trouble !== 'rights') throw new PortalDown(refusal)
  return refusal
}

/** Whether Bitrix24 writes to the clients of a resource by itself. */
const notifies = (resource: Record<string, unknown>): boolean =>
  Object.entries(resource).some(([field, value]) => /^is\w+NotificationOn$/.test(field) && value === 'Y')

const QUIET = Object.fromEntries(
  ['Info', 'Confirmation', 'Reminder', 'Feedback', 'Delayed'].map((kind) => [`is${kind}NotificationOn`, 'N']),
)

/**
 * Where our visits are written, the portal's own messages to clients are switched off, once for each resource: whoever switches them on again has
 * their reasons, and the health says so.
 */
async function quieten({ mirror, lease, portal, settings, bitrix }: Session, notifying: Map<number, boolean>) {
  const quiet = new Set(portal.cursors.quiet?.split(' ').map(Number))
  const loud = [...new Set(Object.values(settings.busy.resources))].filter((id) => notifying.get(id) && !quiet.has(id))
  if (loud.length === 0) return
  const answers = await bitrix.batch(
    Object.fromEntries(
      loud.map((id) => [`q${id}`, { method: 'booking.v1.resource.update', params: { id, fields: QUIET } }]),
    ),
  )
  const done = loud.filter((id) => answers[`q${id}`]!.ok)
  for (const id of done) notifying.set(id, false)
  portal.cursors.quiet = [...quiet, ...done].join(' ')
  await markQuiet(mirror.db, lease, portal.cursors.quiet)
}

/** What somebody has moved or deleted there of ours is put back: the visit stands here, and here it is moved. */
async function holdToOurs(
  { mirror, lease }: Session,
  own: Awaited<ReturnType<typeof ownBookings>>,
  bookings: readonly BookingThere[],
  window: Window,
): Promise<void> {
  const { db, clock } = mirror
  const there = new Map(bookings.map((one) => [one.id, one]))
  const log: Parameters<typeof logBoth>[2][number][] = []
  for (const { id, remoteId, synced, settled } of own) {
    if (!settled || synced?.from === undefined || synced.to === undefined) continue
    const one = there.get(remoteId)
    const ours = { from: synced.from, to: synced.to, resourceIds: synced.resourceIds ?? [] }
    if (one) {
      const { from, to } = one.datePeriod
      const theirs = {
        from: Number(from.timestamp),
        to: Number(to.timestamp),
        resourceIds: one.resourceIds.map(Number),
      }
      if (JSON.stringify(ours) === JSON.stringify(theirs)) continue
      log.push({ linkId: id, field: 'datePeriod', ours, theirs, won: 'ours' })
    } else if (ours.from >= window.from + DAY_S && ours.to <= window.to)
      log.push({ linkId: id, field: 'deleted', ours, theirs: null, won: 'ours' })
  }
  await redoBookings(
    db,
    lease.businessId,
    log.map(({ linkId }) => linkId),
    clock(),
  )
  await logBoth(db, lease.businessId, log, clock())
}
