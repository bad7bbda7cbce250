import type { FakeBot } from '../../bot/channels/telegram/fake/world.ts'
import type { Db } from '../../db/sql.ts'

export type Verdict = {
  /** «вы записаны» as people saw it, and as the log of events has it. */
  acknowledged: number
  booked: number
  visitsWithoutPlace: number
  doubleBooked: number
  messagesIn: number
  messagesOut: number
  /** Outbound rows that were decided and did not go out. */
  undelivered: number
  unhandled: number
  failed: number
  /** Calls that Telegram took beyond one per row: said twice; the most of them to one person. */
  doubled: number
  doubledToOne: number
}

/** Compares what people saw with what the database has; the load is over and everything is delivered. */
export async function verify(db: Db, bot: FakeBot, acknowledged: number): Promise<Verdict> {
  const number = async (text: string) => (await db.query<{ n: number }>(text))[0]!.n
  const accepted = new Map<string, number>()
  for (const call of bot.calls) {
    if (call.code !== 200 || !/^(send(Message|Document)|edit)/.test(call.method)) continue
    const chat = String(call.fields.chat_id)
    accepted.set(chat, (accepted.get(chat) ?? 0) + 1)
  }
  // An edit that changed nothing was refused by Telegram and yet is no failure: the row counts as sent.
  const refused = bot.calls.filter((call) => call.description?.includes('message is not modified')).length
  const rows = await db.query<{ chat: string; n: number }>(
    `select c.external_id as chat, count(*)::int as n from messages m join chats c on c.id = m.chat_id
     where m.direction = 'out' and m.status = 'sent' group by 1`,
  )
  const beyond = rows.map(({ chat, n }) => (accepted.get(chat) ?? 0) - n)
  return {
    acknowledged,
    booked: await number(`select count(*)::int as n from events where kind = 'booked'`),
    visitsWithoutPlace: await number(
      `select count(*)::int as n from appointments a where a.status in ('booked', 'confirmed') and a.session_id is null
         and not exists (select 1 from occupancies o where o.appointment_id = a.id)`,
    ),
    doubleBooked: await number(
      `select count(*)::int as n from occupancies a join occupancies b on a.resource_id = b.resource_id and a.id < b.id
         and a.during && b.during and a.overlap_reason is null and b.overlap_reason is null`,
    ),
    messagesIn: await number(`select count(*)::int as n from messages where direction = 'in'`),
    messagesOut: await number(`select count(*)::int as n from messages where direction = 'out'`),
    undelivered: await number(
      `select count(*)::int as n from messages where direction = 'out' and status in ('queued', 'sending')`,
    ),
    unhandled: await number(`select count(*)::int as n from messages where status = 'received'`),
    failed: await number(`select count(*)::int as n from messages where status = 'failed'`),
    doubled: beyond.reduce((sum, n) => sum + n, refused),
    doubledToOne: Math.max(0, ...beyond),
  }
}

/** What a verdict shows to be broken, in words; none: all promises held. */
export function broken(verdict: Verdict, kills: number): string[] {
  const promises: [boolean, string][] = [
    [
      verdict.acknowledged === verdict.booked,
      'a booking was acknowledged and is not there, or is there and nobody heard',
    ],
    [verdict.visitsWithoutPlace === 0, 'a visit has lost its place'],
    [verdict.doubleBooked === 0, 'a resource is in two places'],
    [verdict.undelivered === 0, 'a decided reply was not delivered'],
    [verdict.unhandled === 0, 'a message was not handled'],
    [verdict.failed === 0, 'a message was given up'],
    [verdict.doubledToOne <= kills, 'a person was told the same more often than once per kill'],
  ]
  return promises.filter(([held]) => !held).map(([, words]) => words)
}
