import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { tenant } from './business.ts'
import { clients } from './clients.ts'
import { at, id, money, ref, sameBusiness, sameTenant, version } from './columns.ts'
import { members } from './staff.ts'
import { appointments } from './visits.ts'

/** The ledger of what clients are told later: read again at the moment of sending. One per version of a visit and kind. */
export const notices = pgTable(
  'notices',
  {
    id: id(),
    businessId: sameTenant(),
    kind: text().notNull(),
    appointmentId: ref(),
    /** Of the visit that it is about; another version silences it. */
    version: integer(),
    clientId: ref().notNull(),
    status: text({ enum: ['planned', 'sent', 'delivered', 'read', 'failed', 'skipped'] }).notNull(),
    reason: text(),
    dueAt: at().notNull(),
    leaseUntil: at(),
    attempts: smallint().notNull().default(0),
    lastError: text(),
    /** The row of `messages` that said it. */
    messageId: ref(),
    /** Channels that it was tried or meant for before, and why it went on from there. */
    hops: jsonb().$type<{ channelId: number; kind: string; reason: string; at: string }[]>(),
    memberId: ref(),
    /** With an offer inside: it needs its own consent, and counts against the limit of a month. */
    marketing: boolean().notNull().default(false),
    data: jsonb(),
    /** Of a step of a chain: which, and the visit that started it. */
    chain: text(),
    step: smallint(),
    triggerId: ref(),
    createdAt: at().notNull(),
    doneAt: at(),
  },
  (t) => [
    sameBusiness(t, t.appointmentId, appointments),
    sameBusiness(t, t.triggerId, appointments),
    sameBusiness(t, t.clientId, clients),
    uniqueIndex('notices_once').on(t.appointmentId, t.version, t.kind).where(sql`appointment_id is not null`),
    uniqueIndex('notices_step_once').on(t.clientId, t.chain, t.triggerId, t.step).where(sql`chain is not null`),
    index('notices_trigger').on(t.triggerId).where(sql`trigger_id is not null`),
    index('notices_pace').on(t.businessId, t.doneAt).where(sql`chain is not null and status <> 'planned'`),
    index('notices_due').on(t.dueAt).where(sql`status = 'planned'`),
    index().on(t.clientId),
  ],
)

/** A chain of messages (`domain/chains.ts`) that the owner has switched on or off; one that has no row is off. */
export const chains = pgTable(
  'chains',
  {
    businessId: tenant(),
    name: text().notNull(),
    active: boolean().notNull(),
    /** When it was switched last: what happened before started nothing by itself. */
    since: at().notNull(),
    /** So many of its messages go out in an hour at most. */
    perHour: smallint().notNull(),
    version: version(),
  },
  (t) => [primaryKey({ columns: [t.businessId, t.name] })],
)

/** A discount bound to one client, for one visit that is booked before it expires. */
export const offers = pgTable(
  'offers',
  {
    id: id(),
    businessId: sameTenant(),
    clientId: ref().notNull(),
    /** As it is said and typed, in the form of `domain/offers.ts`. */
    code: text().notNull(),
    /** Of the price; or else so many kopecks of it. */
    percent: smallint(),
    amount: money(),
    /** What gave it: `no_show`, `staff`, the name of a chain. */
    source: text().notNull(),
    /** Why, for staff; it becomes the reason of the visit's discount. */
    reason: text().notNull(),
    /** The visit that it follows, once for each source. */
    appointmentId: ref(),
    /** The visit that is cheaper by it. */
    redeemedBy: ref(),
    redeemedAt: at(),
    expiresAt: at().notNull(),
    /** Staff took it back. */
    revokedAt: at(),
    memberId: ref(),
    createdAt: at().notNull(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    unique('offers_code').on(t.businessId, t.code),
    sameBusiness(t, t.clientId, clients),
    sameBusiness(t, t.appointmentId, appointments),
    sameBusiness(t, t.redeemedBy, appointments),
    sameBusiness(t, t.memberId, members),
    check('offers_one_measure', sql`(${t.percent} is null) <> (${t.amount} is null)`),
    check('offers_percent', sql`${t.percent} between 1 and 100`),
    check('offers_amount', sql`${t.amount} > 0`),
    uniqueIndex('offers_given_once').on(t.appointmentId, t.source).where(sql`appointment_id is not null`),
    uniqueIndex('offers_redeemed_once').on(t.redeemedBy).where(sql`redeemed_by is not null`),
    index().on(t.clientId),
  ],
)
