import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  customType,
  date,
  doublePrecision,
  foreignKey,
  index,
  integer,
  json,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { AssistantSettings, BookingRules, Span } from '../domain/catalog.ts'
import type { Synced } from '../domain/crm/merge.ts'
import type { ReconcileReport } from '../domain/crm/report.ts'
import type { MirrorSettings } from '../domain/crm/settings.ts'
import type { Changes, ExperimentKind, Outcome, VariantKey } from '../domain/experiments.ts'
import type { Guide } from '../domain/guide.ts'
import type { ImportCounts } from '../domain/imports/counts.ts'
import type { KeptPlan } from '../domain/imports/plan.ts'
import type { Answers } from '../domain/kpi/speed.ts'
import { NAME_WORDS } from './namewords.ts'

/** A half-open range of instants, `[from,to)`; read and written as PostgreSQL's own text. */
const instants = customType<{ data: string }>({ dataType: () => 'tstzrange' })

const id = () => bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity()
const ref = () => bigint({ mode: 'number' })
const at = () => timestamp({ withTimezone: true, precision: 3 })
/** Of a row without a parent inside the business. */
const tenant = () =>
  bigint({ mode: 'number' })
    .notNull()
    .references(() => businesses.id)
/** Of a row whose composite key to a parent pins the business: a second check per insert would lock a hot row. */
const sameTenant = () => bigint({ mode: 'number' }).notNull()

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
  version: integer().notNull().default(1),
  /** Grows with every edit of name, zone, rules or settings; a stale one is refused. */
  settingsVersion: integer().notNull().default(1),
  /** How far the owner is in the first-run guide; null: not begun. */
  guide: jsonb().$type<Guide>(),
  /** SHA-256 of the one-time code by which the first owner claims the business. */
  ownerCodeHash: text(),
  createdAt: at().notNull(),
})

export const locations = pgTable(
  'locations',
  {
    id: id(),
    businessId: tenant(),
    name: text().notNull(),
    timezone: text().notNull(),
    district: text(),
    address: text().notNull(),
    directions: text(),
    phone: text(),
    /** Where content clients are asked to write a review. */
    reviewUrl: text(),
    position: integer().notNull().default(0),
    version: integer().notNull().default(1),
  },
  (t) => [unique().on(t.businessId, t.id)],
)

export const resources = pgTable(
  'resources',
  {
    id: id(),
    businessId: sameTenant(),
    locationId: ref().notNull(),
    kind: text().notNull(),
    name: text().notNull(),
    about: text(),
    /** Other names of a master by which clients call them. */
    synonyms: text().array().notNull().default(sql`'{}'`),
    active: boolean().notNull().default(true),
    position: integer().notNull().default(0),
    version: integer().notNull().default(1),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    foreignKey({ columns: [t.businessId, t.locationId], foreignColumns: [locations.businessId, locations.id] }),
  ],
)

/** Weekly hours (`weekday`, 1 is Monday) or those of one date, of a branch or of a resource; no spans: closed. */
export const workingHours = pgTable(
  'working_hours',
  {
    id: id(),
    businessId: sameTenant(),
    locationId: ref(),
    resourceId: ref(),
    weekday: smallint(),
    date: date({ mode: 'string' }),
    spans: jsonb().$type<Span[]>().notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.businessId, t.locationId], foreignColumns: [locations.businessId, locations.id] }),
    foreignKey({ columns: [t.businessId, t.resourceId], foreignColumns: [resources.businessId, resources.id] }),
    check('working_hours_one_owner', sql`(${t.locationId} is null) <> (${t.resourceId} is null)`),
    check('working_hours_one_day', sql`(${t.weekday} is null) <> (${t.date} is null)`),
    unique('working_hours_day').on(t.businessId, t.locationId, t.resourceId, t.weekday, t.date).nullsNotDistinct(),
  ],
)

export const timeOff = pgTable(
  'time_off',
  {
    id: id(),
    businessId: sameTenant(),
    resourceId: ref().notNull(),
    during: instants().notNull(),
    reason: text(),
  },
  (t) => [
    foreignKey({ columns: [t.businessId, t.resourceId], foreignColumns: [resources.businessId, resources.id] }),
    index().on(t.resourceId),
  ],
)

export const services = pgTable(
  'services',
  {
    id: id(),
    businessId: tenant(),
    category: text(),
    name: text().notNull(),
    segments: integer().array().notNull(),
    bufferBefore: integer().notNull().default(0),
    bufferAfter: integer().notNull().default(0),
    price: bigint({ mode: 'number' }).notNull(),
    priceFrom: boolean().notNull().default(false),
    variableCost: bigint({ mode: 'number' }).notNull().default(0),
    capacity: integer().notNull().default(1),
    needs: text().array().notNull().default(sql`'{}'`),
    /** Other words by which clients ask for it. */
    synonyms: text().array().notNull().default(sql`'{}'`),
    rules: jsonb().$type<Partial<BookingRules>>().notNull().default({}),
    /** After so many days its clients are asked back; 0: never, null: after the usual time. */
    cycleDays: smallint(),
    /** Services that go well with it, the best first: what its clients are offered besides. */
    goesWith: bigint({ mode: 'number' }).array().notNull().default(sql`'{}'`),
    /** A first try: what follows it is a second visit, not a return. */
    trial: boolean().notNull().default(false),
    active: boolean().notNull().default(true),
    position: integer().notNull().default(0),
    version: integer().notNull().default(1),
  },
  (t) => [unique().on(t.businessId, t.id)],
)

/** Who does a service; own segments or price where they differ. */
export const serviceMasters = pgTable(
  'service_masters',
  {
    businessId: sameTenant(),
    serviceId: ref().notNull(),
    resourceId: ref().notNull(),
    segments: integer().array(),
    price: bigint({ mode: 'number' }),
  },
  (t) => [
    primaryKey({ columns: [t.serviceId, t.resourceId] }),
    foreignKey({ columns: [t.businessId, t.serviceId], foreignColumns: [services.businessId, services.id] }),
    foreignKey({ columns: [t.businessId, t.resourceId], foreignColumns: [resources.businessId, resources.id] }),
  ],
)

/** When a group class takes place each week, local time of its branch. */
export const timetable = pgTable(
  'timetable',
  {
    id: id(),
    businessId: sameTenant(),
    serviceId: ref().notNull(),
    resourceId: ref().notNull(),
    weekday: smallint().notNull(),
    minute: smallint().notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.businessId, t.serviceId], foreignColumns: [services.businessId, services.id] }),
    foreignKey({ columns: [t.businessId, t.resourceId], foreignColumns: [resources.businessId, resources.id] }),
    unique().on(t.resourceId, t.weekday, t.minute),
  ],
)

/** A group class on its date; seats are counted here and nowhere else. */
export const sessions = pgTable(
  'sessions',
  {
    id: id(),
    businessId: sameTenant(),
    serviceId: ref().notNull(),
    locationId: ref().notNull(),
    resourceId: ref().notNull(),
    startsAt: at().notNull(),
    endsAt: at().notNull(),
    capacity: integer().notNull(),
    taken: integer().notNull().default(0),
    cancelledAt: at(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    unique().on(t.resourceId, t.startsAt),
    foreignKey({ columns: [t.businessId, t.serviceId], foreignColumns: [services.businessId, services.id] }),
    foreignKey({ columns: [t.businessId, t.resourceId], foreignColumns: [resources.businessId, resources.id] }),
    foreignKey({ columns: [t.businessId, t.locationId], foreignColumns: [locations.businessId, locations.id] }),
    check('sessions_seats', sql`${t.taken} between 0 and ${t.capacity}`),
    index().on(t.businessId, t.serviceId, t.startsAt),
  ],
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
    version: integer().notNull().default(1),
    createdAt: at().notNull(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    foreignKey({ columns: [t.businessId, t.mergedInto], foreignColumns: [t.businessId, t.id] }),
    foreignKey({ columns: [t.businessId, t.importId], foreignColumns: [imports.businessId, imports.id] }),
    uniqueIndex('clients_anonymous').on(t.businessId).where(sql`anonymous`),
    index('clients_import').on(t.importId).where(sql`import_id is not null`),
    index().on(t.businessId, t.phone),
    index('clients_phone_tail').on(t.businessId, sql`right(phone, 4)`),
    index('clients_words').using('gin', sql.raw(NAME_WORDS)),
    index('clients_merged').on(t.mergedInto).where(sql`merged_into is not null`),
  ],
)

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
    version: integer().notNull().default(1),
    updatedAt: at().notNull(),
  },
  (t) => [
    unique().on(t.channelId, t.name, t.language),
    uniqueIndex('message_templates_notice').on(t.channelId, t.notice, t.language).where(sql`notice is not null`),
    foreignKey({ columns: [t.businessId, t.channelId], foreignColumns: [channels.businessId, channels.id] }),
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
    foreignKey({ columns: [t.businessId, t.clientId], foreignColumns: [clients.businessId, clients.id] }),
    foreignKey({ columns: [t.businessId, t.channelId], foreignColumns: [channels.businessId, channels.id] }),
    index().on(t.clientId),
    index('identities_username')
      .on(t.businessId, sql`lower(username) text_pattern_ops`)
      .where(sql`username is not null`),
  ],
)

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
    version: integer().notNull().default(1),
    removedAt: at(),
    createdAt: at().notNull(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    unique().on(t.channelId, t.externalId),
    foreignKey({ columns: [t.businessId, t.channelId], foreignColumns: [channels.businessId, channels.id] }),
    foreignKey({ columns: [t.businessId, t.resourceId], foreignColumns: [resources.businessId, resources.id] }),
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
  (t) => [
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
    index().on(t.memberId),
  ],
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
  (t) => [
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
    index().on(t.expiresAt),
  ],
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
    foreignKey({ columns: [t.businessId, t.resourceId], foreignColumns: [resources.businessId, resources.id] }),
    foreignKey({ columns: [t.businessId, t.createdBy], foreignColumns: [members.businessId, members.id] }),
    foreignKey({ columns: [t.businessId, t.usedBy], foreignColumns: [members.businessId, members.id] }),
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
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
    index().on(t.businessId, t.object, t.objectId, t.id),
    index().on(t.businessId, t.id),
  ],
)

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
  (t) => [
    unique().on(t.businessId, t.id),
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
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
  (t) => [
    primaryKey({ columns: [t.memberId, t.key] }),
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
  ],
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
    foreignKey({ columns: [t.businessId, t.chatId], foreignColumns: [chats.businessId, chats.id] }),
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
  ],
)

/** The owner's own wording of a text of the assistant, over the one shipped. */
export const wordings = pgTable(
  'wordings',
  {
    businessId: tenant(),
    language: text({ enum: ['ru', 'en'] }).notNull(),
    key: text().notNull(),
    text: text().notNull(),
    version: integer().notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.businessId, t.language, t.key] })],
)

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
    foreignKey({ columns: [t.businessId, t.channelId], foreignColumns: [channels.businessId, channels.id] }),
    foreignKey({ columns: [t.businessId, t.clientId], foreignColumns: [clients.businessId, clients.id] }),
    foreignKey({ columns: [t.businessId, t.ownerMemberId], foreignColumns: [members.businessId, members.id] }),
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
    foreignKey({ columns: [t.businessId, t.chatId], foreignColumns: [chats.businessId, chats.id] }),
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
    foreignKey({ columns: [t.businessId, t.chatId], foreignColumns: [chats.businessId, chats.id] }),
    foreignKey({ columns: [t.businessId, t.toChatId], foreignColumns: [chats.businessId, chats.id] }),
    index().on(t.chatId),
    index().on(t.toChatId),
    index().on(t.expiresAt),
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
    foreignKey({ columns: [t.businessId, t.clientId], foreignColumns: [clients.businessId, clients.id] }),
    foreignKey({ columns: [t.businessId, t.channelId], foreignColumns: [channels.businessId, channels.id] }),
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
    index().on(t.clientId),
    uniqueIndex('consents_once')
      .on(t.clientId, t.purpose, t.version, sql`coalesce(channel_id, 0)`)
      .where(sql`revoked_at is null`),
  ],
)

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
    version: integer().notNull().default(1),
    createdAt: at().notNull(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    foreignKey({ columns: [t.businessId, t.importId], foreignColumns: [imports.businessId, imports.id] }),
    index('leads_import').on(t.importId).where(sql`import_id is not null`),
    foreignKey({ columns: [t.businessId, t.clientId], foreignColumns: [clients.businessId, clients.id] }),
    foreignKey({ columns: [t.businessId, t.chatId], foreignColumns: [chats.businessId, chats.id] }),
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
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
  ],
)

export const appointments = pgTable(
  'appointments',
  {
    id: id(),
    businessId: sameTenant(),
    /** Idempotency key of the door it came through. */
    key: text().notNull(),
    clientId: ref().notNull(),
    chatId: ref(),
    leadId: ref(),
    locationId: ref().notNull(),
    sessionId: ref(),
    door: text().notNull(),
    status: text({ enum: ['held', 'booked', 'confirmed', 'arrived', 'paid', 'no_show', 'cancelled'] }).notNull(),
    version: integer().notNull().default(1),
    startsAt: at().notNull(),
    endsAt: at().notNull(),
    price: bigint({ mode: 'number' }).notNull(),
    holdExpiresAt: at(),
    /** Taken off the price, with its reason; free of charge is a discount of all. */
    discount: bigint({ mode: 'number' }).notNull().default(0),
    discountReason: text(),
    note: text(),
    /** Services that were added because they were offered. */
    upsold: bigint({ mode: 'number' }).array().notNull().default(sql`'{}'`),
    /** The owner's own try: never in the numbers. */
    test: boolean().notNull().default(false),
    /** Of a class: this appointment is counted in its session's `taken`. */
    seatTaken: boolean().notNull().default(false),
    cancelReason: text(),
    cancelledBy: text(),
    /** The client cancelled when by its services' rules it was too late for that. */
    cancelledLate: boolean().notNull().default(false),
    /** When it was last cancelled. */
    cancelledAt: at(),
    overlapReason: text(),
    /** The table of the past that brought it: it takes nobody's time, so that what overlapped then may. */
    importId: ref(),
    createdAt: at().notNull(),
    updatedAt: at().notNull(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    foreignKey({ columns: [t.businessId, t.importId], foreignColumns: [imports.businessId, imports.id] }),
    index('appointments_import').on(t.importId).where(sql`import_id is not null`),
    // Whoever takes a contact away is asked whether a visit names it.
    index('appointments_lead').on(t.leadId).where(sql`lead_id is not null`),
    unique('appointments_key').on(t.businessId, t.key),
    foreignKey({ columns: [t.businessId, t.clientId], foreignColumns: [clients.businessId, clients.id] }),
    foreignKey({ columns: [t.businessId, t.chatId], foreignColumns: [chats.businessId, chats.id] }),
    foreignKey({ columns: [t.businessId, t.leadId], foreignColumns: [leads.businessId, leads.id] }),
    foreignKey({ columns: [t.businessId, t.locationId], foreignColumns: [locations.businessId, locations.id] }),
    foreignKey({ columns: [t.businessId, t.sessionId], foreignColumns: [sessions.businessId, sessions.id] }),
    index().on(t.clientId, t.startsAt),
    index().on(t.businessId, t.startsAt),
    index('appointments_holds').on(t.holdExpiresAt).where(sql`status = 'held'`),
    index('appointments_session').on(t.sessionId).where(sql`session_id is not null`),
  ],
)

/** A discount bound to one client, for one visit that is booked before it expires. */
export const offers = pgTable(
  'offers',
  {
    id: id(),
    businessId: sameTenant(),
    clientId: ref().notNull(),
    /** As it is said and typed, in the form of `domain/offers.ts`. */
    code: text().notNull(),
    /** Of the price; or else so many kopecks of it. */
    percent: smallint(),
    amount: bigint({ mode: 'number' }),
    /** What gave it: `no_show`, `staff`, the name of a chain. */
    source: text().notNull(),
    /** Why, for staff; it becomes the reason of the visit's discount. */
    reason: text().notNull(),
    /** The visit that it follows, once for each source. */
    appointmentId: ref(),
    /** The visit that is cheaper by it. */
    redeemedBy: ref(),
    redeemedAt: at(),
    expiresAt: at().notNull(),
    /** Staff took it back. */
    revokedAt: at(),
    memberId: ref(),
    createdAt: at().notNull(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    unique('offers_code').on(t.businessId, t.code),
    foreignKey({ columns: [t.businessId, t.clientId], foreignColumns: [clients.businessId, clients.id] }),
    foreignKey({
      columns: [t.businessId, t.appointmentId],
      foreignColumns: [appointments.businessId, appointments.id],
    }),
    foreignKey({ columns: [t.businessId, t.redeemedBy], foreignColumns: [appointments.businessId, appointments.id] }),
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
    check('offers_one_measure', sql`(${t.percent} is null) <> (${t.amount} is null)`),
    check('offers_percent', sql`${t.percent} between 1 and 100`),
    check('offers_amount', sql`${t.amount} > 0`),
    uniqueIndex('offers_given_once').on(t.appointmentId, t.source).where(sql`appointment_id is not null`),
    uniqueIndex('offers_redeemed_once').on(t.redeemedBy).where(sql`redeemed_by is not null`),
    index().on(t.clientId),
  ],
)

/** Money that came for a visit, or went back. */
export const payments = pgTable(
  'payments',
  {
    id: id(),
    businessId: sameTenant(),
    appointmentId: ref().notNull(),
    kind: text({ enum: ['payment', 'refund'] }).notNull(),
    amount: bigint({ mode: 'number' }).notNull(),
    method: text({ enum: ['cash', 'card', 'transfer', 'online'] }).notNull(),
    reason: text(),
    memberId: ref(),
    at: at().notNull(),
  },
  (t) => [
    foreignKey({
      columns: [t.businessId, t.appointmentId],
      foreignColumns: [appointments.businessId, appointments.id],
    }),
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
    check('payments_positive', sql`${t.amount} >= 0`),
    index().on(t.appointmentId),
    index().on(t.businessId, t.at),
  ],
)

/** The ledger of what clients are told later: read again at the moment of sending. One per version of a visit and kind. */
export const notices = pgTable(
  'notices',
  {
    id: id(),
    businessId: sameTenant(),
    kind: text().notNull(),
    appointmentId: ref(),
    /** Of the visit that it is about; another version silences it. */
    version: integer(),
    clientId: ref().notNull(),
    status: text({ enum: ['planned', 'sent', 'delivered', 'read', 'failed', 'skipped'] }).notNull(),
    reason: text(),
    dueAt: at().notNull(),
    leaseUntil: at(),
    attempts: smallint().notNull().default(0),
    lastError: text(),
    /** The row of `messages` that said it. */
    messageId: ref(),
    /** Channels that it was tried or meant for before, and why it went on from there. */
    hops: jsonb().$type<{ channelId: number; kind: string; reason: string; at: string }[]>(),
    memberId: ref(),
    /** With an offer inside: it needs its own consent, and counts against the limit of a month. */
    marketing: boolean().notNull().default(false),
    data: jsonb(),
    /** Of a step of a chain: which, and the visit that started it. */
    chain: text(),
    step: smallint(),
    triggerId: ref(),
    createdAt: at().notNull(),
    doneAt: at(),
  },
  (t) => [
    foreignKey({
      columns: [t.businessId, t.appointmentId],
      foreignColumns: [appointments.businessId, appointments.id],
    }),
    foreignKey({
      columns: [t.businessId, t.triggerId],
      foreignColumns: [appointments.businessId, appointments.id],
    }),
    foreignKey({ columns: [t.businessId, t.clientId], foreignColumns: [clients.businessId, clients.id] }),
    uniqueIndex('notices_once').on(t.appointmentId, t.version, t.kind).where(sql`appointment_id is not null`),
    uniqueIndex('notices_step_once').on(t.clientId, t.chain, t.triggerId, t.step).where(sql`chain is not null`),
    index('notices_trigger').on(t.triggerId).where(sql`trigger_id is not null`),
    index('notices_pace').on(t.businessId, t.doneAt).where(sql`chain is not null and status <> 'planned'`),
    index('notices_due').on(t.dueAt).where(sql`status = 'planned'`),
    index().on(t.clientId),
  ],
)

/**
 * Who wants a place where none is free: what of, when, in which order they came. `dueAt` says when it is looked at again: a place may have
 * become free, an offer has run out, or the days are over. Minutes of a wish are the branch's wall clock.
 */
export const waitlist = pgTable(
  'waitlist',
  {
    id: id(),
    businessId: sameTenant(),
    clientId: ref().notNull(),
    /** Where they asked; null: a member wrote them in. */
    chatId: ref(),
    locationId: ref().notNull(),
    /** The first of the services; a client waits for one place of it at a time. */
    serviceId: ref().notNull(),
    /** All of them, in their order. */
    services: bigint({ mode: 'number' }).array().notNull(),
    /** The wished master; null: any. */
    resourceId: ref(),
    fromDay: date({ mode: 'string' }).notNull(),
    toDay: date({ mode: 'string' }).notNull(),
    fromMinute: smallint(),
    toMinute: smallint(),
    /** The moments between which all of the wish lies. */
    beginsAt: at().notNull(),
    endsAt: at().notNull(),
    status: text({ enum: ['waiting', 'offered', 'booked', 'declined', 'expired', 'cancelled'] }).notNull(),
    /** Starts (minutes) that the client saw and did not want: they are not offered. */
    passed: bigint({ mode: 'number' }).array().notNull().default(sql`'{}'`),
    /** Offers in a row that were refused or not answered. */
    misses: smallint().notNull().default(0),
    /** The hold of the place that is offered, or the visit that came of it. */
    appointmentId: ref(),
    offeredUntil: at(),
    dueAt: at(),
    /** The start of what became free: the nearest to it is offered. */
    near: at(),
    /** The catalog by which it was last looked for a place: another one may have more. */
    catalogVersion: integer().notNull(),
    memberId: ref(),
    version: integer().notNull().default(1),
    createdAt: at().notNull(),
    updatedAt: at().notNull(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    foreignKey({ columns: [t.businessId, t.clientId], foreignColumns: [clients.businessId, clients.id] }),
    foreignKey({ columns: [t.businessId, t.chatId], foreignColumns: [chats.businessId, chats.id] }),
    foreignKey({ columns: [t.businessId, t.locationId], foreignColumns: [locations.businessId, locations.id] }),
    foreignKey({ columns: [t.businessId, t.serviceId], foreignColumns: [services.businessId, services.id] }),
    foreignKey({ columns: [t.businessId, t.resourceId], foreignColumns: [resources.businessId, resources.id] }),
    foreignKey({
      columns: [t.businessId, t.appointmentId],
      foreignColumns: [appointments.businessId, appointments.id],
    }),
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
    uniqueIndex('waitlist_once').on(t.clientId, t.serviceId).where(sql`status in ('waiting', 'offered')`),
    index('waitlist_open').on(t.businessId, t.createdAt, t.id).where(sql`status in ('waiting', 'offered')`),
    index('waitlist_due').on(t.dueAt).where(sql`status in ('waiting', 'offered')`),
    index('waitlist_appointment').on(t.appointmentId).where(sql`appointment_id is not null`),
  ],
)

/** Time that became free, until those who wait for such a place were marked to be looked at. Rows are only inserted and deleted. */
export const openings = pgTable(
  'openings',
  {
    id: id(),
    businessId: tenant(),
    /** Null: in whichever branch. */
    locationId: ref(),
    fromAt: at().notNull(),
    toAt: at().notNull(),
    /** The start of what stood there. */
    near: at(),
    dueAt: at().notNull(),
  },
  (t) => [index().on(t.dueAt)],
)

/** A chain of messages (`domain/chains.ts`) that the owner has switched on or off; one that has no row is off. */
export const chains = pgTable(
  'chains',
  {
    businessId: tenant(),
    name: text().notNull(),
    active: boolean().notNull(),
    /** When it was switched last: what happened before started nothing by itself. */
    since: at().notNull(),
    /** So many of its messages go out in an hour at most. */
    perHour: smallint().notNull(),
    version: integer().notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.businessId, t.name] })],
)

/** What a client said of a visit: 1 to 5, and perhaps in words. */
export const feedback = pgTable(
  'feedback',
  {
    id: id(),
    businessId: sameTenant(),
    appointmentId: ref().notNull(),
    clientId: ref().notNull(),
    chatId: ref(),
    score: smallint().notNull(),
    text: text(),
    at: at().notNull(),
  },
  (t) => [
    unique().on(t.businessId, t.appointmentId),
    foreignKey({
      columns: [t.businessId, t.appointmentId],
      foreignColumns: [appointments.businessId, appointments.id],
    }),
    foreignKey({ columns: [t.businessId, t.clientId], foreignColumns: [clients.businessId, clients.id] }),
    foreignKey({ columns: [t.businessId, t.chatId], foreignColumns: [chats.businessId, chats.id] }),
    check('feedback_score', sql`${t.score} between 1 and 5`),
    index().on(t.clientId),
  ],
)

/** One service of a visit, with its master, time and money as agreed. */
export const appointmentParts = pgTable(
  'appointment_parts',
  {
    id: id(),
    businessId: sameTenant(),
    appointmentId: ref().notNull(),
    position: smallint().notNull(),
    serviceId: ref().notNull(),
    resourceId: ref().notNull(),
    startsAt: at().notNull(),
    endsAt: at().notNull(),
    /** The length that staff gave it instead of the usual one. */
    ownMinutes: integer(),
    price: bigint({ mode: 'number' }).notNull(),
    variableCost: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [
    unique().on(t.appointmentId, t.position),
    foreignKey({
      columns: [t.businessId, t.appointmentId],
      foreignColumns: [appointments.businessId, appointments.id],
    }).onDelete('cascade'),
    foreignKey({ columns: [t.businessId, t.serviceId], foreignColumns: [services.businessId, services.id] }),
    foreignKey({ columns: [t.businessId, t.resourceId], foreignColumns: [resources.businessId, resources.id] }),
  ],
)

/**
 * Whatever takes a resource's time. The exclusion constraint that referees all races stands in the migration
 * `occupancies_no_overlap`: no two rows of a resource overlap, but for those that staff overlap on purpose.
 */
export const occupancies = pgTable(
  'occupancies',
  {
    id: id(),
    businessId: sameTenant(),
    resourceId: ref().notNull(),
    during: instants().notNull(),
    kind: text({ enum: ['visit', 'hold', 'session', 'block'] }).notNull(),
    appointmentId: ref(),
    sessionId: ref(),
    /** Of a hold; an expired row still blocks the constraint until a writer deletes it. */
    expiresAt: at(),
    overlapReason: text(),
    reason: text(),
    /** Of blocks that were written together: the key of the request that made them. */
    series: text(),
    /** Of a block: grows with every edit. */
    version: integer().notNull().default(1),
  },
  (t) => [
    foreignKey({ columns: [t.businessId, t.resourceId], foreignColumns: [resources.businessId, resources.id] }),
    foreignKey({
      columns: [t.businessId, t.appointmentId],
      foreignColumns: [appointments.businessId, appointments.id],
    }).onDelete('cascade'),
    foreignKey({ columns: [t.businessId, t.sessionId], foreignColumns: [sessions.businessId, sessions.id] }),
    index('occupancies_appointment').on(t.appointmentId),
    index('occupancies_session').on(t.sessionId).where(sql`session_id is not null`),
    index('occupancies_series').on(t.businessId, t.series).where(sql`series is not null`),
    index('occupancies_overlaps').on(t.resourceId).where(sql`overlap_reason is not null`),
  ],
)

export const faq = pgTable(
  'faq',
  {
    id: id(),
    businessId: tenant(),
    topic: text().notNull(),
    question: text().notNull(),
    answer: text().notNull(),
    position: integer().notNull().default(0),
    version: integer().notNull().default(1),
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
  (t) => [
    unique().on(t.businessId, t.text),
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
  ],
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
    position: integer().notNull().default(0),
    version: integer().notNull().default(1),
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
    position: integer().notNull().default(0),
    version: integer().notNull().default(1),
  },
  (t) => [unique().on(t.businessId, t.id), unique().on(t.businessId, t.title)],
)

/** What was understood of a message, by whom, how sure, and what came of it. */
export const understandings = pgTable(
  'understandings',
  {
    messageId: bigint({ mode: 'number' })
      .primaryKey()
      .references(() => messages.id, { onDelete: 'cascade' }),
    businessId: sameTenant(),
    chatId: ref().notNull(),
    intent: text().notNull(),
    confidence: doublePrecision().notNull(),
    source: text({ enum: ['button', 'local', 'model'] }).notNull(),
    answered: boolean().notNull(),
    latencyUs: integer().notNull(),
    /** Services, masters and windows that were read; ids and times only. */
    found: jsonb(),
    outcome: text({ enum: ['answered', 'clarified', 'handed_over', 'silent', 'failed'] }).notNull(),
    label: text(),
    labelledBy: ref(),
    labelledAt: at(),
    createdAt: at().notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.businessId, t.chatId], foreignColumns: [chats.businessId, chats.id] }),
    foreignKey({ columns: [t.businessId, t.labelledBy], foreignColumns: [members.businessId, members.id] }),
    index().on(t.businessId, t.createdAt),
  ],
)

/** Every call of the language model: what it cost and what came back, without a word of what was said. */
export const modelCalls = pgTable(
  'model_calls',
  {
    id: id(),
    businessId: tenant(),
    chatId: ref(),
    at: at().notNull(),
    /** The business's own date, by which its tokens are counted. */
    day: date({ mode: 'string' }).notNull(),
    model: text().notNull(),
    promptTokens: integer().notNull(),
    completionTokens: integer().notNull(),
    latencyMs: integer().notNull(),
    outcome: text().notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.businessId, t.chatId], foreignColumns: [chats.businessId, chats.id] }),
    index().on(t.businessId, t.day),
  ],
)

/** Two ways of doing one thing, tried on half of the clients each; one at a time in one place (kind and target). */
export const experiments = pgTable(
  'experiments',
  {
    id: id(),
    businessId: tenant(),
    name: text().notNull(),
    kind: text().$type<ExperimentKind>().notNull(),
    /** Which text (its key), campaign, offer or chain. */
    target: text(),
    variants: jsonb().$type<Record<VariantKey, Changes[ExperimentKind]>>().notNull(),
    outcome: text().$type<Outcome>().notNull(),
    /** The outcome counts within so many days of the exposure. */
    windowDays: smallint().notNull(),
    /** The usual share, read from so many clients of one's own past (0: a guess). */
    baseline: doublePrecision().notNull(),
    baselineOf: integer().notNull(),
    /** The smallest change of the share that is worth seeing. */
    effect: doublePrecision().notNull(),
    /** Clients per variant, fixed at the start. */
    size: integer().notNull(),
    status: text({ enum: ['draft', 'running', 'stopped', 'decided'] })
      .notNull()
      .default('draft'),
    winner: text().$type<VariantKey>(),
    version: integer().notNull().default(1),
    createdAt: at().notNull(),
    startedAt: at(),
    endedAt: at(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    uniqueIndex('experiments_place').on(t.businessId, t.kind, sql`coalesce(target, '')`).where(sql`status = 'running'`),
  ],
)

/** Who has seen which variant, since when: the first time counts. */
export const exposures = pgTable(
  'exposures',
  {
    businessId: sameTenant(),
    experimentId: ref().notNull(),
    clientId: ref().notNull(),
    variant: text().$type<VariantKey>().notNull(),
    firstExposedAt: at().notNull(),
    /** The delivered message that showed it; null: the variant is that nothing is said. */
    messageId: ref(),
  },
  (t) => [
    primaryKey({ columns: [t.experimentId, t.clientId] }),
    foreignKey({ columns: [t.businessId, t.experimentId], foreignColumns: [experiments.businessId, experiments.id] }),
    foreignKey({ columns: [t.businessId, t.clientId], foreignColumns: [clients.businessId, clients.id] }),
    index().on(t.clientId),
  ],
)

export const promos = pgTable(
  'promos',
  {
    id: id(),
    businessId: tenant(),
    campaign: text().notNull(),
    text: text().notNull(),
    position: integer().notNull().default(0),
    version: integer().notNull().default(1),
  },
  (t) => [unique().on(t.businessId, t.campaign)],
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

/** What was spent on a channel of advertising on a day; one row per day, channel (a lead's source) and campaign. */
export const adSpend = pgTable(
  'ad_spend',
  {
    id: id(),
    businessId: tenant(),
    day: date({ mode: 'string' }).notNull(),
    channel: text().notNull(),
    campaign: text(),
    amount: bigint({ mode: 'number' }).notNull(),
    clicks: integer(),
    /** How it got here. */
    via: text({ enum: ['typed', 'csv', 'api'] }).notNull(),
    memberId: ref(),
    version: integer().notNull().default(1),
    updatedAt: at().notNull(),
  },
  (t) => [
    unique('ad_spend_once').on(t.businessId, t.day, t.channel, t.campaign).nullsNotDistinct(),
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
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
    day: date({ mode: 'string' }).notNull(),
    memberId: ref(),
    /** Null: it stands still. */
    resumedDay: date({ mode: 'string' }),
    resumedBy: ref(),
    version: integer().notNull().default(1),
    createdAt: at().notNull(),
  },
  (t) => [
    uniqueIndex('channel_stops_once').on(t.businessId, t.source).where(sql`resumed_day is null`),
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
    foreignKey({ columns: [t.businessId, t.resumedBy], foreignColumns: [members.businessId, members.id] }),
    check('channel_stops_in_order', sql`${t.resumedDay} is null or ${t.resumedDay} >= ${t.day}`),
  ],
)

/** A table of numbers that another program reads at an address of its own; the address itself is kept as a hash only. */
export const feeds = pgTable(
  'feeds',
  {
    id: id(),
    businessId: tenant(),
    fact: text().notNull(),
    language: text({ enum: ['ru', 'en'] }).notNull(),
    tokenHash: text().notNull().unique(),
    memberId: ref(),
    createdAt: at().notNull(),
    readAt: at(),
  },
  (t) => [
    index().on(t.businessId),
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
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
    firstDay: date({ mode: 'string' }).notNull(),
    lastDay: date({ mode: 'string' }).notNull(),
    amount: bigint({ mode: 'number' }).notNull(),
    memberId: ref(),
    version: integer().notNull().default(1),
    updatedAt: at().notNull(),
  },
  (t) => [
    index().on(t.businessId, t.firstDay),
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
    check('operating_costs_in_order', sql`${t.amount} >= 0 and ${t.firstDay} <= ${t.lastDay}`),
  ],
)

/** Numbers of a business: when they were last made up to date, and when they are to be again. */
export const kpiState = pgTable(
  'kpi_state',
  {
    businessId: bigint({ mode: 'number' })
      .primaryKey()
      .references(() => businesses.id),
    /** Null: never; everything is to be counted. */
    refreshedAt: at(),
    dueAt: at().notNull(),
  },
  (t) => [index().on(t.dueAt)],
)

/**
 * What has changed since the numbers were last counted, written by triggers and by nobody else: only appended to, so that no writer waits
 * for another. No client and no moment: all is to be counted anew.
 */
export const kpiTouched = pgTable(
  'kpi_touched',
  { id: id(), businessId: sameTenant(), clientId: ref(), at: at() },
  (t) => [
    index().on(t.businessId),
    index('kpi_touched_client').on(t.clientId).where(sql`client_id is not null`),
    foreignKey({ columns: [t.businessId, t.clientId], foreignColumns: [clients.businessId, clients.id] }),
  ],
)

/** Leads by day and where they came from, and what became of them. */
export const kpiLeads = pgTable(
  'kpi_leads',
  {
    businessId: tenant(),
    day: date({ mode: 'string' }).notNull(),
    source: text().notNull(),
    campaign: text(),
    paid: boolean().notNull(),
    leads: integer().notNull(),
    fresh: integer().notNull(),
    booked: integer().notNull(),
    visited: integer().notNull(),
    paidLeads: integer().notNull(),
    newClients: integer().notNull(),
    newByFirst: integer().notNull(),
    firstPaid: integer().notNull(),
    gave: bigint({ mode: 'number' }).notNull(),
    revenue: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [index().on(t.businessId, t.day)],
)

/** First answers by day, looked at in one way at a time: by opening, by who answered, by channel and so on; each way holds all of them. */
export const kpiAnswers = pgTable(
  'kpi_answers',
  {
    businessId: tenant(),
    day: date({ mode: 'string' }).notNull(),
    by: text({ enum: ['opening', 'answered', 'open', 'channel', 'district', 'hour'] }).notNull(),
    /** Null: not known. */
    key: text(),
    asked: integer().notNull(),
    unanswered: integer().notNull(),
    within10: integer().notNull(),
    within30: integer().notNull(),
    within60: integer().notNull(),
    /** Bucket of `domain/kpi/speed.ts`, how many times fell into it, bucket, … As text: thousands of these are read at once. */
    times: json().$type<number[]>().notNull(),
  },
  (t) => [index().on(t.businessId, t.by, t.day)],
)

/** Visits by their day and branch. */
export const kpiVisits = pgTable(
  'kpi_visits',
  {
    businessId: tenant(),
    day: date({ mode: 'string' }).notNull(),
    locationId: ref().notNull(),
    visits: integer().notNull(),
    came: integer().notNull(),
    noShow: integer().notNull(),
    cancelled: integer().notNull(),
    cancelledLate: integer().notNull(),
    paidVisits: integer().notNull(),
    free: integer().notNull(),
    price: bigint({ mode: 'number' }).notNull(),
    discount: bigint({ mode: 'number' }).notNull(),
    variableCost: bigint({ mode: 'number' }).notNull(),
    revenue: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [index().on(t.businessId, t.day)],
)

/** What masters did, by the day of the visit. */
export const kpiMasters = pgTable(
  'kpi_masters',
  {
    businessId: tenant(),
    day: date({ mode: 'string' }).notNull(),
    masterId: ref().notNull(),
    visits: integer().notNull(),
    came: integer().notNull(),
    noShow: integer().notNull(),
    busyMinutes: integer().notNull(),
    price: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [index().on(t.businessId, t.day)],
)

/** What the assistant read and led, by day and channel. */
export const kpiDialogues = pgTable(
  'kpi_dialogues',
  {
    businessId: tenant(),
    day: date({ mode: 'string' }).notNull(),
    channel: text().notNull(),
    dialogues: integer().notNull(),
    handedOver: integer().notNull(),
    withPerson: integer().notNull(),
    read: integer().notNull(),
    missed: integer().notNull(),
    labelled: integer().notNull(),
    right: integer().notNull(),
  },
  (t) => [index().on(t.businessId, t.day)],
)

/**
 * Visits that took place, by the day of their client's first one and the months since then: by day, so that a change counts few clients anew.
 */
export const kpiCohorts = pgTable(
  'kpi_cohorts',
  {
    businessId: tenant(),
    day: date({ mode: 'string' }).notNull(),
    since: smallint().notNull(),
    clients: integer().notNull(),
    visits: integer().notNull(),
    revenue: bigint({ mode: 'number' }).notNull(),
    /** Of these visits, those within a year of the first. */
    yearVisits: integer().notNull(),
    /** Seconds from the first visit to the last, a year at least, of clients whose last visit is among these. */
    lifespan: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.businessId, t.day, t.since] })],
)

/**
 * Who got the digest of a day: one row a person and day, however many businesses are theirs and nodes are running. `recipient`: the person's
 * id at the platform, the same behind every bot.
 */
export const digests = pgTable(
  'digests',
  {
    id: id(),
    businessId: sameTenant(),
    memberId: ref().notNull(),
    recipient: text().notNull(),
    /** The day on which it is sent, by the recipient's zone. */
    day: date({ mode: 'string' }).notNull(),
    sentAt: at().notNull(),
  },
  (t) => [
    unique().on(t.recipient, t.day),
    foreignKey({ columns: [t.businessId, t.memberId], foreignColumns: [members.businessId, members.id] }),
  ],
)

/** A number out of bounds, from its alarm until it is well again. */
export const alarms = pgTable(
  'alarms',
  {
    id: id(),
    businessId: tenant(),
    kpi: text().notNull(),
    side: text({ enum: ['low', 'high'] }).notNull(),
    /** As it was when the alarm rose, and of how many cases; shares 0–1, times in seconds. */
    number: doublePrecision().notNull(),
    cases: integer().notNull(),
    raisedAt: at().notNull(),
    /** Null: it rose in quiet hours, and the digest tells it. */
    toldAt: at(),
    clearedAt: at(),
  },
  (t) => [uniqueIndex('alarms_once').on(t.businessId, t.kpi).where(sql`cleared_at is null`)],
)

/** The CRM in which a business is mirrored, one at most. Whoever holds the lease speaks to it: to the portal all nodes are one caller. */
export const crmPortals = pgTable(
  'crm_portals',
  {
    businessId: bigint({ mode: 'number' })
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
    version: integer().notNull().default(1),
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
    remoteId: bigint({ mode: 'number' }),
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
    foreignKey({ columns: [t.businessId, t.clientId], foreignColumns: [clients.businessId, clients.id] }),
    foreignKey({ columns: [t.businessId, t.leadId], foreignColumns: [leads.businessId, leads.id] }),
    foreignKey({
      columns: [t.businessId, t.appointmentId],
      foreignColumns: [appointments.businessId, appointments.id],
    }),
    foreignKey({ columns: [t.businessId, t.chatId], foreignColumns: [chats.businessId, chats.id] }),
    foreignKey({ columns: [t.businessId, t.dealId], foreignColumns: [t.businessId, t.id] }),
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
    remoteId: bigint({ mode: 'number' }).notNull(),
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
  (t) => [
    foreignKey({ columns: [t.businessId, t.linkId], foreignColumns: [crmLinks.businessId, crmLinks.id] }),
    index().on(t.businessId, t.id),
    index().on(t.linkId),
  ],
)

/**
 * A calendar of somebody else in which a master's time is taken too, and when it was last read. What stands in it binds the offer until it is
 * read again, however old it is: only an answer says that a time is free.
 */
export const externalCalendars = pgTable(
  'external_calendars',
  {
    id: id(),
    businessId: sameTenant(),
    resourceId: ref().notNull(),
    source: text({ enum: ['booking', 'calendar'] }).notNull(),
    /** The resource or the user that it is there. */
    remoteId: bigint({ mode: 'number' }).notNull(),
    /** Null: it was never read. */
    readAt: at(),
    /** Why it could not be read the last time. */
    error: text(),
    /** Clients are written to from there, by itself. */
    notifies: boolean().notNull().default(false),
  },
  (t) => [
    foreignKey({
      columns: [t.businessId, t.resourceId],
      foreignColumns: [resources.businessId, resources.id],
    }).onDelete('cascade'),
    unique().on(t.resourceId, t.source),
    index().on(t.businessId),
  ],
)

/** A time that is taken there, and nothing of what for; read by the offer, and bound by no constraint. */
export const externalBusy = pgTable(
  'external_busy',
  {
    id: id(),
    businessId: sameTenant(),
    resourceId: ref().notNull(),
    source: text({ enum: ['booking', 'calendar'] }).notNull(),
    during: instants().notNull(),
    /** One of several times, where something repeats itself. */
    remoteId: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [
    foreignKey({
      columns: [t.businessId, t.resourceId],
      foreignColumns: [resources.businessId, resources.id],
    }).onDelete('cascade'),
    index('external_busy_resource').on(t.resourceId, t.source),
    index('external_busy_during').using('gist', t.resourceId, t.during),
  ],
)

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
    version: integer().notNull().default(1),
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
    foreignKey({ columns: [t.businessId, t.clientId], foreignColumns: [clients.businessId, clients.id] }),
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
    foreignKey({ columns: [t.businessId, t.webhookId], foreignColumns: [webhooks.businessId, webhooks.id] }).onDelete(
      'cascade',
    ),
    foreignKey({ columns: [t.businessId, t.clientId], foreignColumns: [clients.businessId, clients.id] }),
    index('webhook_deliveries_due').on(t.webhookId, t.dueAt).where(sql`status = 'pending'`),
    index('webhook_deliveries_next').on(t.dueAt).where(sql`status = 'pending'`),
    index('webhook_deliveries_failed').on(t.webhookId, t.createdAt).where(sql`status = 'failed'`),
    index('webhook_deliveries_leased').on(t.webhookId).where(sql`lease_until is not null`),
    index('webhook_deliveries_log').on(t.webhookId, t.id),
    index('webhook_deliveries_client').on(t.clientId).where(sql`client_id is not null`),
    index('webhook_deliveries_old').on(t.createdAt),
  ],
)
