import { byPreference, type ChatRoute } from './notices.ts'
import { json, type Sql, type Tx } from './sql.ts'

/** A chat by which a client can be told something, or why not. */
export type Way = Omit<ChatRoute, 'windowUntil'> & {
  /** The channel has credentials, or needs none. */
  connected: boolean
  windowUntil: Date | null
}

/** All chats of a client in the order in which they are tried; `first`: the one that it is about. */
export async function waysTo(
  sql: Sql,
  client: { businessId: number; clientId: number; first: number | null },
): Promise<Way[]> {
  return sql.query<Way>(WAYS, [client.businessId, client.clientId, client.first])
}

const WAYS = `
select r.id, r.channel_id as "channelId", k.kind, r.language, r.owner, i.blocked_at is not null as blocked,
  k.kind = 'web' or k.credentials is not null as connected, r.window_until as "windowUntil"
from clients c join chats r on r.business_id = c.business_id and r.client_id in (c.id, c.merged_into)
  join channels k on k.id = r.channel_id join businesses b on b.id = r.business_id
  left join identities i on i.channel_id = r.channel_id and i.external_id = r.external_id
where c.business_id = $1 and c.id = $2
order by ${byPreference('$3::bigint')}`

/** Why a notice did not go by a channel. */
export type Hop = { channelId: number; kind: string; reason: string; at: string }

/** What goes on from a message that could not be delivered: the notice that it told, and the row itself. */
export type Stranded = {
  noticeId: number
  kind: string
  appointmentId: number | null
  triggerId: number | null
  clientId: number
  marketing: boolean
  hops: Hop[]
  row: {
    chatId: number
    channelId: number
    channel: string
    author: 'bot' | 'member' | 'system'
    body: Record<string, unknown>
    text: string
    exposes: { experiment: number; variant: 'a' | 'b' }[] | null
    expiresAt: string | null
  }
}

/** The notice that a message told its client, locked; null where it told none, or staff, or where another message tells it by now. */
export async function strandedBy(tx: Tx, businessId: number, messageId: number): Promise<Stranded | null> {
  const [row] = await tx.query<Stranded>(
    `select n.id as "noticeId", n.kind, n.appointment_id as "appointmentId", n.trigger_id as "triggerId", n.client_id as "clientId",
       n.marketing, coalesce(n.hops, '[]') as hops,
       json_build_object('chatId', m.chat_id, 'channelId', m.channel_id, 'channel', k.kind, 'author', m.author, 'body', m.body,
         'text', m.text, 'exposes', m.exposes, 'expiresAt', m.expires_at) as row
     from notices n join messages m on m.id = n.message_id join channels k on k.id = m.channel_id
       join chats h on h.id = m.chat_id join clients c on c.id = n.client_id and h.client_id in (c.id, c.merged_into)
     where n.business_id = $1 and n.message_id = $2 and n.status = 'sent' and m.text is not null for no key update of n`,
    [businessId, messageId],
  )
  return row ?? null
}

/** The notice is told by another message now, or by none for this reason; the hops say why not where it was before. */
export async function redirect(
  tx: Tx,
  noticeId: number,
  end: { hops: readonly Hop[] } & ({ messageId: number } | { reason: string }),
): Promise<void> {
  const messageId = 'messageId' in end ? end.messageId : null
  await tx.query(
    `update notices set message_id = coalesce($2::bigint, message_id), hops = $3::jsonb,
       status = case when $2::bigint is null then 'skipped' else status end, reason = $4 where id = $1`,
    [noticeId, messageId, json(end.hops), 'reason' in end ? end.reason : null],
  )
}

/** Keeps why a notice took the way that it took. */
export async function keepHops(tx: Tx, noticeId: number, hops: readonly Hop[]): Promise<void> {
  if (hops.length > 0) await tx.query('update notices set hops = $2::jsonb where id = $1', [noticeId, json(hops)])
}

/** A message is not sent here: skipped with the reason. False when the lease was lost meanwhile. */
export async function strandLeased(
  tx: Tx,
  row: { id: number; token: string; reason: string; failed: boolean },
): Promise<boolean> {
  const rows = await tx.query(
    `update messages set status = case when $4 then 'failed' else 'skipped' end, reason = $3, lease_until = null
     where id = $1 and lease_token = $2 and status = 'sending' returning 1`,
    [row.id, row.token, row.reason, row.failed],
  )
  return rows.length === 1
}
