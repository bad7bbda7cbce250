import { chainStates } from '../../db/chains.ts'
import type { Db } from '../../db/sql.ts'
import { type Load, loadOf, sumUp } from './judge.ts'
import { openSalon } from './salon.ts'
import { playYear, type Tally } from './year.ts'

export type Report = Omit<Tally, 'people'> & {
  /** Visits a head, of those who agreed to offers and of those who did not: people alike otherwise. */
  visitsAHead: { offers: number; without: number }
  /** What the ledger says of the last 90 days. */
  chains: { name: string; sent: number; answered: number; booked: number }[]
  load: Load
  broken: string[]
  seconds: number
}

const BEGIN = new Date('2027-01-11T04:00:00Z')
/** Two visits within two days, a place from the waitlist and a question after a visit are as many as may meet in a day. */
const MOST_A_DAY = 6

/** Plays a salon on an empty migrated database; `broken` names the promises that were not kept. */
export async function simulate(db: Db, options: Parameters<typeof playYear>[1]): Promise<Report> {
  const begun = Date.now()
  const salon = await openSalon(db, { now: BEGIN })
  const { people, ...tally } = await playYear(salon, options)
  await sumUp(db, tally.verdict)
  const load = await loadOf(db)
  const states = await chainStates(db, salon.businessId, salon.clock.now)
  const chains = states.map(({ name, sent, answered, booked }) => ({ name, sent, answered, booked }))
  const mean = (offers: boolean) => {
    const some = people.filter((person) => person.offers === offers)
    return Number((some.reduce((sum, { visits }) => sum + visits, 0) / Math.max(1, some.length)).toFixed(2))
  }
  const { contradictions, atNight, twice } = tally.verdict
  const broken = [
    ...contradictions.slice(0, 5),
    ...(atNight > 0 ? [`${atNight} messages at night`] : []),
    ...(twice > 0 ? [`${twice} reminders twice`] : []),
    ...(load.mostADay > MOST_A_DAY ? [`${load.mostADay} messages to one client in a day`] : []),
  ]
  const visitsAHead = { offers: mean(true), without: mean(false) }
  return { ...tally, visitsAHead, chains, load, broken, seconds: Math.round((Date.now() - begun) / 1000) }
}
