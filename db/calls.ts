import type { Span } from '../domain/catalog.ts'
import type { Sql } from './sql.ts'
import type { Member } from './turns.ts'

/** A member with the chat in which they are reached, and what they know about one dialogue. */
export type Reached = Member & {
  onDuty: boolean
  /** Weekly hours in which they are called; null: whenever they are on duty. */
  dutyHours: Span[][] | null
  chatId: number
  channelId: number
  language: 'ru' | 'en'
  /** They have a card about it. */
  told: boolean
  /** They were called with it, not just told without a sound. */
  called: boolean
}

/** A card of a dialogue in a member's chat, as it was first written. */
export type Card = {
  id: number
  memberId: number
  chatId: number
  channelId: number
  language: 'ru' | 'en'
  text: string
}

/** The dialogue that cards are about, how their buttons look, and since when the ones that count were written. */
export type About = { businessId: number; chatId: number; marker: unknown; since: Date | null }

/** Cards further up in a member's chat are out of sight: a tap on them is answered truly, but nobody looks for them. */
const CARDS = `(select r.id, r.text, r.body, r.created_at from (
    select * from messages where chat_id = c.id order by id desc limit 300) r
  where r.about_chat_id = $2 and r.method = 'sendMessage' and r.body @> $3::jsonb)`

const REACHED = `from members m join chats c on m.removed_at is null and c.channel_id = m.channel_id and c.external_id = m.external_id`

/** All members whom we can reach, with what they know of a dialogue since it began to wait; null: nothing. */
export async function staffAbout(sql: Sql, { businessId, chatId, marker, since }: About): Promise<Reached[]> {
  return sql.query<Reached>(
    `select m.id, m.name, m.role, m.on_duty as "onDuty", m.duty_hours as "dutyHours", c.id as "chatId", c.channel_id as "channelId", c.language,
       count(k.id) > 0 as told, count(k.id) filter (where k.body ->> 'disable_notification' is null) > 0 as called
     ${REACHED} left join lateral ${CARDS} k on k.created_at >= $4::timestamptz
     where m.business_id = $1 and c.id <> $2 group by m.id, c.id order by m.id`,
    [businessId, chatId, JSON.stringify(marker), since],
  )
}

/** The cards about a dialogue that members still see: of each the newest, and all since it began to wait. */
export async function cardsAbout(sql: Sql, { businessId, chatId, marker, since }: About): Promise<Card[]> {
  return sql.query<Card>(
    `select k.id, m.id as "memberId", c.id as "chatId", c.channel_id as "channelId", c.language, k.text
     ${REACHED} cross join lateral
       (select *, row_number() over (order by cards.id desc) as place from ${CARDS} cards) k
     where m.business_id = $1 and c.id <> $2 and (k.place = 1 or k.created_at >= $4::timestamptz) order by k.id`,
    [businessId, chatId, JSON.stringify(marker), since],
  )
}

/** A member of a business by id, with their chat; null when they are gone or never wrote to us. */
export async function memberById(
  sql: Sql,
  businessId: number,
  id: number,
): Promise<Pick<Reached, 'id' | 'name' | 'chatId' | 'channelId' | 'language'> | null> {
  const [row] = await sql.query<Reached>(
    `select m.id, m.name, c.id as "chatId", c.channel_id as "channelId", c.language ${REACHED}
     where m.business_id = $1 and m.id = $2`,
    [businessId, id],
  )
  return row ?? null
}

/** How a member is called, whether the bot reaches them or not; null when there is none of this id. */
export async function memberNamed(
  sql: Sql,
  businessId: number,
  id: number,
): Promise<{ id: number; name: string; language: 'ru' | 'en' } | null> {
  const [row] = await sql.query<{ id: number; name: string; language: 'ru' | 'en' }>(
    'select id, name, language from members where business_id = $1 and id = $2',
    [businessId, id],
  )
  return row ?? null
}

/**
 * Claims up to `limit` chats of which staff are to be called again, or which return to the bot: each gets an event in its
 * own inbox, and what becomes of it is decided there, in its own turn.
 */
export async function claimDueChats(sql: Sql, now: Date, limit: number): Promise<number> {
  const rows = await sql.query(CLAIM_DUE, [now, limit])
  return rows.length
}

// A chat whose turn is under way is left for the next round: what that turn decides counts.
const CLAIM_DUE = `
with due as (
  select id, call_at <= $1::timestamptz as calls, least(call_at, return_at) as at from chats
  where call_at <= $1::timestamptz or return_at <= $1::timestamptz order by at, id limit $2 for no key update skip locked),
claimed as (
  update chats c set call_at = null, return_at = null from due where c.id = due.id
  returning c.id, c.business_id, c.channel_id, due.at, case when due.calls then 'call' else 'silence' end as event)
insert into messages (business_id, channel_id, chat_id, direction, author, external_id, platform_at, sequence, body,
  status, due_at, created_at)
select business_id, channel_id, id, 'in', 'system', 'event:' || event || ':' || id || ':' || date_part('epoch', at),
  $1::timestamptz, 0, jsonb_build_object('update', jsonb_build_object('event', event)), 'received', $1::timestamptz,
  $1::timestamptz
from claimed on conflict do nothing returning chat_id`
