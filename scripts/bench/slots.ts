import type { Minute } from '../../domain/catalog.ts'
import { seeded } from '../../domain/seeded.ts'
import { at, branch, catalogOf, everyDay, resource, service } from '../../domain/slots.sample.ts'
import { findSlots, packDays, type Slot } from '../../domain/slots.ts'

const ZONE = 'Europe/Moscow'
const FROM = at('2027-03-01T00:00+03:00')
const DAYS = 30
const OPEN = 9
const CLOSE = 20
const STEP = 15
const MINUTES = 60
const MASTERS = [1, 2, 3, 4, 5]

const ROUNDS = 21
const SEARCHES_PER_ROUND = 40

/**
 * Slot search over 30 days, five masters and a 15-minute grid, against a plain sweep over integers in the same run. One line per measure,
 * milliseconds per search, medians of rounds in turn. Throws when the two do not find the same starts and masters.
 */
export function benchSlots(): object[] {
  const busy = busyMonth()
  const windows = Array.from({ length: DAYS }, (_, day) => FROM + day * 1440).map((midnight) => ({
    open: midnight + OPEN * 60,
    close: midnight + CLOSE * 60,
  }))
  const catalog = catalogOf({
    locations: [branch({ hours: everyDay([OPEN, CLOSE]) })],
    resources: MASTERS.map((id) => resource(id)),
    services: [service(1, MASTERS, { segments: [MINUTES], rules: { stepMinutes: STEP, windowDays: DAYS } })],
  })
  const wish = { locationId: 1, parts: [{ serviceId: 1, masterId: null }] }
  const search = () => findSlots(catalog, busy, wish, { from: FROM, to: FROM + DAYS * 1440 }, FROM)
  const reference = () => sweep(windows, busy)
  const pack = () => JSON.stringify(packDays(ZONE, search()))
  requireSame(search(), reference())

  const [ours, theirs, packed] = mediansInTurn([search, reference, pack])
  const intervals = MASTERS.reduce((sum, id) => sum + busy.get(id)!.length / 2, 0)
  const workload = { slots: search().length, intervals, busy_share: rounded(busyShare(busy)) }
  const ratio = rounded(ours! / theirs!)
  return [
    {
      measure: 'slots.search',
      ours_ms: rounded(ours!),
      reference_ms: rounded(theirs!),
      ratio,
      budget: 1.5,
      ...workload,
    },
    { measure: 'slots.search+json', ms: rounded(packed!), budget_ms: 1.5, bytes: pack().length },
  ]
}

/** The reference: for each master the gaps between taken times, walked on the grid; starts of all masters united with a bit for each. */
function sweep(windows: readonly { open: Minute; close: Minute }[], busy: ReadonlyMap<number, Int32Array>) {
  const takers = new Map<Minute, number>()
  MASTERS.forEach((id, place) => {
    const taken = busy.get(id)!
    let next = 0
    for (const { open, close } of windows) {
      let free = open
      while (next < taken.length && taken[next + 1]! <= open) next += 2
      for (let b = next; ; b += 2) {
        const end = b < taken.length ? Math.min(taken[b]!, close) : close
        for (let start = Math.ceil(free / STEP) * STEP; start + MINUTES <= end; start += STEP) {
          takers.set(start, (takers.get(start) ?? 0) | (1 << place))
        }
        if (end === close) break
        free = Math.max(free, taken[b + 1]!)
      }
    }
  })
  return [...takers].sort(([a], [b]) => a - b)
}

/** A month of visits with the shape of a salon's: 45 to 90 minutes, some back to back, about 61% of the working time. */
function busyMonth(): Map<number, Int32Array> {
  const random = seeded(20270301)
  const oneOf = (items: readonly number[]) => items[Math.floor(random() * items.length)]!
  return new Map(
    MASTERS.map((id) => {
      const pairs: number[] = []
      for (let day = 0; day < DAYS; day++) {
        const close = FROM + day * 1440 + CLOSE * 60
        let start = FROM + day * 1440 + OPEN * 60 + oneOf([0, 30, 60])
        for (;;) {
          const end = start + oneOf([45, 60, 60, 60, 90])
          if (end > close) break
          pairs.push(start, end)
          start = end + oneOf([0, 0, 15, 30, 60, 105])
        }
      }
      return [id, Int32Array.from(pairs)]
    }),
  )
}

function busyShare(busy: ReadonlyMap<number, Int32Array>): number {
  let minutes = 0
  for (const pairs of busy.values()) {
    for (let i = 0; i < pairs.length; i += 2) minutes += pairs[i + 1]! - pairs[i]!
  }
  return minutes / (MASTERS.length * DAYS * (CLOSE - OPEN) * 60)
}

function requireSame(slots: readonly Slot[], swept: readonly (readonly [Minute, number])[]): void {
  const ours = slots.map(({ start, masters }) => `${start}:${masters.join()}`)
  const theirs = swept.map(([start, mask]) => `${start}:${MASTERS.filter((_, i) => mask & (1 << i)).join()}`)
  if (ours.length === 0 || ours.join() !== theirs.join())
    throw new Error('the search and the reference find different slots')
}

/** Runs the contenders in turn, so that what else the machine does falls on all of them; milliseconds per call. */
function mediansInTurn(contenders: readonly (() => unknown)[]): number[] {
  const rounds = contenders.map(() => [] as number[])
  for (let round = -3; round < ROUNDS; round++) {
    contenders.forEach((run, i) => {
      const begin = performance.now()
      for (let n = 0; n < SEARCHES_PER_ROUND; n++) run()
      // The first rounds only warm the code up.
      if (round >= 0) rounds[i]!.push((performance.now() - begin) / SEARCHES_PER_ROUND)
    })
  }
  return rounds.map((times) => times.sort((a, b) => a - b)[ROUNDS >> 1]!)
}

function rounded(number: number): number {
  return Number(number.toPrecision(3))
}
