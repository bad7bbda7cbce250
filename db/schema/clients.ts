import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, text, unique, uniqueIndex } from 'drizzle-orm/pg-core'
import type { ImportCounts } from '../../domain/imports/counts.ts'
import type { KeptPlan } from '../../domain/imports/plan.ts'
import type { Answers } from '../../domain/kpi/speed.ts'
import { NAME_WORDS } from '../namewords.ts'
import { tenant } from './business.ts'
import { channels } from './channels.ts'
import { at, id, ref, sameBusiness, sameTenant, version } from './columns.ts'
import { members } from './staff.ts'

/** Tables of the past that were taken in: what each brought, and how it was read. What stood in them is not kept. */
export const imports = pgTable(
  'imports',
  {
    id: id(),
    businessId: tenant(),
    /** The name of the file. */
    file: text().notNull(),
    memberId: ref(),
    at: at().notNull(),
    /** The heads of its columns: the next table with the same is read as this one was. */
    heads: text().notNull(),
    plan: jsonb().$type<KeptPlan>().notNull(),
    counts: jsonb().$type<ImportCounts>().notNull(),
    /** Entries of the catalog that it made, in the archive. */
    made: jsonb().$type<{ services: number[]; masters: number[] }>().notNull(),
    /** How soon the contacts of its visits were answered, where it tells. */
    answers: jsonb().$type<Answers>(),
    undoneAt: at(),
  },
  (t) => [unique().on(t.businessId, t.id), sameBusiness(t, t.memberId, members)],
)

export const clients = pgTable(
  'clients',
  {
    id: id(),
    businessId: tenant(),
    name: text(),
    phone: text(),
    /** True: the messenger vouched for the number (the sender's own contact). */
    phoneVerified: boolean().notNull().default(false),
    /** Goes to a person at once. */
    vip: boolean().notNull().default(false),
    /** Staff want this client served by a person only. */
    barredAt: at(),
    barredReason: text(),
    note: text(),
    tags: text().array().notNull().default(sql`'{}'`),
    /** They were asked where they heard of the business: nobody is asked twice. */
    sourceAskedAt: at(),
    /** The kind of channel in which they want to hear of us. */
    preferredChannel: text(),
    /** Merged into another client: kept, so that it can be taken back. */
    mergedInto: ref(),
    mergedAt: at(),
    /** Personal data was deleted on request. */
    erasedAt: at(),
    /** Stands for all people whom tables of the past don't tell apart: no client that could come again. One a business at most. */
    anonymous: boolean().notNull().default(false),
    /** The table of the past that brought them. */
    importId: ref(),
    version: version(),
    createdAt: at().notNull(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    sameBusiness(t, t.mergedInto, t),
    sameBusiness(t, t.importId, imports),
    uniqueIndex('clients_anonymous').on(t.businessId).where(sql`anonymous`),
    index('clients_import').on(t.importId).where(sql`import_id is not null`),
    index().on(t.businessId, t.phone),
    index('clients_phone_tail').on(t.businessId, sql`right(phone, 4)`),
    index('clients_words').using('gin', sql.raw(NAME_WORDS)),
    index('clients_merged').on(t.mergedInto).where(sql`merged_into is not null`),
  ],
)

/** Who a client is in a channel. */
export const identities = pgTable(
  'identities',
  {
    id: id(),
    businessId: sameTenant(),
    clientId: ref().notNull(),
    channelId: ref().notNull(),
    externalId: text().notNull(),
    /** Their public name there, without «@», as it was at the first contact. */
    username: text(),
    blockedAt: at(),
    /** The client wants no offers in this channel. */
    marketingOffAt: at(),
    /** They were asked whether they want offers; nobody is asked twice. */
    marketingAskedAt: at(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    unique().on(t.channelId, t.externalId),
    sameBusiness(t, t.clientId, clients),
    sameBusiness(t, t.channelId, channels),
    index().on(t.clientId),
    index('identities_username')
      .on(t.businessId, sql`lower(username) text_pattern_ops`)
      .where(sql`username is not null`),
  ],
)

/** The text that a consent refers to; a changed text is a new version. */
export const consentTexts = pgTable(
  'consent_texts',
  {
    id: id(),
    businessId: tenant(),
    purpose: text().notNull(),
    version: integer().notNull(),
    language: text().notNull(),
    body: text().notNull(),
    createdAt: at().notNull(),
  },
  (t) => [unique().on(t.businessId, t.purpose, t.version, t.language)],
)

export const consents = pgTable(
  'consents',
  {
    id: id(),
    businessId: sameTenant(),
    clientId: ref().notNull(),
    /** Where it was given; null: to a member, who wrote it down. */
    channelId: ref(),
    memberId: ref(),
    purpose: text().notNull(),
    version: integer().notNull(),
    /** In which language the text was shown, where it was. */
    language: text({ enum: ['ru', 'en'] }),
    grantedAt: at().notNull(),
    revokedAt: at(),
  },
  (t) => [
    sameBusiness(t, t.clientId, clients),
    sameBusiness(t, t.channelId, channels),
    sameBusiness(t, t.memberId, members),
    index().on(t.clientId),
    uniqueIndex('consents_once')
      .on(t.clientId, t.purpose, t.version, sql`coalesce(channel_id, 0)`)
      .where(sql`revoked_at is null`),
  ],
)
