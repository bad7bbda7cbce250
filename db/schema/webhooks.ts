import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { tenant } from './business.ts'
import { clients } from './clients.ts'
import { at, id, ref, sameBusiness, sameTenant, version } from './columns.ts'

/** Addresses of the business's own systems that are told what happens. Secrets are encrypted with SECRET_KEY. */
export const webhooks = pgTable(
  'webhooks',
  {
    id: id(),
    businessId: tenant(),
    url: text().notNull(),
    /** Kinds of events that it wants, by `domain/webhooks.ts`. */
    kinds: text().array().notNull(),
    /** Names, phones and what people wrote go along. */
    personal: boolean().notNull().default(false),
    secret: text().notNull(),
    /** The one before, which signs too until then. */
    oldSecret: text(),
    oldSecretUntil: at(),
    /** `off`: by hand; `paused`: it failed for days, what happens waits; `gone`: it answered that it is no more. */
    state: text({ enum: ['on', 'off', 'paused', 'gone'] })
      .notNull()
      .default('on'),
    /** Of the first try that failed since the last one that did not. */
    failingSince: at(),
    /** Something could not be handed over for a day, and the owner was told. */
    brokenAt: at(),
    version: version(),
    createdAt: at().notNull(),
  },
  (t) => [unique().on(t.businessId, t.id)],
)

/**
 * What happened and is not yet written out for the addresses: one row per object and transaction, written by triggers of the migration
 * `webhook_events` and by nobody else. `id` grows with every change of an object.
 */
export const webhookEvents = pgTable(
  'webhook_events',
  {
    id: id(),
    businessId: sameTenant(),
    object: text().notNull(),
    objectId: ref().notNull(),
    clientId: ref().notNull(),
    /** The transaction that caused it. */
    tx: bigint({ mode: 'number' }).notNull(),
    /** What stood before it, and what stands after it; null: nothing. No names and no phones. */
    before: jsonb(),
    after: jsonb(),
  },
  (t) => [
    sameBusiness(t, t.clientId, clients),
    unique('webhook_events_once').on(t.objectId, t.object, t.tx),
    index('webhook_events_client').on(t.clientId),
  ],
)

/** What is to be handed over to an address, and what became of it. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: id(),
    businessId: sameTenant(),
    webhookId: ref().notNull(),
    /** What the receiver knows it by: the same over all tries, and at each address. */
    key: text().notNull(),
    kind: text().notNull(),
    objectId: ref(),
    clientId: ref(),
    /** As it is sent; null: the person was erased. */
    body: text(),
    status: text({ enum: ['pending', 'delivered', 'failed', 'skipped'] })
      .notNull()
      .default('pending'),
    /** Tries since it was last asked for. */
    attempts: integer().notNull().default(0),
    /** From when on a day is counted. */
    since: at().notNull(),
    dueAt: at().notNull(),
    leaseUntil: at(),
    /** Of the last try: when, the answer's code, why it failed, how it began, how long it took. */
    triedAt: at(),
    code: integer(),
    trouble: text(),
    excerpt: text(),
    tookMs: integer(),
    createdAt: at().notNull(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    unique().on(t.webhookId, t.key),
    sameBusiness(t, t.webhookId, webhooks).onDelete('cascade'),
    sameBusiness(t, t.clientId, clients),
    index('webhook_deliveries_due').on(t.webhookId, t.dueAt).where(sql`status = 'pending'`),
    index('webhook_deliveries_next').on(t.dueAt).where(sql`status = 'pending'`),
    index('webhook_deliveries_failed').on(t.webhookId, t.createdAt).where(sql`status = 'failed'`),
    index('webhook_deliveries_leased').on(t.webhookId).where(sql`lease_until is not null`),
    index('webhook_deliveries_log').on(t.webhookId, t.id),
    index('webhook_deliveries_client').on(t.clientId).where(sql`client_id is not null`),
    index('webhook_deliveries_old').on(t.createdAt),
  ],
)
