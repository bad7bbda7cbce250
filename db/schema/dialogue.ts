import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  index,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { VariantKey } from '../../domain/experiments.ts'
import { tenant } from './business.ts'
import { channels } from './channels.ts'
import { clients } from './clients.ts'
import { at, id, ref, sameBusiness, sameTenant } from './columns.ts'
import { members } from './staff.ts'

/** A dialogue: its lock, its state, its half-made booking, and who answers in it. */
export const chats = pgTable(
  'chats',
  {
    id: id(),
    businessId: sameTenant(),
    channelId: ref().notNull(),
    externalId: text().notNull(),
    /** The number by which the platform knows the person, where it says so; nobody is shown it before the consent. */
    phone: text(),
    /** Free words reach the person until then, where the platform lets a business only answer; it closes unless they write. */
    windowUntil: at(),
    clientId: ref(),
    language: text({ enum: ['ru', 'en'] })
      .notNull()
      .default('ru'),
    /** Open conversations, as grammY's plugin keeps them. */
    state: jsonb(),
    /** The half-made booking and the question that is pending. */
    draft: jsonb(),
    owner: text({ enum: ['bot', 'queue', 'member'] })
      .notNull()
      .default('bot'),
    ownerMemberId: ref(),
    queuedAt: at(),
    queueReason: text(),
    /** Waiting for a person: how many have been called so far, and when the next one is. */
    calls: smallint().notNull().default(0),
    callAt: at(),
    /** When the dialogue returns to the assistant unless a person or the client speaks. */
    returnAt: at(),
    /** Messages in a row that were not understood. */
    unclear: smallint().notNull().default(0),
    /** Who asks the model about this chat's oldest message; later ones wait. */
    leaseToken: text(),
    leaseUntil: at(),
    createdAt: at().notNull(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    unique().on(t.channelId, t.externalId),
    sameBusiness(t, t.channelId, channels),
    sameBusiness(t, t.clientId, clients),
    sameBusiness(t, t.ownerMemberId, members),
    index().on(t.businessId, t.owner).where(sql`owner <> 'bot'`),
    index('chats_calls').on(t.callAt).where(sql`call_at is not null`),
    index('chats_returns').on(t.returnAt).where(sql`return_at is not null`),
    index().on(t.clientId),
  ],
)

/** All that was said, in and out: the transcript, the outbox, the inbox. */
export const messages = pgTable(
  'messages',
  {
    id: id(),
    businessId: sameTenant(),
    channelId: ref().notNull(),
    chatId: ref().notNull(),
    direction: text({ enum: ['in', 'out'] }).notNull(),
    author: text({ enum: ['client', 'bot', 'member', 'system'] }).notNull(),
    memberId: ref(),
    /** Inbound: the platform's id of the update, unique in its channel. */
    externalId: text(),
    /** Inbound: the platform's time and sequence, by which a chat is handled in order. */
    platformAt: at(),
    sequence: bigint({ mode: 'number' }),
    /** Bot API method of an outbound row: sendMessage, sendDocument, editMessageText, … */
    method: text(),
    /** Inbound: the update. Outbound: the parameters of the method. */
    body: jsonb().notNull(),
    /** What a person reads. */
    text: text(),
    /** The platform's id of the message, once there is one. */
    platformId: text(),
    /** The row that this one edits or deletes. */
    targetId: ref(),
    /** What of experiments it shows; an exposure once it is sent. */
    exposes: jsonb().$type<{ experiment: number; variant: VariantKey }[]>(),
    /** A card for staff: the dialogue it is about; a reply to it reaches that dialogue. */
    aboutChatId: ref(),
    status: text({
      enum: ['received', 'handled', 'queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'skipped'],
    }).notNull(),
    reason: text(),
    attempts: smallint().notNull().default(0),
    dueAt: at(),
    leaseUntil: at(),
    leaseToken: text(),
    expiresAt: at(),
    /** What the platform reported of it before we had its answer to the call that sent it. */
    receipt: text({ enum: ['sent', 'delivered', 'read', 'failed'] }),
    createdAt: at().notNull(),
    sentAt: at(),
  },
  (t) => [
    sameBusiness(t, t.chatId, chats),
    uniqueIndex('messages_once').on(t.channelId, t.externalId).where(sql`direction = 'in'`),
    index('messages_transcript').on(t.chatId, t.id),
    index('messages_platform').on(t.chatId, t.platformId).where(sql`platform_id is not null`),
    index('messages_inbox').on(t.chatId, t.platformAt, t.sequence, t.id).where(sql`status = 'received'`),
    index('messages_inbox_due').on(t.dueAt).where(sql`status = 'received'`),
    index('messages_outbox').on(t.chatId, t.id).where(sql`status in ('queued', 'sending')`),
    index('messages_outbox_due').on(t.dueAt).where(sql`status = 'queued'`),
    index('messages_outbox_leases').on(t.leaseUntil).where(sql`status = 'sending'`),
    index('messages_failed').on(t.businessId, t.id).where(sql`status = 'failed'`),
    index('messages_said').using('brin', t.createdAt, t.sentAt),
  ],
)

/**
 * Links by which a dialogue goes on in another messenger: good once and for a day, for the first chat that opens them, and only once it is
 * proved that the same person holds both.
 */
export const passages = pgTable(
  'passages',
  {
    id: id(),
    businessId: sameTenant(),
    tokenHash: text().notNull().unique(),
    /** The dialogue that goes on. */
    chatId: ref().notNull(),
    /** Where the link was opened. */
    toChatId: ref(),
    createdAt: at().notNull(),
    expiresAt: at().notNull(),
    /** Proved, refused, or opened by who can't be joined: it is of no use any more. */
    doneAt: at(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    sameBusiness(t, t.chatId, chats),
    sameBusiness(t, t.toChatId, chats),
    index().on(t.chatId),
    index().on(t.toChatId),
    index().on(t.expiresAt),
  ],
)

/** Who looks at a dialogue or writes in it right now. */
export const watchers = pgTable(
  'watchers',
  {
    businessId: sameTenant(),
    chatId: ref().notNull(),
    memberId: ref().notNull(),
    typing: boolean().notNull().default(false),
    until: at().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.chatId, t.memberId] }),
    sameBusiness(t, t.chatId, chats),
    sameBusiness(t, t.memberId, members),
  ],
)

/** Append-only log: what was decided, by whom, about what. No personal data. */
export const events = pgTable(
  'events',
  {
    id: id(),
    businessId: tenant(),
    at: at().notNull(),
    kind: text().notNull(),
    chatId: ref(),
    clientId: ref(),
    leadId: ref(),
    appointmentId: ref(),
    memberId: ref(),
    data: jsonb(),
  },
  (t) => [
    index().on(t.businessId, t.at),
    index().on(t.chatId),
    index('events_appointment').on(t.appointmentId).where(sql`appointment_id is not null`),
  ],
)
