import { logChange } from './changes.ts'
import { giveDocument } from './documents.ts'
import type { Sql, Tx } from './sql.ts'

/** All that is kept of a person, as they may ask for it. */
export async function exportClient(sql: Sql, businessId: number, id: number): Promise<Record<string, unknown> | null> {
  const [row] = await sql.query<{ data: Record<string, unknown> }>(EXPORT, [businessId, id])
  return row ? row.data : null
}

const rowsOf = (columns: string, from: string) =>
  `(select coalesce(json_agg(x), '[]') from (select ${columns} from ${from}) x)`
const THEIRS = `client_id in (select id from clients where business_id = $1 and (id = $2 or merged_into = $2))`

const OF_CHATS = `select id from chats where business_id = $1 and ${THEIRS}`
const OF_VISITS = `select id from appointments where business_id = $1 and ${THEIRS}`
const VISIT = `a.id, a.status, a.starts_at as "startsAt", a.ends_at as "endsAt", a.price, a.discount, a.discount_reason as "discountReason",
  a.note, a.door, a.cancelled_by as "cancelledBy", a.cancel_reason as "cancelReason", a.overlap_reason as "overlapReason",
  a.created_at as "at", l.name as branch,
  (select json_agg(s.name order by p.position) from appointment_parts p join services s on s.id = p.service_id where p.appointment_id = a.id) as services,
  (select json_agg(distinct r.name) from appointment_parts p join resources r on r.id = p.resource_id where p.appointment_id = a.id) as masters`

const CRM_LOG = `(select json_agg(json_build_object('field', g.field, 'ours', g.ours, 'theirs', g.theirs, 'at', g.at) order by g.id)
  from crm_log g where g.link_id = k.id) as differed`

/** One statement. $1 business, $2 client. What a table holds of a person stands here; `persondata.test.ts` walks the tables. */
export const EXPORT = `select json_build_object('client',
  (select row_to_json(x) from (select c.id, c.name, c.phone, c.phone_verified as "phoneVerified", c.note, c.tags, c.vip,
     c.barred_at as "barredAt", c.barred_reason as "barredReason", c.created_at as "createdAt") x),
  'channels', ${rowsOf('ch.kind, i.external_id as "externalId", i.username, i.blocked_at as "blockedAt", i.marketing_off_at as "offersOffAt"', `identities i join channels ch on ch.id = i.channel_id where i.business_id = $1 and i.${THEIRS}`)},
  'consents', ${rowsOf('o.purpose, o.version, o.language, ch.kind as channel, o.granted_at as "grantedAt", o.revoked_at as "revokedAt"', `consents o left join channels ch on ch.id = o.channel_id where o.business_id = $1 and o.${THEIRS}`)},
  'contacts', ${rowsOf('l.source, l.medium, l.campaign, l.content, l.term, l.paid, l.promo, l.told_source as "toldSource", l.told_words as "toldWords", l.district, l.stage, l.lost_reason as "lostReason", l.answers, l.origin, l.created_at as "at"', `leads l where l.business_id = $1 and l.${THEIRS} order by l.id`)},
  'visits', ${rowsOf(VISIT, `appointments a join locations l on l.id = a.location_id where a.business_id = $1 and a.${THEIRS} order by a.starts_at`)},
  'offers', ${rowsOf('o.code, o.percent, o.amount, o.reason, o.created_at as "givenAt", o.expires_at as "expiresAt", o.redeemed_by as "visit", o.revoked_at as "revokedAt"', `offers o where o.business_id = $1 and o.${THEIRS} order by o.id`)},
  'payments', ${rowsOf('y.appointment_id as "visit", y.kind, y.amount, y.method, y.reason, y.at', `payments y where y.business_id = $1 and y.appointment_id in (${OF_VISITS}) order by y.id`)},
  'waitlist', ${rowsOf('w.from_day as "fromDay", w.to_day as "toDay", w.from_minute as "fromMinute", w.to_minute as "toMinute", w.status, w.created_at as "at", array(select s.name from services s where s.id = any(w.services)) as services', `waitlist w where w.business_id = $1 and w.${THEIRS} order by w.id`)},
  'feedback', ${rowsOf('f.appointment_id as "visit", f.score, f.text, f.at', `feedback f where f.business_id = $1 and f.${THEIRS} order by f.id`)},
  'notices', ${rowsOf('n.kind, n.appointment_id as "visit", n.status, n.reason, n.marketing, n.due_at as "dueAt", n.done_at as "at"', `notices n where n.business_id = $1 and n.${THEIRS} and n.kind !~ '^(ask|master)' order by n.id`)},
  'handedOver', ${rowsOf('w.url as "to", d.kind, d.body, d.tried_at as "at"', `webhook_deliveries d join webhooks w on w.id = d.webhook_id where d.business_id = $1 and d.${THEIRS} and d.status = 'delivered' order by d.id`)},
  'dialogues', ${rowsOf('h.id, ch.kind as channel, h.language, h.phone, h.draft, h.created_at as "at"', `chats h join channels ch on ch.id = h.channel_id where h.business_id = $1 and h.${THEIRS} order by h.id`)},
  'messages', ${rowsOf('m.chat_id as "dialogue", m.author, m.text, coalesce(m.platform_at, m.created_at) as at', `messages m where m.business_id = $1 and m.chat_id in (${OF_CHATS}) and m.text is not null order by m.id`)},
  'understood', ${rowsOf('u.intent, u.confidence, u.source, u.found, u.outcome, u.label, u.created_at as "at"', `understandings u where u.business_id = $1 and u.chat_id in (${OF_CHATS}) order by u.message_id`)},
  'askedModels', ${rowsOf('k.model, k.outcome, k.at', `model_calls k where k.business_id = $1 and k.chat_id in (${OF_CHATS}) order by k.id`)},
  'experiments', ${rowsOf('e.experiment_id as "experiment", e.variant, e.first_exposed_at as "at"', `exposures e where e.business_id = $1 and e.${THEIRS} order by e.experiment_id`)},
  'events', ${rowsOf('e.kind, e.data, e.at', `events e where e.business_id = $1 and (e.${THEIRS} or e.chat_id in (${OF_CHATS}) or e.appointment_id in (${OF_VISITS})) order by e.id`)},
  'crm', ${rowsOf(`k.kind, k.remote_id as "remoteId", k.synced, k.sent, k.confirmed_at as "at", ${CRM_LOG}`, `crm_links k where k.business_id = $1 and (k.${THEIRS} or k.lead_id in (select id from leads where business_id = $1 and ${THEIRS}) or k.appointment_id in (${OF_VISITS}) or k.chat_id in (${OF_CHATS})) order by k.id`)},
  'changes', ${rowsOf('g.object, g.object_id as "of", g.action, g.before, g.after, g.at', `changes g where g.business_id = $1 and (g.object = 'client' and g.object_id in (select id from clients where business_id = $1 and (id = $2 or merged_into = $2)) or g.object in ('visit', 'appointment') and g.object_id in (${OF_VISITS}) or g.object = 'lead' and g.object_id in (select id from leads where business_id = $1 and ${THEIRS}) or g.object = 'chat' and g.object_id in (${OF_CHATS})) order by g.id`)}
) as data from clients c where c.business_id = $1 and c.id = $2 and c.erased_at is null and c.merged_into is null`

/** A line of a person's export for the log; who asked for it and how. */
export async function logExport(
  tx: Tx,
  by: { businessId: number; memberId: number | null; now: Date; id: number; format: string },
) {
  const { businessId, memberId, now, id, format } = by
  await logChange(tx, {
    businessId,
    memberId,
    at: now,
    object: 'client',
    objectId: id,
    action: 'exported',
    after: { format },
  })
}

/** Puts a file about a client into the chat of the bot with a member; the id of that chat, null when the bot has none with them. */
export async function sendExport(
  tx: Tx,
  by: { businessId: number; memberId: number; now: Date; id: number; format: string },
): Promise<number | null> {
  const { businessId, memberId, now, id, format } = by
  return giveDocument(tx, { businessId, memberId, now, document: `client:${id}:${format}` })
}
