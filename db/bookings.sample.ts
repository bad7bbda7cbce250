import type { Catalog, Minute } from '../domain/catalog.ts'
import { at, catalogOf, resource, service } from '../domain/slots.sample.ts'
import type { Wish } from '../domain/slots.ts'
import { type Booking, book } from './book.ts'
import { type Catalogs, createCatalogs, loadCatalog } from './catalog.ts'
import { type Db, instant, json, list, type Sql, type Tx } from './sql.ts'

/** Monday, an hour before the sample branch opens. */
export const NOW: Minute = at('2027-03-01T08:00+03:00')
export const TEN: Minute = at('2027-03-01T10:00+03:00')
export const DAY = 1440

/** A business in a database, with the ids that its catalog got there. */
export type Studio = {
  db: Db
  catalogs: Catalogs
  businessId: number
  locationId: number
  catalog: Catalog
  /** Ids in the database of the sample's resources and services. */
  resource(id: number): number
  service(id: number): number
  clients: number[]
  wish(...parts: (number | [service: number, master: number])[]): Wish
  booking(wish: Wish, start: Minute, change?: Partial<Booking>): Booking
  /** `book` in a transaction of its own, by another client each time unless said otherwise. */
  book(wish: Wish, start: Minute, change?: Partial<Booking>): ReturnType<typeof book>
}

/** Masters 1…n of service 1, which takes an hour, at one branch open 9–18 every day. */
export function hourBy(masters: number, change: Partial<Catalog> = {}): Catalog {
  const ids = Array.from({ length: masters }, (_, i) => i + 1)
  return catalogOf({ resources: ids.map((id) => resource(id)), services: [service(1, ids)], ...change })
}

/** A group class of an hour with seats, by master 1 (and 2), with no timetable yet. */
export function classesOf(capacity: number, masters: readonly number[] = [1]): Catalog {
  return catalogOf({ resources: masters.map((id) => resource(id)), services: [service(1, masters, { capacity })] })
}

/** Writes a catalog as a new business with clients. */
export async function openStudio(db: Db, sample: Catalog, clients = 1): Promise<Studio> {
  const written = await db.transaction((tx) => writeCatalog(tx, sample, clients))
  const catalogs = createCatalogs()
  const { businessId, locations, resources, services } = written
  const locationId = locations.get(sample.locations[0]!.id)!
  let made = 0
  const studio: Studio = {
    db,
    catalogs,
    businessId,
    locationId,
    catalog: await loadCatalog(db, businessId),
    resource: (id) => resources.get(id)!,
    service: (id) => services.get(id)!,
    clients: written.clients,
    wish: (...parts) => ({
      locationId,
      parts: parts.map((part) =>
        typeof part === 'number'
          ? { serviceId: studio.service(part), masterId: null }
          : { serviceId: studio.service(part[0]), masterId: studio.resource(part[1]) },
      ),
    }),
    booking: (wish, start, change) => {
      made++
      const clientId = written.clients[made % written.clients.length]!
      return { businessId, key: `key ${made}`, clientId, door: 'telegram', wish, start, now: NOW, ...change }
    },
    book: (wish, start, change) => db.transaction((tx) => book(tx, catalogs, studio.booking(wish, start, change))),
  }
  return studio
}

async function writeCatalog(tx: Tx, sample: Catalog, clients: number) {
  const insert = async (text: string, ...params: (string | number | boolean | null)[]) =>
    (await tx.query<{ id: number }>(`${text} returning id`, params))[0]!.id
  const businessId = await insert(
    `insert into businesses (name, template, timezone, rules, created_at) values ($1, 'salon', $2, $3::text::jsonb, $4)`,
    sample.name,
    sample.timezone,
    json(sample.rules),
    instant(NOW),
  )
  const locations = new Map<number, number>()
  for (const { id, name, timezone, address, hours, exceptions } of sample.locations) {
    const text = 'insert into locations (business_id, name, timezone, address) values ($1, $2, $3, $4)'
    locations.set(id, await insert(text, businessId, name, timezone, address))
    await writeHours(tx, businessId, { locationId: locations.get(id)! }, hours, exceptions)
  }
  const resources = new Map<number, number>()
  for (const { id, locationId, kind, name, hours, exceptions, timeOff } of sample.resources) {
    const text = 'insert into resources (business_id, location_id, kind, name) values ($1, $2, $3, $4)'
    resources.set(id, await insert(text, businessId, locations.get(locationId)!, kind, name))
    await writeHours(tx, businessId, { resourceId: resources.get(id)! }, hours ?? [], exceptions)
    for (const { from, to } of timeOff) await writeTimeOff(tx, businessId, resources.get(id)!, from, to)
  }
  const services = new Map<number, number>()
  for (const one of sample.services) {
    const text = `insert into services (business_id, name, segments, buffer_before, buffer_after, price, variable_cost,
      capacity, needs, rules) values ($1, $2, $3::int[], $4, $5, $6, $7, $8, array(select jsonb_array_elements_text($9::text::jsonb)), $10::text::jsonb)`
    const { name, segments, bufferBefore, bufferAfter, price, variableCost, capacity } = one
    const plain = [name, list(segments), bufferBefore, bufferAfter, price, variableCost, capacity]
    services.set(one.id, await insert(text, businessId, ...plain, json(one.needs), json(one.rules)))
    for (const skill of one.masters)
      await tx.query(
        'insert into service_masters (business_id, service_id, resource_id, segments, price) values ($1, $2, $3, $4::int[], $5)',
        [
          businessId,
          services.get(one.id)!,
          resources.get(skill.resourceId)!,
          skill.segments && list(skill.segments),
          skill.price,
        ],
      )
  }
  const people = await tx.query<{ id: number }>(
    `insert into clients (business_id, name, created_at) select $1, 'Клиент ' || n, $3 from generate_series(1, $2::int) n
     returning id`,
    [businessId, clients, instant(NOW)],
  )
  return { businessId, locations, resources, services, clients: people.map(({ id }) => id) }
}

async function writeHours(
  tx: Tx,
  businessId: number,
  owner: { locationId?: number; resourceId?: number },
  week: Catalog['locations'][number]['hours'],
  exceptions: Catalog['locations'][number]['exceptions'],
) {
  const text = `insert into working_hours (business_id, location_id, resource_id, weekday, date, spans)
    values ($1, $2, $3, $4, $5::date, $6::text::jsonb)`
  const who = [businessId, owner.locationId, owner.resourceId]
  for (const [day, spans] of week.entries()) await tx.query(text, [...who, day + 1, null, json(spans)])
  for (const { date, hours } of exceptions) await tx.query(text, [...who, null, date, json(hours)])
}

/** A master is away; whoever changes the catalog must also say so with `touchCatalog`. */
export async function writeTimeOff(sql: Sql, businessId: number, resourceId: number, from: Minute, to: Minute) {
  await sql.query(
    `insert into time_off (business_id, resource_id, during) values ($1, $2, tstzrange($3::timestamptz, $4::timestamptz))`,
    [businessId, resourceId, instant(from), instant(to)],
  )
}

/** Puts a class of service 1 into the calendar; returns its id. */
export async function holdClass(
  studio: Studio,
  start: Minute,
  { master = 1, seats }: { master?: number; seats?: number } = {},
): Promise<number> {
  const { db, businessId, catalog, locationId } = studio
  const service = catalog.services[0]!
  const [row] = await db.query<{ id: number }>(
    `insert into sessions (business_id, service_id, location_id, resource_id, starts_at, ends_at, capacity)
     values ($1, $2, $3, $4, $5::timestamptz, $6::timestamptz, $7) returning id`,
    [
      businessId,
      service.id,
      locationId,
      studio.resource(master),
      instant(start),
      instant(start + 60),
      seats ?? service.capacity,
    ],
  )
  return row!.id
}

/** Numbers that say whether the books of a business are in order; all but `live` are 0 when they are. */
export async function disorder(
  studio: Studio,
): Promise<{ live: number; doubles: number; astray: number; unhoused: number }> {
  const [row] = await studio.db.query<{ live: number; doubles: number; astray: number; unhoused: number }>(
    `select
       (select count(*)::int from appointments where business_id = $1 and status in ('booked', 'confirmed')) as live,
       (select count(*)::int from occupancies a join occupancies b on a.resource_id = b.resource_id and a.id < b.id
          and a.during && b.during and a.overlap_reason is null and b.overlap_reason is null
        where a.business_id = $1) as doubles,
       (select count(*)::int from occupancies o left join appointments a on a.id = o.appointment_id
        where o.business_id = $1 and o.kind in ('visit', 'hold') and (a.id is null
          or a.status not in ('held', 'booked', 'confirmed')
          or (a.status <> 'held' and (o.kind = 'hold' or o.expires_at is not null))
          or upper(o.during) < a.starts_at or lower(o.during) > a.ends_at)) as astray,
       (select count(*)::int from appointments a where a.business_id = $1 and a.status in ('booked', 'confirmed')
          and a.session_id is null and exists (
            select 1 from appointment_parts p where p.appointment_id = a.id and not exists (
              select 1 from occupancies o where o.appointment_id = a.id and o.resource_id = p.resource_id
                and o.during @> p.starts_at))) as unhoused`,
    [studio.businessId],
  )
  return row!
}

/** How many deadlocks the server of a database has broken. */
export async function deadlocks(db: Db): Promise<number> {
  // Backends report what they counted when they go idle or are asked to.
  await db.query('select pg_stat_force_next_flush()')
  const [row] = await db.query<{ deadlocks: number }>(
    'select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()',
  )
  return row!.deadlocks
}
