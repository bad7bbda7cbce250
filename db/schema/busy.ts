import { boolean, index, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { resources } from './catalog.ts'
import { at, id, instants, ref, sameBusiness, sameTenant } from './columns.ts'

/**
 * A calendar of somebody else in which a master's time is taken too, and when it was last read. What stands in it binds the offer until it is
 * read again, however old it is: only an answer says that a time is free.
 */
export const externalCalendars = pgTable(
  'external_calendars',
  {
    id: id(),
    businessId: sameTenant(),
    resourceId: ref().notNull(),
    source: text({ enum: ['booking', 'calendar'] }).notNull(),
    /** The resource or the user that it is there. */
    remoteId: ref().notNull(),
    /** Null: it was never read. */
    readAt: at(),
    /** Why it could not be read the last time. */
    error: text(),
    /** Clients are written to from there, by itself. */
    notifies: boolean().notNull().default(false),
  },
  (t) => [
    sameBusiness(t, t.resourceId, resources).onDelete('cascade'),
    unique().on(t.resourceId, t.source),
    index().on(t.businessId),
  ],
)

/** A time that is taken there, and nothing of what for; read by the offer, and bound by no constraint. */
export const externalBusy = pgTable(
  'external_busy',
  {
    id: id(),
    businessId: sameTenant(),
    resourceId: ref().notNull(),
    source: text({ enum: ['booking', 'calendar'] }).notNull(),
    during: instants().notNull(),
    /** One of several times, where something repeats itself. */
    remoteId: ref().notNull(),
  },
  (t) => [
    sameBusiness(t, t.resourceId, resources).onDelete('cascade'),
    index('external_busy_resource').on(t.resourceId, t.source),
    index('external_busy_during').using('gist', t.resourceId, t.during),
  ],
)
