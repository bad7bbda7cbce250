import { sql } from 'drizzle-orm'
import { index, integer, pgTable, smallint, text, unique, uniqueIndex } from 'drizzle-orm/pg-core'
import { tenant } from './business.ts'
import { locations, resources, services } from './catalog.ts'
import { clients } from './clients.ts'
import { at, day, id, ref, sameBusiness, sameTenant, version } from './columns.ts'
import { chats } from './dialogue.ts'
import { members } from './staff.ts'
import { appointments } from './visits.ts'

/**
 * Who wants a place where none is free: what of, when, in which order they came. `dueAt` says when it is looked at again: a place may have
 * become free, an offer has run out, or the days are over. Minutes of a wish are the branch's wall clock.
 */
export const waitlist = pgTable(
  'waitlist',
  {
    id: id(),
    businessId: sameTenant(),
    clientId: ref().notNull(),
    /** Where they asked; null: a member wrote them in. */
    chatId: ref(),
    locationId: ref().notNull(),
    /** The first of the services; a client waits for one place of it at a time. */
    serviceId: ref().notNull(),
    /** All of them, in their order. */
    services: ref().array().notNull(),
    /** The wished master; null: any. */
    resourceId: ref(),
    fromDay: day().notNull(),
    toDay: day().notNull(),
    fromMinute: smallint(),
    toMinute: smallint(),
    /** The moments between which all of the wish lies. */
    beginsAt: at().notNull(),
    endsAt: at().notNull(),
    status: text({ enum: ['waiting', 'offered', 'booked', 'declined', 'expired', 'cancelled'] }).notNull(),
    /** Starts (minutes) that the client saw and did not want: they are not offered. */
    passed: ref().array().notNull().default(sql`'{}'`),
    /** Offers in a row that were refused or not answered. */
    misses: smallint().notNull().default(0),
    /** The hold of the place that is offered, or the visit that came of it. */
    appointmentId: ref(),
    offeredUntil: at(),
    dueAt: at(),
    /** The start of what became free: the nearest to it is offered. */
    near: at(),
    /** The catalog by which it was last looked for a place: another one may have more. */
    catalogVersion: integer().notNull(),
    memberId: ref(),
    version: version(),
    createdAt: at().notNull(),
    updatedAt: at().notNull(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    sameBusiness(t, t.clientId, clients),
    sameBusiness(t, t.chatId, chats),
    sameBusiness(t, t.locationId, locations),
    sameBusiness(t, t.serviceId, services),
    sameBusiness(t, t.resourceId, resources),
    sameBusiness(t, t.appointmentId, appointments),
    sameBusiness(t, t.memberId, members),
    uniqueIndex('waitlist_once').on(t.clientId, t.serviceId).where(sql`status in ('waiting', 'offered')`),
    index('waitlist_open').on(t.businessId, t.createdAt, t.id).where(sql`status in ('waiting', 'offered')`),
    index('waitlist_due').on(t.dueAt).where(sql`status in ('waiting', 'offered')`),
    index('waitlist_appointment').on(t.appointmentId).where(sql`appointment_id is not null`),
  ],
)

/** Time that became free, until those who wait for such a place were marked to be looked at. Rows are only inserted and deleted. */
export const openings = pgTable(
  'openings',
  {
    id: id(),
    businessId: tenant(),
    /** Null: in whichever branch. */
    locationId: ref(),
    fromAt: at().notNull(),
    toAt: at().notNull(),
    /** The start of what stood there. */
    near: at(),
    dueAt: at().notNull(),
  },
  (t) => [index().on(t.dueAt)],
)
