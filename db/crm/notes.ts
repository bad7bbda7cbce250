import type { Tx } from '../sql.ts'

/** A comment in the deal's timeline that says why what was done there (`at`) could not be done here; once, the mirror writes it. */
export async function noteRefusal(
  tx: Tx,
  note: { businessId: number; dealId: number; refused: string; at: string; now: Date },
): Promise<void> {
  await tx.query(
    `insert into crm_links (business_id, kind, deal_id, about, touched_at, due_at)
     values ($1, 'comment', $2, $3, $4::timestamptz, $4::timestamptz) on conflict do nothing`,
    [note.businessId, note.dealId, `refused:${note.refused}:${note.at}`, note.now],
  )
}
