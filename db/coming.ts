import type { Sql, Tx } from './sql.ts'

/** The client says that they come; false when the visit is another by now, or was confirmed already. */
export async function confirmComing(
  tx: Tx,
  visit: { businessId: number; id: number; version: number; clientId: number; now: Date },
): Promise<boolean> {
  const { businessId, id, version, clientId, now } = visit
  const rows = await tx.query(
    `update appointments set status = 'confirmed', version = version + 1, updated_at = $5::timestamptz
     where business_id = $1 and id = $2 and version = $3 and client_id = $4 and status = 'booked' returning 1`,
    [businessId, id, version, clientId, now],
  )
  return rows.length === 1
}

/** The next visit of a client of which they were reminded and that they have not confirmed yet; null when there is none. */
export async function remindedVisit(sql: Sql, businessId: number, clientId: number, now: Date): Promise<number | null> {
  const [row] = await sql.query<{ id: number }>(
    `select a.id from appointments a where a.business_id = $1 and a.client_id = $2 and a.status = 'booked'
       and a.starts_at > $3::timestamptz and exists (select 1 from notices n where n.appointment_id = a.id
         and n.kind like 'remind%' and n.status = 'sent' and (n.data ->> 'start')::bigint * 60 = extract(epoch from a.starts_at))
     order by a.starts_at, a.id limit 1`,
    [businessId, clientId, now],
  )
  return row?.id ?? null
}
