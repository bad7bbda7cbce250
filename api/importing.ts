import { phoneOf } from '../bot/phone.ts'
import { freshOf, importPlace, type KeyedVisit, keyed, planOf, standingOf } from '../db/importmatch.ts'
import { minuteOf, type Sql } from '../db/sql.ts'
import { plainOf, type Sheet, textOf } from '../domain/imports/cells.ts'
import { headsOf } from '../domain/imports/columns.ts'
import type { ImportCounts } from '../domain/imports/counts.ts'
import { meant, servicesIn } from '../domain/imports/known.ts'
import { asKept, guessColumns, guessPlan, type KeptPlan, kept, type Plan, resultOf } from '../domain/imports/plan.ts'
import type { Reading } from '../domain/imports/reading.ts'
import { type Place, type Ready, readyVisits } from '../domain/imports/ready.ts'
import { readVisits } from '../domain/imports/visits.ts'
import { isoOf, localOf } from '../domain/time.ts'
import { doubtWords, faultWords } from './importwords.ts'
import type { GivenPlan } from './routes/imports-shapes.ts'

type Asked = {
  businessId: number
  now: Date
  language: 'ru' | 'en'
  sheets: Sheet[]
  given: GivenPlan | null
  locationId: number | undefined
}

type Found = Awaited<ReturnType<typeof importPlace>>

/** A table as it is understood, matched with what the business has. */
export type Understood = {
  plan: Plan
  /** The same for the next table with these heads. */
  keeps: KeptPlan
  heads: string[]
  asBefore: boolean
  rows: Sheet['rows']
  reading: Reading
  ready: Ready
  visits: KeyedVisit[]
  found: Found
  location: Found['locations'][number]
}

/** Reads a table by a plan, or by the one that is guessed; null: there is no such branch. */
export async function understand(sql: Sql, asked: Asked): Promise<Understood | null> {
  const { businessId, now, language, sheets } = asked
  const found = await importPlace(sql, businessId)
  const location =
    asked.locationId === undefined ? found.locations[0] : found.locations.find(({ id }) => id === asked.locationId)
  if (!location) return null
  const minute = minuteOf(now)
  const { date: today, minutes: nowMinutes } = localOf(location.zone, minute)
  const calendar = { today, zone: location.zone }
  const { plan, asBefore } = await planFor(sql, asked, calendar)
  const rows = sheets[plan.sheet]?.rows ?? []
  const names = new Map<string, ReturnType<typeof servicesIn>>()
  const reading = readVisits(rows, plan, {
    ...calendar,
    order: plan.order,
    nowMinutes,
    phoneOf,
    servicesIn: (text) => {
      const known = names.get(text) ?? servicesIn(text, found.services)
      names.set(text, known)
      return known
    },
  })
  const place: Place = { zone: location.zone, now: minute, language, services: found.services, masters: found.masters }
  const ready = readyVisits(reading.visits, plan, place)
  return {
    plan,
    keeps: kept(plan, guessColumns(rows, plan.head, calendar)),
    asBefore,
    heads: headsOf(rows, plan.head),
    rows,
    reading,
    ready,
    visits: await keyed(businessId, ready.visits),
    found,
    location,
  }
}

/** The plan that was given with what it leaves out guessed; without one, that of the last table with the same heads. */
async function planFor(
  sql: Sql,
  { businessId, sheets, given }: Asked,
  calendar: { today: string; zone: string },
): Promise<{ plan: Plan; asBefore: boolean }> {
  const guessed = guessPlan(sheets, calendar)
  if (given) {
    const rows = sheets[given.sheet]?.rows ?? []
    const head = Math.min(
      given.head ?? (given.sheet === guessed.sheet ? guessed.head : guessPlan([sheets[given.sheet]!], calendar).head),
      rows.length - 1,
    )
    const columns = guessColumns(rows, head, calendar)
    const { columns: own = columns.columns, order = columns.order, paidByPrice = own.paid === null, ...rest } = given
    return { plan: { ...rest, head, columns: own, order, paidByPrice }, asBefore: false }
  }
  const before = await planOf(sql, businessId, headsText(headsOf(sheets[guessed.sheet]?.rows ?? [], guessed.head)))
  return before ? { plan: asKept(guessed, before), asBefore: true } : { plan: guessed, asBefore: false }
}

/** Heads of columns as a table is known by them. */
export const headsText = (heads: readonly string[]): string => JSON.stringify(heads.map(plainOf)).slice(0, 2000)

const MOST_PREVIEWED = 12
const MOST_LINES = 30
const SAMPLES = 3

/** What a table is understood as and what taking it in would do, for a person. */
export async function lookAt(
  sql: Sql,
  businessId: number,
  sheets: readonly Sheet[],
  table: Understood,
  language: 'ru' | 'en',
) {
  const { plan, heads, rows, reading, ready, visits, found, location } = table
  const standing = await standingOf(sql, businessId, visits, ready.persons)
  const { counts } = freshOf(ready, visits, standing, location.zone)
  const faults = [...reading.faults, ...ready.faults]
  const body = rows.slice(plan.head + 1)
  return {
    sheets: sheets.map(({ name }) => name),
    plan,
    columns: heads.map((head, column) => ({ column, head, samples: samplesOf(body, column) })),
    lines: {
      all: body.length,
      visits: ready.visits.length,
      more: reading.more,
      ...reading.noise,
      faults: faults.length,
    },
    counts,
    repeatedPhones: repeatedPhones(ready),
    preview: visits.slice(0, MOST_PREVIEWED).map((visit) => previewOf(visit, table)),
    faults: byKind(
      faults,
      ({ fault }) => fault,
      (one) => faultWords(one, language),
    ),
    doubts: byKind(
      reading.doubts,
      ({ doubt }) => doubt,
      (one) => doubtWords(one, language),
    ),
    services: namesOf(
      reading.services,
      (key, name) => plan.services[key] ?? meant(name, found.services)?.id ?? ('new' as const),
    ),
    masters: namesOf(
      reading.masters,
      (key, name) => plan.masters[key] ?? meant(name, found.masters, true)?.id ?? ('new' as const),
    ),
    statuses: [...reading.words].map(([key, { word, count }]) => ({
      key,
      word,
      count,
      result: plan.statuses[key] ?? resultOf(word),
    })),
    catalog: {
      services: found.services.map(({ id, name, active }) => ({ id, name, active })),
      masters: found.masters.map(({ id, name, active }) => ({ id, name, active })),
      locations: found.locations.map(({ id, name }) => ({ id, name })),
    },
    locationId: location.id,
    zone: location.zone,
    personal: isPersonal(plan),
    asBefore: table.asBefore,
  }
}

/** Whether names or phones of people are taken from a table. */
export const isPersonal = ({ columns }: Plan): boolean =>
  columns.client !== null || columns.phone !== null || columns.surname !== null

export type Looked = Awaited<ReturnType<typeof lookAt>> & { counts: ImportCounts }

/** Phones that stand in more than one visit: one client each. */
function repeatedPhones({ visits, persons }: Ready): number {
  const counts = new Map<number, number>()
  for (const { person } of visits)
    if (person !== null && persons[person]!.phone !== null) counts.set(person, (counts.get(person) ?? 0) + 1)
  return [...counts.values()].filter((count) => count > 1).length
}

function samplesOf(body: Sheet['rows'], column: number): string[] {
  const samples = new Set<string>()
  for (const row of body.slice(0, 200)) {
    const text = textOf(row[column]).slice(0, 40)
    if (text !== '') samples.add(text)
    if (samples.size === SAMPLES) break
  }
  return [...samples]
}

function previewOf(visit: KeyedVisit, { ready, found, location }: Understood) {
  const person = visit.person === null ? null : ready.persons[visit.person]!
  const nameOf = (entries: readonly { id: number; name: string }[], given: number | string) =>
    typeof given === 'string' ? given : (entries.find(({ id }) => id === given)?.name ?? '')
  return {
    line: visit.line,
    startsAt: isoOf(location.zone, visit.start),
    client: person?.name ?? null,
    phone: person?.phone ?? null,
    services: visit.parts.map(({ service }) => nameOf(found.services, service)),
    masters: [...new Set(visit.parts.map(({ master }) => nameOf(found.masters, master)))],
    price: visit.price,
    paid: visit.paid,
    status: visit.status,
    source: visit.source,
  }
}

const namesOf = <C>(names: Reading['services'], choiceOf: (key: string, name: string) => C) =>
  [...names]
    .map(([key, { name, count }]) => ({ key, name, count, choice: choiceOf(key, name) }))
    .toSorted((a, b) => b.count - a.count)

/** What was said of lines by kind: how many, and the first of them in words. */
function byKind<T extends { line: number }>(
  all: readonly T[],
  kindOf: (one: T) => string,
  inWords: (one: T) => string,
) {
  const kinds = new Map<string, T[]>()
  for (const one of all) kinds.set(kindOf(one), [...(kinds.get(kindOf(one)) ?? []), one])
  return [...kinds]
    .map(([kind, own]) => ({
      kind,
      count: own.length,
      lines: own.slice(0, MOST_LINES).map((one) => ({ line: one.line, message: inWords(one) })),
    }))
    .toSorted((a, b) => b.count - a.count)
}
