import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { Synced } from '../../domain/crm/merge.ts'
import type { ReconcileReport } from '../../domain/crm/report.ts'
import type { MirrorSettings } from '../../domain/crm/settings.ts'
import { businesses, tenant } from './business.ts'
import { clients } from './clients.ts'
import { at, id, ref, sameBusiness, sameTenant, version } from './columns.ts'
import { chats } from './dialogue.ts'
import { leads } from './leads.ts'
import { appointments } from './visits.ts'

/** The CRM in which a business is mirrored, one at most. Whoever holds the lease speaks to it: to the portal all nodes are one caller. */
export const crmPortals = pgTable(
  'crm_portals',
  {
    businessId: ref()
      .primaryKey()
      .references(() => businesses.id),
    /** What stands in `/hooks/bitrix24/<key>`. */
    key: text().notNull().unique(),
    /** The portal's address, for links and words; no secret. */
    host: text().notNull(),
    /** The incoming webhook and the token of its events, encrypted; no webhook: disconnected. */
    webhook: text(),
    eventToken: text(),
    /** Stands before the ids that we give to things there, so that two installations never take each other's for their own. */
    origin: text().notNull(),
    /** Null until it is set up. */
    settings: jsonb().$type<MirrorSettings>(),
    /** `broken`: nothing goes on until the owner has mended it; `off`: disconnected, what was mirrored is remembered. */
    state: text({ enum: ['connected', 'paused', 'broken', 'off'] }).notNull(),
    /** What keeps it from working: the trouble, the portal's code and its words. */
    trouble: text(),
    code: text(),
    description: text(),
    failures: integer().notNull().default(0),
    failingSince: at(),
    retryAt: at(),
    /** When the owner was told that it fails. */
    toldAt: at(),
    leaseToken: text(),
    leaseUntil: at(),
    /** The leaky bucket of requests, as the portal counts it. */
    bucketLevel: doublePrecision().notNull().default(0),
    bucketAt: at(),
    /** Until when changes there have been read, by what they are of. */
    cursors: jsonb().$type<Record<string, string>>().notNull().default({}),
    polledAt: at(),
    confirmedAt: at(),
    eventAt: at(),
    /** A full comparison that was asked for, and what the last one found. */
    reconcileAt: at(),
    reconciledAt: at(),
    report: jsonb().$type<ReconcileReport>(),
    version: version(),
    createdAt: at().notNull(),
  },
  (t) => [check('crm_portals_reachable', sql`${t.state} = 'off' or ${t.webhook} is not null`)],
)

/**
 * What has changed since it was last looked at, written by triggers and by nobody else, and only where there is a portal: only appended to, and
 * without keys to other tables, so that no writer waits for another.
 */
export const crmTouched = pgTable(
  'crm_touched',
  {
    id: id(),
    businessId: sameTenant(),
    clientId: ref(),
    leadId: ref(),
    appointmentId: ref(),
    chatId: ref(),
  },
  (t) => [index().on(t.businessId, t.id)],
)

/**
 * Something of ours and what it is in the CRM: due while what is wanted there is not what was last confirmed. A contact is of a client; a deal
 * of a lead, of a visit, or of a lead with one visit; comments and to-dos belong to a deal; a booking is a visit's place with one master.
 */
export const crmLinks = pgTable(
  'crm_links',
  {
    id: id(),
    businessId: sameTenant(),
    kind: text({ enum: ['contact', 'deal', 'comment', 'todo', 'booking'] }).notNull(),
    clientId: ref(),
    leadId: ref(),
    appointmentId: ref(),
    chatId: ref(),
    /** The deal that a comment or a to-do belongs to, and what it tells of, once; of a booking, the master of the visit: `r5`. */
    dealId: ref(),
    about: text(),
    remoteId: ref(),
    /** Somebody deleted it there: it is not made anew. */
    goneAt: at(),
    wanted: integer().notNull().default(1),
    confirmed: integer().notNull().default(0),
    /** When ours last changed: the newest goes first, and the later edit wins. */
    touchedAt: at().notNull(),
    /** Null: nothing to do. */
    dueAt: at(),
    attempts: integer().notNull().default(0),
    lastError: text(),
    /** By field, what both sides had when they last agreed: `[ours, theirs]`. */
    synced: jsonb().$type<Synced>(),
    /** What is on the way: a write of which nobody heard is known by it. */
    sent: jsonb().$type<Record<string, unknown>>(),
    confirmedAt: at(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    sameBusiness(t, t.clientId, clients),
    sameBusiness(t, t.leadId, leads),
    sameBusiness(t, t.appointmentId, appointments),
    sameBusiness(t, t.chatId, chats),
    sameBusiness(t, t.dealId, t),
    uniqueIndex('crm_links_client').on(t.clientId, t.kind).where(sql`client_id is not null`),
    uniqueIndex('crm_links_lead').on(t.leadId, t.kind).where(sql`lead_id is not null`),
    uniqueIndex('crm_links_visit')
      .on(t.appointmentId, t.kind, sql`coalesce(about, '')`)
      .where(sql`appointment_id is not null`),
    uniqueIndex('crm_links_about').on(t.dealId, t.kind, t.about).where(sql`deal_id is not null`),
    index('crm_links_remote').on(t.businessId, t.kind, t.remoteId).where(sql`remote_id is not null`),
    index('crm_links_due').on(t.businessId, t.dueAt).where(sql`due_at is not null`),
    index('crm_links_chat').on(t.chatId).where(sql`chat_id is not null`),
  ],
)

/** What the CRM said has changed there: only a reason to look, and it may be missing. */
export const crmHints = pgTable(
  'crm_hints',
  {
    id: id(),
    businessId: tenant(),
    entity: text({ enum: ['contact', 'deal', 'booking'] }).notNull(),
    remoteId: ref().notNull(),
    deleted: boolean().notNull().default(false),
    at: at().notNull(),
  },
  (t) => [index().on(t.businessId, t.id)],
)

/** Where both sides said something else, and what became of it. */
export const crmLog = pgTable(
  'crm_log',
  {
    id: id(),
    businessId: sameTenant(),
    linkId: ref().notNull(),
    at: at().notNull(),
    field: text().notNull(),
    ours: jsonb(),
    theirs: jsonb(),
    /** `noted`: nothing was to be decided. */
    won: text({ enum: ['ours', 'theirs', 'noted'] }).notNull(),
    /** Why what was done there could not be done here, in a word. */
    refused: text(),
  },
  (t) => [sameBusiness(t, t.linkId, crmLinks), index().on(t.businessId, t.id), index().on(t.linkId)],
)
