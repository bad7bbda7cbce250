import { plainOrigin } from '../domain/attribution.ts'
import { logChange } from './changes.ts'
import { addLead } from './clients.ts'
import { consentByHand, createClient } from './clients-edit.ts'
import type { Sql, Tx } from './sql.ts'

/** How somebody came who did not write: they called, or walked in. */
export type ByHand = 'call' | 'walk_in'

/** What staff choose for somebody who came by advertising. */
const ADS = 'ads'

export type StaffLead = {
  businessId: number
  memberId: number | null
  now: Date
  /** A client who is known; null: whoever `name` and `phone` say. */
  clientId: number | null
  name: string | null
  /** Kept only with the consent. */
  phone: string | null
  consent: boolean
  how: ByHand
  source: string
  campaign: string | null
  /** What they want, in a few words. */
  wish: string | null
}

/**
 * Writes down a contact that came by a call or in person. With the consent, a client who has this phone is taken again. `gone`: the
 * business has no such client.
 */
export async function addStaffLead(tx: Tx, lead: StaffLead): Promise<{ id: number; clientId: number } | 'gone'> {
  const clientId = await clientFor(tx, lead)
  if (clientId === null) return 'gone'
  const { businessId, memberId, now, source, campaign, how, wish } = lead
  const origin = { ...plainOrigin(source), medium: how, campaign, paid: source === ADS }
  const id = await addLead(tx, { businessId, clientId, chatId: null, channelId: null, origin, wish, createdAt: now })
  const after = { source, medium: how, campaign, clientId }
  await logChange(tx, { businessId, memberId, at: now, object: 'lead', objectId: id, action: 'created', after })
  return { id, clientId }
}

async function clientFor(tx: Tx, lead: StaffLead): Promise<number | null> {
  const { businessId, memberId, now, name, phone, consent } = lead
  if (lead.clientId !== null) return knownClient(tx, businessId, 'id', lead.clientId)
  const known = phone && consent ? await knownClient(tx, businessId, 'phone', phone) : null
  if (known !== null) {
    await consentByHand(tx, { businessId, memberId, now, clientId: known })
    return known
  }
  return createClient(tx, { businessId, memberId, now, name, phone, note: null, tags: [], consent })
}

async function knownClient(sql: Sql, businessId: number, by: 'id' | 'phone', value: number | string) {
  const [row] = await sql.query<{ id: number }>(
    `select id from clients where business_id = $1 and ${by} = $2 and merged_into is null and erased_at is null
     order by phone_verified desc, id limit 1`,
    [businessId, value],
  )
  return row?.id ?? null
}

export const STAGES = ['new', 'qualified', 'booked', 'visited', 'paid', 'lost'] as const
export type Stage = (typeof STAGES)[number]

/** Where a contact came from, as staff may put it right. */
export type Touch = {
  source: string
  medium: string | null
  campaign: string | null
  paid: boolean
  promo: string | null
  district: string | null
}

export type ListedLead = Touch & {
  id: number
  stage: Stage
  lostReason: string | null
  version: number
  answers: Record<string, string>
  chatId: number | null
  channel: string | null
  createdAt: Date
  client: { id: number; name: string | null; phone: string | null }
}

/** Contacts of a business, the newest first; of one stage or by one id where these are given. Those of tables of the past are none to work with. */
export async function listLeads(
  sql: Sql,
  wanted: { businessId: number; stage?: Stage; id?: number; before: number | null; limit: number },
): Promise<ListedLead[]> {
  return sql.query<ListedLead>(
    `select l.id, l.stage, l.lost_reason as "lostReason", l.source, l.medium, l.campaign, l.paid, l.promo, l.district, l.version, l.answers,
       l.chat_id as "chatId", ch.kind as channel, l.created_at as "createdAt",
       json_build_object('id', c.id, 'name', c.name, 'phone', c.phone) as client
     from leads l join clients c on c.id = l.client_id left join channels ch on ch.id = l.channel_id
     where l.business_id = $1 and l.import_id is null and ($2::text is null or l.stage = $2) and ($3::bigint is null or l.id = $3)
       and ($4::bigint is null or l.id < $4) order by l.id desc limit $5`,
    [wanted.businessId, wanted.stage, wanted.id, wanted.before, wanted.limit],
  )
}

/** Sources that contacts of a business came from since a moment, the most frequent first. */
export async function sourcesOf(sql: Sql, businessId: number, since: Date): Promise<string[]> {
  const rows = await sql.query<{ source: string }>(
    `select source from leads where business_id = $1 and created_at >= $2::timestamptz
     group by source order by count(*) desc, source limit 30`,
    [businessId, since],
  )
  return rows.map((row) => row.source)
}

/** Puts right where a contact came from, if it still is as the caller saw it; the log keeps what stood before. */
export async function editTouch(
  tx: Tx,
  by: { businessId: number; memberId: number | null; now: Date },
  { id, version, change }: { id: number; version: number; change: Partial<Touch> },
): Promise<'gone' | 'changed' | 'done'> {
  const { businessId, memberId, now } = by
  const [before] = await tx.query<Touch & { version: number }>(
    `select source, medium, campaign, paid, promo, district, version from leads where business_id = $1 and id = $2 for no key update`,
    [businessId, id],
  )
  if (!before) return 'gone'
  if (before.version !== version) return 'changed'
  const { version: _version, ...old } = before
  const touch = { ...old, ...change }
  await tx.query(
    `update leads set source = $3, medium = $4, campaign = $5, paid = $6, promo = $7, district = $8, version = version + 1
     where business_id = $1 and id = $2`,
    [businessId, id, touch.source, touch.medium, touch.campaign, touch.paid, touch.promo, touch.district],
  )
  await logChange(tx, {
    businessId,
    memberId,
    at: now,
    object: 'lead',
    objectId: id,
    action: 'attributed',
    before: old,
    after: touch,
  })
  return 'done'
}

/** Gives a contact up, or takes it up again, by hand; false where a visit says more than that, or it already is so. */
export async function closeLead(
  tx: Tx,
  by: { businessId: number; memberId: number | null; now: Date },
  { id, reason }: { id: number; reason: string | null },
): Promise<boolean> {
  const { businessId, memberId, now } = by
  const [row] = await tx.query<{ before: Stage }>(
    `update leads l set stage = case when $3::text is null then 'new' else 'lost' end, lost_reason = $3
     from (select id, stage from leads where business_id = $1 and id = $2 for no key update) old
     where l.id = old.id and case when $3::text is null then old.stage = 'lost' else old.stage in ('new', 'qualified') end returning old.stage as before`,
    [businessId, id, reason],
  )
  if (!row) return false
  const stage: Stage = reason === null ? 'new' : 'lost'
  const line = { object: 'lead', objectId: id, action: 'staged', before: { stage: row.before }, after: { stage } }
  await logChange(tx, { businessId, memberId, at: now, ...line })
  return true
}
