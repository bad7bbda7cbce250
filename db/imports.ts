import { MASTER } from '../domain/catalog.ts'
import type { ImportCounts } from '../domain/imports/counts.ts'
import { isBought, type KeptPlan } from '../domain/imports/plan.ts'
import type { Made, Ready } from '../domain/imports/ready.ts'
import { answersOf } from '../domain/kpi/speed.ts'
import { type By, logChange } from './changes.ts'
import { PERSONAL_DATA } from './clients-edit.ts'
import { freshOf, type KeyedVisit, type Standing, standingOf } from './importmatch.ts'
import { instant, json, type Sql, type Tx } from './sql.ts'

export type Given = {
  file: string
  heads: string
  plan: KeptPlan
  locationId: number
  zone: string
  ready: Ready
  visits: KeyedVisit[]
  nobody: string
}

/**
 * Takes in all that is new of a table, in one transaction; `id` null: all of it was here already. Writers of one business wait for each
 * other, so that what two people take in at once is there once. Nothing takes time of the schedule, and nobody is told anything.
 */
export async function takeImport(tx: Tx, by: By, given: Given): Promise<{ id: number | null; counts: ImportCounts }> {
  const { businessId, memberId, now } = by
  await lockImports(tx, businessId)
  const standing = await standingOf(tx, businessId, given.visits, given.ready.persons)
  const { fresh, counts } = freshOf(given.ready, given.visits, standing, given.zone)
  if (fresh.length === 0) return { id: null, counts }
  const replies = fresh.flatMap(({ replied }) => replied ?? [])
  const [row] = await tx.query<{ id: number }>(
    `insert into imports (business_id, file, member_id, at, heads, plan, counts, made, answers)
     values ($1, $2, $3, $4::timestamptz, $5, $6::jsonb, $7::jsonb, '{"services": [], "masters": []}', $8::jsonb) returning id`,
    [
      businessId,
      given.file,
      memberId,
      now,
      given.heads,
      json(given.plan),
      json(counts),
      replies.length > 0 ? json(answersOf(replies)) : null,
    ],
  )
  const write = { tx, by, id: row!.id, given, fresh }
  const catalog = await makeEntries(write)
  const clients = await makeClients(write, standing)
  const leads = await makeLeads(write, clients)
  await writeVisits(write, { ...catalog, clients, leads })
  await logChange(tx, {
    businessId,
    memberId,
    at: now,
    object: 'import',
    objectId: row!.id,
    action: 'imported',
    after: { ...counts, file: given.file },
  })
  return { id: row!.id, counts }
}

/** Lets one import or undo of a business run at a time, until the end of the transaction; the past is told to no address of `webhooks`. */
export async function lockImports(tx: Tx, businessId: number): Promise<void> {
  await tx.query(
    `select pg_advisory_xact_lock(hashtextextended('imports ' || $1::bigint, 0)), set_config('okoshko.quiet', 'on', true)`,
    [businessId],
  )
}

type Write = { tx: Tx; by: By; id: number; given: Given; fresh: readonly KeyedVisit[] }
type Names = ReadonlyMap<string, number>

/** Services and masters that nobody knew, in the archive: they name the past, and nothing can be booked by them. */
async function makeEntries({
  tx,
  by: { businessId },
  id,
  given,
  fresh,
}: Write): Promise<{ services: Names; masters: Names }> {
  const used = (made: readonly Made[], key: 'service' | 'master') => {
    const names = new Set(fresh.flatMap(({ parts }) => parts.map((part) => part[key])))
    return json(made.filter(({ name }) => names.has(name)))
  }
  type Entry = { id: number; name: string }
  const services = await tx.query<Entry>(
    `insert into services (business_id, name, segments, price, active, position)
     select $1, r.name, array[r.minutes], r.price, false, coalesce((select max(position) from services where business_id = $1), 0) + 1
     from jsonb_to_recordset($2::jsonb) as r(name text, minutes integer, price bigint) returning id, name`,
    [businessId, used(given.ready.services, 'service')],
  )
  const masters = await tx.query<Entry>(
    `insert into resources (business_id, location_id, kind, name, active, position)
     select $1, $3, $4, r.name, false, coalesce((select max(position) from resources where business_id = $1), 0) + 1
     from jsonb_to_recordset($2::jsonb) as r(name text) returning id, name`,
    [businessId, used(given.ready.masters, 'master'), given.locationId, MASTER],
  )
  const ids = (entries: readonly Entry[]) => entries.map((entry) => entry.id)
  await tx.query('update imports set made = $2::jsonb where id = $1', [
    id,
    json({ services: ids(services), masters: ids(masters) }),
  ])
  const names = (entries: readonly Entry[]): Names => new Map(entries.map((entry) => [entry.name, entry.id]))
  return { services: names(services), masters: names(masters) }
}

/** Clients of the visits by their place among the persons; -1: nobody can tell. Who imports vouches for their consent. */
async function makeClients({ tx, by, id, given, fresh }: Write, standing: Standing): Promise<Map<number, number>> {
  const { businessId, memberId, now } = by
  const clients = new Map(standing.clients)
  const missing = [...new Set(fresh.flatMap(({ person }) => (person === null || clients.has(person) ? [] : [person])))]
  const people = missing.map((index) => ({ index, ...given.ready.persons[index]! }))
  const made = await tx.query<{ id: number; phone: string | null; name: string | null }>(
    `insert into clients (business_id, name, phone, import_id, created_at)
     select $1, r.name, r.phone, $3, r.since from jsonb_to_recordset($2::jsonb) as r(name text, phone text, since timestamptz)
     returning id, phone, name`,
    [businessId, json(people.map(({ name, phone, since }) => ({ name, phone, since: instant(since) }))), id],
  )
  const byWho = new Map(made.map((client) => [client.phone ?? client.name, client.id]))
  for (const { index, phone, name } of people) clients.set(index, byWho.get(phone ?? name)!)
  await tx.query(
    `insert into consents (business_id, client_id, member_id, purpose, version, granted_at)
     select $1, c.id, $3, $4, coalesce((select max(version) from consent_texts where business_id = $1 and purpose = $4), 0), $5::timestamptz
     from clients c where c.business_id = $1 and c.import_id = $2`,
    [businessId, id, memberId, PERSONAL_DATA, now],
  )
  if (fresh.some(({ person }) => person === null)) {
    await tx.query(
      `insert into clients (business_id, name, anonymous, created_at) values ($1, $2, true, $3::timestamptz)
       on conflict (business_id) where anonymous do nothing`,
      [businessId, given.nobody, now],
    )
    const [nobody] = await tx.query<{ id: number }>('select id from clients where business_id = $1 and anonymous', [
      businessId,
    ])
    clients.set(NOBODY, nobody!.id)
  }
  return clients
}

const NOBODY = -1
const personOf = ({ person }: KeyedVisit) => person ?? NOBODY

/** The first contact of a client by each source that the table tells, unless it is known; ids by client and source. */
async function makeLeads(
  { tx, by: { businessId }, id, fresh }: Write,
  clients: ReadonlyMap<number, number>,
): Promise<Names> {
  const firsts = new Map<string, { client: number; source: string; paid: boolean; at: string; stage: string }>()
  for (const visit of fresh) {
    if (visit.source === null) continue
    const client = clients.get(personOf(visit))!
    const key = `${client} ${visit.source}`
    const at = instant(visit.created)
    const known = firsts.get(key)
    if (known && known.at <= at) continue
    const stage = visit.status === 'paid' ? 'paid' : visit.status === 'arrived' ? 'visited' : 'booked'
    firsts.set(key, { client, source: visit.source, paid: isBought(visit.source), at, stage })
  }
  if (firsts.size === 0) return new Map()
  const rows = json([...firsts.values()])
  await tx.query(
    `insert into leads (business_id, client_id, source, medium, paid, stage, import_id, created_at)
     select $1, r.client, r.source, 'import', r.paid, r.stage, $3, r.at
     from jsonb_to_recordset($2::jsonb) as r(client bigint, source text, paid boolean, stage text, at timestamptz)
     where not exists (select 1 from leads l where l.business_id = $1 and l.client_id = r.client and l.source = r.source)`,
    [businessId, rows, id],
  )
  const leads = await tx.query<{ id: number; client: number; source: string }>(
    `select min(l.id) as id, l.client_id as client, l.source from leads l
     join jsonb_to_recordset($2::jsonb) as r(client bigint, source text) on r.client = l.client_id and r.source = l.source
     where l.business_id = $1 group by l.client_id, l.source`,
    [businessId, rows],
  )
  return new Map(leads.map((lead) => [`${lead.client} ${lead.source}`, lead.id]))
}

type Found = { services: Names; masters: Names; clients: ReadonlyMap<number, number>; leads: Names }

async function writeVisits(
  { tx, by, id, given, fresh }: Write,
  { services, masters, clients, leads }: Found,
): Promise<void> {
  const { businessId, memberId, now } = by
  const entry = (names: Names, given: number | string) => (typeof given === 'number' ? given : names.get(given)!)
  const rows = fresh.map((visit) => {
    const client = clients.get(personOf(visit))!
    return {
      key: visit.key,
      client,
      lead: visit.source === null ? null : leads.get(`${client} ${visit.source}`),
      status: visit.status,
      start: instant(visit.start),
      end: instant(visit.end),
      created: instant(visit.created),
      price: visit.price,
      discount: visit.discount,
      paid: visit.paid,
      method: visit.method,
      note: visit.comment,
    }
  })
  const made = await tx.query<{ id: number; key: string }>(
    `insert into appointments (business_id, key, client_id, lead_id, location_id, door, status, starts_at, ends_at, price, discount, note,
       cancelled_at, import_id, created_at, updated_at)
     select $1, r.key, r.client, r.lead, $3, 'import', r.status, r.start, r.end, r.price, r.discount, r.note,
       case when r.status = 'cancelled' then r.start end, $4, r.created, $5::timestamptz
     from jsonb_to_recordset($2::jsonb) as r(key text, client bigint, lead bigint, status text, start timestamptz, "end" timestamptz,
       created timestamptz, price bigint, discount bigint, note text)
     order by r.start returning id, key`,
    [businessId, json(rows), given.locationId, id, now],
  )
  const ids = new Map(made.map((visit) => [visit.key, visit.id]))
  const parts = fresh.flatMap(({ key, parts: own }) =>
    own.map((part, position) => ({
      visit: ids.get(key),
      position,
      service: entry(services, part.service),
      master: entry(masters, part.master),
      start: instant(part.start),
      end: instant(part.end),
      price: part.price,
    })),
  )
  await tx.query(
    `insert into appointment_parts (business_id, appointment_id, position, service_id, resource_id, starts_at, ends_at, price, variable_cost)
     select $1, r.visit, r.position, r.service, r.master, r.start, r.end, r.price, s.variable_cost
     from jsonb_to_recordset($2::jsonb) as r(visit bigint, position smallint, service bigint, master bigint, start timestamptz,
       "end" timestamptz, price bigint) join services s on s.id = r.service`,
    [businessId, json(parts)],
  )
  const money = rows.flatMap(({ key, paid, method, end }) =>
    paid > 0 ? [{ visit: ids.get(key), paid, method, at: end }] : [],
  )
  await tx.query(
    `insert into payments (business_id, appointment_id, kind, amount, method, member_id, at)
     select $1, r.visit, 'payment', r.paid, r.method, $3, r.at
     from jsonb_to_recordset($2::jsonb) as r(visit bigint, paid bigint, method text, at timestamptz)`,
    [businessId, json(money), memberId],
  )
}

export type TakenImport = {
  id: number
  file: string
  at: Date
  member: string | null
  counts: ImportCounts
  undoneAt: Date | null
}

/** Tables that were taken in, the newest first. */
export function listImports(sql: Sql, businessId: number): Promise<TakenImport[]> {
  return sql.query<TakenImport>(
    `select i.id, i.file, i.at, m.name as member, i.counts, i.undone_at as "undoneAt" from imports i
     left join members m on m.id = i.member_id where i.business_id = $1 order by i.id desc limit 100`,
    [businessId],
  )
}
