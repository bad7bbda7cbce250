import type { Tx } from '../sql.ts'

/** What is said in a deal's timeline, once per `about`: `refused:<why>:<at>`, `waiting:<to-do>`. The mirror writes it. */
export async function noteOnDeal(
  tx: Tx,
  note: { businessId: number; dealId: number; chatId: number | null; about: string; now: Date },
): Promise<void> {
  await tx.query(
    `insert into crm_links (business_id, kind, deal_id, chat_id, about, touched_at, due_at)
     values ($1, 'comment', $2, $3, $4, $5::timestamptz, $5::timestamptz) on conflict do nothing`,
    [note.businessId, note.dealId, note.chatId, note.about, note.now],
  )
}
