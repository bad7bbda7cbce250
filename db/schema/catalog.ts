import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, primaryKey, smallint, text, unique } from 'drizzle-orm/pg-core'
import type { BookingRules, Span } from '../../domain/catalog.ts'
import { tenant } from './business.ts'
import { at, day, id, instants, money, position, ref, sameBusiness, sameTenant, version } from './columns.ts'

export const locations = pgTable(
  'locations',
  {
    id: id(),
    businessId: tenant(),
    name: text().notNull(),
    timezone: text().notNull(),
    district: text(),
    address: text().notNull(),
    directions: text(),
    phone: text(),
    /** Where content clients are asked to write a review. */
    reviewUrl: text(),
    position: position(),
    version: version(),
  },
  (t) => [unique().on(t.businessId, t.id)],
)

export const resources = pgTable(
  'resources',
  {
    id: id(),
    businessId: sameTenant(),
    locationId: ref().notNull(),
    kind: text().notNull(),
    name: text().notNull(),
    about: text(),
    /** Other names of a master by which clients call them. */
    synonyms: text().array().notNull().default(sql`'{}'`),
    active: boolean().notNull().default(true),
    position: position(),
    version: version(),
  },
  (t) => [unique().on(t.businessId, t.id), sameBusiness(t, t.locationId, locations)],
)

/** Weekly hours (`weekday`, 1 is Monday) or those of one date, of a branch or of a resource; no spans: closed. */
export const workingHours = pgTable(
  'working_hours',
  {
    id: id(),
    businessId: sameTenant(),
    locationId: ref(),
    resourceId: ref(),
    weekday: smallint(),
    date: day(),
    spans: jsonb().$type<Span[]>().notNull(),
  },
  (t) => [
    sameBusiness(t, t.locationId, locations),
    sameBusiness(t, t.resourceId, resources),
    check('working_hours_one_owner', sql`(${t.locationId} is null) <> (${t.resourceId} is null)`),
    check('working_hours_one_day', sql`(${t.weekday} is null) <> (${t.date} is null)`),
    unique('working_hours_day').on(t.businessId, t.locationId, t.resourceId, t.weekday, t.date).nullsNotDistinct(),
  ],
)

export const timeOff = pgTable(
  'time_off',
  {
    id: id(),
    businessId: sameTenant(),
    resourceId: ref().notNull(),
    during: instants().notNull(),
    reason: text(),
  },
  (t) => [sameBusiness(t, t.resourceId, resources), index().on(t.resourceId)],
)

export const services = pgTable(
  'services',
  {
    id: id(),
    businessId: tenant(),
    category: text(),
    name: text().notNull(),
    segments: integer().array().notNull(),
    bufferBefore: integer().notNull().default(0),
    bufferAfter: integer().notNull().default(0),
    price: money().notNull(),
    priceFrom: boolean().notNull().default(false),
    variableCost: money().notNull().default(0),
    capacity: integer().notNull().default(1),
    needs: text().array().notNull().default(sql`'{}'`),
    /** Other words by which clients ask for it. */
    synonyms: text().array().notNull().default(sql`'{}'`),
    rules: jsonb().$type<Partial<BookingRules>>().notNull().default({}),
    /** After so many days its clients are asked back; 0: never, null: after the usual time. */
    cycleDays: smallint(),
    /** Services that go well with it, the best first: what its clients are offered besides. */
    goesWith: ref().array().notNull().default(sql`'{}'`),
    /** A first try: what follows it is a second visit, not a return. */
    trial: boolean().notNull().default(false),
    active: boolean().notNull().default(true),
    position: position(),
    version: version(),
  },
  (t) => [unique().on(t.businessId, t.id)],
)

/** Who does a service; own segments or price where they differ. */
export const serviceMasters = pgTable(
  'service_masters',
  {
    businessId: sameTenant(),
    serviceId: ref().notNull(),
    resourceId: ref().notNull(),
    segments: integer().array(),
    price: money(),
  },
  (t) => [
    primaryKey({ columns: [t.serviceId, t.resourceId] }),
    sameBusiness(t, t.serviceId, services),
    sameBusiness(t, t.resourceId, resources),
  ],
)

/** When a group class takes place each week, local time of its branch. */
export const timetable = pgTable(
  'timetable',
  {
    id: id(),
    businessId: sameTenant(),
    serviceId: ref().notNull(),
    resourceId: ref().notNull(),
    weekday: smallint().notNull(),
    minute: smallint().notNull(),
  },
  (t) => [
    sameBusiness(t, t.serviceId, services),
    sameBusiness(t, t.resourceId, resources),
    unique().on(t.resourceId, t.weekday, t.minute),
  ],
)

/** A group class on its date; seats are counted here and nowhere else. */
export const sessions = pgTable(
  'sessions',
  {
    id: id(),
    businessId: sameTenant(),
    serviceId: ref().notNull(),
    locationId: ref().notNull(),
    resourceId: ref().notNull(),
    startsAt: at().notNull(),
    endsAt: at().notNull(),
    capacity: integer().notNull(),
    taken: integer().notNull().default(0),
    cancelledAt: at(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    unique().on(t.resourceId, t.startsAt),
    sameBusiness(t, t.serviceId, services),
    sameBusiness(t, t.resourceId, resources),
    sameBusiness(t, t.locationId, locations),
    check('sessions_seats', sql`${t.taken} between 0 and ${t.capacity}`),
    index().on(t.businessId, t.serviceId, t.startsAt),
  ],
)
