import type { Delivery } from '../bot/deliver.ts'
import type { Texts } from '../bot/texts.ts'
import type { Catalogs } from '../db/catalog.ts'
import { type Claimed, claimNotices, closeNotice, deferNotice, lockClaimed } from '../db/notices.ts'
import type { Tx } from '../db/sql.ts'
import { visitById } from '../db/visits.ts'
import { askMarks } from './asks.ts'
import { tellStep } from './chains.ts'
import type { Handler } from './handler.ts'
import { tellNews } from './news.ts'
import { tellNoShow } from './noshow.ts'
import { remind } from './reminders.ts'
import { tellOffer } from './waitlistoffer.ts'

export type Telling = {
  delivery: Delivery
  catalogs: Catalogs
  texts: Texts
  publicUrl?: string | null
  onError: (error: unknown) => void
}

/** Who decides a due notice: by its kind, else by the first word of its kind (`remind_24h`: `remind`). */
const HANDLERS: Readonly<Record<string, Handler>> = {
  booked: tellNews('booked'),
  moved: tellNews('moved'),
  cancelled: tellNews('cancelled'),
  no_show: tellNoShow,
  ask_marks: askMarks,
  remind,
  chain: tellStep,
  waitlist_offer: tellOffer,
}

/** A node that dies with notices claimed leaves them to others after this. */
const LEASE_MS = 30_000
const MOST_ATTEMPTS = 6
const RETRY_MS = 5_000

/**
 * Tells clients what is due to be told: each notice is read again against its visit as it is now, and becomes a row of the outbox or is
 * skipped with the reason. Returns how many were taken.
 */
export async function tellDue(telling: Telling, limit: number): Promise<number> {
  const { db, clock } = telling.delivery
  const now = clock()
  const claimed = await claimNotices(db, { now, until: new Date(now.getTime() + LEASE_MS), limit })
  for (const notice of claimed) {
    try {
      await db.transaction((tx) => decide(telling, tx, notice))
    } catch (error) {
      telling.onError(error)
      const { message } = error instanceof Error ? error : { message: String(error) }
      if (notice.attempts >= MOST_ATTEMPTS) await closeNotice(db, notice.id, { reason: 'broken', failed: true }, now)
      else await deferNotice(db, notice.id, message.slice(0, 200), new Date(now.getTime() + RETRY_MS * notice.attempts))
    }
  }
  return claimed.length
}

/** Reads a claimed notice again in this transaction, and makes it a row of the outbox or skips it; nothing if its lease is another's. */
export async function decide(
  { catalogs, texts, delivery, publicUrl = null }: Omit<Telling, 'onError'>,
  tx: Tx,
  notice: Claimed,
): Promise<void> {
  const addressee = await lockClaimed(tx, notice)
  if (!addressee) return
  const { businessId, appointmentId, kind } = notice
  const handler = HANDLERS[kind] ?? HANDLERS[kind.split('_')[0]!]
  if (!handler) throw new Error(`nobody knows how to tell of «${kind}»`)
  const visit = appointmentId === null ? null : await visitById(tx, businessId, appointmentId)
  const catalog = await catalogs.of(tx, businessId)
  await handler(tx, { notice, addressee, visit, catalog, catalogs, texts, publicUrl, now: delivery.clock() })
}
