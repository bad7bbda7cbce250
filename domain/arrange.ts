import type { Minute, Resource } from './catalog.ts'
import { type Chain, cheapest, tailCosts, wholeCosts } from './chain.ts'
import { inOrder, merged } from './hours.ts'
import { type Diary, type Slice, type Stand, standsOf } from './stands.ts'
import type { Candidate, Visit } from './visit.ts'

/** A part of a visit with its time and the resources chosen for it, one room for each need of the service. */
export type Assignment = Slice & { master: Candidate; rooms: readonly Resource[] }

/** Ids of the masters who can do the first part of a visit that begins at `start`, when all of it must fit; rising. */
export function firstMasters(visit: Visit, diary: Diary, start: Minute): number[] {
  const found = new Set<number>()
  eachTiming(visit, diary, start, (_, [masters, ...rooms]) => {
    if (!rooms.every((chain) => wholeCosts(chain, tailCosts(chain)).some(Number.isFinite))) return false
    wholeCosts(masters!, tailCosts(masters!)).forEach((cost, i) => {
      if (Number.isFinite(cost)) found.add(masters![0]![i]!.master!.resource.id)
    })
    return found.size === visit.parts[0]!.candidates.length
  })
  return [...found].sort((a, b) => a - b)
}

/**
 * The best way to hold a visit from `start`: the fewest changes of master, then of room, then the master of the lowest rank first.
 * null: there is no way. The master's work from its first minute to its last and a room's whole time lie inside open hours; buffers may
 * stick out of them and only must not meet taken time. Between two parts that a resource serves one after the other its buffers fall away.
 */
export function bestWay(visit: Visit, diary: Diary, start: Minute, rank: (id: number) => number): Assignment[] | null {
  const rankOf = ({ master }: Stand) => (master ? rank(master.resource.id) : 0)
  let best: { cost: number; rank: number; slices: Slice[]; ways: Stand[][] } | null = null
  eachTiming(visit, diary, start, (slices, chains) => {
    const tails = chains.map(tailCosts)
    const cost = chains.reduce((sum, chain, i) => sum + Math.min(...wholeCosts(chain, tails[i]!)), 0)
    if (!Number.isFinite(cost)) return false
    const ways = chains.map((chain, i) => cheapest(chain, tails[i]!, rankOf))
    const first = rankOf(ways[0]![0]!)
    if (!best || cost < best.cost || (cost === best.cost && first < best.rank)) {
      best = { cost, rank: first, slices: [...slices], ways }
    }
    return false
  })
  return best && assignmentsOf(best)
}

function assignmentsOf({ slices, ways }: { slices: Slice[]; ways: Stand[][] }): Assignment[] {
  return slices.map((slice, i) => {
    const stands = ways.map((way) => way[i]!)
    const { master } = stands[0]!
    const rooms = stands.flatMap((stand) => stand.resources.filter((one) => one !== master?.resource))
    const inOrderOfNeeds = slice.part.needs.map((need) => {
      const met = rooms.findIndex(({ kind }) => kind === need[0]!.kind)
      return rooms.splice(met, 1)[0]!
    })
    return { ...slice, master: master!, rooms: inOrderOfNeeds }
  })
}

/** Timings tried for one start, prefixes included; more than that only a catalog with a duration of its own for each master could have. */
const MOST_TIMINGS = 1000

/**
 * Goes through the ways to time a visit (masters differ in how long they take) and gives each with its chains: of masters, then of each
 * kind of room. Once the times are fixed the chains do not depend on each other. Ends when `use` says that it has enough.
 */
function eachTiming(
  visit: Visit,
  diary: Diary,
  start: Minute,
  use: (slices: Slice[], chains: Chain[]) => boolean,
): void {
  const chains = visit.kinds.map((): (readonly Stand[])[] => [])
  const slices: Slice[] = []
  let left = MOST_TIMINGS
  const extend = (at: Minute): boolean => {
    const part = visit.parts[slices.length]
    if (!part) return use(slices, chains)
    for (const minutes of part.lengths) {
      if (left-- === 0) return true
      const slice = { part, start: at, end: at + minutes }
      const possible = chains.every(
        (chain, i) => chain.push(standsOf(diary, visit.kinds[i]!, slice)) && chain.at(-1)!.length > 0,
      )
      slices.push(slice)
      if (possible && extend(slice.end)) return true
      slices.pop()
      for (const chain of chains) chain.length = slices.length
    }
    return false
  }
  extend(start)
}

/** What the visit takes of each resource: flat pairs [from, to) by resource id, buffers inside, sorted, merged. */
export function occupied(assignments: readonly Assignment[]): Map<number, number[]> {
  const spans = new Map<number, { from: Minute; to: Minute }[]>()
  assignments.forEach(({ part, start, end, master, rooms }, i) => {
    const { bufferBefore, bufferAfter } = part.service
    const lasting = [0, end - start]
    const uses = [{ id: master.resource.id, times: master.work }, ...rooms.map(({ id }) => ({ id, times: lasting }))]
    for (const { id, times } of uses) {
      const taken = spans.get(id) ?? []
      spans.set(id, taken)
      if (!holds(assignments[i - 1], id)) taken.push({ from: start - bufferBefore, to: start })
      for (let t = 0; t < times.length; t += 2) taken.push({ from: start + times[t]!, to: start + times[t + 1]! })
      if (!holds(assignments[i + 1], id)) taken.push({ from: end, to: end + bufferAfter })
    }
  })
  return new Map([...spans].map(([id, taken]) => [id, merged(inOrder(taken))]))
}

function holds(assignment: Assignment | undefined, id: number): boolean {
  return assignment !== undefined && [assignment.master.resource, ...assignment.rooms].some((one) => one.id === id)
}
