import { logChange } from './changes.ts'
import { logEvent } from './clients.ts'
import type { Sql, Tx } from './sql.ts'

/** A client's contact whose source nothing shows. */
const PLAIN = `l.medium is null and l.campaign is null and l.content is null and l.promo is null
  and exists (select 1 from channels c where c.id = l.channel_id and c.kind = l.source)`

/**
 * Takes the one chance to ask a client where they heard of the business: the id of the contact that the answer belongs to; null: they were
 * asked before, as whoever they are by now, or one of their contacts shows it.
 */
export async function mayAskSource(
  tx: Tx,
  { businessId, clientId, now }: { businessId: number; clientId: number; now: Date },
): Promise<number | null> {
  const [row] = await tx.query<{ lead: number }>(
    `update clients t set source_asked_at = $3::timestamptz
     where t.business_id = $1 and t.id = $2 and t.source_asked_at is null
       and not exists (select 1 from clients o where o.merged_into = t.id and o.source_asked_at is not null)
       and not exists (select 1 from leads l where l.client_id = t.id and not (${PLAIN}))
       and exists (select 1 from leads l where l.client_id = t.id)
     returning (select max(l.id) from leads l where l.client_id = t.id) as lead`,
    [businessId, clientId, now],
  )
  return row?.lead ?? null
}

/** So long what a client types after the question may be the answer. */
const OPEN_HOURS = 24

/** The contact that waits for an answer, and whether they chose to say it in their own words; null: nobody was asked lately, or it is answered. */
export async function openSource(
  sql: Sql,
  { businessId, clientId, now }: { businessId: number; clientId: number; now: Date },
): Promise<{ leadId: number; other: boolean } | null> {
  const [row] = await sql.query<{ leadId: number; other: boolean }>(
    `select l.id as "leadId", l.told_source is not null as other from clients t
       join lateral (select id, told_source, told_words from leads where client_id = t.id order by id desc limit 1) l on true
     where t.business_id = $1 and t.id = $2 and t.source_asked_at > $3::timestamptz - interval '${OPEN_HOURS} hours'
       and (l.told_source is null or l.told_source = 'other' and l.told_words is null)`,
    [businessId, clientId, now],
  )
  return row ?? null
}

/** Keeps what a client says, beside what the contact shows; false: it is no contact of theirs, or it is answered. */
export async function keepSource(
  tx: Tx,
  told: {
    businessId: number
    clientId: number
    chatId: number
    leadId: number
    source: string
    words: string | null
    now: Date
  },
): Promise<boolean> {
  const { businessId, clientId, chatId, leadId, source, words, now } = told
  const rows = await tx.query(
    `update leads set told_source = $4, told_words = $5, version = version + 1 where business_id = $1 and client_id = $2 and id = $3
       and (told_source is null or told_source = 'other' and told_words is null and $5::text is not null) returning id`,
    [businessId, clientId, leadId, source, words],
  )
  if (rows.length === 0) return false
  const change = { object: 'lead', objectId: leadId, action: 'told', after: { toldSource: source } }
  await logChange(tx, { businessId, memberId: null, at: now, ...change })
  await logEvent(tx, { businessId, kind: 'source_told', at: now, chatId, clientId, leadId, data: { source } })
  return true
}
