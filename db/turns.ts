import { type Outbound, outboundFrom, packed } from './outbox.ts'
import { json, type Tx } from './sql.ts'
import { firstSpoken } from './takeover.ts'

export type ChatOwner = 'bot' | 'queue' | 'member'

export type Member = { id: number; name: string; role: 'owner' | 'admin' | 'manager' | 'master' }

export type Client = { id: number; name: string | null; phone: string | null; phoneVerified: boolean }

/** What one turn of a dialogue begins with: the locked chat and the oldest message nobody has handled. */
export type Taken = {
  chat: {
    id: number
    businessId: number
    channelId: number
    externalId: string
    language: 'ru' | 'en'
    state: unknown
    draft: unknown
    owner: ChatOwner
    /** Who leads it; where the bot leads, who did until it returned unsaid. */
    ownerMemberId: number | null
    queueReason: string | null
    /** Since when it has waited for a person; kept while that person leads. */
    queuedAt: Date | null
    /** While it waits: how often staff were called, and when they are called next. */
    calls: number
    callAt: Date | null
    /** When it returns from a person to the bot unless somebody speaks. */
    returnAt: Date | null
  }
  channel: { kind: string; key: string; profile: unknown }
  catalogVersion: number
  client: Client | null
  /** Set when the person in this chat belongs to the staff. */
  member: Member | null
  inbound: {
    id: number
    author: 'client' | 'system'
    update: unknown
    attempts: number
    dueAt: Date
    platformAt: Date
    text: string | null
    /** Why it failed before. */
    reason: string | null
  }
  /** Our row that the message points at (tapped, replied to, edited). */
  pointsAt: { id: number; status: string; aboutChatId: number | null; platformId: string | null } | null
  /** True: earlier rows of this chat still wait to be delivered. */
  outboxBusy: boolean
  /** True: further messages of this chat wait behind this one. */
  more: boolean
  /** True: the platform said that this person wants nothing from us. */
  blocked: boolean
}

type ChatRow = {
  id: number
  business_id: number
  channel_id: number
  external_id: string
  client_id: number | null
  language: 'ru' | 'en'
  state: unknown
  draft: unknown
  owner: ChatOwner
  owner_member_id: number | null
  queue_reason: string | null
  queued_at: Date | null
  calls: number
  call_at: Date | null
  return_at: Date | null
}

type InboundRow = {
  id: number
  author: 'client' | 'system'
  update: unknown
  attempts: number
  due_at: Date
  platform_at: Date
  text: string | null
  reason: string | null
  kind: string
  key: string
  profile: unknown
  version: number
  client: Client | null
  member: Member | null
  points: Taken['pointsAt']
  busy: boolean
  more: boolean
  blocked: boolean
}

/**
 * Locks the chat, then reads its oldest unhandled message, or what a person of the staff does there, in a statement of its
 * own; null when there is none.
 */
export async function takeInbound(tx: Tx, chatId: number): Promise<Taken | null> {
  // One statement would share a snapshot older than the lock and take a row that another node has just handled.
  const [[chat], [oldest]] = await Promise.all([
    tx.query<ChatRow>(
      `select id, business_id, channel_id, external_id, client_id, language, state, draft, owner, owner_member_id, queue_reason,
         queued_at, calls, call_at, return_at from chats where id = $1 for no key update`,
      [chatId],
    ),
    tx.query<InboundRow>(TAKE_OLDEST, [chatId]),
  ])
  if (!chat || !oldest) return null
  // A person who speaks goes before what the client wrote meanwhile: the bot must not answer that any more.
  const spoken = oldest.more && oldest.author === 'client' ? await firstSpoken(tx, chatId) : null
  const [row = oldest] = spoken === null ? [] : await tx.query<InboundRow>(`${TAKE} where m.id = $1`, [spoken])
  return {
    chat: {
      id: chat.id,
      businessId: chat.business_id,
      channelId: chat.channel_id,
      externalId: chat.external_id,
      language: chat.language,
      state: chat.state,
      draft: chat.draft,
      owner: chat.owner,
      ownerMemberId: chat.owner_member_id,
      queueReason: chat.queue_reason,
      queuedAt: chat.queued_at,
      calls: chat.calls,
      callAt: chat.call_at,
      returnAt: chat.return_at,
    },
    channel: { kind: row.kind, key: row.key, profile: row.profile },
    catalogVersion: row.version,
    client: row.client,
    member: row.member,
    inbound: {
      id: row.id,
      author: row.author,
      update: row.update,
      attempts: row.attempts,
      dueAt: row.due_at,
      platformAt: row.platform_at,
      text: row.text,
      reason: row.reason,
    },
    pointsAt: row.points,
    outboxBusy: row.busy,
    more: row.more,
    blocked: row.blocked,
  }
}

const TAKE = `select m.id, m.author, m.body -> 'update' as update, m.attempts, m.due_at, m.platform_at, m.text, m.reason,
  ch.kind, ch.key, ch.profile, b.version,
  case when cl.id is not null then json_build_object('id', cl.id, 'name', cl.name, 'phone', cl.phone,
    'phoneVerified', cl.phone_verified) end as client,
  case when s.id is not null then json_build_object('id', s.id, 'name', s.name, 'role', s.role) end as member,
  (select json_build_object('id', p.id, 'status', p.status, 'aboutChatId', p.about_chat_id, 'platformId', p.platform_id)
    from messages p where p.chat_id = m.chat_id and p.platform_id = m.body ->> 'pointsAt' order by p.id limit 1) as points,
  exists (select 1 from messages o where o.chat_id = m.chat_id and o.status in ('queued', 'sending')) as busy,
  exists (select 1 from messages n where n.chat_id = m.chat_id and n.status = 'received' and n.id <> m.id) as more,
  i.blocked_at is not null as blocked
from messages m
  join chats c on c.id = m.chat_id
  join channels ch on ch.id = c.channel_id
  join businesses b on b.id = c.business_id
  left join clients cl on cl.id = c.client_id
  left join members s on s.channel_id = c.channel_id and s.external_id = c.external_id
  left join identities i on i.channel_id = c.channel_id and i.external_id = c.external_id`

const TAKE_OLDEST = `${TAKE} where m.chat_id = $1 and m.status = 'received' order by m.platform_at, m.sequence, m.id limit 1`

/** What a turn made of its chat and of the message that it took. */
export type Closing = {
  chat: Omit<Taken['chat'], 'externalId' | 'queuedAt'>
  clientId: number | null
  draft: unknown
  inboundId: number
  status: 'handled' | 'failed'
  /** Why it failed. */
  reason: string | null
  /** Replaces what was said, and the update with it, where it held what we may not keep. */
  masked: string | null
  rows: readonly Outbound[]
  now: Date
}

/**
 * Writes all of a turn in one statement and commits: the chat, its message as dealt with, and outbound rows in order.
 * Returns the ids of the rows; `queued_at` keeps the moment at which the chat began to wait for a person, and what belongs
 * to another owner is forgotten.
 */
export async function closeTurn(tx: Tx, closing: Closing): Promise<number[]> {
  const { chat, now } = closing
  const written = await tx.last<{ id: number }>(CLOSE_TURN, [
    chat.id,
    closing.clientId,
    chat.language,
    json(chat.state),
    json(closing.draft),
    chat.owner,
    chat.ownerMemberId,
    chat.queueReason,
    now,
    closing.inboundId,
    closing.status,
    closing.reason,
    closing.masked,
    chat.businessId,
    json(closing.rows.map(packed)),
    chat.calls,
    chat.callAt,
    chat.returnAt,
  ])
  return written.map((row) => row.id)
}

const CLOSE_TURN = `
with chat as (
  update chats set client_id = $2, language = $3, state = $4::jsonb, draft = $5::jsonb, owner = $6,
    owner_member_id = $7, queue_reason = $8, calls = case when $6 = 'queue' then $16::int else 0 end,
    call_at = case when $6 = 'queue' then $17::timestamptz end,
    return_at = case when $6 = 'member' then $18::timestamptz end,
    queued_at = case when $6 = 'bot' then null when $6 = 'queue' and owner <> 'queue' then $9::timestamptz else queued_at end
  where id = $1),
inbound as (
  update messages set status = $11, reason = $12, text = coalesce($13, text),
    body = case when $13::text is null then body else '{"masked": true}' end where id = $10)
${outboundFrom({ businessId: '$14', rows: '$15', now: '$9' })}`

/** Puts an event of our own (a person's reply, the chat's return to the bot) into another chat's inbox, once per `key`. */
export async function tellChat(
  tx: Tx,
  event: { businessId: number; chatId: number; key: string; update: unknown; now: Date },
): Promise<void> {
  await tx.query(
    `insert into messages (business_id, channel_id, chat_id, direction, author, external_id, platform_at, sequence, body,
       status, due_at, created_at)
     select business_id, channel_id, id, 'in', 'system', $3, $4::timestamptz, 0, jsonb_build_object('update', $5::jsonb),
       'received', $4::timestamptz, $4::timestamptz from chats where business_id = $1 and id = $2
     on conflict do nothing`,
    [event.businessId, event.chatId, `event:${event.key}`, event.now, json(event.update)],
  )
}
