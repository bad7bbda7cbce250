import { sql } from 'drizzle-orm'
import { bigint, doublePrecision, jsonb, pgTable, text, unique, uniqueIndex } from 'drizzle-orm/pg-core'
import { tenant } from './business.ts'
import { at, id, ref, sameBusiness, sameTenant, version } from './columns.ts'

/** A connected bot or account; credentials are encrypted with SECRET_KEY. */
export const channels = pgTable(
  'channels',
  {
    id: id(),
    businessId: tenant(),
    kind: text().notNull(),
    /** What stands in `/hooks/<kind>/<key>` and `/chat/<key>`. */
    key: text().notNull(),
    credentials: text(),
    /** Of a bot: its id, name and username as `getMe` gives them. */
    profile: jsonb(),
    /** Last update confirmed by long polling. */
    pollOffset: bigint({ mode: 'number' }).notNull().default(0),
    /** Which node polls, so that two nodes don't fight for one bot. */
    pollerUntil: at(),
    poller: text(),
    /** Shared send limit of the bot: tokens per second, most at once, left at `refilledAt`. */
    rate: doublePrecision().notNull().default(25),
    burst: doublePrecision().notNull().default(25),
    tokens: doublePrecision().notNull().default(25),
    refilledAt: at(),
    lastError: text(),
    lastErrorAt: at(),
  },
  (t) => [unique().on(t.businessId, t.id), unique().on(t.kind, t.key)],
)

/**
 * Texts that a platform has approved for whoever has not written lately. `parameters` are names of what is put into {{1}}, {{2}} …; `notice`:
 * which notice goes out by it, null: staff choose it by hand.
 */
export const messageTemplates = pgTable(
  'message_templates',
  {
    id: id(),
    businessId: sameTenant(),
    channelId: ref().notNull(),
    name: text().notNull(),
    language: text({ enum: ['ru', 'en'] }).notNull(),
    /** The platform's own code of the language, as `en_US`. */
    locale: text().notNull(),
    body: text().notNull(),
    parameters: text().array().notNull().default(sql`'{}'`),
    /** Captions of the quick replies under it, and what each of them does: how the data of that button begins. */
    buttons: text().array().notNull().default(sql`'{}'`),
    taps: text().array().notNull().default(sql`'{}'`),
    category: text().notNull(),
    status: text({ enum: ['pending', 'approved', 'rejected', 'paused', 'disabled'] }).notNull(),
    reason: text(),
    notice: text(),
    version: version(),
    updatedAt: at().notNull(),
  },
  (t) => [
    unique().on(t.channelId, t.name, t.language),
    uniqueIndex('message_templates_notice').on(t.channelId, t.notice, t.language).where(sql`notice is not null`),
    sameBusiness(t, t.channelId, channels),
  ],
)
