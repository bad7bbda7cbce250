import { createBatch } from './batch.ts'
import { list, type Sql, type Tx } from './sql.ts'

/** The newest messages of a chat that nobody has handled: a person's word is among them if it is there at all. */
const newestUnhandled = (chat: string) => `select n.id, n.author, n.body, n.platform_at, n.sequence from messages n
  where n.chat_id = ${chat} and n.status = 'received' order by n.platform_at desc, n.sequence desc, n.id desc limit 10`

/** True for a row `e` by which a person of the staff makes the dialogue theirs. */
const SPEAKS = `e.body -> 'update' ->> 'event' in ('reply', 'take', 'pass', 'echo')`

/** Where a person has spoken: the oldest event of that chat that is to be applied first; null where nobody has. */
export async function firstSpoken(sql: Sql, chatId: number): Promise<number | null> {
  const [row] = await sql.query<{ id: number | null }>(
    `select case when bool_or(${SPEAKS}) then (array_agg(e.id order by e.platform_at, e.sequence, e.id))[1] end as id
     from (${newestUnhandled('$1')}) e where e.author = 'system'`,
    [chatId],
  )
  return row?.id ?? null
}

const takenAmong = (chats: string) => `select c.id from chats c where c.id ${chats} and (c.owner = 'member'
  or exists (select 1 from (${newestUnhandled('c.id')}) e where e.author = 'system' and ${SPEAKS}))`

const TAKEN_OF_ONE = takenAmong('= $1')
/** Planned anew for each list: it pays for several only. */
const TAKEN_OF_MANY = takenAmong('= any($1::bigint[])')

/**
 * Tells whether a person answers in a chat by now, or has just spoken there: asked before each word of the bot, at the
 * moment of sending. What is asked at once is asked in one statement.
 */
export function createTakenOver(sql: Sql): (chatId: number) => Promise<boolean> {
  return createBatch(async (chats: readonly number[]) => {
    const [only, another] = chats
    const rows = await (another === undefined
      ? sql.query<{ id: number }>(TAKEN_OF_ONE, [only])
      : sql.query<{ id: number }>(TAKEN_OF_MANY, [list(chats)]))
    const taken = new Set(rows.map((row) => row.id))
    return chats.map((chat) => taken.has(chat))
  })
}

/** Takes back what the bot was about to say in a chat: a person speaks there now. */
export async function silenceBot(tx: Tx, chatId: number, reason: string): Promise<void> {
  await tx.query(
    `update messages set status = 'skipped', reason = $2
     where chat_id = $1 and direction = 'out' and author = 'bot' and status = 'queued'`,
    [chatId, reason],
  )
}

/** A leased row is not sent after all, for this reason; false when the lease was lost meanwhile. */
export async function skipLeased(sql: Sql, row: { id: number; token: string; reason: string }): Promise<boolean> {
  const rows = await sql.query(
    `update messages set status = 'skipped', reason = $3, lease_until = null
     where id = $1 and lease_token = $2 and status = 'sending' returning 1`,
    [row.id, row.token, row.reason],
  )
  return rows.length === 1
}
