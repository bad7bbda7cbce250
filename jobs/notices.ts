import type { Delivery } from '../bot/deliver.ts'
import { noticeView } from '../bot/notices.ts'
import { markup } from '../bot/show.ts'
import type { Texts } from '../bot/texts.ts'
import type { Catalogs } from '../db/catalog.ts'
import {
  type Addressee,
  type Claimed,
  claimNotices,
  closeNotice,
  deferNotice,
  lockClaimed,
  type NoticeData,
  type NoticeKind,
} from '../db/notices.ts'
import { writeOutbound } from '../db/outbox.ts'
import type { Tx } from '../db/sql.ts'
import { type Visit, visitById } from '../db/visits.ts'
import { sameStanding } from '../domain/news.ts'
import { isReminder } from '../domain/reminders.ts'
import { remind } from './reminders.ts'

export type Telling = {
  delivery: Delivery
  catalogs: Catalogs
  texts: Texts
  onError: (error: unknown) => void
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
      await db.transaction((tx) => tell(telling, tx, notice))
    } catch (error) {
      telling.onError(error)
      const { message } = error instanceof Error ? error : { message: String(error) }
      if (notice.attempts >= MOST_ATTEMPTS) await closeNotice(db, notice.id, { reason: 'broken', failed: true }, now)
      else await deferNotice(db, notice.id, message.slice(0, 200), new Date(now.getTime() + RETRY_MS * notice.attempts))
    }
  }
  return claimed.length
}

async function tell({ catalogs, texts, delivery }: Telling, tx: Tx, notice: Claimed): Promise<void> {
  const addressee = await lockClaimed(tx, notice)
  if (!addressee) return
  const { businessId, appointmentId, kind, data, memberId } = notice
  const now = delivery.clock()
  const visit = await visitById(tx, businessId, appointmentId)
  const { chat } = addressee
  if (!visit) return closeNotice(tx, notice.id, { reason: 'gone' }, now)
  const catalog = await catalogs.of(tx, businessId)
  if (isReminder(kind)) return remind(tx, { ...notice, kind }, { addressee, visit, catalog, texts, now })
  const reason = silentBecause(kind, data, addressee, visit)
  if (reason !== null || !chat) return closeNotice(tx, notice.id, { reason: reason ?? 'no_chat' }, now)
  const say = texts.of(catalog).in(chat.language)
  const view = noticeView(catalog, say, visit, kind, data)
  const { id: chatId, channelId } = chat
  const body = { text: view.text, reply_markup: markup(say, view) }
  const row = { chatId, channelId, author: 'system' as const, memberId, method: 'sendMessage', body, text: view.text }
  const [messageId] = await writeOutbound(tx, businessId, [row], now)
  await closeNotice(tx, notice.id, { messageId: messageId! }, now)
}

/** Why a client is not told after all; null: they are. */
function silentBecause(
  kind: NoticeKind,
  data: NoticeData,
  { status, erased, chat }: Addressee,
  visit: Visit,
): string | null {
  if (!stillSo(kind, data.is ?? null, visit)) return status === 'arrived' || status === 'paid' ? 'here' : 'changed'
  if (erased) return 'erased'
  if (!chat) return 'no_chat'
  return chat.blocked ? 'blocked' : null
}

/** True when the visit is what the notice says: another version of it may be the same to the client. */
function stillSo(kind: NoticeKind, told: { start: number; masters: readonly number[] } | null, visit: Visit): boolean {
  if (kind === 'no_show') return visit.status === 'no_show'
  if (kind === 'cancelled') return visit.status === 'cancelled'
  if (visit.status !== 'booked' && visit.status !== 'confirmed') return false
  return sameStanding(told, { start: visit.start, masters: visit.parts.map(({ masterId }) => masterId) })
}
