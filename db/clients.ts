import type { Origin } from '../domain/attribution.ts'
import type { Minute } from '../domain/catalog.ts'
import { replanReminders } from './reminders.ts'
import { instant, json, type Sql, type Tx } from './sql.ts'
import type { Client } from './turns.ts'

/** The client behind a channel's user id, made at the first contact. */
export async function clientOf(
  tx: Tx,
  person: { businessId: number; channelId: number; externalId: string; username?: string | null; now: Date },
): Promise<Client> {
  const [known] = await tx.query<Client & { phone_verified: boolean }>(
    `select c.id, c.name, c.phone, c.phone_verified, c.vip, c.barred_at is not null as barred from identities i join clients c on c.id = i.client_id
     where i.channel_id = $1 and i.external_id = $2`,
    [person.channelId, person.externalId],
  )
  if (known) {
    const { phone_verified: phoneVerified, ...rest } = known
    return { ...rest, phoneVerified }
  }
  const [made] = await tx.query<{ id: number }>(
    `with client as (insert into clients (business_id, created_at) values ($1, $4::timestamptz) returning id)
     insert into identities (business_id, client_id, channel_id, external_id, username)
     select $1, id, $2, $3, $5 from client returning client_id as id`,
    [person.businessId, person.channelId, person.externalId, person.now, person.username],
  )
  return { id: made!.id, name: null, phone: null, phoneVerified: false, vip: false, barred: false }
}

/** Keeps what a client told of themself; a verified phone is not overwritten by a typed one. */
export async function saveContact(
  tx: Tx,
  clientId: number,
  contact: { name?: string; phone?: string; phoneVerified?: boolean },
): Promise<void> {
  await tx.query(
    `update clients set name = coalesce($2, name), phone = coalesce($3, phone),
       phone_verified = case when $3::text is null or $3 = phone then phone_verified or coalesce($4, false)
         else coalesce($4, false) end
     where id = $1`,
    [clientId, contact.name, contact.phone, contact.phoneVerified],
  )
}

/** The platform says that this person stopped messages from us. */
export async function markBlocked(
  sql: Sql,
  identity: { channelId: number; externalId: string; at: Date },
): Promise<void> {
  // Who comes back later has still ended what was begun.
  await sql.query(
    `with person as (update identities set blocked_at = $3::timestamptz where channel_id = $1 and external_id = $2
       returning business_id, client_id)
     update notices n set status = 'skipped', reason = 'blocked', done_at = $3::timestamptz, lease_until = null from person p
     where n.business_id = p.business_id and n.client_id = p.client_id and n.status = 'planned'
       and n.chain is not null and not exists (select 1 from identities i where i.client_id = p.client_id
         and i.blocked_at is null and not (i.channel_id = $1 and i.external_id = $2))`,
    [identity.channelId, identity.externalId, identity.at],
  )
}

/** Messages reach this person again: visits that were made meanwhile are reminded of. */
export async function markAllowed(
  tx: Tx,
  identity: { channelId: number; externalId: string; now: Date },
): Promise<void> {
  const [person] = await tx.query<{ businessId: number; clientId: number }>(
    `update identities set blocked_at = null where channel_id = $1 and external_id = $2 and blocked_at is not null
     returning business_id as "businessId", client_id as "clientId"`,
    [identity.channelId, identity.externalId],
  )
  if (person) await replanReminders(tx, person.businessId, identity.now, person.clientId)
}

/** A new lead of a client; `createdAt` is the platform's time of the contact. */
export async function addLead(
  tx: Tx,
  lead: {
    businessId: number
    clientId: number
    chatId: number | null
    channelId: number | null
    origin: Origin
    /** What they want, in their words or those of staff. */
    wish?: string | null
    createdAt: Date
  },
): Promise<number> {
  const { origin } = lead
  const [row] = await tx.query<{ id: number }>(
    `insert into leads (business_id, client_id, chat_id, channel_id, source, medium, campaign, content, term, paid,
       origin, created_at, promo, answers)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12::timestamptz, $13,
       jsonb_strip_nulls(jsonb_build_object('wish', $14::text))) returning id`,
    [
      lead.businessId,
      lead.clientId,
      lead.chatId,
      lead.channelId,
      origin.source,
      origin.medium,
      origin.campaign,
      origin.content,
      origin.term,
      origin.paid,
      json(origin.raw),
      lead.createdAt,
      origin.promo,
      lead.wish || null,
    ],
  )
  return row!.id
}

export type LatestLead = { id: number; campaign: string | null; source: string; page: string | null }

/** The newest lead of a client with its campaign and the page it came from; null when there is none. */
export async function latestLead(sql: Sql, clientId: number): Promise<LatestLead | null> {
  const [row] = await sql.query<LatestLead>(
    `select id, campaign, source, origin ->> 'page' as page from leads where client_id = $1 order by created_at desc, id desc limit 1`,
    [clientId],
  )
  return row ?? null
}

/** Moves a lead on, never back from a later stage. */
export async function advanceLead(tx: Tx, leadId: number, stage: 'qualified' | 'booked'): Promise<void> {
  const from = stage === 'qualified' ? `('new')` : `('new', 'qualified', 'lost')`
  await tx.query(`update leads set stage = $2, lost_reason = null where id = $1 and stage in ${from}`, [leadId, stage])
}

/** Keeps a lead's answer to one of the business's own questions. */
export async function saveAnswer(tx: Tx, leadId: number, key: string, answer: string): Promise<void> {
  await tx.query('update leads set answers = answers || jsonb_build_object($2::text, $3::text) where id = $1', [
    leadId,
    key,
    answer,
  ])
}

/** The newest version of a consent text in a language; null when the business has none. */
export async function consentText(
  sql: Sql,
  businessId: number,
  purpose: string,
  language: string,
): Promise<{ version: number; body: string } | null> {
  const [row] = await sql.query<{ version: number; body: string }>(
    `select version, body from consent_texts where business_id = $1 and purpose = $2
     order by version desc, (language = $3) desc limit 1`,
    [businessId, purpose, language],
  )
  return row ?? null
}

/** True when the client has agreed to this purpose and not taken it back. */
export async function hasConsent(sql: Sql, clientId: number, purpose: string): Promise<boolean> {
  const rows = await sql.query(
    'select 1 from consents where client_id = $1 and purpose = $2 and revoked_at is null limit 1',
    [clientId, purpose],
  )
  return rows.length > 0
}

/** Records a consent: who, to which version, where, when. Repeating it changes nothing. */
export async function grantConsent(
  tx: Tx,
  consent: {
    businessId: number
    clientId: number
    /** Where it was given; null: to a member of the staff. */
    channelId: number | null
    memberId?: number | null
    purpose: string
    version: number
    /** In which the text was shown, where it was. */
    language?: 'ru' | 'en'
    now: Date
  },
): Promise<void> {
  await tx.query(
    `insert into consents (business_id, client_id, channel_id, member_id, purpose, version, granted_at, language)
     values ($1, $2, $3, $4, $5, $6, $7::timestamptz, $8) on conflict do nothing`,
    [
      consent.businessId,
      consent.clientId,
      consent.channelId,
      consent.memberId,
      consent.purpose,
      consent.version,
      consent.now,
      consent.language,
    ],
  )
}

/** Writes one line of the append-only log. No personal data in `data`. */
export async function logEvent(
  tx: Sql,
  event: {
    businessId: number
    kind: string
    at: Minute | Date
    chatId?: number | null
    clientId?: number | null
    leadId?: number | null
    appointmentId?: number | null
    memberId?: number | null
    data?: unknown
  },
): Promise<void> {
  await tx.query(
    `insert into events (business_id, at, kind, chat_id, client_id, lead_id, appointment_id, member_id, data)
     values ($1, $2::timestamptz, $3, $4, $5, $6, $7, $8, $9::jsonb)`,
    [
      event.businessId,
      typeof event.at === 'number' ? instant(event.at) : event.at,
      event.kind,
      event.chatId,
      event.clientId,
      event.leadId,
      event.appointmentId,
      event.memberId,
      json(event.data),
    ],
  )
}

/** Makes a person the owner, or the one whom only a link let in so far; null when somebody in that chat is staff already. */
export async function addOwner(
  tx: Tx,
  owner: { businessId: number; name: string; channelId: number; externalId: string; now: Date },
): Promise<number | null> {
  const [known] = await tx.query<{ id: number }>(
    `update members set channel_id = $2, external_id = $3, name = coalesce(nullif($4, ''), name), version = version + 1
     where id = (select id from members where business_id = $1 and role = 'owner' and channel_id is null
         and removed_at is null order by id limit 1)
       and not exists (select 1 from members where channel_id = $2 and external_id = $3)
     returning id`,
    [owner.businessId, owner.channelId, owner.externalId, owner.name],
  )
  if (known) return known.id
  const [row] = await tx.query<{ id: number }>(
    `insert into members (business_id, name, role, channel_id, external_id, created_at)
     values ($1, $2, 'owner', $3, $4, $5::timestamptz) on conflict (channel_id, external_id) do nothing returning id`,
    [owner.businessId, owner.name, owner.channelId, owner.externalId, owner.now],
  )
  return row?.id ?? null
}

/** A client known only by what a program or staff wrote down; one with this phone and no messenger is taken again. */
export async function addClient(
  tx: Tx,
  client: { businessId: number; name: string | null; phone: string | null; now: Date },
): Promise<number> {
  const [known] = await tx.query<{ id: number }>(
    `select c.id from clients c where c.business_id = $1 and c.phone = $2
       and not exists (select 1 from identities i where i.client_id = c.id) order by c.id limit 1`,
    [client.businessId, client.phone],
  )
  if (known) return known.id
  const [made] = await tx.query<{ id: number }>(
    'insert into clients (business_id, name, phone, created_at) values ($1, $2, $3, $4::timestamptz) returning id',
    [client.businessId, client.name, client.phone, client.now],
  )
  return made!.id
}

/** The client of this id as staff may book them: the one they were merged into, if they were; null when there is none. */
export async function bookableClient(sql: Sql, businessId: number, id: number): Promise<number | null> {
  const [row] = await sql.query<{ id: number }>(
    `select coalesce(merged_into, id) as id from clients where business_id = $1 and id = $2 and erased_at is null`,
    [businessId, id],
  )
  return row?.id ?? null
}
