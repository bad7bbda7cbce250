import type { Delivery } from '../bot/deliver.ts'
import type { Texts } from '../bot/texts.ts'
import type { Catalogs } from '../db/catalog.ts'
import { endBatch, lockBatch } from '../db/noticebatch.ts'
import { type Claimed, claimNotices, closeNotice, deferNotice, lockClaimed } from '../db/notices.ts'
import { planAskingAgain } from '../db/reminders.ts'
import { minuteOf, type Tx } from '../db/sql.ts'
import { visitById } from '../db/visits.ts'
import type { Catalog } from '../domain/catalog.ts'
import { isReminder } from '../domain/reminders.ts'
import { askMarks } from './asks.ts'
import { tellStep } from './chains.ts'
import type { Batch, Handler } from './handler.ts'
import { tellMaster } from './masternews.ts'
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
  master: tellMaster,
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
  const many = claimed.filter(({ kind, appointmentId }) => isReminder(kind) && appointmentId !== null)
  const decided = many.length > 1 ? await decideTogether(telling, many) : new Set<number>()
  for (const notice of claimed) if (!decided.has(notice.id)) await decideAlone(telling, notice)
  return claimed.length
}

/**
 * Reminders fall due by the hundred: they are locked, read and written together in one transaction. Returns the ids of those that are
 * decided now; the rest, all of them when anything fails, is to be decided one by one.
 */
async function decideTogether(
  { delivery, catalogs, texts, publicUrl = null }: Telling,
  notices: Claimed[],
): Promise<Set<number>> {
  const work = async (tx: Tx): Promise<Set<number>> => {
    const held = await lockBatch(tx, notices)
    const now = delivery.clock()
    const batch: Batch = { ends: [], again: [] }
    const read = new Map<number, Catalog>()
    for (const { notice } of held)
      if (!read.has(notice.businessId)) read.set(notice.businessId, await catalogs.of(tx, notice.businessId))
    await Promise.all(
      held.map((one) =>
        remind(tx, { ...one, catalog: read.get(one.notice.businessId)!, catalogs, texts, publicUrl, now, batch }),
      ),
    )
    await Promise.all([endBatch(tx, batch.ends, now), planAskingAgain(tx, batch.again, minuteOf(now))])
    return new Set(held.map(({ notice }) => notice.id))
  }
  try {
    return await delivery.db.transaction(work)
  } catch {
    // Whose fault it was shows when each is tried alone.
    return new Set()
  }
}

async function decideAlone(telling: Telling, notice: Claimed): Promise<void> {
  const { db, clock } = telling.delivery
  try {
    await db.transaction((tx) => decide(telling, tx, notice))
  } catch (error) {
    telling.onError(error)
    const now = clock()
    const { message } = error instanceof Error ? error : { message: String(error) }
    if (notice.attempts >= MOST_ATTEMPTS) await closeNotice(db, notice.id, { reason: 'broken', failed: true }, now)
    else await deferNotice(db, notice.id, message.slice(0, 200), new Date(now.getTime() + RETRY_MS * notice.attempts))
  }
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
