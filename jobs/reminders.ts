import { reminderView } from '../bot/reminders.ts'
import { markup } from '../bot/show.ts'
import type { Texts } from '../bot/texts.ts'
import { type Addressee, type Claimed, closeNotice } from '../db/notices.ts'
import { writeOutbound } from '../db/outbox.ts'
import { planAskingAgain, remindedOf } from '../db/reminders.ts'
import { minuteOf, type Tx } from '../db/sql.ts'
import type { Visit } from '../db/visits.ts'
import type { Catalog, Minute } from '../domain/catalog.ts'
import { freshUntil, hushed, nightAfter, type Reminded, type ReminderKind } from '../domain/reminders.ts'

export type DueReminder = Claimed & { kind: ReminderKind }

/**
 * Makes a due reminder a row of the outbox, or skips it with the reason. A client who has not said yet whether they come is asked once
 * more later. The visit's row is locked by the caller.
 */
export async function remind(
  tx: Tx,
  notice: DueReminder,
  told: { addressee: Addressee; visit: Visit; catalog: Catalog; texts: Texts; now: Date },
): Promise<void> {
  const { addressee, visit, catalog, texts, now } = told
  const { businessId, id, kind, dueAt } = notice
  const reminded = remindedOf(catalog, visit)
  const minute = minuteOf(now)
  const reason = unfit(notice, addressee, visit) ?? hushed(reminded, { kind, due: minuteOf(dueAt), now: minute })
  const { chat } = addressee
  if (reason !== null || !chat) return closeNotice(tx, id, { reason: reason ?? 'no_chat' }, now)
  const say = texts.of(catalog).in(chat.language)
  const view = reminderView(catalog, say, visit, kind)
  const body = { text: view.text, reply_markup: markup(say, view) }
  const row = { chatId: chat.id, channelId: chat.channelId, author: 'system' as const, method: 'sendMessage', body }
  const expiresAt = new Date(staleAt(reminded, kind, minuteOf(dueAt)) * 60_000)
  const [messageId] = await writeOutbound(tx, businessId, [{ ...row, text: view.text, expiresAt }], now)
  await closeNotice(tx, id, { messageId: messageId! }, now)
  if (visit.status === 'booked' && kind !== 'remind_again') await planAskingAgain(tx, visit, reminded, minute)
}

/** Why what is known of the visit and its client keeps the reminder from going out; null: nothing does. */
function unfit({ kind, data }: DueReminder, { status, test, erased, chat }: Addressee, visit: Visit): string | null {
  if (status === 'arrived' || status === 'paid') return 'here'
  if ((status !== 'booked' && status !== 'confirmed') || data.start !== visit.start) return 'changed'
  if (kind === 'remind_again' && status === 'confirmed') return 'answered'
  if (test) return 'test'
  if (erased) return 'erased'
  if (!chat) return 'no_chat'
  return chat.blocked ? 'blocked' : null
}

/** A message that waits in the outbox goes out neither by night nor when it is of no use any more. */
const staleAt = ({ zone, start }: Reminded, kind: ReminderKind, due: Minute) =>
  Math.min(start, freshUntil(kind, due), nightAfter(zone, due))
