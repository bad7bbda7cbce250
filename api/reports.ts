import { goOn } from '../bot/cascade.ts'
import { deliverChat } from '../bot/deliver.ts'
import { rowOf } from '../db/outbox.ts'
import { noteReceipt, type Receipt } from '../db/receipts.ts'
import { describe } from './log.ts'
import type { System } from './system.ts'

/** Keeps what a platform reports of a message of ours; what failed after all goes on as what was refused at once. */
export async function noteReport(system: System, receipt: Receipt): Promise<'early' | 'done'> {
  const { db, cascade, delivery, log } = system
  const next = await db.transaction(async (tx) => {
    const noted = await noteReceipt(tx, receipt)
    if (noted.kind === 'early') return 'early'
    if (noted.kind !== 'failed') return null
    const row = await rowOf(tx, noted.id)
    if (!row) return null
    const why = receipt.reason ?? 'undeliverable'
    return { row, chats: await goOn(cascade, tx, { businessId: row.businessId, messageId: row.id, why }) }
  })
  if (next === 'early') return 'early'
  if (next === null) return 'done'
  const { row, chats } = next
  log('warn', 'message.undelivered', { messageId: row.id, channelId: row.channelId, reason: receipt.reason })
  if (row.author === 'member') await delivery.onUnheard?.(row, 'never')
  for (const chat of chats)
    void deliverChat(delivery, chat).catch((error: unknown) =>
      log('error', 'delivery.failed', { chatId: chat, error: describe(error) }),
    )
  if (chats.length > 0) delivery.onLater(system.clock())
  return 'done'
}
