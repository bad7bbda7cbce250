import { touchCatalog } from './catalog.ts'
import type { Sql, Tx } from './sql.ts'

/** A client's message with what was understood of it, for staff to label. */
export type Labelled = {
  id: number
  chatId: number
  text: string | null
  intent: string
  confidence: number
  source: 'button' | 'local' | 'model'
  answered: boolean
  outcome: string
  label: string | null
  at: Date
}

/** The messages to label: `failures` are those that were not understood or went to a person, `sample` every tenth other. */
export async function messagesToLabel(
  sql: Sql,
  wanted: { businessId: number; which: 'failures' | 'sample'; before: number | null; limit: number },
): Promise<Labelled[]> {
  const which =
    wanted.which === 'failures'
      ? `(not u.answered or u.outcome <> 'answered')`
      : `u.answered and u.outcome = 'answered' and u.message_id % 10 = 0`
  return sql.query<Labelled>(
    `select u.message_id as id, u.chat_id as "chatId", m.text, u.intent, u.confidence, u.source, u.answered, u.outcome,
       u.label, u.created_at as at
     from understandings u join messages m on m.id = u.message_id
     where u.business_id = $1 and u.source <> 'button' and u.label is null and ($2::bigint is null or u.message_id < $2)
       and ${which}
     order by u.message_id desc limit $3`,
    [wanted.businessId, wanted.before, wanted.limit],
  )
}

/**
 * Says what a message really meant. With `teach` its words become an example of the business at once. False when there is
 * no such message.
 */
export async function labelMessage(
  tx: Tx,
  label: { businessId: number; messageId: number; intent: string; teach: boolean; memberId: number | null; now: Date },
): Promise<boolean> {
  const [row] = await tx.query<{ text: string | null }>(
    `update understandings u set label = $3, labelled_by = $4, labelled_at = $5::timestamptz
     from messages m where m.id = u.message_id and u.message_id = $2 and u.business_id = $1 returning m.text`,
    [label.businessId, label.messageId, label.intent, label.memberId, label.now],
  )
  if (row?.text && label.teach) await teachPhrase(tx, { ...label, text: row.text })
  return row !== undefined
}

/** Makes a phrase an example of the business; a known one gets the new meaning. It counts from the next message on. */
export async function teachPhrase(
  tx: Tx,
  phrase: { businessId: number; text: string; intent: string; memberId: number | null; now: Date },
): Promise<void> {
  await tx.query(
    `insert into phrases (business_id, text, intent, member_id, created_at) values ($1, $2, $3, $4, $5::timestamptz)
     on conflict (business_id, text) do update set intent = excluded.intent, member_id = excluded.member_id`,
    [phrase.businessId, phrase.text, phrase.intent, phrase.memberId, phrase.now],
  )
  await touchCatalog(tx, phrase.businessId)
}

/** How well messages were understood in a time: counts, and accuracy by the labels. */
export type UnderstandingRates = {
  messages: number
  answered: number
  handedOver: number
  labelled: number
  right: number
}

/** Counts over typed messages from `from` (inclusive) to `to` (exclusive). */
export async function understandingRates(
  sql: Sql,
  range: { businessId: number; from: Date; to: Date },
): Promise<UnderstandingRates> {
  const [row] = await sql.query<UnderstandingRates>(
    `select count(*)::int as messages, count(*) filter (where answered)::int as answered,
       count(*) filter (where outcome = 'handed_over')::int as "handedOver",
       count(label)::int as labelled, count(*) filter (where label = intent)::int as right
     from understandings where business_id = $1 and source <> 'button'
       and created_at >= $2::timestamptz and created_at < $3::timestamptz`,
    [range.businessId, range.from, range.to],
  )
  return row!
}

/** What clients wrote last, newest first: for a preview of how the assistant would answer. */
export async function recentMessages(
  sql: Sql,
  businessId: number,
  limit: number,
): Promise<{ id: number; chatId: number; text: string; name: string | null }[]> {
  return sql.query(
    `select m.id, m.chat_id as "chatId", m.text, cl.name
     from understandings u join messages m on m.id = u.message_id
       join chats c on c.id = m.chat_id left join clients cl on cl.id = c.client_id
     where u.business_id = $1 and u.source <> 'button' and m.text is not null order by u.message_id desc limit $2`,
    [businessId, limit],
  )
}

/** Changes what the owner sets for the assistant; what is left out stays. */
export async function saveSettings(tx: Tx, businessId: number, settings: object): Promise<void> {
  await tx.query('update businesses set settings = settings || $2::jsonb, version = version + 1 where id = $1', [
    businessId,
    JSON.stringify(settings),
  ])
}
