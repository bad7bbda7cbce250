import { sql } from 'drizzle-orm'
import { boolean, index, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { tenant } from './business.ts'
import { clients, imports } from './clients.ts'
import { at, id, ref, sameBusiness, sameTenant, version } from './columns.ts'
import { chats } from './dialogue.ts'
import { members } from './staff.ts'

export const leads = pgTable(
  'leads',
  {
    id: id(),
    businessId: sameTenant(),
    clientId: ref().notNull(),
    chatId: ref(),
    channelId: ref(),
    source: text().notNull(),
    medium: text(),
    campaign: text(),
    content: text(),
    term: text(),
    paid: boolean().notNull().default(false),
    /** A promo code that came with the contact. */
    promo: text(),
    /** Where they live or want to be served, if that was told; else the branch they book says it. */
    district: text(),
    /** Page and referrer, or the payload of the deep link, as they came. */
    origin: jsonb(),
    stage: text({ enum: ['new', 'qualified', 'booked', 'visited', 'paid', 'lost'] })
      .notNull()
      .default('new'),
    lostReason: text(),
    /** The client's answers to the business's own questions, by key. */
    answers: jsonb().$type<Record<string, string>>().notNull().default({}),
    /** The table of the past that brought it: then it is known only because a visit came of it, and is in no conversion. */
    importId: ref(),
    /** Where they say they heard of the business, beside what the contact itself shows: a source, and their words for `other`. */
    toldSource: text(),
    toldWords: text(),
    /** Grows with every edit of where the contact came from. */
    version: version(),
    createdAt: at().notNull(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    sameBusiness(t, t.importId, imports),
    index('leads_import').on(t.importId).where(sql`import_id is not null`),
    sameBusiness(t, t.clientId, clients),
    sameBusiness(t, t.chatId, chats),
    index().on(t.clientId, t.createdAt),
    index().on(t.businessId, t.createdAt),
    index('leads_told').on(t.businessId, t.createdAt).where(sql`told_source is not null`),
    index().on(t.chatId),
  ],
)

/** Links that the business gives out, with what they say of whoever comes by them; `code` stands in texts of WhatsApp. */
export const links = pgTable(
  'links',
  {
    id: id(),
    businessId: tenant(),
    code: text().notNull(),
    source: text().notNull(),
    medium: text().notNull(),
    campaign: text(),
    memberId: ref(),
    createdAt: at().notNull(),
    archivedAt: at(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    unique().on(t.businessId, t.code),
    unique('links_once').on(t.businessId, t.source, t.medium, t.campaign).nullsNotDistinct(),
    sameBusiness(t, t.memberId, members),
  ],
)
