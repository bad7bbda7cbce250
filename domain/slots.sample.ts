import {
  type Catalog,
  DEFAULT_RULES,
  DEFAULT_SETTINGS,
  type Location,
  MASTER,
  type Minute,
  type Resource,
  type Service,
} from './catalog.ts'
import { type Busy, findSlots } from './slots.ts'
import { addDays, dayStart, isoOf } from './time.ts'

/** One opening time for all seven days, in whole hours: `everyDay([9, 13], [14, 20])`. */
export function everyDay(...spans: [number, number][]) {
  return Array.from({ length: 7 }, () => spans.map(([from, to]) => ({ from: from * 60, to: to * 60 })))
}

/** A branch with id 1, open 9–18 in Moscow unless said otherwise. */
export function branch(change: Partial<Location> = {}): Location {
  const where = { name: 'На Мясницкой', timezone: 'Europe/Moscow', district: null, address: 'Мясницкая, 1' }
  return { id: 1, ...where, directions: null, phone: null, hours: everyDay([9, 18]), exceptions: [], ...change }
}

/** A resource of branch 1: a master unless said otherwise. */
export function resource(id: number, change: Partial<Resource> = {}): Resource {
  return { id, locationId: 1, kind: MASTER, name: `№ ${id}`, hours: null, exceptions: [], timeOff: [], ...change }
}

/** An hour's service for 2,000 ₽ by masters with the given ids. */
export function service(id: number, masters: readonly number[], change: Partial<Service> = {}): Service {
  return {
    id,
    category: null,
    name: `Услуга ${id}`,
    segments: [60],
    bufferBefore: 0,
    bufferAfter: 0,
    price: 200_000,
    priceFrom: false,
    variableCost: 30_000,
    capacity: 1,
    needs: [],
    masters: masters.map((resourceId) => ({ resourceId, segments: null, price: null })),
    rules: {},
    ...change,
  }
}

/** A business with one branch, an hourly grid, no notice and a window of a year unless said otherwise. */
export function catalogOf(change: Partial<Catalog>): Catalog {
  return {
    businessId: 1,
    name: 'Салон',
    timezone: 'Europe/Moscow',
    currency: 'RUB',
    version: 1,
    rules: { ...DEFAULT_RULES, stepMinutes: 60, noticeMinutes: 0, windowDays: 365 },
    locations: [branch()],
    resources: [],
    services: [],
    faq: [],
    promos: [],
    phrases: [],
    questions: [],
    settings: DEFAULT_SETTINGS,
    ...change,
  }
}

/** The minute of an instant written with its offset. */
export function at(iso: string): Minute {
  return Date.parse(iso) / 60_000
}

/** Starts as the zone's clock shows them: «09:00 10:00». */
export function clocks(zone: string, slots: readonly { start: Minute }[]): string {
  return slots.map(({ start }) => isoOf(zone, start).slice(11, 16)).join(' ')
}

/** Monday morning in Moscow. */
export const NOW = at('2027-03-01T08:00+03:00')

/** A wish at branch 1: `[service, master]` or the service alone for any master. */
export function wish(...parts: (number | [number, number])[]) {
  return {
    locationId: 1,
    parts: parts.map((part) =>
      typeof part === 'number' ? { serviceId: part, masterId: null } : { serviceId: part[0], masterId: part[1] },
    ),
  }
}

/** Busy times: `{ 1: '09:00-10:30 12:00-13:00' }` on one date in Moscow. */
export function busyOn(date: string, written: Record<number, string>): Busy {
  const pairsOf = (text: string) => text.split(/[ -]/).map((clock) => at(`${date}T${clock}+03:00`))
  return new Map(Object.entries(written).map(([id, text]) => [Number(id), pairsOf(text)]))
}

/** Starts on offer on one day, as the branch's clock shows them. */
export function dayOffered(
  catalog: Catalog,
  busy: Busy,
  what: ReturnType<typeof wish>,
  date = '2027-03-01',
  now = NOW,
): string {
  const zone = catalog.locations[0]!.timezone
  const range = { from: dayStart(zone, date), to: dayStart(zone, addDays(date, 1)) }
  return clocks(zone, findSlots(catalog, busy, what, range, now))
}

/** One master who does one service. */
export function oneMaster(change: Partial<Service>, rules: Partial<Catalog['rules']> = {}): Catalog {
  const { rules: usual } = catalogOf({})
  return catalogOf({ rules: { ...usual, ...rules }, resources: [resource(1)], services: [service(1, [1], change)] })
}

export const WHOLE_DAY = '09:00 10:00 11:00 12:00 13:00 14:00 15:00 16:00 17:00'
