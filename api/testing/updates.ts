import type { Update } from 'grammy/types'
import type { Person } from '../../bot/channels/telegram/fake/person.ts'
import type { Sql } from '../../db/sql.ts'
import type { System } from '../system.ts'
import type { Stand } from './stand.ts'

/** What a person types, as Telegram writes it down; `at` in ms. */
export function textUpdate(person: Pick<Person, 'id' | 'user'>, id: number, text: string, at: number): Update {
  const { first_name } = person.user
  const command = /^\/[a-z]+/.exec(text)?.[0]
  const message = {
    message_id: 5_000_000 + id,
    date: Math.floor(at / 1000),
    from: person.user,
    chat: { id: person.id, type: 'private' as const, first_name },
    text,
    ...(command && { entities: [{ type: 'bot_command' as const, offset: 0, length: command.length }] }),
  }
  return { update_id: id, message } as Update
}

/** Brings an update to a node as Telegram would; its status. A string goes out as it is. */
export async function post(
  stand: Stand,
  url: string,
  update: unknown,
  secret = stand.bot.webhook?.secret_token ?? '',
): Promise<number> {
  const response = await fetch(`${url}${new URL(stand.bot.webhook!.url).pathname}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
    body: typeof update === 'string' ? update : JSON.stringify(update),
  })
  await response.arrayBuffer()
  return response.status
}

/** From now on the platform's calls go to these nodes in turn, as through a load balancer. */
export function spread(stand: Stand, urls: readonly string[]): void {
  const webhook = stand.bot.webhook!
  const { pathname } = new URL(webhook.url)
  let calls = 0
  Object.defineProperty(webhook, 'url', { get: () => `${urls[calls++ % urls.length]}${pathname}` })
}

/** All that the platform has is acknowledged, all that nodes have begun is done. */
export async function settled(stand: Stand, ...systems: readonly System[]): Promise<void> {
  await stand.telegram.drained(stand.bot)
  // A turn of one node may wake nothing but itself: one pass over all is enough, a second proves it.
  for (let pass = 0; pass < 2; pass++) for (const system of [stand.system, ...systems]) await system.drain.idle()
}

export type TurnRecord = { chat_id: number; message_id: number; text: string | null; last_out: number | null }

/** Lets the database itself write down in which order messages are dealt with; returns the reader of its record. */
export async function recordTurns(sql: Sql): Promise<() => Promise<TurnRecord[]>> {
  await sql.query(`create table turn_record (n bigint generated always as identity, chat_id bigint, message_id bigint,
    text text, last_out bigint)`)
  await sql.query(`create function record_turn() returns trigger language plpgsql as $$ begin
      insert into turn_record (chat_id, message_id, text, last_out) select new.chat_id, new.id, new.text,
        (select max(id) from messages where chat_id = new.chat_id and direction = 'out');
      return new; end $$`)
  await sql.query(`create trigger record_turn after update of status on messages for each row
    when (new.direction = 'in' and new.status in ('handled', 'failed') and old.status = 'received')
    execute function record_turn()`)
  return () => sql.query<TurnRecord>('select chat_id, message_id, text, last_out from turn_record order by n')
}

export type Row = {
  id: number
  direction: 'in' | 'out'
  status: string
  reason: string | null
  attempts: number
  text: string | null
  method: string | null
  platform_id: string | null
  body: Record<string, unknown>
}

/** The rows of a person's chat, oldest first. */
export function rowsOf(sql: Sql, person: Pick<Person, 'id'>): Promise<Row[]> {
  return sql.query<Row>(
    `select m.id, m.direction, m.status, m.reason, m.attempts, m.text, m.method, m.platform_id, m.body
     from messages m join chats c on c.id = m.chat_id where c.external_id = $1 order by m.id`,
    [String(person.id)],
  )
}
