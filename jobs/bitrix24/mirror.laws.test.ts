import { afterEach, expect, test } from 'vitest'
import { deadlocks, disorder, hourBy, NOW, openStudio, TEN } from '../../db/bookings.sample.ts'
import { cancel } from '../../db/cancel.ts'
import { foldTouched } from '../../db/crm/fold.ts'
import { mirrorHealth } from '../../db/crm/health.ts'
import type { Db } from '../../db/sql.ts'
import { onPostgres } from '../../db/testing/databases.ts'
import { seeded } from '../../domain/seeded.ts'
import type { Bitrix } from './client.ts'
import { type Mirrored, mirrored } from './fake/mirrored.ts'
import { mirrorDue } from './mirror.ts'
import type { Mirror } from './session.ts'

const DAY = 1440

/** What the portal ought to say, told by the rows alone. */
const EXPECTED = `
select k.remote_id as id, k.lead_id is not null as led, a.status, (a.price - a.discount)::float8 / 100 as amount, c.name, c.phone,
  case a.status when 'booked' then 'PREPARATION' when 'confirmed' then 'PREPARATION' when 'arrived' then 'EXECUTING' when 'paid' then 'WON'
    else case when a.status is null then 'NEW' else 'LOSE' end end as stage,
  a.starts_at as "startsAt"
from crm_links k left join appointments a on a.id = k.appointment_id left join leads l on l.id = k.lead_id
  join clients c on c.id = coalesce(a.client_id, l.client_id)
where k.business_id = $1 and k.kind = 'deal' order by k.id`
type Expected = {
  id: number
  amount: number | null
  name: string
  phone: string | null
  stage: string
  startsAt: Date | null
}

onPostgres('the mirror in bad weather', (database) => {
  let salon: Mirrored
  afterEach(() => salon?.close())

  /** A node that dies at its nth request, without a word: before it is sent, or after the portal has done it. */
  function mortal(db: Db, dies: { at: number; after: boolean }): { mirror: Mirror; dead: Promise<void> } {
    const { promise: dead, resolve: die } = Promise.withResolvers<void>()
    const mirror = salon.node(db)
    let calls = 0
    const for_ever = new Promise<never>(() => {})
    const open: Mirror['open'] = (root, bucket) => {
      const bitrix = mirror.open(root, bucket)
      const last = async <T>(call: () => Promise<T>): Promise<T> => {
        if (++calls < dies.at) return call()
        if (dies.after) await call()
        die()
        return for_ever
      }
      return {
        call: (method, params) => last(() => bitrix.call(method, params)),
        batch: (commands) => last(() => bitrix.batch(commands)),
      } as Bitrix
    }
    return { mirror: { ...mirror, open }, dead }
  }

  async function differing(): Promise<string[]> {
    const { fake, studio } = salon
    const rows = await database.db.query<Expected>(EXPECTED, [studio.businessId])
    const deals = new Map(fake.deals().map((one) => [one.id, one.fields]))
    const contacts = new Map(fake.contacts().map((one) => [one.id, one]))
    return rows.flatMap((row) => {
      const deal = deals.get(row.id)
      const contact = contacts.get(Number(deal?.contactId))
      const wrong = [
        !deal && 'no deal',
        deal?.stageId !== row.stage && `stage ${deal?.stageId} for ${row.stage}`,
        row.amount !== null && deal?.opportunity !== row.amount && `amount ${deal?.opportunity} for ${row.amount}`,
        row.startsAt && deal?.UF_CRM_OKOSHKO_STARTS !== row.startsAt.getTime() && 'time',
        contact?.fields.name !== row.name && `name ${contact?.fields.name} for ${row.name}`,
        contact?.fm.map(({ value }) => value).join() !== (row.phone ?? '') && 'phone',
      ].filter(Boolean)
      return wrong.length > 0 ? [`deal ${row.id}: ${wrong.join(', ')}`] : []
    })
  }

  test('2,000 changes over 300 deals, a fifth of all requests failing, two nodes that keep dying: the portal ends equal, nothing is there twice', async () => {
    salon = await mirrored(database.db, { clients: 300, masters: 10 })
    const { studio, fake, settle, errors } = salon
    const { businessId } = studio
    const random = seeded(8)
    const below = (n: number) => Math.floor(random() * n)
    await database.db.query(`update clients set phone = '+7900' || lpad(id::text, 7, '0') where business_id = $1`, [
      businessId,
    ])
    fake.suffer({ share: 0.2, seed: 24 })
    const dbs = [database.db, database.another()] as const
    let deaths = 0
    const born = (i: number) => mortal(dbs[i % 2]!, { at: 10 + below(60), after: random() < 0.5 })
    const nodes = [born(0), born(1)]
    const tick = async () => {
      salon.move(3000)
      await Promise.all(
        nodes.map(async ({ mirror, dead }, i) => {
          const died = await Promise.race([mirrorDue(mirror).then(() => false), dead.then(() => true)])
          if (!died) return
          deaths++
          nodes[i] = born(i)
        }),
      )
    }
    const visits: number[] = []
    let changes = 0
    const bookFor = async (n: number) => {
      const clientId = studio.clients[n]!
      const leadId = n % 2 === 0 ? await salon.lead(clientId) : null
      const start = TEN + Math.floor(n / 80) * DAY + (Math.floor(n / 10) % 8) * 60
      const booked = await studio.book(studio.wish([1, (n % 10) + 1]), start, { clientId, leadId })
      if (!booked.ok) throw new Error(`not booked: ${booked.reason}`)
      visits.push(booked.visit.id)
    }
    const edit = async () => {
      const visit = visits[below(visits.length)]!
      const client = studio.clients[below(300)]!
      const kind = below(6)
      if (kind < 3) {
        const status = ['confirmed', 'arrived', 'paid', 'cancelled', 'no_show', 'booked'][below(6)]!
        await database.db.query('update appointments set status = $2, version = version + 1 where id = $1', [
          visit,
          status,
        ])
      } else if (kind === 3)
        await database.db.query('update appointments set price = $2, version = version + 1 where id = $1', [
          visit,
          10_000 * (1 + below(50)),
        ])
      else if (kind === 4)
        await database.db.query('update clients set name = $2, version = version + 1 where id = $1', [
          client,
          `Имя ${below(1000)}`,
        ])
      else
        await database.db.query('update clients set phone = $2, version = version + 1 where id = $1', [
          client,
          `+7911${String(1_000_000 + changes)}`,
        ])
    }
    for (let n = 0; n < 300; n++) {
      await bookFor(n)
      changes++
      if (n % 5 === 0) await tick()
    }
    while (changes < 2000) {
      await edit()
      changes++
      if (changes % 3 === 0) await tick()
    }
    let rounds = 0
    while ((await salon.waiting()) > 0 && rounds++ < 1500) await tick()
    // Nobody who died may still hold the portal; what is left is seen to by one that lives.
    await settle()
    const seen = fake.seen()
    const origins = fake.deals().map(({ fields }) => fields.originId)
    const people = fake.contacts().map(({ fields }) => fields.originId)
    const faults = fake.portal.requests.filter(({ fault }) => fault !== null).length
    process.stdout.write(
      `${changes} changes, ${fake.deals().length} deals, ${fake.contacts().length} contacts, ${seen.requests} requests, ${faults} failed on purpose, ${deaths} nodes died, fullest bucket ${seen.fullest}, over the rate ${seen.overRate}\n`,
    )
    expect(await differing()).toEqual([])
    expect(errors).toEqual([])
    expect(fake.deals()).toHaveLength(300)
    expect(new Set(origins).size).toBe(300)
    expect(fake.contacts()).toHaveLength(300)
    expect(new Set(people).size).toBe(300)
    expect(seen.overRate).toBe(0)
    expect(seen.fullest).toBeLessThanOrEqual(50)
    expect(faults).toBeGreaterThan(50)
    expect(deaths).toBeGreaterThan(3)
  }, 180_000)

  test('a day without the portal: booking goes on as before; then all of it goes there within the rate, the newest first', async () => {
    salon = await mirrored(database.db, { clients: 400, masters: 10 })
    const { studio, fake, mirror } = salon
    fake.sleep()
    for (let n = 0; n < 400; n++) {
      const start = TEN + Math.floor(n / 80) * DAY + (Math.floor(n / 10) % 8) * 60
      const booked = await studio.book(studio.wish([1, (n % 10) + 1]), start, { clientId: studio.clients[n]! })
      if (!booked.ok) throw new Error(booked.reason)
      if (n % 10 === 0) {
        salon.move(36 * 60_000)
        await mirrorDue(mirror)
      }
    }
    salon.move(60_000)
    await mirrorDue(mirror)
    const asked = fake.portal.requests.length
    const [down] = await mirrorHealth(database.db, studio.businessId)
    expect(down).toMatchObject({ trouble: 'asleep', deals: 0 })
    expect(down!.queue + down!.touched).toBeGreaterThan(390)
    fake.wake()
    salon.move(300_000)
    const before = salon.now()
    await salon.settle()
    const seen = fake.seen()
    process.stdout.write(
      `${asked} requests into the silence; then ${fake.deals().length} deals in ${(salon.now() - before) / 1000} s with ${seen.requests - asked} requests, fullest bucket ${seen.fullest}, over the rate ${seen.overRate}\n`,
    )
    expect(fake.deals()).toHaveLength(400)
    expect(await differing()).toEqual([])
    expect(seen.overRate).toBe(0)
    // Ids of the portal grow: the first page that came is the last that was booked.
    const order = await database.db.query<{ visit: number }>(
      `select appointment_id as visit from crm_links where business_id = $1 and kind = 'deal' order by remote_id`,
      [studio.businessId],
    )
    const firstOnes = order.slice(0, 50).map(({ visit }) => visit)
    const newest = order
      .map(({ visit }) => visit)
      .sort((a, b) => b - a)
      .slice(0, 50)
    expect(firstOnes.sort((a, b) => b - a)).toEqual(newest)
    const [well] = await mirrorHealth(database.db, studio.businessId)
    expect(well).toMatchObject({ trouble: null, queue: 0, touched: 0, deals: 400 })
  }, 120_000)

  test('clients who fight for the same hours wait for no mirror: no deadlock, and a business without a portal writes nothing', async () => {
    salon = await mirrored(database.db, { clients: 60, masters: 4 })
    const { studio } = salon
    const other = await openStudio(database.db, hourBy(1), 1)
    const before = await deadlocks(database.db)
    let going = true
    const folding = (async () => {
      while (going) await foldTouched(database.db, studio.businessId, salon.clock())
    })()
    const fights = Array.from({ length: 240 }, async (_, n) => {
      const booked = await studio.book(studio.wish(1), TEN + (n % 6) * 60, { clientId: studio.clients[n % 60]! })
      if (!booked.ok || n % 3 > 0) return booked.ok
      const { id, version } = booked.visit
      const about = { businessId: studio.businessId, id, version, by: 'client', reason: null, now: NOW } as const
      await database.db.transaction((tx) => cancel(tx, about))
      return true
    })
    const won = (await Promise.all(fights)).filter(Boolean).length
    going = false
    await folding
    await other.book(other.wish(1), TEN)
    await foldTouched(database.db, studio.businessId, salon.clock())
    expect(won).toBeGreaterThan(20)
    expect(await deadlocks(database.db)).toBe(before)
    expect(await disorder(studio)).toMatchObject({ doubles: 0, astray: 0, unhoused: 0 })
    const touched = await database.db.query('select business_id from crm_touched where business_id = $1', [
      other.businessId,
    ])
    expect(touched).toEqual([])
    await salon.settle()
    expect(await differing()).toEqual([])
  }, 60_000)
})
