import { markArrived, markNoShow, payVisit } from '../../api/desk/marks.ts'
import { book } from '../../db/book.ts'
import { findOffer } from '../../db/offer.ts'
import { minuteOf } from '../../db/sql.ts'
import { type Visit, visitById } from '../../db/visits.ts'
import type { Catalog, Minute } from '../../domain/catalog.ts'
import type { Wish } from '../../domain/slots.ts'
import { DAY, instantOf, localOf } from '../../domain/time.ts'
import { pick, seeded } from '../chaos/random.ts'
import { type Agenda, createAgenda } from './agenda.ts'
import { gatherCrowd } from './crowd.ts'
import { judge, newVerdict, type Told, toldAfter, type Verdict } from './judge.ts'
import { aheadOf, HABITS, type Person, reactionAfter } from './people.ts'
import type { Salon } from './salon.ts'

type Event =
  | { kind: 'wants'; person: Person }
  | { kind: 'ends'; person: Person; visitId: number }
  | { kind: 'reacts'; person: Person; told: Told }

export type Tally = {
  booked: number
  foundNothing: number
  came: number
  noShows: number
  cancelled: number
  /** By whether the client agreed to offers. */
  people: { offers: boolean; visits: number }[]
  verdict: Verdict
}

type Year = {
  salon: Salon
  catalog: Catalog
  agenda: Agenda<Event>
  people: ReadonlyMap<string, Person>
  random: () => number
  tally: Tally
}

const OPENS = 7 * 60
const STEP = 30

/** Plays days of a salon's life from the clock's moment on: people come, forget, answer; the product does the rest. */
export async function playYear(salon: Salon, options: { days: number; clients: number; seed: number }): Promise<Tally> {
  const random = seeded(options.seed)
  const crowd = await gatherCrowd(salon, options.clients, random)
  const tally: Tally = {
    booked: 0,
    foundNothing: 0,
    came: 0,
    noShows: 0,
    cancelled: 0,
    people: [],
    verdict: newVerdict(),
  }
  const year: Year = {
    salon,
    catalog: await salon.system.catalogs.of(salon.db, salon.businessId),
    agenda: createAgenda(),
    people: new Map(crowd.map((person) => [person.chat, person])),
    random,
    tally,
  }
  const begin = minuteOf(salon.clock.now)
  for (const person of crowd)
    year.agenda.add(begin + Math.floor(random() * options.days * DAY * 0.8), { kind: 'wants', person })
  let heard = 0
  for (const now of moments(year.catalog.timezone, begin, options.days)) {
    salon.clock.now = new Date(now * 60_000)
    await salon.settle()
    const told = await toldAfter(salon.db, heard)
    judge(tally.verdict, told, salon.clock, year.catalog.timezone)
    for (const one of told) {
      heard = one.messageId
      const person = year.people.get(one.chat)
      if (person) year.agenda.add(now + reactionAfter(random), { kind: 'reacts', person, told: one })
    }
    for (const event of year.agenda.due(now)) await happen(year, event, now)
  }
  tally.people = crowd.map(({ offers, visits }) => ({ offers, visits }))
  return tally
}

/** Every half hour of the day by the salon's clock, from 7:00 to 22:00. */
function* moments(zone: string, begin: Minute, days: number): Generator<Minute> {
  const { date } = localOf(zone, begin)
  for (let day = 0; day < days; day++)
    for (let minutes = OPENS; minutes <= 22 * 60; minutes += STEP) {
      const now = instantOf(zone, date, day * DAY + minutes)
      if (now > begin) yield now
    }
}

function happen(year: Year, event: Event, now: Minute): Promise<void> {
  switch (event.kind) {
    case 'wants':
      return want(year, event.person, now)
    case 'ends':
      return end(year, event.person, event.visitId, now)
    case 'reacts':
      return react(year, event.person, event.told)
  }
}

const SEEK_DAYS = 5
const TRY_AGAIN = 2 * DAY

/** Somebody looks for a time, and takes one of those on offer. */
async function want({ salon, catalog, agenda, random, tally }: Year, person: Person, now: Minute): Promise<void> {
  const service = pick(
    random,
    catalog.services.filter(({ capacity }) => capacity === 1),
  )
  const wish: Wish = { locationId: catalog.locations[0]!.id, parts: [{ serviceId: service.id, masterId: null }] }
  const from = now + aheadOf(random)
  const question = { businessId: salon.businessId, wish, now, range: { from, to: from + SEEK_DAYS * DAY } }
  const slots = await findOffer(salon.db, salon.system.catalogs, question)
  if (slots.length === 0) {
    tally.foundNothing++
    if (random() < 0.5) agenda.add(now + TRY_AGAIN, { kind: 'wants', person })
    return
  }
  const { start } = pick(random, slots)
  const key = `simulated ${tally.booked++}`
  const about = { businessId: salon.businessId, key, clientId: person.clientId, chatId: person.chatId }
  const booked = await salon.db.transaction((tx) =>
    book(tx, salon.system.catalogs, { ...about, door: 'telegram', wish, start, now }),
  )
  if (!booked.ok) throw new Error(`offered, but not bookable: ${booked.reason}`)
  agenda.add(booked.visit.end, { kind: 'ends', person, visitId: booked.visit.id })
}

/** The visit's time is over: staff mark who was there. */
async function end(year: Year, person: Person, visitId: number, now: Minute): Promise<void> {
  const { salon, agenda, random, tally } = year
  const visit = await visitById(salon.db, salon.businessId, visitId)
  if (!visit || visit.status === 'cancelled') {
    tally.cancelled++
    return plan(year, person, now)
  }
  if (visit.end > now) return agenda.add(visit.end, { kind: 'ends', person, visitId })
  const by = { businessId: salon.businessId, memberId: null, masterId: null }
  const seen = { id: visitId, version: visit.version }
  if (random() < absence(visit, person)) {
    tally.noShows++
    must(await markNoShow(salon.system, by, seen, true))
    if (random() < 0.5) plan(year, person, now)
    return
  }
  tally.came++
  person.visits++
  person.lastAt = now
  must(await markArrived(salon.system, by, seen))
  const bill = { amount: visit.price, method: 'card', reason: null, free: false } as const
  must(await payVisit(salon.system, by, { id: visitId, version: visit.version + 1 }, bill))
  plan(year, person, now)
}

/** Who said that they come mostly does. */
const absence = (visit: Visit, { forgetful }: Person) => (visit.status === 'confirmed' ? forgetful * 0.2 : forgetful)

/** The mindful come again by themselves after their own time; the others only if somebody reminds them. */
function plan({ agenda, random }: Year, person: Person, now: Minute): void {
  if (random() < person.mindful) agenda.add(now + person.cycle * DAY - aheadOf(random), { kind: 'wants', person })
}

/** What somebody does about a message of ours that has buttons. */
async function react({ salon, random }: Year, person: Person, told: Told): Promise<void> {
  const screen = salon.telegram.screenOf(person.chat)
  const button = (prefix: string) => screen?.buttons.find(({ data }) => data.startsWith(prefix))?.data
  if (!told.kind.startsWith('remind')) return
  const mood = random()
  const come = button('come:')
  const cancel = button('cx:')
  if (mood < HABITS.answersReminder) return come ? salon.tap(person.chat, come) : undefined
  if (!cancel || mood > HABITS.answersReminder + HABITS.cancelsOnReminder) return
  await salon.tap(person.chat, cancel)
  await salon.system.drain.idle()
  const why = salon.telegram.screenOf(person.chat)?.buttons.find(({ data }) => data.startsWith('cxr:'))
  if (why) await salon.tap(person.chat, why.data)
}

function must(done: { ok: boolean }): void {
  if (!done.ok) throw new Error(`the desk refused: ${JSON.stringify(done)}`)
}
