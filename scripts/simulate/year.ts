import { markArrived, markNoShow, payVisit } from '../../api/desk/marks.ts'
import { book } from '../../db/book.ts'
import { findOffer } from '../../db/offer.ts'
import { minuteOf } from '../../db/sql.ts'
import { type Visit, visitById } from '../../db/visits.ts'
import { joinWaitlist } from '../../db/waitlist.ts'
import type { Catalog, Minute } from '../../domain/catalog.ts'
import { pick } from '../../domain/seeded.ts'
import type { Wish } from '../../domain/slots.ts'
import { DAY, instantOf, localOf } from '../../domain/time.ts'
import { boundsOf, waitable } from '../../domain/waitlist.ts'
import { type Agenda, createAgenda } from './agenda.ts'
import { gatherCrowd } from './crowd.ts'
import { judge, newVerdict, type Told, toldAfter, type Verdict } from './judge.ts'
import { aheadOf, HABITS, type Person, reactionAfter } from './people.ts'
import { newVisits, react } from './reactions.ts'
import type { Salon } from './salon.ts'

export type Event =
  | { kind: 'wants'; person: Person }
  | { kind: 'ends'; person: Person; visitId: number }
  | { kind: 'reacts'; person: Person; told: Told }

export type Tally = {
  booked: number
  foundNothing: number
  /** Joined the waitlist, and got a place by it. */
  waited: number
  came: number
  noShows: number
  cancelled: number
  /** By whether the client agreed to offers. */
  people: { offers: boolean; visits: number }[]
  verdict: Verdict
}

export type Year = {
  salon: Salon
  catalog: Catalog
  agenda: Agenda<Event>
  people: ReadonlyMap<string, Person>
  /** Visits that came of our messages and stand in the agenda. */
  noted: Set<number>
  tally: Tally
}

const OPENS = 7 * 60
/** Before they go home staff have answered whoever waited for a person, and the assistant leads again. */
const CLOSES = 21 * 60
/** People act side by side, as they do. */
const AT_ONCE = 8
const STEP = 30

/** Plays days of a salon's life from the clock's moment on: people come, forget, answer; the product does the rest. */
export async function playYear(
  salon: Salon,
  options: { days: number; clients: number; seed: number; onDay?: (date: string, tally: Tally) => void },
): Promise<Tally> {
  const crowd = await gatherCrowd(salon, options.clients, options.seed)
  const tally: Tally = {
    booked: 0,
    foundNothing: 0,
    waited: 0,
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
    noted: new Set(),
    tally,
  }
  const begin = minuteOf(salon.clock.now)
  for (const person of crowd)
    year.agenda.add(begin + Math.floor(person.random() * options.days * DAY * 0.8), { kind: 'wants', person })
  let heard = 0
  for (const now of moments(year.catalog.timezone, begin, options.days)) {
    salon.clock.now = new Date(now * 60_000)
    await salon.settle()
    const told = await toldAfter(salon.db, heard, salon.clock)
    judge(tally.verdict, told, salon.clock, year.catalog.timezone)
    for (const one of told) {
      heard = one.messageId
      const person = year.people.get(one.chat)
      if (person) year.agenda.add(now + reactionAfter(person.random), { kind: 'reacts', person, told: one })
    }
    await allAtOnce(year.agenda.due(now), (event) => happen(year, event, now))
    const { date, minutes } = localOf(year.catalog.timezone, now)
    if (minutes !== CLOSES) continue
    await salon.answerPeople()
    options.onDay?.(date, tally)
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

async function allAtOnce(events: readonly Event[], work: (event: Event) => Promise<void>): Promise<void> {
  const rest = [...events]
  const worker = async () => {
    for (let event = rest.shift(); event; event = rest.shift()) await work(event)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

function happen(year: Year, event: Event, now: Minute): Promise<void> {
  switch (event.kind) {
    case 'wants':
      return want(year, event.person, now)
    case 'ends':
      return end(year, event.person, event.visitId, now)
    case 'reacts':
      return reactAndNote(year, event.person, event.told, now)
  }
}

/** What somebody books by our messages is a visit like any other. */
async function reactAndNote(year: Year, person: Person, told: Told, now: Minute): Promise<void> {
  const { salon, agenda, tally } = year
  await react(salon, person, told)
  for (const { id, end } of await newVisits(salon, person)) {
    if (year.noted.has(id)) continue
    year.noted.add(id)
    tally.booked++
    if (told.kind.startsWith('waitlist')) tally.waited++
    agenda.add(Math.max(end, now), { kind: 'ends', person, visitId: id })
  }
}

const SEEK_DAYS = 5
const TRY_AGAIN = 2 * DAY

/** Somebody looks for a time, and takes one of those on offer. */
async function want({ salon, catalog, agenda, tally }: Year, person: Person, now: Minute): Promise<void> {
  const { random } = person
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
    if (random() < HABITS.waits) return wait({ salon, catalog }, person, wish, from, now)
    if (random() < 0.5) agenda.add(now + TRY_AGAIN, { kind: 'wants', person })
    return
  }
  const { start } = pick(random, slots)
  const key = `simulated ${person.index} ${now}`
  const about = { businessId: salon.businessId, key, clientId: person.clientId, chatId: person.chatId }
  const booked = await salon.db.transaction((tx) =>
    book(tx, salon.system.catalogs, { ...about, door: 'telegram', wish, start, now }),
  )
  if (!booked.ok) {
    // Somebody else was faster, as in life.
    if (booked.reason === 'taken') return agenda.add(now, { kind: 'wants', person })
    throw new Error(`offered, but not bookable: ${booked.reason}`)
  }
  tally.booked++
  agenda.add(booked.visit.end, { kind: 'ends', person, visitId: booked.visit.id })
}

/** Nothing is free: they want to hear when something is. */
async function wait(
  { salon, catalog }: Pick<Year, 'salon' | 'catalog'>,
  person: Person,
  { locationId, parts }: Wish,
  from: Minute,
  now: Minute,
): Promise<void> {
  const zone = catalog.timezone
  const day = (minute: Minute) => localOf(zone, minute).date
  const wish = waitable({ days: { from: day(from), to: day(from + SEEK_DAYS * DAY) }, hours: null }, day(now))!
  const { businessId, db } = salon
  const about = { businessId, clientId: person.clientId, chatId: person.chatId, memberId: null, masterId: null }
  const services = parts.map(({ serviceId }) => serviceId)
  const what = { locationId, services, wish, bounds: boundsOf(zone, wish), passed: [], catalogVersion: catalog.version }
  await db.transaction((tx) => joinWaitlist(tx, { ...about, ...what, now }))
}

/** The visit's time is over: staff mark who was there. */
async function end(year: Year, person: Person, visitId: number, now: Minute): Promise<void> {
  const { salon, agenda, tally } = year
  const { random } = person
  const visit = await visitById(salon.db, salon.businessId, visitId)
  if (!visit || visit.status === 'cancelled') {
    tally.cancelled++
    return plan(year, person, now)
  }
  if (visit.end > now) return agenda.add(visit.end, { kind: 'ends', person, visitId })
  const by = { businessId: salon.businessId, memberId: null, masterId: null }
  if (random() < absence(visit, person)) {
    tally.noShows++
    await atDesk(salon, visitId, ({ version }) => markNoShow(salon.system, by, { id: visitId, version }, true))
    if (random() < 0.5) plan(year, person, now)
    return
  }
  tally.came++
  person.visits++
  await atDesk(salon, visitId, ({ version }) => markArrived(salon.system, by, { id: visitId, version }))
  await atDesk(salon, visitId, ({ version, price, discount }) => {
    const bill = { amount: price - discount, method: 'card', reason: null, free: discount >= price } as const
    return payVisit(salon.system, by, { id: visitId, version }, bill)
  })
  plan(year, person, now)
}

/** What staff do with a visit that its client may change at the same moment: they look again, and do it. */
async function atDesk(
  { db, businessId }: Salon,
  id: number,
  act: (visit: Visit) => Promise<{ ok: true } | { ok: false; reason: string }>,
): Promise<void> {
  for (;;) {
    const done = await act((await visitById(db, businessId, id))!)
    if (done.ok) return
    if (done.reason !== 'changed') throw new Error(`the desk refused: ${JSON.stringify(done)}`)
  }
}

/** Who said that they come mostly does. */
const absence = (visit: Visit, { forgetful }: Person) => (visit.status === 'confirmed' ? forgetful * 0.2 : forgetful)

/** The mindful come again by themselves after their own time; the others only if somebody reminds them. */
function plan({ agenda }: Year, person: Person, now: Minute): void {
  const { random } = person
  if (random() < person.mindful) agenda.add(now + person.cycle * DAY - aheadOf(random), { kind: 'wants', person })
}
