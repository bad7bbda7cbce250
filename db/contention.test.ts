import { afterAll, beforeAll, expect, test } from 'vitest'
import { MASTER } from '../domain/catalog.ts'
import { seeded } from '../domain/seeded.ts'
import { catalogOf, everyDay, resource, service } from '../domain/slots.sample.ts'
import { planAt } from '../domain/slots.ts'
import { type Booked, move, wishOf } from './book.ts'
import { DAY, deadlocks, disorder, NOW, openStudio, type Studio } from './bookings.sample.ts'
import { cancel } from './cancel.ts'
import { confirmHold } from './confirm.ts'
import { openPostgres } from './postgres.ts'
import type { Db } from './sql.ts'
import { onPostgres } from './testing/databases.ts'
import { type Visit, visitById } from './visits.ts'

/** Five masters, four chairs: a haircut needs master and chair, a treatment after it any of three masters. */
const busySalon = () =>
  catalogOf({
    rules: { ...catalogOf({}).rules, stepMinutes: 30 },
    resources: [
      ...[1, 2, 3, 4, 5].map((id) => resource(id)),
      ...[6, 7, 8, 9].map((id) => resource(id, { kind: 'chair', hours: everyDay([9, 18]) })),
    ],
    services: [
      service(1, [1, 2, 3, 4, 5], { needs: ['chair'], bufferAfter: 10 }),
      service(2, [3, 4, 5], { segments: [20, 20, 20] }),
    ],
  })

const WORKERS = 50
const ACTS = 16

onPostgres('fifty workers over 150 slots with master, room and second service', (database) => {
  let db: Db
  beforeAll(() => {
    db = openPostgres(database.url, { max: WORKERS })
  })
  afterAll(() => db.close())

  test('book, hold, confirm, move, swap and cancel: no deadlock, nobody in two places, all where their plan says', async () => {
    const studio = await openStudio(db, busySalon(), WORKERS)
    const tally: Record<string, number> = {}
    const count = (act: string, result: Booked) => {
      const outcome = `${act} ${result.ok ? 'ok' : result.reason}`
      tally[outcome] = (tally[outcome] ?? 0) + 1
    }
    const visits: Visit[] = []
    await Promise.all(Array.from({ length: WORKERS }, (_, i) => act(studio, visits, seeded(i + 1), count)))

    expect(await deadlocks(db)).toBe(0)
    expect(await disorder(studio)).toMatchObject({ doubles: 0, astray: 0, unhoused: 0 })
    for (const done of [
      'book ok',
      'book taken',
      'hold ok',
      'confirm ok',
      'move ok',
      'move taken',
      'swap ok',
      'cancel ok',
    ])
      expect(tally, done).toHaveProperty(done)
    expect(await strayed(studio)).toEqual([])
  })

  async function act(studio: Studio, visits: Visit[], random: () => number, count: (act: string, r: Booked) => void) {
    const { businessId, catalogs } = studio
    const any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
    // 150 slots: five masters, six days, five starts half an hour apart.
    const somewhere = () => {
      const start = NOW + 120 + Math.floor(random() * 6) * DAY + Math.floor(random() * 5) * 30
      const master = 1 + Math.floor(random() * 5)
      const { wish } = studio
      return { start, wish: any([wish([1, master]), wish(1), wish([1, master], 2), wish(1, 2)]) }
    }
    const moveTo = ({ id }: Visit, to: ReturnType<typeof wishOf>) =>
      db.transaction(async (tx) => {
        const { version } = (await visitById(tx, businessId, id))!
        return move(tx, catalogs, { businessId, id, version, ...to, now: NOW + 11 })
      })
    const acts = {
      async book() {
        const { wish, start } = somewhere()
        const result = await studio.book(wish, start)
        count('book', result)
        if (result.ok) visits.push(result.visit)
      },
      async hold() {
        const { wish, start } = somewhere()
        const held = await studio.book(wish, start, { hold: true })
        count('hold', held)
        if (!held.ok) return
        const { id, clientId } = held.visit
        // Every other client comes back when the hold has run out, and may find the place gone.
        const now = random() < 0.5 ? NOW : NOW + 10
        const result = await db.transaction((tx) => confirmHold(tx, catalogs, { businessId, id, clientId, now }))
        count('confirm', result)
        if (result.ok) visits.push(result.visit)
      },
      move: async () => count('move', await moveTo(any(visits), somewhere())),
      async swap() {
        const [one, other] = [any(visits), any(visits)]
        const both = await Promise.all([moveTo(one, wishOf(other)), moveTo(other, wishOf(one))])
        for (const result of both) count('swap', result)
      },
      async cancel() {
        const { id } = any(visits)
        const gone = await db.transaction(async (tx) => {
          const { version } = (await visitById(tx, businessId, id))!
          return cancel(tx, { businessId, id, version, by: 'client', reason: null, now: NOW })
        })
        count('cancel', gone ? { ok: true, visit: gone, repeated: false } : { ok: false, reason: 'changed' })
      },
    }
    for (let i = 0; i < ACTS; i++)
      await acts[visits.length < 10 ? 'book' : any(['book', 'book', 'hold', 'move', 'swap', 'cancel'] as const)]()
  }

  /** Visits whose occupancies differ from their plan; which of the chairs it is does not matter. */
  async function strayed(studio: Studio): Promise<unknown[]> {
    const kindOf = new Map(studio.catalog.resources.map(({ id, kind }) => [id, kind]))
    const label = ({ resourceId, from, to }: { resourceId: number; from: number; to: number }) =>
      `${kindOf.get(resourceId) === MASTER ? resourceId : kindOf.get(resourceId)} ${from}–${to}`
    const rows = await db.query<{ id: number; places: { resourceId: number; from: number; to: number }[] | null }>(
      `select a.id, (select json_agg(json_build_object('resourceId', o.resource_id,
           'from', date_part('epoch', lower(o.during)) / 60, 'to', date_part('epoch', upper(o.during)) / 60))
         from occupancies o where o.appointment_id = a.id and o.kind = 'visit') as places
       from appointments a where a.business_id = $1 and a.status in ('booked', 'confirmed')`,
      [studio.businessId],
    )
    expect(rows.length).toBeGreaterThan(30)
    const wrong: unknown[] = []
    for (const { id, places } of rows) {
      const visit = (await visitById(db, studio.businessId, id))!
      const { wish, start } = wishOf(visit)
      const plan = planAt(studio.catalog, new Map(), wish, start, NOW, { force: true })
      const expected = plan?.occupancies.map(label).sort()
      const found = (places ?? []).map(label).sort()
      if (String(expected) !== String(found)) wrong.push({ id, expected, found })
    }
    return wrong
  }
})
