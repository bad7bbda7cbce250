import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { AssistantSettings, BookingRules } from '../../domain/catalog.ts'
import type { Guide } from '../../domain/guide.ts'
import { at, id, ref, version } from './columns.ts'

export const businesses = pgTable('businesses', {
  id: id(),
  name: text().notNull(),
  template: text().notNull(),
  timezone: text().notNull(),
  currency: text().notNull().default('RUB'),
  rules: jsonb().$type<Partial<BookingRules>>().notNull().default({}),
  /** What the owner sets for the assistant; what is left out has its default. */
  settings: jsonb().$type<Partial<AssistantSettings>>().notNull().default({}),
  /** Grows with every change of what the offer is made from; readers cache the catalog by it. */
  version: version(),
  /** Grows with every edit of name, zone, rules or settings; a stale one is refused. */
  settingsVersion: integer().notNull().default(1),
  /** How far the owner is in the first-run guide; null: not begun. */
  guide: jsonb().$type<Guide>(),
  /** SHA-256 of the one-time code by which the first owner claims the business. */
  ownerCodeHash: text(),
  createdAt: at().notNull(),
})

/** Of a row without a parent inside the business. */
export const tenant = () =>
  ref()
    .notNull()
    .references(() => businesses.id)
