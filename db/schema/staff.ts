import { boolean, index, jsonb, pgTable, primaryKey, smallint, text, unique } from 'drizzle-orm/pg-core'
import type { Span } from '../../domain/catalog.ts'
import { tenant } from './business.ts'
import { resources } from './catalog.ts'
import { channels } from './channels.ts'
import { at, id, ref, sameBusiness, sameTenant, version } from './columns.ts'

export const members = pgTable(
  'members',
  {
    id: id(),
    businessId: tenant(),
    name: text().notNull(),
    role: text({ enum: ['owner', 'admin', 'manager', 'master'] }).notNull(),
    /** Where the bot reaches them; null: they have only a link to the app. */
    channelId: ref(),
    externalId: text(),
    /** Of a master: whose schedule is theirs. */
    resourceId: ref(),
    onDuty: boolean().notNull().default(true),
    /** Weekly hours in which they are called; null: whenever they are on duty. */
    dutyHours: jsonb().$type<Span[][]>(),
    language: text({ enum: ['ru', 'en'] })
      .notNull()
      .default('ru'),
    /** What the app remembers for them: start tab, sound, hidden cards. */
    preferences: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    version: version(),
    removedAt: at(),
    createdAt: at().notNull(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    unique().on(t.channelId, t.externalId),
    sameBusiness(t, t.channelId, channels),
    sameBusiness(t, t.resourceId, resources),
  ],
)

/** A signed-in member; only the hash of the token is kept. */
export const staffSessions = pgTable(
  'staff_sessions',
  {
    tokenHash: text().primaryKey(),
    businessId: sameTenant(),
    memberId: ref().notNull(),
    createdAt: at().notNull(),
    expiresAt: at().notNull(),
  },
  (t) => [sameBusiness(t, t.memberId, members), index().on(t.memberId)],
)

/** What signs in once: a link (its code) or init data of Telegram that was used. Kept until it would be refused anyway. */
export const signIns = pgTable(
  'sign_ins',
  {
    hash: text().primaryKey(),
    businessId: sameTenant(),
    memberId: ref(),
    expiresAt: at().notNull(),
    usedAt: at(),
  },
  (t) => [sameBusiness(t, t.memberId, members), index().on(t.expiresAt)],
)

/** A link that makes one person a member. */
export const invites = pgTable(
  'invites',
  {
    id: id(),
    businessId: tenant(),
    tokenHash: text().notNull().unique(),
    role: text({ enum: ['owner', 'admin', 'manager', 'master'] }).notNull(),
    name: text(),
    resourceId: ref(),
    createdBy: ref(),
    createdAt: at().notNull(),
    expiresAt: at().notNull(),
    usedAt: at(),
    usedBy: ref(),
  },
  (t) => [
    sameBusiness(t, t.resourceId, resources),
    sameBusiness(t, t.createdBy, members),
    sameBusiness(t, t.usedBy, members),
    index().on(t.businessId),
  ],
)

/** The audit log of staff: who changed what, from what, to what. Personal data of a deleted client is taken out of it. */
export const changes = pgTable(
  'changes',
  {
    id: id(),
    businessId: tenant(),
    at: at().notNull(),
    memberId: ref(),
    /** What kind of thing was changed, as `appointment`, `client`, `service`; and which. */
    object: text().notNull(),
    objectId: ref().notNull(),
    action: text().notNull(),
    before: jsonb(),
    after: jsonb(),
    undoneAt: at(),
  },
  (t) => [
    sameBusiness(t, t.memberId, members),
    index().on(t.businessId, t.object, t.objectId, t.id),
    index().on(t.businessId, t.id),
  ],
)

/** What a member typed and has not saved, by the thing it belongs to. */
export const drafts = pgTable(
  'drafts',
  {
    businessId: sameTenant(),
    memberId: ref().notNull(),
    key: text().notNull(),
    body: jsonb().notNull(),
    updatedAt: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.memberId, t.key] }), sameBusiness(t, t.memberId, members)],
)

/** Answers to creates, by the caller's idempotency key: a retry gets the same answer. */
export const answered = pgTable(
  'answered',
  {
    businessId: tenant(),
    key: text().notNull(),
    /** SHA-256 of method, path and body: another request under the same key is refused. */
    requestHash: text().notNull(),
    status: smallint().notNull(),
    body: jsonb(),
    at: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.businessId, t.key] }), index().on(t.at)],
)
