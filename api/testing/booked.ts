import { type Booked, book } from '../../db/book.ts'
import { type Db, instant, minuteOf } from '../../db/sql.ts'
import { instantOf } from '../../domain/time.ts'
import { booked, clientOf, settled } from './client.ts'
import type { Stand } from './stand.ts'

let made = 0

/** Books for a new client of a stand's business, as a client's own turn does. Times are the branch's wall clock. */
export async function bookedAt(
  db: Db,
  stand: Stand,
  visit: {
    service: string
    master: string
    date: string
    time: string
    name?: string | null
    phone?: string
    services?: string[]
  },
): Promise<Booked> {
  const catalog = await stand.catalog()
  const location = catalog.locations[0]!
  const [hours, minutes] = visit.time.split(':').map(Number)
  const start = instantOf(location.timezone, visit.date, hours! * 60 + minutes!)
  const masterId = catalog.resources.find(({ name }) => name === visit.master)!.id
  const parts = (visit.services ?? [visit.service]).map((name) => ({
    serviceId: catalog.services.find((service) => service.name === name)!.id,
    masterId,
  }))
  const now = minuteOf(stand.clock.now)
  return db.transaction(async (tx) => {
    const [client] = await tx.query<{ id: number }>(
      'insert into clients (business_id, name, phone, created_at) values ($1, $2, $3, $4::timestamptz) returning id',
      [stand.businessId, visit.name === undefined ? 'Мария' : visit.name, visit.phone ?? '+79001234534', instant(now)],
    )
    const wish = { locationId: location.id, parts }
    const key = `booked ${++made}`
    return book(tx, stand.system.catalogs, {
      businessId: stand.businessId,
      wish,
      start,
      now,
      key,
      clientId: client!.id,
      door: 'web',
    })
  })
}

/** The id of a visit that was really booked. */
export async function bookedId(...args: Parameters<typeof bookedAt>): Promise<{ id: number; version: number }> {
  const booked = await bookedAt(...args)
  if (!booked.ok) throw new Error(`not booked: ${booked.reason}`)
  return booked.visit
}

/** Clients who agreed to offers and were here so many days ago, one after another. */
export async function haveBeen(db: Db, stand: Stand, names: readonly string[], daysAgo: number): Promise<void> {
  for (const [index, first_name] of names.entries()) {
    const client = clientOf(stand, { first_name })
    const id = await booked(stand, db, client, `1${index + 4}:00`)
    await settled(stand, db)
    await db.query(
      `with put as (insert into consents (business_id, client_id, channel_id, purpose, version, language, granted_at)
         select i.business_id, i.client_id, i.channel_id, 'marketing', 1, 'ru', $2::timestamptz from identities i
         where i.external_id = $1)
       update appointments set status = 'arrived', starts_at = starts_at - make_interval(days => $4::int),
         ends_at = ends_at - make_interval(days => $4::int) where id = $3`,
      [String(client.person.id), stand.clock.now, id, daysAgo],
    )
  }
}
