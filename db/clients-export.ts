import { logChange } from './changes.ts'
import { writeOutbound } from './outbox.ts'
import type { Sql, Tx } from './sql.ts'

/** All that is kept of a person, as they may ask for it. */
export async function exportClient(sql: Sql, businessId: number, id: number): Promise<Record<string, unknown> | null> {
  const [row] = await sql.query<{ data: Record<string, unknown> }>(EXPORT, [businessId, id])
  return row ? row.data : null
}

const rowsOf = (columns: string, from: string) =>
  `(select coalesce(json_agg(x), '[]') from (select ${columns} from ${from}) x)`
const THEIRS = `client_id in (select id from clients where business_id = $1 and (id = $2 or merged_into = $2))`

const EXPORT = `select json_build_object('client',
  (select row_to_json(x) from (select c.id, c.name, c.phone, c.phone_verified as "phoneVerified", c.note, c.tags, c.vip,
     c.barred_at as "barredAt", c.barred_reason as "barredReason", c.created_at as "createdAt") x),
  'channels', ${rowsOf('ch.kind, i.external_id as "externalId", i.username, i.blocked_at as "blockedAt"', `identities i join channels ch on ch.id = i.channel_id where i.business_id = $1 and i.${THEIRS}`)},
  'consents', ${rowsOf('o.purpose, o.version, o.granted_at as "grantedAt", o.revoked_at as "revokedAt"', `consents o where o.business_id = $1 and o.${THEIRS}`)},
  'contacts', ${rowsOf('l.source, l.medium, l.campaign, l.stage, l.answers, l.origin, l.created_at as "at"', `leads l where l.business_id = $1 and l.${THEIRS} order by l.id`)},
  'visits', ${rowsOf('a.id, a.status, a.starts_at as "startsAt", a.ends_at as "endsAt", a.price, a.discount, a.note, array(select s.name from appointment_parts p join services s on s.id = p.service_id where p.appointment_id = a.id order by p.position) as services', `appointments a where a.business_id = $1 and a.${THEIRS} order by a.starts_at`)},
  'offers', ${rowsOf('o.code, o.percent, o.amount, o.reason, o.created_at as "givenAt", o.expires_at as "expiresAt", o.redeemed_by as "visit", o.revoked_at as "revokedAt"', `offers o where o.business_id = $1 and o.${THEIRS} order by o.id`)},
  'payments', ${rowsOf('y.appointment_id as "visit", y.kind, y.amount, y.method, y.at', `payments y join appointments a on a.id = y.appointment_id where a.business_id = $1 and a.${THEIRS} order by y.id`)},
  'feedback', ${rowsOf('f.appointment_id as "visit", f.score, f.text, f.at', `feedback f where f.business_id = $1 and f.${THEIRS} order by f.id`)},
  'waitlist', ${rowsOf('w.from_day as "fromDay", w.to_day as "toDay", w.from_minute as "fromMinute", w.to_minute as "toMinute", w.status, w.created_at as "at", array(select s.name from services s where s.id = any(w.services)) as services', `waitlist w where w.business_id = $1 and w.${THEIRS} order by w.id`)},
  'messages', ${rowsOf('m.author, m.text, coalesce(m.platform_at, m.created_at) as at', `messages m join chats h on h.id = m.chat_id where h.business_id = $1 and h.${THEIRS} and m.text is not null order by m.id`)}
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
  const [chat] = await tx.query<{ id: number; channelId: number }>(
    `select c.id, c.channel_id as "channelId" from members m
       join chats c on c.channel_id = m.channel_id and c.external_id = m.external_id
     where m.business_id = $1 and m.id = $2`,
    [by.businessId, by.memberId],
  )
  if (!chat) return null
  const body = { document: `client:${by.id}:${by.format}` }
  const row = {
    chatId: chat.id,
    channelId: chat.channelId,
    author: 'system' as const,
    method: 'sendDocument',
    body,
    text: null,
  }
  await writeOutbound(tx, by.businessId, [row], by.now)
  return chat.id
}
