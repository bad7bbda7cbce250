import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text, unique, uniqueIndex } from 'drizzle-orm/pg-core'
import { tenant } from './business.ts'
import { at, day, id, money, ref, sameBusiness, version } from './columns.ts'
import { members } from './staff.ts'

/** What was spent on a channel of advertising on a day; one row per day, channel (a lead's source) and campaign. */
export const adSpend = pgTable(
  'ad_spend',
  {
    id: id(),
    businessId: tenant(),
    day: day().notNull(),
    channel: text().notNull(),
    campaign: text(),
    amount: money().notNull(),
    clicks: integer(),
    /** How it got here. */
    via: text({ enum: ['typed', 'csv', 'api'] }).notNull(),
    memberId: ref(),
    version: version(),
    updatedAt: at().notNull(),
  },
  (t) => [
    unique('ad_spend_once').on(t.businessId, t.day, t.channel, t.campaign).nullsNotDistinct(),
    sameBusiness(t, t.memberId, members),
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
    day: day().notNull(),
    memberId: ref(),
    /** Null: it stands still. */
    resumedDay: day(),
    resumedBy: ref(),
    version: version(),
    createdAt: at().notNull(),
  },
  (t) => [
    uniqueIndex('channel_stops_once').on(t.businessId, t.source).where(sql`resumed_day is null`),
    sameBusiness(t, t.memberId, members),
    sameBusiness(t, t.resumedBy, members),
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
    firstDay: day().notNull(),
    lastDay: day().notNull(),
    amount: money().notNull(),
    memberId: ref(),
    version: version(),
    updatedAt: at().notNull(),
  },
  (t) => [
    index().on(t.businessId, t.firstDay),
    sameBusiness(t, t.memberId, members),
    check('operating_costs_in_order', sql`${t.amount} >= 0 and ${t.firstDay} <= ${t.lastDay}`),
  ],
)
