import { afterAll, beforeAll, expect, test } from 'vitest'
import { TEMPLATES } from '../domain/templates.ts'
import { book } from './book.ts'
import { createBusiness } from './businesses.ts'
import { createCatalogs, loadCatalog } from './catalog.ts'
import { addClient } from './clients.ts'
import { findOffer } from './offer.ts'
import { openPostgres } from './postgres.ts'
import { type Db, minuteOf } from './sql.ts'
import { type Cluster, startCluster } from './testing/cluster.ts'

const now = new Date('2026-11-23T07:00:00Z')

let cluster: Cluster
let db: Db
beforeAll(async () => {
  cluster = await startCluster({ version: 15 })
  db = openPostgres(await cluster.createDatabase(), { max: 10 })
})
afterAll(async () => {
  await db.close()
  await cluster.stop()
})

test('the oldest PostgreSQL that is promised, 15, takes the schema and referees the same race', async () => {
  const [version] = await db.query<{ server_version: string }>('show server_version')
  expect(version!.server_version).toMatch(/^15\./)
  const businessId = await db.transaction((tx) => createBusiness(tx, TEMPLATES.salon, { webKey: 'fifteen', now }))
  const catalog = await loadCatalog(db, businessId)
  const catalogs = createCatalogs()
  const wish = { locationId: catalog.locations[0]!.id, parts: [{ serviceId: catalog.services[0]!.id, masterId: null }] }
  const minute = minuteOf(now)
  const range = { from: minute, to: minute + 3 * 1440 }
  const [slot] = await findOffer(db, catalogs, { businessId, wish, range, now: minute })
  const masterId = slot!.masters[0]!
  const attempts = Array.from({ length: 50 }, (_, index) =>
    db.transaction(async (tx) => {
      const clientId = await addClient(tx, { businessId, name: 'Анна', phone: `+7900000${1000 + index}`, now })
      const parts = [{ serviceId: wish.parts[0]!.serviceId, masterId }]
      return book(tx, catalogs, {
        businessId,
        key: `race-${index}`,
        wish: { ...wish, parts },
        start: slot!.start,
        clientId,
        door: 'api',
        now: minute,
      })
    }),
  )
  const results = await Promise.all(attempts)
  expect(results.filter(({ ok }) => ok)).toHaveLength(1)
})
