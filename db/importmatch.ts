import { MASTER } from '../domain/catalog.ts'
import { plainOf } from '../domain/imports/cells.ts'
import type { ImportCounts } from '../domain/imports/counts.ts'
import type { Known, KnownService } from '../domain/imports/known.ts'
import type { KeptPlan } from '../domain/imports/plan.ts'
import type { Person, Ready, ReadyVisit } from '../domain/imports/ready.ts'
import { localOf } from '../domain/time.ts'
import { sha256 } from './secrets.ts'
import { instant, json, type Sql } from './sql.ts'

export type ImportPlace = {
  locations: { id: number; name: string; zone: string }[]
  services: KnownService[]
  masters: Known[]
}

/** What tables of the past are matched with: branches, and services and masters, those in the archive too. */
export async function importPlace(sql: Sql, businessId: number): Promise<ImportPlace> {
  const [row] = await sql.query<ImportPlace>(
    `select
       (select json_agg(json_build_object('id', id, 'name', name, 'zone', timezone) order by position, id)
        from locations where business_id = $1) as locations,
       (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'synonyms', synonyms, 'active', active, 'price', price,
          'minutes', (select sum(s) from unnest(segments) s)) order by position, id), '[]')
        from services where business_id = $1 and capacity = 1) as services,
       (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'synonyms', synonyms, 'active', active) order by position, id), '[]')
        from resources where business_id = $1 and kind = $2) as masters`,
    [businessId, MASTER],
  )
  return row!
}

/** A visit with the key by which it is known for good: a hash, so that nobody's phone stands in it. */
export type KeyedVisit = ReadyVisit & { key: string }

/** Keys of visits, of one business only. */
export function keyed(businessId: number, visits: readonly ReadyVisit[]): Promise<KeyedVisit[]> {
  return Promise.all(
    visits.map(async (visit) => ({ ...visit, key: `import:${await sha256(`${businessId} ${visit.content}`)}` })),
  )
}

/** What of a table is here already. */
export type Standing = {
  /** Keys of visits that are here: from another table, or because the schedule has them. */
  keys: ReadonlySet<string>
  /** Ids of persons who are clients already, by their place. */
  clients: ReadonlyMap<number, number>
}

/** Looks up visits and persons of a table. */
export async function standingOf(
  sql: Sql,
  businessId: number,
  visits: readonly KeyedVisit[],
  persons: readonly Person[],
): Promise<Standing> {
  const timed = visits.flatMap(({ key, person, start, timed: isTimed }) => {
    const phone = person === null ? null : persons[person]!.phone
    return phone === null || !isTimed ? [] : [{ key, phone, start: instant(start) }]
  })
  const [taken, clients] = await Promise.all([
    sql.query<{ key: string }>(
      `select a.key from appointments a where a.business_id = $1 and a.key = any(array(select jsonb_array_elements_text($2::jsonb)))
       union select r.key from jsonb_to_recordset($3::jsonb) as r(key text, phone text, start timestamptz)
         join clients c on c.business_id = $1 and c.phone = r.phone
         join appointments a on a.business_id = $1 and a.client_id = coalesce(c.merged_into, c.id) and a.starts_at = r.start
           and a.import_id is null and a.status not in ('held', 'cancelled') and not a.test`,
      [businessId, json(visits.map(({ key }) => key)), json(timed)],
    ),
    knownClients(sql, businessId, persons),
  ])
  return { keys: new Set(taken.map(({ key }) => key)), clients }
}

/** By phone; whoever has none, among those whom tables brought before, by name. */
async function knownClients(sql: Sql, businessId: number, persons: readonly Person[]): Promise<Map<number, number>> {
  const phones = persons.flatMap(({ phone }) => phone ?? [])
  const rows = await sql.query<{ id: number; phone: string | null; name: string | null }>(
    `select distinct on (c.phone, case when c.phone is null then c.id end) coalesce(c.merged_into, c.id) as id, c.phone, c.name from clients c
     where c.business_id = $1 and c.erased_at is null and not c.anonymous
       and (c.phone = any(array(select jsonb_array_elements_text($2::jsonb))) or c.phone is null and c.import_id is not null)
     order by c.phone, case when c.phone is null then c.id end, c.merged_into is not null, c.phone_verified desc, c.id`,
    [businessId, json(phones)],
  )
  const byPhone = new Map(rows.flatMap(({ id, phone }) => (phone === null ? [] : [[phone, id] as const])))
  const byName = new Map(
    rows.flatMap(({ id, phone, name }) => (phone === null && name !== null ? [[wordsOf(name), id] as const] : [])),
  )
  return new Map(
    persons.flatMap(({ phone, name }, index) => {
      const id = phone === null ? byName.get(wordsOf(name!)) : byPhone.get(phone)
      return id === undefined ? [] : [[index, id] as const]
    }),
  )
}

const wordsOf = (name: string) => plainOf(name).split(' ').toSorted().join(' ')

/** Visits that a table would bring, and the sums of it. */
export function freshOf(
  ready: Ready,
  visits: readonly KeyedVisit[],
  standing: Standing,
  zone: string,
): { fresh: KeyedVisit[]; counts: ImportCounts } {
  const fresh = visits.filter(({ key }) => !standing.keys.has(key))
  const count = (...statuses: string[]) => fresh.filter(({ status }) => statuses.includes(status)).length
  const persons = [...new Set(fresh.flatMap(({ person }) => person ?? []))]
  const names = (key: 'service' | 'master') => new Set(fresh.flatMap(({ parts }) => parts.map((part) => part[key])))
  const days = fresh.map(({ start }) => localOf(zone, start).date).toSorted()
  const counts = {
    visits: fresh.length,
    came: count('paid', 'arrived'),
    noShow: count('no_show'),
    cancelled: count('cancelled'),
    revenue: fresh.reduce((sum, { paid }) => sum + paid, 0),
    known: visits.length - fresh.length,
    newClients: persons.filter((person) => !standing.clients.has(person)).length,
    knownClients: persons.filter((person) => standing.clients.has(person)).length,
    nameless: fresh.filter(({ person }) => person === null).length,
    newServices: ready.services.filter(({ name }) => names('service').has(name)).length,
    newMasters: ready.masters.filter(({ name }) => names('master').has(name)).length,
    from: days[0] ?? null,
    to: days.at(-1) ?? null,
  }
  return { fresh, counts }
}

/** How the last table with the same heads was read; null: there was none. */
export async function planOf(sql: Sql, businessId: number, heads: string): Promise<KeptPlan | null> {
  const [row] = await sql.query<{ plan: KeptPlan }>(
    'select plan from imports where business_id = $1 and heads = $2 order by id desc limit 1',
    [businessId, heads],
  )
  return row?.plan ?? null
}
