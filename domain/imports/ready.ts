import type { Kopecks, Minute } from '../catalog.ts'
import { instantOf } from '../time.ts'
import { plainOf } from './cells.ts'
import { type Known, type KnownService, meant, NO_MASTER, NO_SERVICE } from './known.ts'
import type { Choice, Method, Plan } from './plan.ts'
import type { Fault, PastVisit } from './reading.ts'

/** Somebody whom a table tells from others: by their phone, or by a full name. */
export type Person = { phone: string | null; name: string | null; since: Minute }

/** A name that becomes an entry in the archive. */
export type Made = { name: string; price: Kopecks; minutes: number }

export type ReadyPart = {
  service: number | string
  master: number | string
  start: Minute
  end: Minute
  price: Kopecks
}

/** A visit of the past as it is to be written. `person`: which of the persons; null: nobody can tell. Names are of entries to be made. */
export type ReadyVisit = {
  line: number
  /** What makes it this visit and no other, in whichever table it stands. */
  content: string
  person: number | null
  timed: boolean
  start: Minute
  end: Minute
  created: Minute
  status: 'paid' | 'arrived' | 'no_show' | 'cancelled'
  price: Kopecks
  discount: Kopecks
  paid: Kopecks
  method: Method
  source: string | null
  replied: number | null
  comment: string | null
  parts: ReadyPart[]
}

export type Ready = { visits: ReadyVisit[]; persons: Person[]; services: Made[]; masters: Made[]; faults: Fault[] }

/** Without a time a visit stands at noon. */
const NOON = 720
/** A service of which nothing is known takes an hour. */
const USUAL_MINUTES = 60

export type Place = {
  zone: string
  now: Minute
  language: 'ru' | 'en'
  services: readonly KnownService[]
  masters: readonly Known[]
}

/** Puts what was read together with the catalog and with what a person chose; the same visit twice in one table is taken once. */
export function readyVisits(read: readonly PastVisit[], plan: Plan, place: Place): Ready {
  const services = choices(plan.services, place.services, false, NO_SERVICE[place.language])
  const masters = choices(plan.masters, place.masters, true, NO_MASTER[place.language])
  const minutesOf = new Map(place.services.map(({ id, minutes }) => [id, minutes]))
  const persons: Person[] = []
  const byWho = new Map<string, number>()
  const seen = new Map<string, { line: number; count: number }>()
  const faults: Fault[] = []
  const visits: ReadyVisit[] = []
  for (const visit of read) {
    const who = whoIs(visit)
    const content = contentOf(visit, who)
    const twin = seen.get(content)
    if (twin && who !== null && visit.minutes !== null) {
      faults.push({ line: visit.line, fault: 'repeated', value: String(twin.line) })
      continue
    }
    seen.set(content, { line: twin?.line ?? visit.line, count: (twin?.count ?? 0) + 1 })
    const start = Math.min(instantOf(place.zone, visit.date, visit.minutes ?? NOON), place.now)
    const created = visit.created ? instantOf(place.zone, visit.created.date, visit.created.minutes ?? 0) : start
    const parts = partsOf(
      visit,
      start,
      (name) => services.of(name),
      (name) => masters.of(name),
      minutesOf,
    )
    const price = visit.parts.reduce((sum, part) => sum + part.price, 0)
    visits.push({
      line: visit.line,
      content: twin ? `${content}#${twin.count + 1}` : content,
      person: who === null ? null : personOf(who, visit, start, persons, byWho),
      timed: visit.minutes !== null,
      start,
      end: parts.at(-1)!.end,
      created: Math.min(created, start),
      status: visit.result !== 'came' ? visit.result : visit.paid > 0 ? 'paid' : 'arrived',
      price,
      discount: visit.discount,
      paid: visit.paid,
      method: visit.method,
      source: visit.source,
      replied: visit.replied,
      comment: visit.comment,
      parts,
    })
  }
  return {
    visits,
    persons,
    services: madeOf(services.made, visits, 'service'),
    masters: madeOf(masters.made, visits, 'master'),
    faults,
  }
}

/** Resolves names of one kind, once each; `made`: those that become new entries. */
function choices(chosen: Record<string, Choice>, entries: readonly Known[], byWords: boolean, nameless: string) {
  const resolved = new Map<string, number | string>()
  const made: string[] = []
  const of = (given: string): number | string => {
    const key = plainOf(given)
    const known = resolved.get(key)
    if (known !== undefined) return known
    const name = given === '' ? nameless : given
    const choice = chosen[key]
    // What was chosen may be gone by now.
    const own = typeof choice === 'number' ? entries.find(({ id }) => id === choice) : undefined
    const found = own?.id ?? (choice === 'new' ? name : (meant(name, entries, byWords)?.id ?? name))
    if (typeof found === 'string') made.push(found)
    resolved.set(key, found)
    return found
  }
  return { of, made }
}

/** By what a client is told from others; a name is the same whichever of its words comes first. */
function whoIs({ phone, name }: PastVisit): string | null {
  if (phone !== null) return phone
  return name === null ? null : plainOf(name).split(' ').toSorted().join(' ')
}

function personOf(who: string, visit: PastVisit, start: Minute, persons: Person[], byWho: Map<string, number>): number {
  const known = byWho.get(who)
  if (known === undefined) {
    byWho.set(who, persons.length)
    persons.push({ phone: visit.phone, name: visit.name, since: start })
    return persons.length - 1
  }
  const person = persons[known]!
  person.since = Math.min(person.since, start)
  return known
}

function contentOf(visit: PastVisit, who: string | null): string {
  const names = (key: 'service' | 'master') => [...new Set(visit.parts.map((part) => plainOf(part[key])))].toSorted()
  // Nobody's visits are told apart by what was paid, too.
  const money = who === null ? visit.parts.reduce((sum, { price }) => sum + price, 0) : ''
  return JSON.stringify([
    visit.date,
    visit.minutes ?? '',
    who ?? '',
    names('service'),
    names('master'),
    visit.receipt,
    money,
  ])
}

type Resolve = (name: string) => number | string

function partsOf(
  visit: PastVisit,
  start: Minute,
  service: Resolve,
  master: Resolve,
  minutesOf: ReadonlyMap<number, number>,
): ReadyPart[] {
  let at = start
  return visit.parts.map((part) => {
    const found = service(part.service)
    const usual = (typeof found === 'number' ? minutesOf.get(found) : undefined) ?? USUAL_MINUTES
    const minutes = visit.length === null ? usual : Math.max(1, Math.round(visit.length / visit.parts.length))
    const from = at
    at += minutes
    return { service: found, master: master(part.master), start: from, end: at, price: part.price }
  })
}

/** Entries to be made, with the price and the length that they have most often. */
function madeOf(names: readonly string[], visits: readonly ReadyVisit[], key: 'service' | 'master'): Made[] {
  const parts = new Map<string, ReadyPart[]>()
  for (const part of visits.flatMap((visit) => visit.parts)) {
    const name = part[key]
    if (typeof name === 'string') parts.set(name, [...(parts.get(name) ?? []), part])
  }
  return names.flatMap((name) => {
    const own = parts.get(name)
    if (!own) return []
    return [
      {
        name,
        price: usualOf(own.map(({ price }) => price)),
        minutes: usualOf(own.map(({ start, end }) => end - start)),
      },
    ]
  })
}

function usualOf(numbers: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0]![0]
}
