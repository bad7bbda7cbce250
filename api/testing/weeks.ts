import { settled } from './client.ts'
import { keepsOpen, pass } from './queue.ts'
import type { Stand } from './stand.ts'

const WEEK = 7 * 86_400_000

/** A week of its own for each law of a file, from the one of Monday 23 November 2026 on. */
export function weeksOf(standOf: () => Stand) {
  let week = 0
  /** By the clock of Moscow; `day`: as it is in the week of 23 November. */
  const wall = (day: number, clock: string) => new Date(Date.parse(`2026-11-${day}T${clock}:00+03:00`) + week * WEEK)
  return {
    wall,
    /** The same moment in the week of 23 November. */
    inFirst: (at: Date) => new Date(at.getTime() - week * WEEK),
    /** It is Monday 10:00 of the next week; over the holidays of the New Year the salon is closed. */
    next() {
      week += week === 4 ? 5 : 1
      standOf().clock.now = wall(23, '10:00')
    },
    /** Passes the time up to a moment; all that is due is done, by all nodes at once. */
    async until(moment: Date, ...nodes: Stand['system'][]) {
      const stand = standOf()
      await keepsOpen(stand, moment)
      await pass(stand, moment.getTime() - stand.clock.now.getTime(), ...nodes)
      await settled(stand, stand.system.db)
    },
  }
}
