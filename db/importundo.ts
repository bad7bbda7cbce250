import { type By, logChange } from './changes.ts'
import { lockImports } from './imports.ts'
import { json, type Tx } from './sql.ts'

export type Undone = {
  visits: number
  clients: number
  /** Visits that stay: somebody has changed them since, or something hangs on them. */
  kept: number
}

/**
 * Takes back what a table of the past brought: visits with their money, contacts, clients who have nothing else, entries of the archive that
 * nothing names any more. Null: there is no such table, or it was taken back already.
 */
export async function undoImport(tx: Tx, { businessId, memberId, now }: By, id: number): Promise<Undone | null> {
  await lockImports(tx, businessId)
  const [row] = await tx.query<{ made: { services: number[]; masters: number[] } }>(
    'update imports set undone_at = $3::timestamptz where business_id = $1 and id = $2 and undone_at is null returning made',
    [businessId, id, now],
  )
  if (!row) return null
  // Parts go with their visits.
  const [gone] = await tx.query<{ visits: number; kept: number }>(GO, [businessId, id])
  await tx.query(
    `delete from leads l where l.business_id = $1 and l.import_id = $2
       and not exists (select 1 from appointments a where a.business_id = $1 and a.lead_id = l.id)`,
    [businessId, id],
  )
  const clients = await dropClients(tx, businessId, id)
  await dropEntries(tx, businessId, row.made)
  const undone = { ...gone!, clients }
  await logChange(tx, {
    businessId,
    memberId,
    at: now,
    object: 'import',
    objectId: id,
    action: 'undone',
    after: undone,
  })
  return undone
}

const HANGS = [
  'offers.appointment_id',
  'offers.redeemed_by',
  'notices.appointment_id',
  'notices.trigger_id',
  'feedback.appointment_id',
  'occupancies.appointment_id',
  'waitlist.appointment_id',
].map((name) => {
  const [table, column] = name.split('.')
  return `exists (select 1 from ${table} x where x.business_id = $1 and x.${column} = a.id)`
})

/** Payments first, by a statement of their own: a visit can't go before its money. */
const GO = `with those as materialized (
    select a.id, a.version > 1 or (select count(*) from payments p where p.appointment_id = a.id) > 1 or ${HANGS.join(' or ')} as stays
    from appointments a where a.business_id = $1 and a.import_id = $2 for no key update),
  money as (delete from payments p using those t where p.business_id = $1 and p.appointment_id = t.id and not t.stays returning p.id),
  visits as (delete from appointments a using those t where a.business_id = $1 and a.id = t.id and not t.stays
    and (select count(*) from money) >= 0 returning a.id)
  select (select count(*) from visits)::int as visits, (select count(*) from those where stays)::int as kept`

/** Tables that name a client: whoever is in one of them stays. */
const NAMES = [
  'appointments',
  'leads',
  'chats',
  'identities',
  'offers',
  'notices',
  'waitlist',
  'feedback',
  'exposures',
  'events',
]

async function dropClients(tx: Tx, businessId: number, id: number): Promise<number> {
  const free = NAMES.map(
    (table) => `not exists (select 1 from ${table} x where x.business_id = $1 and x.client_id = c.id)`,
  )
  const [found] = await tx.query<{ ids: number[] }>(
    `select coalesce(json_agg(c.id), '[]') as ids from clients c where c.business_id = $1 and (c.import_id = $2 or c.anonymous)
       and not exists (select 1 from clients m where m.business_id = $1 and m.merged_into = c.id) and c.merged_into is null and ${free.join(' and ')}`,
    [businessId, id],
  )
  const ids = json(found!.ids)
  const those = 'array(select x::bigint from jsonb_array_elements_text($2::jsonb) x)'
  // What is to be counted anew may not name who is gone: so all is counted.
  await tx.query(`delete from kpi_touched where business_id = $1 and client_id = any(${those})`, [businessId, ids])
  await tx.query('insert into kpi_touched (business_id) values ($1)', [businessId])
  await tx.query(`delete from consents where business_id = $1 and client_id = any(${those})`, [businessId, ids])
  const rows = await tx.query(`delete from clients where business_id = $1 and id = any(${those}) returning anonymous`, [
    businessId,
    ids,
  ])
  return rows.filter((row) => row.anonymous === false).length
}

/** Entries of the archive that the table made, that nobody has touched since and nothing names. */
async function dropEntries(tx: Tx, businessId: number, made: { services: number[]; masters: number[] }): Promise<void> {
  const those = 'array(select x::bigint from jsonb_array_elements_text($2::jsonb) x)'
  const free = (column: string, tables: readonly string[]) =>
    tables
      .map((table) => `not exists (select 1 from ${table} x where x.business_id = $1 and x.${column} = t.id)`)
      .join(' and ')
  await tx.query(
    `delete from services t where t.business_id = $1 and t.id = any(${those}) and not t.active and t.version = 1
       and ${free('service_id', ['appointment_parts', 'service_masters', 'timetable', 'sessions', 'waitlist'])}`,
    [businessId, json(made.services)],
  )
  await tx.query(
    `delete from resources t where t.business_id = $1 and t.id = any(${those}) and not t.active and t.version = 1
       and ${free('resource_id', ['appointment_parts', 'service_masters', 'timetable', 'sessions', 'waitlist', 'working_hours', 'time_off', 'occupancies', 'members', 'invites'])}`,
    [businessId, json(made.masters)],
  )
}
