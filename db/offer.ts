import { type Catalog, forStaff, type Minute, rulesOf } from '../domain/catalog.ts'
import { type Busy, findSlots, nearest, resourcesOf, type Slot, type Wish } from '../domain/slots.ts'
import type { Catalogs } from './catalog.ts'
import { isGroup, reachOf } from './choose.ts'
import { loadBusy } from './occupancies.ts'
import { findSessions } from './sessions.ts'
import type { Sql } from './sql.ts'

type Range = { from: Minute; to: Minute }

export type Question = {
  businessId: number
  wish: Wish
  now: Minute
  /** An appointment whose own place counts as free: a client's hold, a visit to be moved. */
  except?: number | null
  /** Staff ask: hours hold, the notice and the window of clients don't. */
  byStaff?: boolean
}

/** The starts within [from, to) that a client may book now, earliest first; of classes too. What is given, `book` accepts. */
export async function findOffer(
  sql: Sql,
  catalogs: Catalogs,
  question: Question & { range: Range; limit?: number },
): Promise<Slot[]> {
  const catalog = await catalogFor(sql, catalogs, question)
  const { wish, now, limit, except } = question
  const range = within(catalog, wish, question.range, now)
  if (!(range.from < range.to)) return []
  if (isGroup(catalog, wish)) return (await findSessions(sql, catalog, wish, range, now, except)).slice(0, limit)
  return findSlots(catalog, await busyAround(sql, catalog, question, range), wish, range, now, limit)
}

/** The starts of several wishes by one catalog, each within its own range: times of staff and rooms are read once for all. */
export async function findOffers(
  sql: Sql,
  catalog: Catalog,
  questions: readonly { wish: Wish; range: Range }[],
  now: Minute,
): Promise<Slot[][]> {
  const asked = questions.map(({ wish, range }) => ({ wish, range: within(catalog, wish, range, now) }))
  const single = asked.filter(({ wish, range }) => range.from < range.to && !isGroup(catalog, wish))
  const interest = {
    resourceIds: [...new Set(single.flatMap(({ wish }) => resourcesOf(catalog, wish)))],
    from: Math.min(...single.map(({ wish, range }) => range.from - reachOf(catalog, wish))),
    to: Math.max(...single.map(({ wish, range }) => range.to + reachOf(catalog, wish))),
    now,
  }
  const busy: Busy = single.length > 0 ? await loadBusy(sql, interest) : new Map()
  return Promise.all(
    asked.map(({ wish, range }) => {
      if (!(range.from < range.to)) return []
      return isGroup(catalog, wish)
        ? findSessions(sql, catalog, wish, range, now)
        : findSlots(catalog, busy, wish, range, now)
    }),
  )
}

/** For «that one is gone»: the starts on offer nearest in time to `around`, nearest first. */
export async function nearestSlots(
  sql: Sql,
  catalogs: Catalogs,
  question: Question & { around: Minute; count?: number },
): Promise<Slot[]> {
  const catalog = await catalogFor(sql, catalogs, question)
  const { wish, now, around, count = 3, except } = question
  const all = within(catalog, wish, { from: now, to: Number.POSITIVE_INFINITY }, now)
  if (isGroup(catalog, wish)) {
    const classes = await findSessions(sql, catalog, wish, all, now, except)
    return nearestOf(classes, around).slice(0, count)
  }
  // The days around mostly have enough; a quarter of a year of busy time is read only when they don't.
  const near = within(catalog, wish, { from: around - NEAR, to: around + NEAR }, now)
  if (near.from < near.to) {
    const slots = findSlots(catalog, await busyAround(sql, catalog, question, near), wish, near, now)
    if (slots.length >= count) return nearestOf(slots, around).slice(0, count)
  }
  return nearest(catalog, await busyAround(sql, catalog, question, all), wish, around, now, count)
}

async function catalogFor(sql: Sql, catalogs: Catalogs, { businessId, byStaff }: Question): Promise<Catalog> {
  const catalog = await catalogs.of(sql, businessId)
  return byStaff ? forStaff(catalog) : catalog
}

const DAY = 1440
const NEAR = 3 * DAY

const nearestOf = (slots: readonly Slot[], around: Minute): Slot[] =>
  slots.toSorted((a, b) => Math.abs(a.start - around) - Math.abs(b.start - around) || a.start - b.start)

/** Cuts a range to what can be on offer at all, so that no more is read. */
function within(catalog: Catalog, wish: Wish, range: Range, now: Minute): Range {
  const services = catalog.services.filter(({ id }) => wish.parts.some(({ serviceId }) => serviceId === id))
  const days = services.map((service) => rulesOf(catalog, service).windowDays)
  // A day more: the window ends at a local midnight.
  const end = days.length === 0 ? now : now + (Math.min(...days) + 1) * DAY
  const begin = now + Math.min(0, ...services.map((service) => rulesOf(catalog, service).noticeMinutes))
  return { from: Math.max(range.from, begin), to: Math.min(range.to, end) }
}

function busyAround(sql: Sql, catalog: Catalog, { wish, now, except }: Question, range: Range) {
  const reach = reachOf(catalog, wish)
  const resourceIds = resourcesOf(catalog, wish)
  return loadBusy(sql, { resourceIds, from: range.from - reach, to: range.to + reach, now, except })
}
