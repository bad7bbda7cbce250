import { type Booked, book } from '../../db/book.ts'
import { type Db, instant, minuteOf } from '../../db/sql.ts'
import { instantOf } from '../../domain/time.ts'
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
