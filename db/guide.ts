import { type Guide, NEW_GUIDE } from '../domain/guide.ts'
import { json, type Sql, type Tx } from './sql.ts'

/** How far the owner is, and what stands in the way of another template. */
export type GuideState = Guide & { template: string; visits: boolean; webKey: string | null }

/** The guide of a business; one that is not begun stands at its first step. */
export async function guideOf(sql: Sql, businessId: number): Promise<GuideState> {
  const [row] = await sql.query<Omit<GuideState, keyof Guide> & { guide: Guide | null }>(
    `select guide, template, exists (select 1 from appointments a where a.business_id = b.id and not a.test) as visits,
       (select key from channels ch where ch.business_id = b.id and ch.kind = 'web' order by ch.id limit 1) as "webKey"
     from businesses b where id = $1`,
    [businessId],
  )
  if (!row) throw new Error(`no business ${businessId}`)
  const { guide, ...rest } = row
  return { ...NEW_GUIDE, ...guide, ...rest }
}

/** Saves what is given; `values` are put over those that were saved. The catalog says whether what is booked now is a try. */
export async function saveGuide(tx: Tx, businessId: number, change: Partial<Guide>): Promise<void> {
  await tx.query(
    `update businesses set version = version + 1,
       guide = $2::jsonb || coalesce(guide, '{}') || ($3::jsonb || jsonb_build_object(
         'values', coalesce(guide -> 'values', '{}') || $4::jsonb)) where id = $1`,
    [businessId, json(NEW_GUIDE), json({ ...change, values: undefined }), json(change.values ?? {})],
  )
}

/** What the owner books in the guide: never in the numbers. */
export async function markTest(tx: Tx, appointmentId: number): Promise<void> {
  await tx.query('update appointments set test = true where id = $1', [appointmentId])
}

export type TestVisit = { id: number; startsAt: Date; zone: string; services: string; master: string }

/** The try that the owner booked last; null when there is none. */
export async function testVisit(sql: Sql, businessId: number): Promise<TestVisit | null> {
  const [row] = await sql.query<TestVisit>(
    `select a.id, a.starts_at as "startsAt", l.timezone as zone, string_agg(distinct s.name, ' + ') as services,
       string_agg(distinct r.name, ', ') as master
     from appointments a join locations l on l.id = a.location_id
       join appointment_parts p on p.appointment_id = a.id
       join services s on s.id = p.service_id join resources r on r.id = p.resource_id
     where a.business_id = $1 and a.test and a.status in ('booked', 'confirmed', 'arrived', 'paid')
     group by a.id, l.timezone order by a.id desc limit 1`,
    [businessId],
  )
  return row ?? null
}

/** Takes all tries away, as if they had never been; how many there were. */
export async function deleteTestVisits(tx: Tx, businessId: number): Promise<number> {
  const tries = 'select id from appointments where business_id = $1 and test'
  await tx.query(
    `update sessions s set taken = taken - n.count from (select session_id, count(*)::int as count from appointments
       where business_id = $1 and test and seat_taken and session_id is not null group by session_id) n
     where s.id = n.session_id`,
    [businessId],
  )
  await tx.query(
    `delete from notices where business_id = $1 and (appointment_id in (${tries}) or trigger_id in (${tries}))`,
    [businessId],
  )
  await tx.query(`delete from payments where business_id = $1 and appointment_id in (${tries})`, [businessId])
  const gone = await tx.query('delete from appointments where business_id = $1 and test returning 1', [businessId])
  return gone.length
}
