import { isGroup, reachOf } from '../../db/choose.ts'
import { loadBusy } from '../../db/occupancies.ts'
import { findSessions } from '../../db/sessions.ts'
import type { Sql } from '../../db/sql.ts'
import { type Catalog, MASTER, type Minute } from '../../domain/catalog.ts'
import { findSlots, resourcesOf, type Slot, type Wish } from '../../domain/slots.ts'
import { iso } from './day.ts'

type Asked = {
  /** Masters in it are those that a visit has now; null: whoever. */
  wish: Wish
  /** The visit whose own place counts as free. */
  except: number | null
  range: { from: Minute; to: Minute }
  /** The one master to ask about; null: all who can do it. */
  only: number | null
  now: Minute
}

const DAY = 1440
/** How far the next start is looked for when a day has none. */
const AHEAD_DAYS = 30

/**
 * The bookable starts of a day by master: a visit keeps its masters where they are the same, and goes whole to another one. One query,
 * two when the day has none.
 */
export async function startsOn(sql: Sql, catalog: Catalog, { wish, except, range, only, now }: Asked) {
  const first = wish.parts[0]!.masterId
  if (isGroup(catalog, wish)) {
    const open = { ...wish, parts: wish.parts.map((part) => ({ ...part, masterId: only })) }
    return collected(await findSessions(sql, catalog, open, range, now, except), null)
  }
  const anybody = withMaster(wish, null)
  const masters = catalog.resources.filter(
    ({ id, kind, locationId }) =>
      kind === MASTER && locationId === wish.locationId && (only === null || id === only) && canTake(catalog, wish, id),
  )
  const reach = reachOf(catalog, anybody)
  const busyIn = (from: Minute, to: Minute) =>
    loadBusy(sql, { resourceIds: resourcesOf(catalog, anybody), from: from - reach, to: to + reach, now, except })
  const wishOf = (id: number) => (id === first ? wish : withMaster(wish, id))
  const step = catalog.rules.stepMinutes
  const begin = { from: Math.max(range.from, now - step + 1), to: range.to }
  const busy = await busyIn(range.from, range.to)
  const found = masters.map(({ id }) => ({
    id,
    slots: begin.from < begin.to ? findSlots(catalog, busy, wishOf(id), begin, now) : [],
  }))
  const slots = merge(found)
  if (slots.length > 0) return collected(slots, null)
  const later = await busyIn(range.to, range.to + AHEAD_DAYS * DAY)
  const ahead = { from: range.to, to: range.to + AHEAD_DAYS * DAY }
  const [next] = merge(masters.map(({ id }) => ({ id, slots: findSlots(catalog, later, wishOf(id), ahead, now, 1) })))
  return collected([], next ?? null)
}

function merge(found: readonly { id: number; slots: readonly Slot[] }[]): Slot[] {
  const masters = new Map<Minute, number[]>()
  for (const { id, slots } of found)
    for (const { start } of slots) masters.set(start, [...(masters.get(start) ?? []), id])
  return [...masters].sort(([a], [b]) => a - b).map(([start, ids]) => ({ start, masters: ids }))
}

function collected(slots: readonly Slot[], next: Slot | null) {
  const ids = [...new Set(slots.flatMap(({ masters }) => masters))]
  return {
    masters: ids.map((id) => ({
      id,
      starts: slots.filter(({ masters }) => masters.includes(id)).map(({ start }) => iso(start)),
    })),
    any: slots.map(({ start }) => iso(start)),
    next: next && { start: iso(next.start), masters: [...next.masters] },
  }
}

const withMaster = (wish: Wish, masterId: number | null): Wish => ({
  ...wish,
  parts: wish.parts.map((part) => ({ ...part, masterId })),
})

/** Whether a master can take a whole visit, or has its beginning as it is. */
const canTake = (catalog: Catalog, wish: Wish, masterId: number): boolean =>
  wish.parts[0]!.masterId === masterId ||
  wish.parts.every(({ serviceId }) =>
    catalog.services.find(({ id }) => id === serviceId)?.masters.some(({ resourceId }) => resourceId === masterId),
  )
