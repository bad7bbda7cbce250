import type { Origin } from '../domain/attribution.ts'
import { addLead, grantConsent, logEvent } from './clients.ts'
import { lockPhone } from './clients-join.ts'
import { tellChat } from './inbox.ts'
import type { Sql, Tx } from './sql.ts'

/** What somebody left in a form of a site. */
export type FormLead = {
  businessId: number
  now: Date
  name: string
  phone: string
  origin: Origin
  /** What they want, in their words; null: nothing was said of it. */
  wish: string | null
  serviceId: number | null
  /** When they would like to come, as they put it. */
  when: string | null
  language: 'ru' | 'en'
}

export type HeardLead = { id: number; clientId: number; chatId: number | null }

/** So many contacts an hour of one phone are taken; a form is no way to make us write to a stranger. */
const MOST_AN_HOUR = 3

/**
 * Writes a contact down and puts it into the chat in which its client can be reached: a messenger where a phone was vouched for and that
 * took our messages last, else a chat of the site in which staff find it. `many`: this phone has left too many.
 */
export async function addFormLead(tx: Tx, lead: FormLead): Promise<HeardLead | 'many'> {
  const { businessId, now, origin, wish } = lead
  const [site] = await tx.query<{ id: number; version: number }>(
    `select (select id from channels where business_id = $1 and kind = 'web' order by id limit 1) as id,
       coalesce((select max(version) from consent_texts where business_id = $1 and purpose = 'personal_data'), 0) as version`,
    [businessId],
  )
  // Two forms of one person at once: the second waits, and finds the client of the first.
  await lockPhone(tx, businessId, lead.phone)
  const known = await clientByPhone(tx, businessId, lead.phone, now)
  if (known && known.lately >= MOST_AN_HOUR) return 'many'
  const clientId = known?.id ?? (await newClient(tx, lead))
  const consent = {
    businessId,
    clientId,
    purpose: 'personal_data',
    version: site!.version,
    language: lead.language,
    now,
  }
  await grantConsent(tx, { ...consent, channelId: site!.id })
  const chat = known?.chat ?? (site!.id === null ? null : await siteChat(tx, lead, clientId, site!.id))
  const about = { businessId, clientId, chatId: chat?.id ?? null, channelId: chat?.channelId ?? null }
  const id = await addLead(tx, { ...about, origin, wish, createdAt: now })
  await logEvent(tx, { businessId, kind: 'form', at: now, clientId, chatId: about.chatId ?? undefined, leadId: id })
  if (chat) {
    const update = { event: 'form', leadId: id, serviceId: lead.serviceId, when: lead.when }
    await tellChat(tx, { businessId, chatId: chat.id, key: `form:${id}`, update, said: wish ?? lead.name, now })
  }
  return { id, clientId, chatId: about.chatId }
}

type Chat = { id: number; channelId: number }

async function clientByPhone(sql: Sql, businessId: number, phone: string, now: Date) {
  const [row] = await sql.query<{ id: number; lately: number; chat: Chat | null }>(
    `select c.id,
       (select count(*)::int from leads l where l.client_id = c.id and l.created_at > $3::timestamptz - interval '1 hour') as lately,
       case when c.phone_verified then (select json_build_object('id', h.id, 'channelId', h.channel_id)
         from chats h join channels k on k.id = h.channel_id
           join identities i on i.channel_id = h.channel_id and i.external_id = h.external_id
         where h.client_id = c.id and k.kind <> 'web' and i.blocked_at is null
         order by (select max(m.id) from messages m where m.chat_id = h.id and m.direction = 'in') desc nulls last limit 1) end as chat
     from clients c where c.business_id = $1 and c.phone = $2 and c.merged_into is null and c.erased_at is null
     order by c.phone_verified desc, c.id limit 1`,
    [businessId, phone, now],
  )
  return row ?? null
}

async function newClient(tx: Tx, { businessId, name, phone, now }: FormLead): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    'insert into clients (business_id, name, phone, created_at) values ($1, $2, $3, $4::timestamptz) returning id',
    [businessId, name, phone, now],
  )
  return row!.id
}

/** One chat for all that a client leaves in forms. */
async function siteChat(tx: Tx, { businessId, language, now }: FormLead, clientId: number, channelId: number) {
  const [row] = await tx.query<Chat>(
    `insert into chats (business_id, channel_id, external_id, client_id, language, created_at)
     values ($1, $2, $3, $4, $5, $6::timestamptz)
     on conflict (channel_id, external_id) do update set client_id = excluded.client_id
     returning id, channel_id as "channelId"`,
    [businessId, channelId, `form-${clientId}`, clientId, language, now],
  )
  return row!
}
