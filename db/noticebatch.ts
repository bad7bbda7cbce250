import { ADDRESSEE, type Addressee, type Claimed, ROUTE } from './notices.ts'
import { type Outbound, writeOutbound } from './outbox.ts'
import { json, list, type Tx } from './sql.ts'
import { type Visit, visitsByIds } from './visits.ts'

/** A claimed notice of a visit, locked with its visit, and what its sending rests on. */
export type Held = { notice: Claimed; addressee: Addressee; visit: Visit }

/** How a notice of a batch ends: with a row of the outbox, or skipped for a reason. */
export type End = { notice: Claimed } & ({ row: Outbound } | { reason: string })

/**
 * Locks the visits of claimed notices in id order, then the notices, and reads what they rest on: the same as `lockClaimed` one by one.
 * A visit that somebody else has locked is not waited for: its notices are missing in the answer, and so are those of another's lease.
 */
export async function lockBatch(tx: Tx, claimed: readonly Claimed[]): Promise<Held[]> {
  const visits = [...new Set(claimed.flatMap(({ appointmentId }) => appointmentId ?? []))]
  const businesses = list(new Set(claimed.map(({ businessId }) => businessId)))
  const wanted = [businesses, list(visits)]
  const [free, mine, addressees, read] = await Promise.all([
    tx.query<{ id: number }>(
      `select id from appointments where business_id = any($1::bigint[]) and id = any($2::bigint[])
       order by id for no key update skip locked`,
      wanted,
    ),
    tx.query<{ id: number }>(
      `select n.id from notices n join jsonb_to_recordset($1::jsonb) as w(id bigint, until timestamptz) on w.id = n.id
       where n.status = 'planned' and n.lease_until = w.until order by n.id for no key update of n skip locked`,
      [json(claimed.map(({ id, until }) => ({ id, until })))],
    ),
    tx.query<Addressee & { id: number }>(
      `select a.id, a.status, ${ADDRESSEE}, a.test, ${ROUTE} as chat from appointments a join clients c on c.id = a.client_id
       where a.business_id = any($1::bigint[]) and a.id = any($2::bigint[])`,
      wanted,
    ),
    visitsByIds(tx, businesses, list(visits)),
  ])
  const locked = new Set(free.map(({ id }) => id))
  const held = new Set(mine.map(({ id }) => id))
  const told = new Map(addressees.map(({ id, ...addressee }) => [id, addressee]))
  const known = new Map(read.map((visit) => [visit.id, visit]))
  return claimed.flatMap((notice) => {
    const id = notice.appointmentId ?? 0
    const addressee = told.get(id)
    const visit = known.get(id)
    return locked.has(id) && held.has(notice.id) && addressee && visit ? [{ notice, addressee, visit }] : []
  })
}

/** Writes what a batch of locked notices has come to. */
export async function endBatch(tx: Tx, ends: readonly End[], now: Date): Promise<void> {
  const skipped = ends.flatMap((end) => ('reason' in end ? [{ id: end.notice.id, reason: end.reason }] : []))
  const sent: { id: number; message: number }[] = []
  for (const [businessId, said] of Map.groupBy(ends, ({ notice }) => notice.businessId)) {
    const rows = said.flatMap((end) => ('row' in end ? [{ id: end.notice.id, row: end.row }] : []))
    const messages = await writeOutbound(
      tx,
      businessId,
      rows.map(({ row }) => row),
      now,
    )
    sent.push(...rows.map(({ id }, index) => ({ id, message: messages[index]! })))
  }
  await tx.query(
    `update notices n set status = case when w.message is null then 'skipped' else 'sent' end, reason = w.reason,
       message_id = w.message, done_at = $2::timestamptz, lease_until = null
     from jsonb_to_recordset($1::jsonb) as w(id bigint, message bigint, reason text) where n.id = w.id and n.status = 'planned'`,
    [json([...skipped, ...sent]), now],
  )
}
