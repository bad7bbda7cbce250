import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, pgTable, smallint, text, unique } from 'drizzle-orm/pg-core'
import { locations, resources, services, sessions } from './catalog.ts'
import { clients, imports } from './clients.ts'
import { at, id, instants, money, ref, sameBusiness, sameTenant, version } from './columns.ts'
import { chats } from './dialogue.ts'
import { leads } from './leads.ts'
import { members } from './staff.ts'

export const appointments = pgTable(
  'appointments',
  {
    id: id(),
    businessId: sameTenant(),
    /** Idempotency key of the door it came through. */
    key: text().notNull(),
    clientId: ref().notNull(),
    chatId: ref(),
    leadId: ref(),
    locationId: ref().notNull(),
    sessionId: ref(),
    door: text().notNull(),
    status: text({ enum: ['held', 'booked', 'confirmed', 'arrived', 'paid', 'no_show', 'cancelled'] }).notNull(),
    version: version(),
    startsAt: at().notNull(),
    endsAt: at().notNull(),
    price: money().notNull(),
    holdExpiresAt: at(),
    /** Taken off the price, with its reason; free of charge is a discount of all. */
    discount: money().notNull().default(0),
    discountReason: text(),
    note: text(),
    /** Services that were added because they were offered. */
    upsold: ref().array().notNull().default(sql`'{}'`),
    /** The owner's own try: never in the numbers. */
    test: boolean().notNull().default(false),
    /** Of a class: this appointment is counted in its session's `taken`. */
    seatTaken: boolean().notNull().default(false),
    cancelReason: text(),
    cancelledBy: text(),
    /** The client cancelled when by its services' rules it was too late for that. */
    cancelledLate: boolean().notNull().default(false),
    /** When it was last cancelled. */
    cancelledAt: at(),
    overlapReason: text(),
    /** The table of the past that brought it: it takes nobody's time, so that what overlapped then may. */
    importId: ref(),
    createdAt: at().notNull(),
    updatedAt: at().notNull(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    sameBusiness(t, t.importId, imports),
    index('appointments_import').on(t.importId).where(sql`import_id is not null`),
    // Whoever takes a contact away is asked whether a visit names it.
    index('appointments_lead').on(t.leadId).where(sql`lead_id is not null`),
    unique('appointments_key').on(t.businessId, t.key),
    sameBusiness(t, t.clientId, clients),
    sameBusiness(t, t.chatId, chats),
    sameBusiness(t, t.leadId, leads),
    sameBusiness(t, t.locationId, locations),
    sameBusiness(t, t.sessionId, sessions),
    index().on(t.clientId, t.startsAt),
    index().on(t.businessId, t.startsAt),
    index('appointments_holds').on(t.holdExpiresAt).where(sql`status = 'held'`),
    index('appointments_session').on(t.sessionId).where(sql`session_id is not null`),
  ],
)

/** One service of a visit, with its master, time and money as agreed. */
export const appointmentParts = pgTable(
  'appointment_parts',
  {
    id: id(),
    businessId: sameTenant(),
    appointmentId: ref().notNull(),
    position: smallint().notNull(),
    serviceId: ref().notNull(),
    resourceId: ref().notNull(),
    startsAt: at().notNull(),
    endsAt: at().notNull(),
    /** The length that staff gave it instead of the usual one. */
    ownMinutes: integer(),
    price: money().notNull(),
    variableCost: money().notNull(),
  },
  (t) => [
    unique().on(t.appointmentId, t.position),
    sameBusiness(t, t.appointmentId, appointments).onDelete('cascade'),
    sameBusiness(t, t.serviceId, services),
    sameBusiness(t, t.resourceId, resources),
  ],
)

/**
 * Whatever takes a resource's time. The exclusion constraint that referees all races stands in the migration
 * `occupancies_no_overlap`: no two rows of a resource overlap, but for those that staff overlap on purpose.
 */
export const occupancies = pgTable(
  'occupancies',
  {
    id: id(),
    businessId: sameTenant(),
    resourceId: ref().notNull(),
    during: instants().notNull(),
    kind: text({ enum: ['visit', 'hold', 'session', 'block'] }).notNull(),
    appointmentId: ref(),
    sessionId: ref(),
    /** Of a hold; an expired row still blocks the constraint until a writer deletes it. */
    expiresAt: at(),
    overlapReason: text(),
    reason: text(),
    /** Of blocks that were written together: the key of the request that made them. */
    series: text(),
    /** Of a block: grows with every edit. */
    version: version(),
  },
  (t) => [
    sameBusiness(t, t.resourceId, resources),
    sameBusiness(t, t.appointmentId, appointments).onDelete('cascade'),
    sameBusiness(t, t.sessionId, sessions),
    index('occupancies_appointment').on(t.appointmentId),
    index('occupancies_session').on(t.sessionId).where(sql`session_id is not null`),
    index('occupancies_series').on(t.businessId, t.series).where(sql`series is not null`),
    index('occupancies_overlaps').on(t.resourceId).where(sql`overlap_reason is not null`),
  ],
)

/** Money that came for a visit, or went back. */
export const payments = pgTable(
  'payments',
  {
    id: id(),
    businessId: sameTenant(),
    appointmentId: ref().notNull(),
    kind: text({ enum: ['payment', 'refund'] }).notNull(),
    amount: money().notNull(),
    method: text({ enum: ['cash', 'card', 'transfer', 'online'] }).notNull(),
    reason: text(),
    memberId: ref(),
    at: at().notNull(),
  },
  (t) => [
    sameBusiness(t, t.appointmentId, appointments),
    sameBusiness(t, t.memberId, members),
    check('payments_positive', sql`${t.amount} >= 0`),
    index().on(t.appointmentId),
    index().on(t.businessId, t.at),
  ],
)

/** What a client said of a visit: 1 to 5, and perhaps in words. */
export const feedback = pgTable(
  'feedback',
  {
    id: id(),
    businessId: sameTenant(),
    appointmentId: ref().notNull(),
    clientId: ref().notNull(),
    chatId: ref(),
    score: smallint().notNull(),
    text: text(),
    at: at().notNull(),
  },
  (t) => [
    unique().on(t.businessId, t.appointmentId),
    sameBusiness(t, t.appointmentId, appointments),
    sameBusiness(t, t.clientId, clients),
    sameBusiness(t, t.chatId, chats),
    check('feedback_score', sql`${t.score} between 1 and 5`),
    index().on(t.clientId),
  ],
)
