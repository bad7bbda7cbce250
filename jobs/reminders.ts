import { reminderView } from '../bot/reminders.ts'
import type { Addressee } from '../db/notices.ts'
import { askingAgain, planAskingAgain, remindedOf } from '../db/reminders.ts'
import { minuteOf } from '../db/sql.ts'
import type { Visit } from '../db/visits.ts'
import type { Minute } from '../domain/catalog.ts'
import { freshUntil, hushed, nightAfter, type Reminded, type ReminderKind } from '../domain/reminders.ts'
import { type Handler, sendNotice, skipNotice, unreachable } from './handler.ts'

/**
 * Makes a due reminder a row of the outbox, or skips it with the reason. A client who has not said yet whether they come is asked once
 * more later.
 */
export const remind: Handler = async (tx, due) => {
  const { notice, addressee, visit, catalog, now } = due
  if (!visit) return skipNotice(tx, due, 'gone')
  const kind = notice.kind as ReminderKind
  const reminded = remindedOf(catalog, visit)
  const minute = minuteOf(now)
  const dueAt = minuteOf(notice.dueAt)
  const reason = unfit(kind, notice.data.start, addressee, visit) ?? hushed(reminded, { kind, due: dueAt, now: minute })
  if (reason !== null) return skipNotice(tx, due, reason)
  const expiresAt = new Date(staleAt(reminded, kind, dueAt) * 60_000)
  const sent = await sendNotice(tx, due, (say) => reminderView(catalog, say, visit, kind), { expiresAt })
  if (!sent || visit.status !== 'booked' || kind === 'remind_again') return
  const again = askingAgain(visit, reminded, minute)
  if (!again) return
  if (due.batch) due.batch.again.push(again)
  else await planAskingAgain(tx, [again], minute)
}

/** Why what is known of the visit and its client keeps the reminder from going out; null: nothing does. */
function unfit(kind: ReminderKind, start: Minute | undefined, addressee: Addressee, visit: Visit): string | null {
  const { status, test } = addressee
  if (status === 'arrived' || status === 'paid') return 'here'
  if ((status !== 'booked' && status !== 'confirmed') || start !== visit.start) return 'changed'
  if (kind === 'remind_again' && status === 'confirmed') return 'answered'
  return test ? 'test' : unreachable(addressee)
}

/** A message that waits in the outbox goes out neither by night nor when it is of no use any more. */
const staleAt = ({ zone, start }: Reminded, kind: ReminderKind, due: Minute) =>
  Math.min(start, freshUntil(kind, due), nightAfter(zone, due))
