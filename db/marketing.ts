import { DEFAULT_SETTINGS } from '../domain/catalog.ts'
import {
  LIMIT_DAYS,
  MARKETING,
  type MarketingRefusal,
  type MarketingState,
  marketingRefusal,
} from '../domain/marketing.ts'
import { MARKETING_CONSENT } from '../domain/templates/consent.ts'
import { logChange } from './changes.ts'
import { consentText, grantConsent } from './clients.ts'
import type { Sql, Tx } from './sql.ts'

/** A client in a channel: offers are agreed to for each, and refused for all. */
export type MarketingChannel = { businessId: number; clientId: number; channelId: number; now: Date }

/** `left`: how many more this month after the one that is asked about. */
export type MarketingAnswer = { allowed: true; left: number } | { allowed: false; reason: MarketingRefusal }

/** Offers that reached the outbox in the time of the limit and were not dropped from it. Of table `c`. */
const SENT = `(select count(*)::int from notices n left join messages m on m.id = n.message_id
  where n.business_id = c.business_id and n.marketing and n.status in ('sent', 'delivered', 'read')
    and n.done_at > $4::timestamptz - make_interval(days => ${LIMIT_DAYS}) and n.done_at <= $4::timestamptz
    and coalesce(m.status, 'sent') not in ('skipped', 'failed')
    and n.client_id in (select x.id from clients x where x.id = c.id or x.merged_into = c.id))`

const STATE = `
select c.erased_at is not null or c.merged_into is not null as erased, c.barred_at is not null as barred,
  coalesce((select bool_and(i.blocked_at is not null) from identities i where i.client_id = c.id and i.channel_id = $3), true) as blocked,
  exists (select 1 from identities i where i.client_id = c.id and i.channel_id = $3 and i.marketing_off_at is not null) as stopped,
  exists (select 1 from consents p where p.client_id = c.id and p.channel_id = $3 and p.purpose = '${MARKETING}'
    and p.revoked_at is null) as consented,
  ${SENT} as sent, coalesce((b.settings ->> 'marketingPerMonth')::int, $5) as "perMonth"
from clients c join businesses b on b.id = c.business_id where c.business_id = $1 and c.id = $2`

/**
 * Whether a client may be sent a message with an offer inside, by this channel and now. Whoever asks in a transaction is alone with
 * this client until its end, so that two nodes don't both take the last of the month: ask right before the row is written.
 */
export async function marketingAllowed(
  tx: Tx,
  { businessId, clientId, channelId, now }: MarketingChannel,
): Promise<MarketingAnswer> {
  const [, [state]] = await Promise.all([
    tx.query(`select pg_advisory_xact_lock(hashtextextended('marketing', $1))`, [clientId]),
    tx.query<MarketingState & { perMonth: number }>(STATE, [
      businessId,
      clientId,
      channelId,
      now,
      DEFAULT_SETTINGS.marketingPerMonth,
    ]),
  ])
  if (!state) return { allowed: false, reason: 'erased' }
  const reason = marketingRefusal(state, state.perMonth)
  return reason === null ? { allowed: true, left: state.perMonth - state.sent - 1 } : { allowed: false, reason }
}

/** The newest wording of the consent to offers; a business that has none gets the first. */
export async function marketingText(tx: Tx, businessId: number, language: 'ru' | 'en', now: Date) {
  const text = await consentText(tx, businessId, MARKETING, language)
  if (text) return text
  await tx.query(
    `insert into consent_texts (business_id, purpose, version, language, body, created_at)
     select b.id, '${MARKETING}', 1, x.language, replace(x.body, '{business}', b.name), $2::timestamptz
     from businesses b cross join (values ('ru', $3), ('en', $4)) x(language, body) where b.id = $1 on conflict do nothing`,
    [businessId, now, MARKETING_CONSENT.ru, MARKETING_CONSENT.en],
  )
  return (await consentText(tx, businessId, MARKETING, language))!
}

/** The consent to offers as it was worded in this version; null when there is none. */
export async function marketingWording(sql: Sql, businessId: number, version: number, language: 'ru' | 'en') {
  const [row] = await sql.query<{ version: number; body: string }>(
    `select version, body from consent_texts where business_id = $1 and purpose = '${MARKETING}' and version = $2
     order by (language = $3) desc limit 1`,
    [businessId, version, language],
  )
  return row ?? null
}

/** True when the client has agreed to offers in some channel and not taken that back. */
export async function wantsOffers(
  sql: Sql,
  { businessId, clientId }: Pick<MarketingChannel, 'businessId' | 'clientId'>,
): Promise<boolean> {
  const rows = await sql.query(
    `select 1 from consents where business_id = $1 and client_id = $2 and purpose = '${MARKETING}' and revoked_at is null limit 1`,
    [businessId, clientId],
  )
  return rows.length > 0
}

/** Records that the client wants offers in this channel, to the wording that they saw; an earlier refusal is over. */
export async function grantMarketing(
  tx: Tx,
  { version, language, ...at }: MarketingChannel & { version: number; language: 'ru' | 'en' },
): Promise<void> {
  await grantConsent(tx, { ...at, purpose: MARKETING, version, language })
  await tx.query(
    `update identities set marketing_off_at = null
     where business_id = $1 and client_id = $2 and channel_id = $3 and marketing_off_at is not null`,
    [at.businessId, at.clientId, at.channelId],
  )
}

/**
 * The client wants no offers any more: every consent is taken back at once, and what was planned is not sent. Whoever demands it, demands it for
 * themself and not for a messenger, so it holds in all channels; they may agree anew in any of them.
 */
export async function refuseMarketing(
  tx: Sql,
  { businessId, clientId, now }: Omit<MarketingChannel, 'channelId'>,
): Promise<void> {
  await tx.query(
    `with off as (update identities set marketing_off_at = coalesce(marketing_off_at, $3::timestamptz)
       where business_id = $1 and client_id = $2),
     silenced as (update notices set status = 'skipped', reason = 'stopped', done_at = $3::timestamptz, lease_until = null
       where business_id = $1 and client_id = $2 and marketing and status = 'planned')
     update consents set revoked_at = $3::timestamptz
     where business_id = $1 and client_id = $2 and purpose = '${MARKETING}' and revoked_at is null`,
    [businessId, clientId, now],
  )
}

/** Staff take the consent to offers back for a client who asked them to, in this channel; false when there is no such client there. */
export async function stopOffersByHand(tx: Tx, by: MarketingChannel & { memberId: number | null }): Promise<boolean> {
  const { businessId, clientId, channelId, memberId, now } = by
  const known = await tx.query(
    'select 1 from identities where business_id = $1 and client_id = $2 and channel_id = $3 limit 1',
    [businessId, clientId, channelId],
  )
  if (known.length === 0) return false
  await refuseMarketing(tx, by)
  const object = { object: 'client', objectId: clientId, action: 'offers_stopped' }
  await logChange(tx, { businessId, at: now, memberId, ...object, after: { channelId } })
  return true
}

/** True, once for each client and channel: whether they want offers may be asked now. */
export async function mayAskMarketing(
  tx: Tx,
  { businessId, clientId, channelId, now }: MarketingChannel,
): Promise<boolean> {
  const rows = await tx.query(
    `update identities i set marketing_asked_at = $4::timestamptz
     where i.business_id = $1 and i.client_id = $2 and i.channel_id = $3 and i.marketing_asked_at is null
       and i.marketing_off_at is null and not exists (select 1 from consents p where p.client_id = $2 and p.channel_id = $3
         and p.purpose = '${MARKETING}' and p.revoked_at is null)
     returning 1`,
    [businessId, clientId, channelId, now],
  )
  return rows.length > 0
}
