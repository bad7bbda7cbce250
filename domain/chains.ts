import type { Catalog, Minute, Service } from './catalog.ts'
import { awakeFrom } from './marketing.ts'
import { addDays, instantOf, localOf } from './time.ts'

export type ChainName = 'feedback' | 'return' | 'trial' | 'upsell'

/** What starts a chain: a visit took place, or was booked. */
export type Trigger = 'visited' | 'booked'

/** Of which visits: of any, of a first try or of all others, of those that something goes with. */
export type Condition = 'any' | 'trial' | 'regular' | 'goes_with'

/**
 * How long a step waits, after the trigger or after the step before: minutes, or days and then until a time of the branch's clock
 * (minutes from midnight). `cycle`: as many days as the service says.
 */
export type Wait = { minutes: number } | { days: number | 'cycle'; at: number }

/** `text`: its key among the assistant's texts. `fresh`: so many hours late it still makes sense. */
export type Step = { wait: Wait; text: string; fresh: number }

/** What ends a chain before its last step, besides what ends all: a refusal, a block, another state of the visit. */
export type Stop = 'booked' | 'person' | 'answered'

export type Chain = {
  name: ChainName
  trigger: Trigger
  condition: Condition
  /** With an offer inside: it needs the consent to offers, and counts against the limit of a month. */
  marketing: boolean
  steps: readonly Step[]
  stop: readonly Stop[]
}

const LATE_MORNING = 11 * 60
const NOON = 12 * 60

/** The chains that come with the product; each is off until the owner switches it on. */
export const CHAINS: readonly Chain[] = [
  {
    name: 'feedback',
    trigger: 'visited',
    condition: 'any',
    marketing: false,
    steps: [{ wait: { minutes: 120 }, text: 'chain-feedback', fresh: 36 }],
    stop: ['answered'],
  },
  {
    name: 'return',
    trigger: 'visited',
    condition: 'regular',
    marketing: true,
    steps: [
      { wait: { days: 'cycle', at: LATE_MORNING }, text: 'chain-return', fresh: 72 },
      { wait: { days: 7, at: LATE_MORNING }, text: 'chain-return-again', fresh: 72 },
    ],
    stop: ['booked', 'person', 'answered'],
  },
  {
    name: 'trial',
    trigger: 'visited',
    condition: 'trial',
    marketing: true,
    steps: [
      { wait: { days: 1, at: NOON }, text: 'chain-trial', fresh: 48 },
      { wait: { days: 4, at: NOON }, text: 'chain-trial-again', fresh: 72 },
    ],
    stop: ['booked', 'person', 'answered'],
  },
  {
    name: 'upsell',
    trigger: 'booked',
    condition: 'goes_with',
    marketing: true,
    steps: [{ wait: { minutes: 15 }, text: 'chain-upsell', fresh: 24 }],
    stop: ['person', 'answered'],
  },
]

/** A chain by its name; null when there is none. */
export const chainOf = (name: string | null): Chain | null => CHAINS.find((chain) => chain.name === name) ?? null

/** Clients are asked back after so many days where the service says nothing. */
const USUAL_CYCLE = 30

/** The chains of a catalog that are on. */
export const chainsOn = ({ chains = [] }: Catalog): Chain[] => CHAINS.filter(({ name }) => chains.includes(name))

/** True where offers are sent, so that clients are asked whether they want them. */
export const sendsOffers = (catalog: Catalog): boolean =>
  catalog.settings.marketingPerMonth > 0 && chainsOn(catalog).some(({ marketing }) => marketing)

/** What of a service chains go by. */
export type Habits = Pick<Service, 'capacity' | 'cycleDays' | 'goesWith' | 'trial'>

/** A visit as chains see it: its branch's zone, its services, and when it ended or was booked. */
export type Happened = { zone: string; services: readonly Habits[]; at: Minute }

/** True when a chain is about visits like this one. */
export function concerns({ condition }: Chain, services: readonly Habits[]): boolean {
  switch (condition) {
    case 'any':
      return services.length > 0
    case 'trial':
      return services.some(({ trial }) => trial)
    case 'regular':
      return !services.some(({ trial }) => trial) && cycleOf(services) > 0
    case 'goes_with':
      return (
        services.some(({ goesWith = [], trial }) => !trial && goesWith.length > 0) &&
        services.every(({ capacity }) => capacity === 1)
      )
  }
}

/** The services of a catalog with these ids. */
export const servicesOf = (catalog: Catalog, ids: readonly number[]): Service[] =>
  catalog.services.filter(({ id }) => ids.includes(id))

/** What goes with the services of a visit and is no part of it, the best first; of classes nothing. What goes with a first try comes after it. */
export function extrasFor(catalog: Catalog, serviceIds: readonly number[]): Service[] {
  const services = servicesOf(catalog, serviceIds)
  if (services.some(({ capacity }) => capacity > 1)) return []
  const ids = services
    .flatMap(({ goesWith = [], trial }) => (trial ? [] : goesWith))
    .filter((id) => !serviceIds.includes(id))
  return [...new Set(ids)].flatMap((id) => catalog.services.filter((one) => one.id === id && one.capacity === 1))
}

/** After how many days the clients of a visit are asked back: the shortest of its services; 0: never. */
function cycleOf(services: readonly Habits[]): number {
  const days = services.map(({ cycleDays }) => cycleDays ?? USUAL_CYCLE).filter((count) => count > 0)
  return days.length === 0 ? 0 : Math.min(...days)
}

/** When a step is due after what came before it (`happened.at`), outside of the quiet hours. */
export function dueOf({ wait }: Step, { zone, services, at }: Happened): Minute {
  if ('minutes' in wait) return awakeFrom(zone, at + wait.minutes)
  const days = wait.days === 'cycle' ? cycleOf(services) : wait.days
  return instantOf(zone, addDays(localOf(zone, at).date, days), wait.at)
}

/** When the first step of a chain that starts now is due; null: this visit starts none, or it would be too late for it. */
export function firstDue(chain: Chain, happened: Happened, now: Minute): Minute | null {
  const [step] = chain.steps
  if (!step || !concerns(chain, happened.services)) return null
  const due = dueOf(step, happened)
  if (due >= now) return due
  return isStale(step, due, now) ? null : awakeFrom(happened.zone, now)
}

/** True when a step that was due then makes no sense any more. */
const isStale = ({ fresh }: Step, due: Minute, now: Minute): boolean => now - due >= fresh * 60

/** What is read again before a step goes out. */
export type Sight = {
  /** The chain is still switched on. */
  active: boolean
  /** The visit that started it is no visit any more, or no longer like that. */
  changed: boolean
  test: boolean
  /** The client has booked, or come, since. */
  booked: boolean
  /** A person leads the dialogue, is waited for, or has spoken since the step before. */
  person: boolean
  /** The client has answered already. */
  answered: boolean
}

export type Silence = 'rules' | 'changed' | 'test' | 'person' | 'late' | Stop

/** Why a step that is due does not go out; null: it does, as far as the chain goes. */
export function silenceOf(
  chain: Chain,
  step: Step,
  sight: Sight,
  { due, now }: { due: Minute; now: Minute },
): Silence | null {
  if (!sight.active) return 'rules'
  if (sight.changed) return 'changed'
  if (sight.test) return 'test'
  const stop = chain.stop.find((one) => sight[one])
  if (stop) return stop
  if (sight.person) return 'person'
  return isStale(step, due, now) ? 'late' : null
}

/** When many are written to at once: each not before its own moment, so many in an hour, none in the quiet hours. */
export function spread(
  dues: readonly Minute[],
  { zone, perHour }: { zone: string; perHour: number },
  from: Minute,
): Minute[] {
  const gap = 60 / perHour
  let free = from
  return dues.map((due) => {
    if (due > from) return due
    const turn = awakeFrom(zone, Math.ceil(free))
    free = Math.max(free, turn) + gap
    return turn
  })
}

/** So many messages of a chain go out in an hour unless the owner says otherwise. */
export const USUAL_PER_HOUR = 30

/**
 * When the next message may go out, where so many of an hour went out already: `sent` are the moments of the last `perHour`, newest
 * first, `waiting` how many stand before it. Null: now.
 */
export function paceOf(
  { zone, perHour }: { zone: string; perHour: number },
  { sent, waiting, now }: { sent: readonly Minute[]; waiting: number; now: Minute },
): Minute | null {
  const oldest = sent[perHour - 1]
  if (oldest === undefined || oldest <= now - 60) return null
  return awakeFrom(zone, oldest + 60 + Math.floor(waiting / perHour) * 60)
}
