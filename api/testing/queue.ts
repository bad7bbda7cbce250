import type { Person } from '../../bot/channels/telegram/fake/person.ts'
import { type Outbound, writeOutbound } from '../../db/outbox.ts'
import type { Stand } from './stand.ts'

/** Queues texts for a person's chat, as any part of the product may: one row each. */
export async function queueTexts(
  stand: Stand,
  person: Pick<Person, 'id'>,
  texts: readonly string[],
  more: Partial<Outbound> = {},
): Promise<number[]> {
  const { db } = stand.system
  const [chat] = await db.query<{ id: number; channel: number }>(
    'select id, channel_id as channel from chats where external_id = $1',
    [String(person.id)],
  )
  const rows: Outbound[] = texts.map((text) => ({
    chatId: chat!.id,
    channelId: chat!.channel,
    author: 'system',
    method: 'sendMessage',
    body: { text },
    text,
    ...more,
  }))
  return writeOutbound(db, stand.businessId, rows, stand.clock.now)
}

/**
 * As if all clients had written shortly before that moment: where a platform has no approved texts, nothing can be told them later
 * than a day after their last word.
 */
export async function keepsOpen({ instagram, system, businessId }: Stand, moment: Date): Promise<void> {
  if (!instagram) return
  for (const talk of instagram.account.talks.values()) talk.wroteAt &&= moment.getTime()
  await system.db.query(
    `update chats set window_until = $2::timestamptz + interval '1 day' where business_id = $1 and window_until is not null`,
    [businessId, moment],
  )
}

/** Moves the stand's clock, once all that was said is delivered and marked, and lets every node do what is due; they run at the same time. */
export async function pass(stand: Stand, ms: number, ...systems: readonly Stand['system'][]): Promise<void> {
  // A message that was not marked as sent before its lease ran out would go out twice, as after a crash.
  for (const system of [stand.system, ...systems]) await system.drain.idle()
  stand.clock.now = new Date(stand.clock.now.getTime() + ms)
  await Promise.all([stand.system, ...systems].map((system) => system.loop.runDue()))
  for (const system of [stand.system, ...systems]) await system.drain.idle()
}

/** How many rows still wait or are on their way. */
export async function waiting(stand: Stand): Promise<number> {
  const [row] = await stand.system.db.query<{ count: number }>(
    `select count(*)::int as count from messages where status in ('received', 'queued', 'sending')`,
  )
  return row!.count
}
