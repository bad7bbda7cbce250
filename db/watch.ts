import type { Sql } from './sql.ts'

/** How long a member is shown as looking after their app last said so. */
const WATCH_MS = 20_000

/** Says that a member looks at a dialogue, or writes in it. */
export async function watchChat(
  sql: Sql,
  watch: { businessId: number; chatId: number; memberId: number; typing: boolean; now: Date },
): Promise<void> {
  await sql.query(
    `insert into watchers (business_id, chat_id, member_id, typing, until)
     select $1, id, $3, $4, $5::timestamptz from chats where business_id = $1 and id = $2
     on conflict (chat_id, member_id) do update set typing = excluded.typing, until = excluded.until`,
    [watch.businessId, watch.chatId, watch.memberId, watch.typing, new Date(watch.now.getTime() + WATCH_MS)],
  )
}

/** The member has closed the dialogue. */
export async function unwatchChat(sql: Sql, chatId: number, memberId: number): Promise<void> {
  await sql.query('delete from watchers where chat_id = $1 and member_id = $2', [chatId, memberId])
}
