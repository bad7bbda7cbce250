import { sql } from 'drizzle-orm'
import { boolean, index, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import { tenant } from './business.ts'
import { at, id, position, ref, sameBusiness, version } from './columns.ts'
import { members } from './staff.ts'

/** The owner's own wording of a text of the assistant, over the one shipped. */
export const wordings = pgTable(
  'wordings',
  {
    businessId: tenant(),
    language: text({ enum: ['ru', 'en'] }).notNull(),
    key: text().notNull(),
    text: text().notNull(),
    version: version(),
  },
  (t) => [primaryKey({ columns: [t.businessId, t.language, t.key] })],
)

export const faq = pgTable(
  'faq',
  {
    id: id(),
    businessId: tenant(),
    topic: text().notNull(),
    question: text().notNull(),
    answer: text().notNull(),
    position: position(),
    version: version(),
  },
  (t) => [index().on(t.businessId)],
)

/** Phrases that staff put right: they count at once, beside what was trained. */
export const phrases = pgTable(
  'phrases',
  {
    id: id(),
    businessId: tenant(),
    text: text().notNull(),
    intent: text().notNull(),
    memberId: ref(),
    createdAt: at().notNull(),
  },
  (t) => [unique().on(t.businessId, t.text), sameBusiness(t, t.memberId, members)],
)

/** Questions of the business's own on the way to a booking. */
export const questions = pgTable(
  'questions',
  {
    id: id(),
    businessId: tenant(),
    /** Where the answer lands on the lead. */
    key: text().notNull(),
    text: text().notNull(),
    textEn: text(),
    /** Answers to tap; none: a free one. */
    options: text().array().notNull().default(sql`'{}'`),
    active: boolean().notNull().default(true),
    position: position(),
    version: version(),
  },
  (t) => [unique().on(t.businessId, t.id), index().on(t.businessId)],
)

/** Canned replies of staff; `{name}`, `{service}`, `{time}`, `{address}`, `{phone}` are filled in. */
export const replies = pgTable(
  'replies',
  {
    id: id(),
    businessId: tenant(),
    title: text().notNull(),
    text: text().notNull(),
    position: position(),
    version: version(),
  },
  (t) => [unique().on(t.businessId, t.id), unique().on(t.businessId, t.title)],
)

export const promos = pgTable(
  'promos',
  {
    id: id(),
    businessId: tenant(),
    campaign: text().notNull(),
    text: text().notNull(),
    position: position(),
    version: version(),
  },
  (t) => [unique().on(t.businessId, t.campaign)],
)
