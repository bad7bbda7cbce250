import { touchCatalog } from './catalog.ts'
import { type By, logChange } from './changes.ts'
import { list, type Sql, type Tx } from './sql.ts'

/** Words that were not understood, and the messages that said them. */
export type UnclearPhrase = { text: string; count: number; messages: number[]; last: Date }

/** What clients wrote since a moment and was not understood, nor labelled yet; the same words once. */
export async function unclearPhrases(
  sql: Sql,
  businessId: number,
  since: Date,
  limit: number,
): Promise<UnclearPhrase[]> {
  return sql.query<UnclearPhrase>(
    `select m.text, count(*)::int as count, json_agg(m.id order by m.id desc) as messages, max(u.created_at) as last
     from understandings u join messages m on m.id = u.message_id
     where u.business_id = $1 and u.created_at >= $2::timestamptz and u.source <> 'button' and u.label is null
       and (not u.answered or u.outcome <> 'answered') and m.text is not null and length(m.text) <= 300
     group by m.text order by count(*) desc, max(u.message_id) desc limit $3`,
    [businessId, since, limit],
  )
}

/** The different things that clients wrote last, newest first. */
export async function recentTexts(sql: Sql, businessId: number, since: Date, limit: number): Promise<string[]> {
  const rows = await sql.query<{ text: string }>(
    `select m.text from understandings u join messages m on m.id = u.message_id
     where u.business_id = $1 and u.created_at >= $2::timestamptz and u.source <> 'button' and m.text is not null
       and length(m.text) <= 300 group by m.text order by max(u.message_id) desc limit $3`,
    [businessId, since, limit],
  )
  return rows.map((row) => row.text)
}

/** The words of messages of a business, each once; of foreign or wordless messages nothing. */
export async function textsOfMessages(sql: Sql, businessId: number, messages: readonly number[]): Promise<string[]> {
  const rows = await sql.query<{ text: string }>(
    `select distinct m.text from understandings u join messages m on m.id = u.message_id
     where u.business_id = $1 and u.message_id = any($2::bigint[]) and m.text is not null order by m.text`,
    [businessId, list(messages)],
  )
  return rows.map((row) => row.text)
}

type Taught = { intent: string; messages: number[]; fresh: number[]; replaced: { id: number; intent: string }[] }

/**
 * Says what messages meant, and with `teach` makes their words examples of it, in one go. Returns the line of the log by which it is
 * taken back; null when the business has none of these messages.
 */
export async function teachGroup(
  tx: Tx,
  by: By,
  { messages, intent, teach }: { messages: readonly number[]; intent: string; teach: boolean },
): Promise<{ change: number; phrases: number } | null> {
  const { businessId, memberId, now } = by
  const labelled = await tx.query<{ id: number; text: string | null }>(
    `update understandings u set label = $3, labelled_by = $4, labelled_at = $5::timestamptz
     from messages m where m.id = u.message_id and u.business_id = $1 and u.message_id = any($2::bigint[])
     returning m.id, m.text`,
    [businessId, list(messages), intent, memberId, now],
  )
  if (labelled.length === 0) return null
  const texts = teach ? [...new Set(labelled.flatMap(({ text }) => (text ? [text] : [])))] : []
  const words = JSON.stringify(texts)
  const replaced = await tx.query<{ id: number; intent: string }>(
    `select id, intent from phrases where business_id = $1 and text in (select jsonb_array_elements_text($2::jsonb)) for update`,
    [businessId, words],
  )
  const kept = await tx.query<{ id: number }>(
    `insert into phrases (business_id, text, intent, member_id, created_at)
     select $1, x, $3, $4, $5::timestamptz from jsonb_array_elements_text($2::jsonb) x
     on conflict (business_id, text) do update set intent = excluded.intent, member_id = excluded.member_id returning id`,
    [businessId, words, intent, memberId, now],
  )
  if (texts.length > 0) await touchCatalog(tx, businessId)
  const known = new Set(replaced.map(({ id }) => id))
  const after: Taught = {
    intent,
    messages: labelled.map(({ id }) => id),
    fresh: kept.flatMap(({ id }) => (known.has(id) ? [] : [id])),
    replaced,
  }
  const action = teach ? 'taught' : 'hidden'
  const object = { object: 'phrases', objectId: labelled[0]!.id }
  return {
    change: await logChange(tx, { businessId, memberId, at: now, ...object, action, after }),
    phrases: texts.length,
  }
}

/** Takes a lesson back: labels, examples, and what earlier examples meant; false when it is no more. */
export async function unteachGroup(tx: Tx, { businessId, now, change }: By & { change: number }): Promise<boolean> {
  const [line] = await tx.query<{ after: Taught }>(
    `update changes set undone_at = $3::timestamptz where business_id = $1 and id = $2 and object = 'phrases'
       and undone_at is null and after ->> 'messages' is not null returning after`,
    [businessId, change, now],
  )
  if (!line) return false
  const { messages, fresh, replaced } = line.after
  await tx.query(
    `update understandings set label = null, labelled_by = null, labelled_at = null
     where business_id = $1 and message_id = any($2::bigint[])`,
    [businessId, list(messages)],
  )
  await tx.query('delete from phrases where business_id = $1 and id = any($2::bigint[])', [businessId, list(fresh)])
  await tx.query(
    `update phrases p set intent = r.intent from jsonb_to_recordset($2::jsonb) as r(id bigint, intent text)
     where p.business_id = $1 and p.id = r.id`,
    [businessId, JSON.stringify(replaced)],
  )
  await touchCatalog(tx, businessId)
  return true
}
