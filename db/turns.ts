import { pointedRow } from './pointing.ts'
import type { Tx } from './sql.ts'
import { firstSpoken } from './takeover.ts'

export type ChatOwner = 'bot' | 'queue' | 'member'

export type Member = { id: number; name: string; role: 'owner' | 'admin' | 'manager' | 'master' }

export type Client = {
  id: number
  name: string | null
  phone: string | null
  phoneVerified: boolean
  /** Goes to a person at once. */
  vip: boolean
  /** Staff want this client served by a person only. */
  barred: boolean
}

/** What one turn of a dialogue begins with: the locked chat and the oldest message nobody has handled. */
export type Taken = {
  chat: {
    id: number
    businessId: number
    channelId: number
    externalId: string
    /** The number by which the platform knows the person; not to be shown before the consent. */
    phone: string | null
    language: 'ru' | 'en'
    state: unknown
    draft: unknown
    owner: ChatOwner
    /** Who leads it; where the bot leads, who did until it returned unsaid. */
    ownerMemberId: number | null
    queueReason: string | null
    /** Messages in a row that were not understood. */
    unclear: number
    /** Since when it has waited for a person; kept while that person leads. */
    queuedAt: Date | null
    /** While it waits: how often staff were called, and when they are called next. */
    calls: number
    callAt: Date | null
    /** When it returns from a person to the bot unless somebody speaks. */
    returnAt: Date | null
    /** Until when free words reach the person, as far as it is written down yet. */
    windowUntil: Date | null
  }
  /** Somebody asks the model about the oldest message, or did and never came back. */
  lease: { token: string; until: Date } | null
  channel: { kind: string; key: string; profile: unknown }
  catalogVersion: number
  client: Client | null
  /** True: all that is known of the client is that they were written to, or did something without a word. */
  unheard: boolean
  /** Set when the person in this chat belongs to the staff. */
  member: Member | null
  inbound: {
    id: number
    author: 'client' | 'system'
    update: unknown
    attempts: number
    dueAt: Date
    platformAt: Date
    createdAt: Date
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
  phone: string | null
  client_id: number | null
  language: 'ru' | 'en'
  state: unknown
  draft: unknown
  owner: ChatOwner
  owner_member_id: number | null
  queue_reason: string | null
  unclear: number
  lease_token: string | null
  lease_until: Date | null
  queued_at: Date | null
  calls: number
  call_at: Date | null
  return_at: Date | null
  window_until: Date | null
}

type InboundRow = {
  id: number
  author: 'client' | 'system'
  update: unknown
  attempts: number
  due_at: Date
  platform_at: Date
  created_at: Date
  text: string | null
  reason: string | null
  kind: string
  key: string
  profile: unknown
  version: number
  client: Client | null
  unheard: boolean
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
      `select id, business_id, channel_id, external_id, phone, client_id, language, state, draft, owner, owner_member_id, queue_reason,
         queued_at, calls, call_at, return_at, window_until, unclear, lease_token, lease_until
       from chats where id = $1 for no key update`,
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
      phone: chat.phone,
      language: chat.language,
      state: chat.state,
      draft: chat.draft,
      owner: chat.owner,
      ownerMemberId: chat.owner_member_id,
      queueReason: chat.queue_reason,
      unclear: chat.unclear,
      queuedAt: chat.queued_at,
      calls: chat.calls,
      callAt: chat.call_at,
      returnAt: chat.return_at,
      windowUntil: chat.window_until,
    },
    lease: chat.lease_token === null ? null : { token: chat.lease_token, until: chat.lease_until! },
    channel: { kind: row.kind, key: row.key, profile: row.profile },
    catalogVersion: row.version,
    client: row.client,
    unheard: row.unheard,
    member: row.member,
    inbound: {
      id: row.id,
      author: row.author,
      update: row.update,
      attempts: row.attempts,
      dueAt: row.due_at,
      platformAt: row.platform_at,
      createdAt: row.created_at,
      text: row.text,
      reason: row.reason,
    },
    pointsAt: row.points,
    outboxBusy: row.busy,
    more: row.more,
    blocked: row.blocked,
  }
}

const POINTED = `json_build_object('id', p.id, 'status', p.status, 'aboutChatId', p.about_chat_id, 'platformId', p.platform_id)`

// Who taps at once may be quicker than our note of what the platform called the message: it is the one on its way with this button.
const TAPPED_EARLY = `(select ${POINTED} from messages p where p.chat_id = m.chat_id and p.status = 'sending' and p.platform_id is null
  and p.body -> 'reply_markup' -> 'inline_keyboard' @?
    ('$[*][*] ? (@.callback_data == ' || to_json(m.body #>> '{update,callback_query,data}') || ')')::jsonpath
  order by p.id desc limit 1)`

const TAKE = `
select m.id, m.author, m.body -> 'update' as update, m.attempts, m.due_at, m.platform_at, m.created_at, m.text,
  m.reason,
  ch.kind, ch.key, ch.profile, b.version,
  case when cl.id is not null then json_build_object('id', cl.id, 'name', cl.name, 'phone', cl.phone,
    'phoneVerified', cl.phone_verified, 'vip', cl.vip, 'barred', cl.barred_at is not null) end as client,
  case when ch.kind in ('whatsapp', 'instagram') then not exists (select 1 from leads l where l.client_id = cl.id) else false end as unheard,
  case when s.id is not null then json_build_object('id', s.id, 'name', s.name, 'role', s.role) end as member,
  coalesce(${pointedRow('m.chat_id', "m.body ->> 'pointsAt'", POINTED)}, ${TAPPED_EARLY}) as points,
  exists (select 1 from messages o where o.chat_id = m.chat_id and o.status in ('queued', 'sending')) as busy,
  exists (select 1 from messages n where n.chat_id = m.chat_id and n.status = 'received' and n.id <> m.id) as more,
  i.blocked_at is not null as blocked
from messages m
  join chats c on c.id = m.chat_id
  join channels ch on ch.id = c.channel_id
  join businesses b on b.id = c.business_id
  left join clients cl on cl.id = c.client_id
  left join members s on s.channel_id = c.channel_id and s.external_id = c.external_id and s.removed_at is null
  left join identities i on i.channel_id = c.channel_id and i.external_id = c.external_id`

const TAKE_OLDEST = `${TAKE} where m.chat_id = $1 and m.status = 'received' order by m.platform_at, m.sequence, m.id limit 1`

/** Plain texts of a client that stand unhandled right behind a message, in order. */
export async function textsBehind(
  tx: Tx,
  chatId: number,
  inboundId: number,
): Promise<{ id: number; text: string; createdAt: Date }[]> {
  const rows = await tx.query<{ id: number; text: string | null; plain: boolean; created_at: Date }>(
    `select m.id, m.text, m.created_at, m.author = 'client' and m.body #>> '{update,message,text}' is not null
       and m.text not like '/%' and m.attempts = 0 as plain
     from messages m, messages h where h.id = $2 and m.chat_id = $1 and m.status = 'received'
       and (m.platform_at, m.sequence, m.id) > (h.platform_at, h.sequence, h.id)
     order by m.platform_at, m.sequence, m.id limit 5`,
    [chatId, inboundId],
  )
  const end = rows.findIndex((row) => !row.plain)
  return (end < 0 ? rows : rows.slice(0, end)).map(({ id, text, created_at }) => ({
    id,
    text: text ?? '',
    createdAt: created_at,
  }))
}
