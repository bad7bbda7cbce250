import { pick, seeded } from '../../domain/seeded.ts'
import { DAY } from '../../domain/time.ts'

/** A client of the simulated year, and their habits. */
export type Person = {
  index: number
  clientId: number
  chatId: number
  chat: string
  /** Days between visits that this person would like. */
  cycle: number
  /** How likely they think of the next visit by themselves. */
  mindful: number
  /** How likely they don't come to a visit of which nobody reminds them. */
  forgetful: number
  /** Agreed to offers. */
  offers: boolean
  visits: number
  /** Their own dice: what one does changes nothing for the others' choices. */
  random: () => number
}

/** How people of a city's salon behave: rough shares, told in the report, not measured anywhere. */
export const HABITS = {
  answersReminder: 0.62,
  cancelsOnReminder: 0.05,
  movesOnReminder: 0.04,
  comesBackWhenAsked: 0.2,
  saysStop: 0.02,
  ratesVisit: 0.35,
  takesExtra: 0.08,
  rebooksAfterNoShow: 0.25,
  waits: 0.4,
  takesFreedPlace: 0.6,
} as const

/** Draws the habits of one person. */
export function habitsOf(seed: number): Pick<Person, 'cycle' | 'mindful' | 'forgetful' | 'offers' | 'random'> {
  const random = seeded(seed)
  const cycle = pick(random, [21, 28, 30, 35, 42, 60])
  return {
    cycle: Math.round(cycle * (0.85 + random() * 0.3)),
    mindful: 0.25 + random() * 0.5,
    forgetful: 0.04 + random() * 0.22,
    offers: random() < 0.6,
    random,
  }
}

/** When in the coming days somebody reads a message and does something about it, minutes from now. */
export const reactionAfter = (random: () => number): number => Math.round(3 + random() ** 3 * 6 * 60)

/** How far ahead somebody books, minutes from now. */
export const aheadOf = (random: () => number): number => Math.round((0.1 + random() ** 2 * 12) * DAY)
