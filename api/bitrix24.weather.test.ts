import { afterEach, expect, test } from 'vitest'
import { mirrorLog } from '../db/crm/links.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { seeded } from '../domain/seeded.ts'
import { type FakeBitrix, startFakeBitrix } from '../jobs/bitrix24/fake/fake.ts'
import { bookedId } from './testing/booked.ts'
import { joinPortal } from './testing/portal.ts'
import { type Stand, startStand } from './testing/stand.ts'

const MINUTES = 60
const DAYS = ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-28']
const HOURS = ['10:00', '11:00', '12:00', '13:00', '14:00', '15:00', '16:00', '17:00', '18:00']

onPostgres('an hour in which the portal’s events get lost', (database) => {
  let stand: Stand
  let fake: FakeBitrix
  afterEach(async () => {
    await stand?.stop()
    await fake?.close()
  })

  test('lost, doubled, shuffled and forged on their way to the hook: asking repairs all, and nobody’s edit is written over', async () => {
    stand = await startStand(database.db)
    const { businessId, clock } = stand
    fake = await startFakeBitrix({ now: () => clock.now.getTime() })
    const key = `p${businessId}`
    const events = fake.events.subscribe(`${stand.url}/hooks/bitrix24/${key}`)
    await joinPortal(stand, fake, { key, eventToken: events.token })
    const places = DAYS.flatMap((date) => HOURS.map((time) => ({ date, time })))
    for (const [n, place] of places.entries()) {
      const visit = { service: 'Мужская стрижка', master: 'Дмитрий', name: `Гость ${n}`, phone: `+79000000${100 + n}` }
      await bookedId(database.db, stand, { ...visit, ...place })
    }
    await minutes(3)
    const deals = fake.deals().map(({ id }) => id)
    expect(deals).toHaveLength(places.length)

    const random = seeded(3)
    const [deleted, ...others] = deals as [number, ...number[]]
    const [cancelled, edited] = [others.slice(0, 3), others.slice(3)]
    const any = () => edited[Math.floor(random() * edited.length)]!
    const [amounts, titles] = [new Map<number, number>(), new Map<number, string>()]
    let forged = 0
    fake.events.weather({ lose: 0.4, double: 0.6, hold: true, seed: 7 })
    for (let minute = 0; minute < MINUTES; minute++) {
      const [dealId, other] = [any(), any()]
      fake.as().editDeal(dealId, { opportunity: 1000 + minute })
      amounts.set(dealId, 1000 + minute)
      fake.as().editDeal(other, { title: `Сама назову ${minute}` })
      titles.set(other, `Сама назову ${minute}`)
      if (minute === 17) fake.as().deleteDeal(deleted)
      if (minute % 20 === 5) fake.as().moveStage(cancelled[(minute - 5) / 20]!, 'LOSE')
      // Somebody here has the same deal open.
      await database.db.query(
        `update appointments set note = $2, version = version + 1 where id = (select appointment_id from crm_links
           where business_id = $1 and remote_id = $3 and kind = 'deal')`,
        [businessId, `заметка ${minute}`, other],
      )
      const form = {
        event: 'ONCRMDEALDELETE',
        'data[FIELDS][ID]': String(dealId),
        'auth[application_token]': 'guessed',
      }
      const { status } = await fetch(`${stand.url}/hooks/bitrix24/${key}`, {
        method: 'POST',
        body: new URLSearchParams(form),
      })
      if (status === 401) forged++
      // What the queue server held comes in a heap, in any order, now and then.
      if (minute % 7 === 6) fake.events.release()
      await fake.events.drained()
      await minutes(1)
    }
    fake.events.release()
    await fake.events.drained()
    await minutes(3)

    const { fired, lost, doubled, posted, failed } = fake.events.counts
    process.stdout.write(
      `${fired} events, ${lost} lost, ${doubled} doubled, ${posted} posted to the hook, ${forged} forged; ${fake.portal.requests.length} requests in ${MINUTES} minutes\n`,
    )
    expect([lost > 40, doubled > 20, posted > 60, failed, forged]).toEqual([true, true, true, 0, MINUTES])
    const visits = await database.db.query<{ id: number; price: number; status: string; gone: boolean }>(
      `select k.remote_id as id, a.price, a.status, k.gone_at is not null as gone from crm_links k join appointments a on a.id = k.appointment_id
       where k.business_id = $1 and k.kind = 'deal' order by k.remote_id`,
      [businessId],
    )
    expect(visits.filter(({ gone }) => gone)).toMatchObject([{ id: deleted, status: 'booked' }])
    expect(visits.filter(({ status }) => status === 'cancelled').map(({ id }) => id)).toEqual(cancelled)
    expect(visits.filter(({ id, price }) => amounts.has(id) && price !== amounts.get(id)! * 100)).toEqual([])
    const there = new Map(fake.deals().map(({ id, fields }) => [id, fields]))
    expect([...amounts].filter(([id, amount]) => there.get(id)?.opportunity !== amount)).toEqual([])
    expect([...titles].filter(([id, title]) => there.get(id)?.title !== title)).toEqual([])
    const log = await mirrorLog(database.db, { businessId, before: null, limit: 500 })
    expect(log.filter(({ won }) => won === 'ours')).toEqual([])
    expect(log.filter(({ field }) => field === 'opportunity').length).toBeGreaterThanOrEqual(amounts.size)
    expect(fake.seen().overRate).toBe(0)
    const { length } = await database.db.query('select 1 from crm_hints where business_id = $1', [businessId])
    expect(length).toBe(0)
    expect(stand.log.filter(({ level }) => level === 'error')).toEqual([])
  }, 120_000)

  const minutes = async (count: number) => {
    for (let i = 0; i < count; i++)
      for (const seconds of [2, 59]) {
        stand.clock.now = new Date(stand.clock.now.getTime() + seconds * 1000)
        await stand.system.loop.runDue()
      }
  }
})
