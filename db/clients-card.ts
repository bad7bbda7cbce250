import { partedFrom } from './clients-join.ts'
import { STATS, visited } from './clients-search.ts'
import { type LedgerLine, linesWhere } from './ledger.ts'
import type { Sql } from './sql.ts'

/** How a client is reached in a channel. */
export type Reachable = {
  channelId: number
  kind: string
  username: string | null
  blockedAt: string | null
  marketingOffAt: string | null
}

/** A consent as it was given: which text, when, where or to whom. */
export type GivenConsent = {
  purpose: string
  version: number
  text: string | null
  grantedAt: string
  revokedAt: string | null
  /** Kind of the channel; `member` when somebody of the staff wrote it down. */
  source: string
  member: string | null
}

export type Touch = { source: string; medium: string | null; campaign: string | null; at: string }

/** What is known of a client by themself; instants inside lists are ISO texts. */
export type ClientCard = {
  id: number
  version: number
  name: string | null
  phone: string | null
  phoneVerified: boolean
  vip: boolean
  preferredChannel: string | null
  note: string | null
  tags: string[]
  barredAt: Date | null
  barredReason: string | null
  mergedInto: number | null
  erasedAt: Date | null
  createdAt: Date
  visits: number
  noShows: number
  cancelled: number
  lateCancels: number
  lastVisit: Date | null
  nextVisit: Date | null
  /** Kopecks: what was paid, less what went back. */
  spent: number
  offers: {
    id: number
    code: string
    percent: number | null
    amount: number | null
    source: string
    reason: string
    expiresAt: string
    state: 'valid' | 'used' | 'expired' | 'revoked'
    visitId: number | null
  }[]
  channels: Reachable[]
  consents: GivenConsent[]
  firstTouch: Touch | null
  lastTouch: Touch | null
  /** Other cards with this phone that staff have not parted from it. */
  alike: number
}

const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const touch = (
  order: string,
) => `(select json_build_object('source', l.source, 'medium', l.medium, 'campaign', l.campaign,
  'at', ${iso('l.created_at')}) from leads l where l.client_id = c.id order by l.created_at ${order}, l.id ${order} limit 1)`

/** A client of a business; null when there is none, or, of a master, none who visited them. */
export async function clientCard(
  sql: Sql,
  wanted: { businessId: number; id: number; resourceId: number | null; now: Date },
): Promise<ClientCard | null> {
  const [row] = await sql.query<ClientCard>(
    `select c.id, c.version, c.name, c.phone, c.phone_verified as "phoneVerified", c.vip, c.preferred_channel as "preferredChannel", c.note, to_json(c.tags) as tags,
       c.barred_at as "barredAt", c.barred_reason as "barredReason", c.merged_into as "mergedInto",
       c.erased_at as "erasedAt", c.created_at as "createdAt",
       s.visits, s."noShows", s.cancelled, s."lateCancels", s."lastVisit", s."nextVisit",
       (select coalesce(sum(case p.kind when 'refund' then -p.amount else p.amount end), 0)::bigint
        from appointments a join payments p on p.appointment_id = a.id where a.client_id = c.id and not a.test) as spent,
       (select coalesce(json_agg(json_build_object('channelId', i.channel_id, 'kind', ch.kind, 'username', i.username,
          'blockedAt', ${iso('i.blocked_at')}, 'marketingOffAt', ${iso('i.marketing_off_at')}) order by i.id), '[]')
        from identities i join channels ch on ch.id = i.channel_id where i.client_id = c.id) as channels,
       (select coalesce(json_agg(json_build_object('purpose', o.purpose, 'version', o.version, 'text',
          (select t.body from consent_texts t where t.business_id = o.business_id and t.purpose = o.purpose
             and t.version = o.version order by t.language = coalesce(o.language, 'ru') desc limit 1),
          'grantedAt', ${iso('o.granted_at')}, 'revokedAt', ${iso('o.revoked_at')},
          'source', coalesce(ch.kind, 'member'), 'member', m.name) order by o.granted_at, o.id), '[]')
        from consents o left join channels ch on ch.id = o.channel_id left join members m on m.id = o.member_id
        where o.client_id = c.id or o.client_id in (select x.id from clients x where x.merged_into = c.id)) as consents,
       (select coalesce(json_agg(json_build_object('id', f.id, 'code', f.code, 'percent', f.percent, 'amount', f.amount,
          'source', f.source, 'reason', f.reason, 'expiresAt', ${iso('f.expires_at')}, 'visitId', f.redeemed_by,
          'state', case when f.redeemed_by is not null then 'used' when f.revoked_at is not null then 'revoked'
            when f.expires_at <= $2::timestamptz then 'expired' else 'valid' end) order by f.id desc), '[]')
        from (select * from offers f where f.client_id = c.id order by f.id desc limit 20) f) as offers,
       ${touch('asc')} as "firstTouch", ${touch('desc')} as "lastTouch",
       (select count(*)::int from clients o where o.business_id = $1 and o.phone = c.phone and o.id <> c.id and c.merged_into is null
          and o.merged_into is null and o.erased_at is null and not ${partedFrom('c.id', 'o.id')}) as alike
     from clients c, lateral (${STATS}) s
     where c.business_id = $1 and c.id = $3 and ($4::bigint is null or ${visited('$4')})`,
    [wanted.businessId, wanted.now, wanted.id, wanted.resourceId],
  )
  return row ?? null
}

export type CardVisit = {
  id: number
  version: number
  status: string
  startsAt: Date
  endsAt: Date
  zone: string
  price: number
  discount: number
  /** Kopecks: paid, less what went back. */
  paid: number
  /** What the client said of it: 1 to 5, and in words. */
  score: number | null
  words: string | null
  services: string[]
  masters: string[]
  payments: { id: number; kind: string; amount: number; method: string; reason: string | null; at: string }[]
}

/** Visits of a client, the latest first; of a master only their own. */
export async function visitsOfClient(
  sql: Sql,
  wanted: { businessId: number; id: number; resourceId: number | null; limit: number },
): Promise<CardVisit[]> {
  return sql.query<CardVisit>(
    `select a.id, a.version, a.status, a.starts_at as "startsAt", a.ends_at as "endsAt", l.timezone as zone, a.price,
       a.discount, p.paid, p.payments, s.services, s.masters, f.score, f.text as words
     from appointments a join locations l on l.id = a.location_id left join feedback f on f.appointment_id = a.id,
       lateral (select coalesce(sum(case y.kind when 'refund' then -y.amount else y.amount end), 0)::bigint as paid,
         coalesce(json_agg(json_build_object('id', y.id, 'kind', y.kind, 'amount', y.amount, 'method', y.method,
           'reason', y.reason, 'at', ${iso('y.at')}) order by y.id), '[]') as payments
         from payments y where y.appointment_id = a.id) p,
       lateral (select coalesce(json_agg(v.name order by t.position), '[]') as services,
         coalesce(json_agg(r.name order by t.position), '[]') as masters, bool_or(t.resource_id = $3) as own
         from appointment_parts t join services v on v.id = t.service_id join resources r on r.id = t.resource_id
         where t.appointment_id = a.id) s
     where a.business_id = $1 and a.client_id = $2 and a.status <> 'held' and ($3::bigint is null or s.own)
       and not (a.status = 'cancelled' and a.cancelled_by = 'system')
     order by a.starts_at desc, a.id desc limit $4`,
    [wanted.businessId, wanted.id, wanted.resourceId, wanted.limit],
  )
}

export type CardHistory = {
  chats: { id: number; channel: string; owner: string; lastText: string | null; lastAt: string | null }[]
  leads: (Touch & { id: number; stage: string; paid: boolean })[]
  journal: {
    id: number
    at: string
    action: string
    member: string | null
    before: unknown
    after: unknown
    undoneAt: string | null
  }[]
  /** Who was merged into this client and can be taken out again, by the line of the journal. */
  merged: { change: number; id: number; name: string | null; at: string }[]
  /** What we wrote or will write by ourselves. */
  notices: LedgerLine[]
}

/** Chats, contacts, the journal and the ledger of a client, each the newest first. */
export async function historyOfClient(
  sql: Sql,
  wanted: { businessId: number; id: number; limit: number; mergedSince: Date },
): Promise<CardHistory> {
  const [row] = await sql.query<CardHistory>(
    `select
       (select coalesce(json_agg(x), '[]') from (select c.id, ch.kind as channel, c.owner, t.text as "lastText",
          ${iso('t.at')} as "lastAt"
        from chats c join channels ch on ch.id = c.channel_id left join lateral (select m.text,
          coalesce(m.platform_at, m.created_at) as at from messages m where m.chat_id = c.id and m.text is not null
          and m.status <> 'skipped' order by m.id desc limit 1) t on true
        where c.business_id = $1 and c.client_id = $2 order by t.at desc nulls last, c.id desc limit $3) x) as chats,
       (select coalesce(json_agg(x), '[]') from (select l.id, l.source, l.medium, l.campaign, l.stage, l.paid,
          ${iso('l.created_at')} as at from leads l where l.business_id = $1 and l.client_id = $2
        order by l.created_at desc, l.id desc limit $3) x) as leads,
       (select coalesce(json_agg(x), '[]') from (select g.id, ${iso('g.at')} as at, g.action, m.name as member, g.before,
          g.after, ${iso('g.undone_at')} as "undoneAt"
        from changes g left join members m on m.id = g.member_id
        where g.business_id = $1 and g.object = 'client' and g.object_id = $2 order by g.id desc limit $3) x) as journal,
       (select coalesce(json_agg(x), '[]') from (select g.id as change, c.id, c.name, ${iso('g.at')} as at
        from changes g join clients c on c.id = (g.after ->> 'from')::bigint and c.merged_into = $2
        where g.business_id = $1 and g.object = 'client' and g.object_id = $2 and g.action = 'merged'
          and g.undone_at is null and g.at > $4::timestamptz and c.erased_at is null order by g.id desc) x) as merged,
       ${linesWhere(`n.business_id = $1 and n.client_id = $2 and n.kind !~ '^(ask|master)'`, 30)} as notices`,
    [wanted.businessId, wanted.id, wanted.limit, wanted.mergedSince],
  )
  return row!
}
