import { type Db, list, type Sql } from './sql.ts'

/** The last ids that were read of each source; a later reading goes on from here. */
export type Marks = { messages: number; events: number; changes: number }

/** That something has changed, and what: the app reads it anew if it is on screen. */
export type News = {
  businessId: number
  kind: string
  objectId: number | null
}

/** A line of a source with its id. */
export type Found = {
  id: number
  businessId: number
  kind: string
  objectId: number | null
  chatId: number | null
  clientId: number | null
  appointmentId: number | null
  /** Of a message. */
  status: string | null
}

/** Where the sources stand now. */
export async function lastMarks(sql: Sql): Promise<Marks> {
  const [row] = await sql.query<Marks>(
    `select coalesce((select max(id) from messages), 0) as messages, coalesce((select max(id) from events), 0) as events,
       coalesce((select max(id) from changes), 0) as changes`,
  )
  return row!
}

const COLUMNS: Record<keyof Marks, string> = {
  messages: `m.id, m.business_id as "businessId", 'message' as kind, m.id as "objectId", m.chat_id as "chatId",
    null::bigint as "clientId", null::bigint as "appointmentId", m.status`,
  events: `m.id, m.business_id as "businessId", m.kind, null::bigint as "objectId", m.chat_id as "chatId",
    m.client_id as "clientId", m.appointment_id as "appointmentId", null::text as status`,
  changes: `m.id, m.business_id as "businessId", m.object as kind, m.object_id as "objectId", null::bigint as "chatId",
    null::bigint as "clientId", null::bigint as "appointmentId", null::text as status`,
}

/** More is left for the next reading. */
const MOST = 2000

const READ = (source: keyof Marks) =>
  `select ${COLUMNS[source]} from ${source} m where m.id > $1 order by m.id limit ${MOST}`
const AGAIN = (source: keyof Marks) =>
  `select ${COLUMNS[source]} from ${source} m where m.id = any($1::bigint[]) order by m.id`

/**
 * What came into each source after `marks`, and the rows of `again`: ids that were missing among those read before, since ids are given
 * before the commit, and messages whose state may have changed. All by primary key, sent in one go.
 */
export async function readNews(
  db: Db,
  marks: Marks,
  again: Record<keyof Marks, Iterable<number>>,
): Promise<Record<keyof Marks, Found[]>> {
  const sources = ['messages', 'events', 'changes'] as const
  const rows = (await db.sequence([
    ...sources.map((source) => [READ(source), [marks[source]]] as const),
    ...sources.map((source) => [AGAIN(source), [list(again[source])]] as const),
  ])) as Found[][]
  return {
    messages: [...rows[3]!, ...rows[0]!],
    events: [...rows[4]!, ...rows[1]!],
    changes: [...rows[5]!, ...rows[2]!],
  }
}

/** Messages of all businesses that are under way: their state will change without a new row. */
export async function openMessages(sql: Sql): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `select id from messages where status = 'received' union all
     select id from messages where status in ('queued', 'sending') limit 10000`,
  )
  return rows.map(({ id }) => id)
}

/** Who looks at which dialogue now, or writes there; one text per dialogue, to be compared. */
export async function watchedChats(
  sql: Sql,
  now: Date,
): Promise<{ businessId: number; chatId: number; who: string }[]> {
  return sql.query(
    `select business_id as "businessId", chat_id as "chatId",
       string_agg(member_id || case when typing then '!' else '' end, ',' order by member_id) as who
     from watchers where until > $1::timestamptz group by 1, 2`,
    [now],
  )
}

/** Those of the visits that a resource has a part in. */
export async function visitsWith(sql: Sql, resourceId: number, visits: readonly number[]): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `select distinct appointment_id as id from appointment_parts where appointment_id = any($1::bigint[]) and resource_id = $2`,
    [list(visits), resourceId],
  )
  return rows.map(({ id }) => id)
}

/** How far back a caller without a stream is told again of what may have been under way when they asked last. */
const OVERLAP_IDS = 2000
const OVERLAP_MS = 20_000

/** What changed in a business after `marks`, for who asks from time to time; the last of it may be told twice. */
export async function newsSince(
  db: Db,
  { businessId, marks, at }: { businessId: number; marks: Marks; at: Date },
): Promise<Record<keyof Marks, Found[]>> {
  const since = new Date(at.getTime() - OVERLAP_MS)
  const read = (source: keyof Marks, recent: string) =>
    [
      `select ${COLUMNS[source]} from ${source} m where m.id > $1 - ${OVERLAP_IDS} and m.business_id = $2
         and (m.id > $1 or ${recent}) order by m.id desc limit 500`,
      [marks[source], businessId, since],
    ] as const
  const [messages, events, changes] = (await db.sequence([
    read('messages', 'greatest(m.created_at, m.sent_at) > $3::timestamptz'),
    read('events', 'm.at > $3::timestamptz'),
    read('changes', 'm.at > $3::timestamptz'),
  ])) as Found[][]
  return { messages: messages!, events: events!, changes: changes! }
}
