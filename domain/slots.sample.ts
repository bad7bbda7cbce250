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
import { isoOf } from './time.ts'

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
