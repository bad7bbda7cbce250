import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  date,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { tenant } from './business.ts'
import { at, id, ref } from './columns.ts'
import { members } from './staff.ts'

/** What was spent on a channel of advertising on a day; one row per day, channel (a lead's source) and campaign. */
export const adSpend = pgTable(
  'ad_spend',
  {
    id: id(),
    businessId: tenant(),
    day: date({ mode: 'string' }).notNull(),
    channel: text().notNull(),
    campaign: text(),
    amount: bigint({ mode: 'number' }).notNull(),
    clicks: integer(),
    /** How it got here. */
    via: text({ enum: ['typed', 'csv', 'api'] }).notNull(),
    memberId: ref(),
    version: integer().notNull().default(1),
    updatedAt: at().notNull(),
  },
  (t) => [
    unique('ad_spend_once').on(t.businessId, t.day, t.channel, t.campaign).nullsNotDistinct(),
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
    check('ad_spend_positive', sql`${t.amount} >= 0 and (${t.clicks} is null or ${t.clicks} >= 0)`),
  ],
)

/** A channel of advertising that the owner has stopped, by its source; nothing is stopped by us. */
export const channelStops = pgTable(
  'channel_stops',
  {
    id: id(),
    businessId: tenant(),
    source: text().notNull(),
    /** The first day without it, by the business's clock. */
    day: date({ mode: 'string' }).notNull(),
    memberId: ref(),
    /** Null: it stands still. */
    resumedDay: date({ mode: 'string' }),
    resumedBy: ref(),
    version: integer().notNull().default(1),
    createdAt: at().notNull(),
  },
  (t) => [
    uniqueIndex('channel_stops_once').on(t.businessId, t.source).where(sql`resumed_day is null`),
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
    foreignKey({ columns: [t.businessId, t.resumedBy], foreignColumns: [members.businessId, members.id] }),
    check('channel_stops_in_order', sql`${t.resumedDay} is null or ${t.resumedDay} >= ${t.day}`),
  ],
)

/** What the business pays besides: over the days from the first to the last, evenly. */
export const operatingCosts = pgTable(
  'operating_costs',
  {
    id: id(),
    businessId: tenant(),
    kind: text({ enum: ['assistant', 'staff', 'rent', 'software', 'other'] }).notNull(),
    name: text().notNull(),
    firstDay: date({ mode: 'string' }).notNull(),
    lastDay: date({ mode: 'string' }).notNull(),
    amount: bigint({ mode: 'number' }).notNull(),
    memberId: ref(),
    version: integer().notNull().default(1),
    updatedAt: at().notNull(),
  },
  (t) => [
    index().on(t.businessId, t.firstDay),
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
    check('operating_costs_in_order', sql`${t.amount} >= 0 and ${t.firstDay} <= ${t.lastDay}`),
  ],
)
