import { list, type Sql } from '../sql.ts'
import { type Link, UNHEARD } from './links.ts'

/** A comment or a to-do of a deal, with what it is made of. */
export type TalkLink = Pick<Link, 'id' | 'chatId' | 'remoteId' | 'wanted' | 'attempts' | 'sent' | 'synced'> & {
  kind: 'comment' | 'todo'
  about: string
  /** The deal in the portal. */
  dealRemoteId: number
  responsible: number | null
  /** The dialogue has a person or waits for one. */
  open: boolean
  /** The client asked to be forgotten. */
  erased: boolean
  /** Of a handover: when, and why. */
  handedAt: Date | null
  reason: string | null
  health: boolean
}

/** Comments and to-dos that are due and whose deals stand in the portal, the newest first. */
export function dueTalk(sql: Sql, businessId: number, now: Date, limit: number): Promise<TalkLink[]> {
  return sql.query<TalkLink>(
    `select k.id, k.kind, k.about, k.chat_id as "chatId", k.remote_id as "remoteId", k.wanted, k.attempts, k.sent, k.synced,
       d.remote_id as "dealRemoteId", (d.synced -> 'assignedById' ->> 1)::bigint as responsible, coalesce(h.owner <> 'bot', false) as open,
       coalesce(c.erased_at is not null, false) as erased, e.at as "handedAt", e.data ->> 'reason' as reason, b.template = 'clinic' as health
     from crm_links k join crm_links d on d.id = k.deal_id join businesses b on b.id = k.business_id
       left join chats h on h.id = k.chat_id left join clients c on c.id = h.client_id
       left join events e on e.business_id = k.business_id and e.id = case when k.about like 'handover:%' then split_part(k.about, ':', 2)::bigint end
     where k.business_id = $1 and k.kind in ('comment', 'todo') and k.due_at <= $2::timestamptz and k.gone_at is null
       and d.remote_id is not null and d.gone_at is null
     order by k.touched_at desc, k.id desc limit $3`,
    [businessId, now, limit],
  )
}

export type SaidLine = { author: 'client' | 'bot' | 'member'; text: string; complaint: boolean }

/** The last lines of dialogues that somebody heard, oldest first, by chat. */
export async function saidIn(
  sql: Sql,
  businessId: number,
  chats: readonly number[],
  limit: number,
): Promise<Map<number, SaidLine[]>> {
  const rows = await sql.query<SaidLine & { chatId: number }>(
    `select h.id as "chatId", m.author, m.text, m.complaint
     from unnest($2::bigint[]) h(id), lateral (
       select m.id, m.author, m.text, coalesce(u.intent = 'complaint' or u.label = 'complaint', false) as complaint
       from messages m left join understandings u on u.message_id = m.id
       where m.business_id = $1 and m.chat_id = h.id and m.text is not null and m.author in ('client', 'bot', 'member')
         and m.method is distinct from 'note' and m.status not in ('skipped', 'failed') order by m.id desc limit $3) m
     order by h.id, m.id`,
    [businessId, list(new Set(chats)), limit],
  )
  const said = new Map<number, SaidLine[]>()
  for (const { chatId, ...line } of rows) said.set(chatId, [...(said.get(chatId) ?? []), line])
  return said
}

/** A visit that was booked in a dialogue tells so, with the dialogue. `$2` visits. */
export const ADD_BOOKED = `
insert into crm_links (business_id, kind, deal_id, about, chat_id, touched_at, due_at)
select k.business_id, 'comment', k.id, 'booked:' || a.id, a.chat_id, $3::timestamptz, $4::timestamptz
from crm_links k join appointments a on a.id = k.appointment_id
where k.business_id = $1 and k.kind = 'deal' and k.gone_at is null and a.id = any($2::bigint[]) and a.chat_id is not null
  and a.status in ('booked', 'confirmed') order by k.id on conflict do nothing`

/** A dialogue that was handed over tells so, and somebody has to answer it. `$2` chats. */
export const ADD_HANDED = `
insert into crm_links (business_id, kind, deal_id, about, chat_id, touched_at, due_at)
select k.business_id, w.kind, k.id, 'handover:' || e.id, h.id, $3::timestamptz, $4::timestamptz
from chats h
  join lateral (select e.id from events e where e.chat_id = h.id and e.kind = 'handover' order by e.id desc limit 1) e on true
  join lateral (select k.id, k.business_id from leads l join crm_links k on k.lead_id = l.id and k.kind = 'deal' where l.chat_id = h.id and k.gone_at is null
    union all select k.id, k.business_id from appointments a join crm_links k on k.appointment_id = a.id and k.kind = 'deal'
      where a.chat_id = h.id and a.business_id = $1 and k.gone_at is null
    order by 1 desc limit 1) k on true
  cross join (values ('comment'), ('todo')) w(kind)
where h.business_id = $1 and h.id = any($2::bigint[]) and h.owner <> 'bot' order by k.id, w.kind on conflict do nothing`

/** What was said of a dialogue is looked at again: a to-do when it is over, all of it when the client is forgotten. `$2` chats, `$3` clients. */
export const BUMP_TALK = `
update crm_links k set wanted = wanted + 1,
  due_at = case when ${UNHEARD} then due_at else least(due_at, $4::timestamptz) end
where k.business_id = $1 and k.gone_at is null and (k.kind = 'todo' and k.chat_id = any($2::bigint[]) or k.kind in ('comment', 'todo') and k.chat_id in (
  select h.id from chats h join clients c on c.id = h.client_id where h.business_id = $1 and h.client_id = any($3::bigint[]) and c.erased_at is not null))`
