import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { counted } from '../db/testing/counted.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { type FakeBitrix, startFakeBitrix } from '../jobs/bitrix24/fake/fake.ts'
import { mirrorDue } from '../jobs/bitrix24/mirror.ts'
import type { Mirror } from '../jobs/bitrix24/session.ts'
import { clientOf, settled, tap } from './testing/client.ts'
import { joinPortal } from './testing/portal.ts'
import { pass } from './testing/queue.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const RESOURCE = 901

// Monday, 23 November 2026, 10:00 in Moscow; the master is booked on Thursday.
onEachDatabase('a time that is taken in Bitrix24', (database) => {
  let stand: Stand
  let asked: ReturnType<typeof counted>
  let fake: FakeBitrix
  let mirror: Mirror
  let admin: Staff
  let service: number
  let master: number

  beforeAll(async () => {
    asked = counted(database.db)
    stand = await startStand(asked.db)
    const { system } = stand
    const { services, resources } = await stand.catalog()
    service = services.find(({ name }) => name === 'Мужская стрижка')!.id
    master = resources.find(({ name }) => name === 'Дмитрий')!.id
    const now = () => stand.clock.now.getTime()
    fake = await startFakeBitrix({ now })
    fake.portal.resources.set(RESOURCE, { id: RESOURCE, typeId: 900, name: 'Дмитрий', fields: {}, slots: [] })
    mirror = {
      ...system.mirror,
      onError: (error) => {
        throw error
      },
    }
    const busy = { read: 'resources', write: false, resources: { [master]: RESOURCE }, users: {} } as const
    await joinPortal(stand, fake, { key: `p${stand.businessId}`, settings: { busy } })
  })
  afterAll(async () => {
    await fake.close()
    await stand.stop()
  })
  beforeEach(async () => {
    fake.portal.bookings.clear()
    stand.clock.now = new Date(stand.clock.now.getTime() + 20_000)
    admin = await signIn(database.db, stand, 'admin')
  })

  const seconds = (clock: string) => Date.parse(`2026-11-26T${clock}:00+03:00`) / 1000
  const later = async (minutes: number) => {
    stand.clock.now = new Date(stand.clock.now.getTime() + minutes * 60_000)
    await mirrorDue(mirror)
  }
  const free = async (): Promise<string[]> => {
    const range = 'from=2026-11-26T00:00:00%2B03:00&to=2026-11-27T00:00:00%2B03:00'
    const { days } = await (await fetch(`${stand.url}/api/slots?services=${service}&master=${master}&${range}`)).json()
    return (days as { slots: { start: string }[] }[]).flatMap(({ slots }) =>
      slots.map(({ start }) => start.slice(11, 16)),
    )
  }
  const schedule = async () => (await admin.call('GET', '/api/schedule?from=2026-11-26')).body
  const book = (more: object) =>
    admin.call(
      'POST',
      '/api/appointments',
      { services: [service], master, start: '2026-11-26T15:00:00+03:00', ...more },
      { 'Idempotency-Key': crypto.randomUUID() },
    )

  test('it is not given by /api/slots, and is given again minutes after it is freed there', async () => {
    expect(await free()).toContain('15:00')
    const id = fake.as().book(RESOURCE, seconds('15:00'), seconds('16:00'))
    await later(1)
    const now = await free()
    expect(now).not.toContain('15:00')
    expect(now).not.toContain('15:30')
    expect(now).toContain('16:00')
    fake.as().cancelBooking(id)
    await later(4)
    expect(await free()).toContain('15:00')
  })

  test('the assistant does not offer it, and who asks for just this time hears what is near', async () => {
    const id = fake.as().book(RESOURCE, seconds('13:00'), seconds('14:00'))
    await later(4)
    const anna = clientOf(stand)
    const answer = await anna.plays('Мужская стрижка к Дмитрию в четверг в 13:00', /./)
    expect(anna.captions(answer).join(' ')).not.toContain('13:00')
    expect(anna.shown().at(-1)!.text).toMatch(/уже заняли/)
    fake.as().cancelBooking(id)
    await later(4)
    const vera = clientOf(stand)
    const second = await vera.plays('Мужская стрижка к Дмитрию в четверг в 13:00', /./)
    expect(second.text).not.toMatch(/уже заняли/)
  })

  test('who waits is offered what is freed there, as when a visit is cancelled; what is only moved a little is not', async () => {
    const day = [fake.as().book(RESOURCE, seconds('00:00'), seconds('17:00'))]
    day.push(fake.as().book(RESOURCE, seconds('17:00'), seconds('23:59')))
    await later(4)
    const zoya = clientOf(stand)
    await zoya.plays('мужская стрижка у Дмитрия 26.11', /мест нет/)
    await zoya.plays(tap('Сообщить, если освободится'), /Вы в листе ожидания: Мужская стрижка · Дмитрий/)
    await settled(stand, database.db)
    const offers = () => zoya.shown().filter(({ text }) => text.startsWith('Освободилось место')).length
    const soon = async () => {
      await later(4)
      await pass(stand, 11_000)
      await settled(stand, database.db)
    }
    fake.as().moveBooking(day[1]!, seconds('17:05'), seconds('23:59'))
    await soon()
    expect(offers()).toBe(0)
    fake.as().cancelBooking(day[1]!)
    await soon()
    expect(offers()).toBe(1)
    expect(zoya.shown().at(-1)!.text).toContain('17:00')
    fake.as().cancelBooking(day[0]!)
    await later(4)
  })

  test('staff see it with its age, are told who has it, and book over it only knowingly', async () => {
    const id = fake.as().book(RESOURCE, seconds('15:00'), seconds('16:00'))
    await later(4)
    const read = stand.clock.now.toISOString().slice(0, 16)
    await later(2)
    const before = asked.count()
    const day = await schedule()
    expect(asked.count() - before).toBeLessThanOrEqual(5)
    expect(day.external).toEqual([
      expect.objectContaining({
        resource: master,
        from: new Date(seconds('15:00') * 1000).toISOString(),
        to: new Date(seconds('16:00') * 1000).toISOString(),
        readAt: `${read}:00.000Z`,
      }),
    ])
    expect(day.outdated).toBeNull()
    expect(JSON.stringify(day)).not.toContain('Встреча')
    const refusal = (await book({})).body.error
    expect(refusal).toMatchObject({
      code: 'taken',
      message: '15:00 уже занято в Bitrix24.',
      standing: { kind: 'external' },
      force: true,
    })
    expect(refusal.nearest).toHaveLength(3)
    const over = await book({ overlapReason: 'Договорились' })
    expect(over.status).toBe(201)
    expect((await book({})).body.error).toMatchObject({ standing: { kind: 'visit' } })
    expect((await book({})).body.error).not.toHaveProperty('force')
    await admin.call('POST', `/api/appointments/${over.body.id}/cancel`, { version: 1, by: 'client' })
    fake.as().cancelBooking(id)
    await later(4)
    expect((await schedule()).external).toEqual([])
  })

  test('when the portal sleeps for hours the time stays taken, and staff are told since when nobody knows', async () => {
    fake.as().book(RESOURCE, seconds('15:00'), seconds('16:00'))
    await later(4)
    const read = stand.clock.now.toISOString().slice(0, 16)
    fake.sleep()
    for (let hour = 0; hour < 5; hour++) await later(60)
    expect(await free()).not.toContain('15:00')
    const day = await schedule()
    expect(day.external).toHaveLength(1)
    expect(day.outdated).toEqual({ since: `${read}:00.000Z` })
    fake.wake()
    for (let minute = 0; minute < 8; minute++) await later(1)
    expect((await schedule()).outdated).toBeNull()
  })

  test('the settings say when these times were read, and by whom Bitrix24 writes to clients itself', async () => {
    fake.as().book(RESOURCE, seconds('15:00'), seconds('16:00'))
    fake.portal.resources.get(RESOURCE)!.fields.isReminderNotificationOn = 'Y'
    await later(4)
    const { busy } = (await admin.call('GET', '/api/bitrix24')).body
    expect(busy).toEqual({ taken: 1, readAt: stand.clock.now.toISOString(), errors: [], notifying: ['Дмитрий'] })
  })
})
