import { CLAIMED, type Claimed, type NoticeData } from './notices.ts'
import type { Tx } from './sql.ts'

/** A row of the ledger as people read it, with what became of its message. Moments are texts of JSON. */
export type LedgerLine = {
  id: number
  kind: string
  status: 'planned' | 'sent' | 'delivered' | 'read' | 'failed' | 'skipped'
  reason: string | null
  dueAt: string
  sentAt: string | null
  /** The visit that it is about, or that started its chain; null: none. */
  visitId: number | null
  data: NoticeData | null
  /** Channels that were tried in vain, and why; the kind of the one that it went by. */
  hops: { kind: string; reason: string }[]
  channel: string | null
  /** Nothing has been decided yet; false for a message that waits for its channel. */
  waits: boolean
}

// What became of a message is told by its own row, so that it needs no second bookkeeping.
const STATUS = `case when n.status <> 'sent' or m.id is null then n.status
  when m.status in ('queued', 'sending') then 'planned' else m.status end`

/** A list of ledger lines in JSON, newest first, of the rows of `n` for which `where` holds. */
export const linesWhere = (where: string, limit: number) => `(select coalesce(json_agg(r), '[]') from (
  select n.id, n.kind, ${STATUS} as status, coalesce(case when m.status in ('failed', 'skipped') then m.reason end, n.reason) as reason,
    n.due_at as "dueAt", m.sent_at as "sentAt", coalesce(n.appointment_id, n.trigger_id) as "visitId", n.data,
    coalesce(n.hops, '[]') as hops, k.kind as channel, n.status = 'planned' as waits
  from notices n left join messages m on m.id = n.message_id left join channels k on k.id = m.channel_id where ${where} order by n.id desc limit ${limit}) r)`

/** Who acts; a master (`masterId`) only on what is about their own visits. */
export type Touching = { businessId: number; memberId: number | null; masterId: number | null; id: number }

/** A locked row of the ledger. */
export type HeldLine = { line: LedgerLine; appointmentId: number | null; clientId: number }

/** Locks the visit of a notice, if it is about one, and the notice; null when it is not there for whoever acts. */
export async function lockNotice(tx: Tx, { businessId, id, masterId }: Touching): Promise<HeldLine | null> {
  const [, , [row]] = await Promise.all([
    tx.query(
      `select 1 from appointments where business_id = $1 and id = (select appointment_id from notices where business_id = $1 and id = $2)
       for no key update`,
      [businessId, id],
    ),
    tx.query('select 1 from notices where business_id = $1 and id = $2 for no key update', [businessId, id]),
    // In a statement of its own: what was true before the locks does not count.
    tx.query<{ lines: LedgerLine[]; appointmentId: number | null; clientId: number }>(
      `select ${linesWhere('n.id = h.id', 1)} as lines, h.appointment_id as "appointmentId", h.client_id as "clientId" from notices h
       where h.business_id = $1 and h.id = $2 and ($3::bigint is null or exists (select 1 from appointment_parts p
         where p.appointment_id = h.appointment_id and p.resource_id = $3))`,
      [businessId, id, masterId],
    ),
  ])
  if (!row) return null
  const { lines, ...rest } = row
  return { line: lines[0]!, ...rest }
}

/** The line of a notice as it stands in this transaction. */
export async function ledgerLine(tx: Tx, businessId: number, id: number): Promise<LedgerLine> {
  const [row] = await tx.query<{ lines: LedgerLine[] }>(
    `select ${linesWhere('n.business_id = $1 and n.id = $2', 1)} as lines`,
    [businessId, id],
  )
  return row!.lines[0]!
}

/** Makes a notice due now and claims it for this transaction: a member wants it sent. The row is locked by the caller. */
export async function claimByHand(tx: Tx, { businessId, memberId, id }: Touching, now: Date): Promise<Claimed> {
  const [claimed] = await tx.query<Claimed>(
    `update notices n set status = 'planned', reason = null, done_at = null, message_id = null, due_at = $3::timestamptz,
       lease_until = $3::timestamptz, attempts = 1, member_id = coalesce($4, n.member_id),
       data = coalesce(n.data, '{}') || '{"byHand": true}' where n.business_id = $1 and n.id = $2 returning ${CLAIMED}`,
    [businessId, id, now, memberId],
  )
  return claimed!
}

/** A planned notice is not told: somebody of the staff wants it so. */
export async function leaveUnsent(tx: Tx, { businessId, id }: Touching, now: Date): Promise<void> {
  await tx.query(
    `update notices set status = 'skipped', reason = 'unwanted', done_at = $3::timestamptz, lease_until = null
     where business_id = $1 and id = $2 and status = 'planned'`,
    [businessId, id, now],
  )
}

/** Takes `leaveUnsent` back; returns when the notice is due. */
export async function planAgain(tx: Tx, { businessId, id }: Touching): Promise<Date | null> {
  const [row] = await tx.query<{ dueAt: Date }>(
    `update notices set status = 'planned', reason = null, done_at = null, lease_until = null, attempts = 0
     where business_id = $1 and id = $2 and status = 'skipped' and reason = 'unwanted' returning due_at as "dueAt"`,
    [businessId, id],
  )
  return row?.dueAt ?? null
}
