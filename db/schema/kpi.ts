import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  json,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { businesses, tenant } from './business.ts'
import { clients } from './clients.ts'
import { at, day, id, money, ref, sameBusiness, sameTenant } from './columns.ts'
import { members } from './staff.ts'

/** Numbers of a business: when they were last made up to date, and when they are to be again. */
export const kpiState = pgTable(
  'kpi_state',
  {
    businessId: ref()
      .primaryKey()
      .references(() => businesses.id),
    /** Null: never; everything is to be counted. */
    refreshedAt: at(),
    dueAt: at().notNull(),
  },
  (t) => [index().on(t.dueAt)],
)

/**
 * What has changed since the numbers were last counted, written by triggers and by nobody else: only appended to, so that no writer waits
 * for another. No client and no moment: all is to be counted anew.
 */
export const kpiTouched = pgTable(
  'kpi_touched',
  { id: id(), businessId: sameTenant(), clientId: ref(), at: at() },
  (t) => [
    index().on(t.businessId),
    index('kpi_touched_client').on(t.clientId).where(sql`client_id is not null`),
    sameBusiness(t, t.clientId, clients),
  ],
)

/** Leads by day and where they came from, and what became of them. */
export const kpiLeads = pgTable(
  'kpi_leads',
  {
    businessId: tenant(),
    day: day().notNull(),
    source: text().notNull(),
    campaign: text(),
    paid: boolean().notNull(),
    leads: integer().notNull(),
    fresh: integer().notNull(),
    booked: integer().notNull(),
    visited: integer().notNull(),
    paidLeads: integer().notNull(),
    newClients: integer().notNull(),
    newByFirst: integer().notNull(),
    firstPaid: integer().notNull(),
    gave: money().notNull(),
    revenue: money().notNull(),
  },
  (t) => [index().on(t.businessId, t.day)],
)

/** First answers by day, looked at in one way at a time: by opening, by who answered, by channel and so on; each way holds all of them. */
export const kpiAnswers = pgTable(
  'kpi_answers',
  {
    businessId: tenant(),
    day: day().notNull(),
    by: text({ enum: ['opening', 'answered', 'open', 'channel', 'district', 'hour'] }).notNull(),
    /** Null: not known. */
    key: text(),
    asked: integer().notNull(),
    unanswered: integer().notNull(),
    within10: integer().notNull(),
    within30: integer().notNull(),
    within60: integer().notNull(),
    /** Bucket of `domain/kpi/speed.ts`, how many times fell into it, bucket, … As text: thousands of these are read at once. */
    times: json().$type<number[]>().notNull(),
  },
  (t) => [index().on(t.businessId, t.by, t.day)],
)

/** Visits by their day and branch. */
export const kpiVisits = pgTable(
  'kpi_visits',
  {
    businessId: tenant(),
    day: day().notNull(),
    locationId: ref().notNull(),
    visits: integer().notNull(),
    came: integer().notNull(),
    noShow: integer().notNull(),
    cancelled: integer().notNull(),
    cancelledLate: integer().notNull(),
    paidVisits: integer().notNull(),
    free: integer().notNull(),
    price: money().notNull(),
    discount: money().notNull(),
    variableCost: money().notNull(),
    revenue: money().notNull(),
  },
  (t) => [index().on(t.businessId, t.day)],
)

/** What masters did, by the day of the visit. */
export const kpiMasters = pgTable(
  'kpi_masters',
  {
    businessId: tenant(),
    day: day().notNull(),
    masterId: ref().notNull(),
    visits: integer().notNull(),
    came: integer().notNull(),
    noShow: integer().notNull(),
    busyMinutes: integer().notNull(),
    price: money().notNull(),
  },
  (t) => [index().on(t.businessId, t.day)],
)

/** What the assistant read and led, by day and channel. */
export const kpiDialogues = pgTable(
  'kpi_dialogues',
  {
    businessId: tenant(),
    day: day().notNull(),
    channel: text().notNull(),
    dialogues: integer().notNull(),
    handedOver: integer().notNull(),
    withPerson: integer().notNull(),
    read: integer().notNull(),
    missed: integer().notNull(),
    labelled: integer().notNull(),
    right: integer().notNull(),
  },
  (t) => [index().on(t.businessId, t.day)],
)

/**
 * Visits that took place, by the day of their client's first one and the months since then: by day, so that a change counts few clients anew.
 */
export const kpiCohorts = pgTable(
  'kpi_cohorts',
  {
    businessId: tenant(),
    day: day().notNull(),
    since: smallint().notNull(),
    clients: integer().notNull(),
    visits: integer().notNull(),
    revenue: money().notNull(),
    /** Of these visits, those within a year of the first. */
    yearVisits: integer().notNull(),
    /** Seconds from the first visit to the last, a year at least, of clients whose last visit is among these. */
    lifespan: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.businessId, t.day, t.since] })],
)

/**
 * Who got the digest of a day: one row a person and day, however many businesses are theirs and nodes are running. `recipient`: the person's
 * id at the platform, the same behind every bot.
 */
export const digests = pgTable(
  'digests',
  {
    id: id(),
    businessId: sameTenant(),
    memberId: ref().notNull(),
    recipient: text().notNull(),
    /** The day on which it is sent, by the recipient's zone. */
    day: day().notNull(),
    sentAt: at().notNull(),
  },
  (t) => [unique().on(t.recipient, t.day), sameBusiness(t, t.memberId, members)],
)

/** A number out of bounds, from its alarm until it is well again. */
export const alarms = pgTable(
  'alarms',
  {
    id: id(),
    businessId: tenant(),
    kpi: text().notNull(),
    side: text({ enum: ['low', 'high'] }).notNull(),
    /** As it was when the alarm rose, and of how many cases; shares 0–1, times in seconds. */
    number: doublePrecision().notNull(),
    cases: integer().notNull(),
    raisedAt: at().notNull(),
    /** Null: it rose in quiet hours, and the digest tells it. */
    toldAt: at(),
    clearedAt: at(),
  },
  (t) => [uniqueIndex('alarms_once').on(t.businessId, t.kpi).where(sql`cleared_at is null`)],
)

/** A table of numbers that another program reads at an address of its own; the address itself is kept as a hash only. */
export const feeds = pgTable(
  'feeds',
  {
    id: id(),
    businessId: tenant(),
    fact: text().notNull(),
    language: text({ enum: ['ru', 'en'] }).notNull(),
    tokenHash: text().notNull().unique(),
    memberId: ref(),
    createdAt: at().notNull(),
    readAt: at(),
  },
  (t) => [index().on(t.businessId), sameBusiness(t, t.memberId, members)],
)
