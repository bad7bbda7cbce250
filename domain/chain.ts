import type { Resource } from './catalog.ts'
import type { Stand } from './stands.ts'

/** The stands possible for one role, part after part. */
export type Chain = readonly (readonly Stand[])[]

/** One change of master outweighs any number of changes of rooms. */
const MASTER_CHANGE = 1000

/**
 * The least cost of getting from each stand of each part to the end of the visit; Infinity: no way. Costs count changes: masters by
 * `MASTER_CHANGE`, a room or helper that comes in place of another by one.
 */
export function tailCosts(chain: Chain): number[][] {
  const costs: number[][] = []
  for (let i = chain.length - 1; i >= 0; i--) {
    const next = chain[i + 1]
    costs[i] = chain[i]!.map((stand) => {
      if (!next) return stand.freeAfter.every(Boolean) ? 0 : Number.POSITIVE_INFINITY
      return Math.min(...next.map((after, n) => stepCost(stand, after) + costs[i + 1]![n]!))
    })
  }
  return costs
}

/** The least cost of the whole visit for each stand of the first part. */
export function wholeCosts(chain: Chain, tails: readonly (readonly number[])[]): number[] {
  return chain[0]!.map((stand, i) => (stand.freeBefore.every(Boolean) ? tails[0]![i]! : Number.POSITIVE_INFINITY))
}

/** The cheapest way through the chain; of equally cheap ones that whose stands are ranked lowest, the first part's before the next's. */
export function cheapest(chain: Chain, tails: readonly (readonly number[])[], rank: (stand: Stand) => number): Stand[] {
  const way: Stand[] = []
  const whole = wholeCosts(chain, tails)
  chain.forEach((stands, i) => {
    const before = way[i - 1]
    const options = stands.map((stand, n) => ({
      stand,
      cost: before ? stepCost(before, stand) + tails[i]![n]! : whole[n]!,
    }))
    options.sort((a, b) => compare(a.cost, b.cost) || rank(a.stand) - rank(b.stand))
    way.push(options[0]!.stand)
  })
  return way
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** What it costs to pass from one part to the next; Infinity when a buffer of somebody who comes or goes meets taken time. */
function stepCost(before: Stand, after: Stand): number {
  const goes = before.resources.every((one, i) => after.resources.includes(one) || before.freeAfter[i])
  const comes = after.resources.every((one, i) => before.resources.includes(one) || after.freeBefore[i])
  if (!goes || !comes) return Number.POSITIVE_INFINITY
  const masters = before.master?.resource === after.master?.resource ? 0 : MASTER_CHANGE
  const moved = roomsOf(after).filter((one) => !before.resources.includes(one))
  return masters + (roomsOf(before).length === 0 ? 0 : moved.length)
}

function roomsOf({ master, resources }: Stand): readonly Resource[] {
  return master ? resources.slice(1) : resources
}
