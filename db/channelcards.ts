import { type By, logChange } from './changes.ts'
import type { ChannelRow } from './channels.ts'
import type { Sql, Tx } from './sql.ts'

/** A channel as the settings show it: with when something was last said in it, either way. */
export type ChannelCard = Pick<ChannelRow, 'id' | 'kind' | 'key' | 'profile' | 'lastError' | 'lastErrorAt'> & {
  connected: boolean
  lastIn: Date | null
  lastOut: Date | null
}

/** Messages further back than this are not looked for: a channel so silent is silent. */
const RECENT = 200_000

/** The channels of a business, or the one with this id. */
export async function channelCards(sql: Sql, businessId: number, id: number | null = null): Promise<ChannelCard[]> {
  const last = (direction: string, at: string, more = '') =>
    `(select ${at} from messages m where m.channel_id = ch.id and m.direction = '${direction}' ${more}
      and m.id > (select max(id) from messages) - ${RECENT} order by m.id desc limit 1)`
  return sql.query<ChannelCard>(
    `select ch.id, ch.kind, ch.key, ch.profile, ch.last_error as "lastError", ch.last_error_at as "lastErrorAt",
       ch.kind = 'web' or ch.credentials is not null as connected,
       ${last('in', 'm.created_at', "and m.author = 'client'")} as "lastIn",
       ${last('out', 'm.sent_at', "and m.status in ('sent', 'delivered', 'read')")} as "lastOut"
     from channels ch where ch.business_id = $1 and ($2::bigint is null or ch.id = $2) order by ch.id`,
    [businessId, id],
  )
}

/** The connected or once connected bot with this id on the platform, whosever it is; null when nobody has had it. */
export async function channelOfBot(
  sql: Sql,
  kind: string,
  botId: number,
): Promise<{ id: number; businessId: number; key: string; connected: boolean } | null> {
  const [row] = await sql.query<{ id: number; businessId: number; key: string; connected: boolean }>(
    `select id, business_id as "businessId", key, credentials is not null as connected from channels
     where kind = $1 and (profile ->> 'id')::bigint = $2 order by credentials is null, id limit 1`,
    [kind, botId],
  )
  return row ?? null
}

/** What the profile of one of Meta's channels calls its account. */
const ACCOUNT = { whatsapp: 'phoneNumberId', instagram: 'accountId' } as const

/** The connected or once connected channel of this account of Meta's, whosever it is; null when nobody has had it. */
export async function channelOfAccount(
  sql: Sql,
  kind: keyof typeof ACCOUNT,
  account: string,
): Promise<{ id: number; businessId: number; key: string; connected: boolean } | null> {
  const [row] = await sql.query<{ id: number; businessId: number; key: string; connected: boolean }>(
    `select id, business_id as "businessId", key, credentials is not null as connected from channels
     where kind = $1 and profile ->> $2 = $3 order by credentials is null, id limit 1`,
    [kind, ACCOUNT[kind], account],
  )
  return row ?? null
}

/** Takes a bot's credentials away: nothing comes or goes any more, what was said stays. False when it had none. */
export async function disconnectChannel(tx: Tx, by: By, id: number): Promise<boolean> {
  const { businessId, memberId, now } = by
  const rows = await tx.query(
    `update channels set credentials = null, last_error = null, last_error_at = null
     where business_id = $1 and id = $2 and credentials is not null returning 1`,
    [businessId, id],
  )
  if (rows.length === 0) return false
  const line = { object: 'channel', objectId: id, action: 'disconnected' }
  await logChange(tx, { businessId, at: now, memberId, ...line })
  return true
}
