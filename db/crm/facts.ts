import type { ContactFacts } from '../../domain/crm/contact.ts'
import type { DealFacts, DealLead, DealVisit } from '../../domain/crm/deal.ts'
import { list, minuteOf, type Sql } from '../sql.ts'

type Row = Omit<DealFacts, 'visit' | 'lead'> & {
  linkId: number
  visit: (Omit<DealVisit, 'start'> & { startsAt: string }) | null
  lead: (Omit<DealLead, 'createdAt'> & { createdAt: string }) | null
}

/** What the deals of these links are made of, as it is now; by link. */
export async function dealFacts(
  sql: Sql,
  businessId: number,
  links: readonly number[],
): Promise<Map<number, DealFacts>> {
  const rows = await sql.query<Row>(DEALS, [businessId, list(links)])
  return new Map(
    rows.map(({ linkId, visit, lead, ...rest }) => [
      linkId,
      {
        ...rest,
        visit: visit && (({ startsAt, ...one }) => ({ ...one, start: minuteOf(new Date(startsAt)) }))(visit),
        lead: lead && (({ createdAt, ...one }) => ({ ...one, createdAt: minuteOf(new Date(createdAt)) }))(lead),
      },
    ]),
  )
}

const DEALS = `
select k.id as "linkId", case when k.lead_id is not null then 'l' || k.lead_id else 'v' || k.appointment_id end as mark,
  coalesce(a.client_id, l.client_id) as "clientId", b.currency, b.template = 'clinic' as health, coalesce(c.timezone, b.timezone) as zone,
  case when c.id is not null then json_build_object('id', c.id, 'name', c.name) end as branch,
  case when a.id is not null then json_build_object('id', a.id, 'status', a.status, 'startsAt', a.starts_at, 'price', a.price, 'discount', a.discount,
    'cancelledBy', a.cancelled_by, 'door', a.door,
    'services', (select coalesce(json_agg(s.name order by p.position), '[]') from appointment_parts p join services s on s.id = p.service_id
      where p.appointment_id = a.id),
    'masters', (select coalesce(json_agg(json_build_object('id', r.id, 'name', r.name) order by p.position), '[]')
      from appointment_parts p join resources r on r.id = p.resource_id where p.appointment_id = a.id)) end as visit,
  case when l.id is not null then json_build_object('id', l.id, 'stage', l.stage, 'source', l.source, 'medium', l.medium, 'campaign', l.campaign,
    'content', l.content, 'term', l.term, 'channel', h.kind, 'createdAt', l.created_at,
    'form', exists (select 1 from events e where e.chat_id = l.chat_id and e.kind = 'form' and e.lead_id = l.id)) end as lead,
  (select json_build_object('intent', case d.intent when 'book' then 'booking' else d.intent end, 'firstReply', round(d.seconds)::int,
    'unclear', d.missed, 'handover', d.handed_over) from bi_dialogues d where d.business_id = l.business_id and d.lead_id = l.id) as talk
from crm_links k join businesses b on b.id = k.business_id
  left join appointments a on a.id = k.appointment_id
  left join leads l on l.id = coalesce(k.lead_id, a.lead_id)
  left join channels h on h.id = l.channel_id
  left join locations c on c.id = a.location_id
where k.business_id = $1 and k.id = any($2::bigint[])`

/** What the contacts of these links are, as it is now; by link. */
export async function contactFacts(
  sql: Sql,
  businessId: number,
  links: readonly number[],
): Promise<Map<number, ContactFacts>> {
  const rows = await sql.query<ContactFacts & { linkId: number }>(
    `select k.id as "linkId", c.id as "clientId", c.name, c.phone, c.erased_at is not null as erased
     from crm_links k join clients c on c.id = k.client_id where k.business_id = $1 and k.id = any($2::bigint[])`,
    [businessId, list(links)],
  )
  return new Map(rows.map(({ linkId, ...facts }) => [linkId, facts]))
}
