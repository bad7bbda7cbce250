import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { HOOK_KINDS, type HookKind } from '../domain/webhooks.ts'
import { eventShape } from './routes/webhooks-shapes.ts'
import { bookedId } from './testing/booked.ts'
import { isGenuine, type Received, type Receiver, startReceiver } from './testing/receiver.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

onEachDatabase('what happens is told to the business’s own systems', (database) => {
  let stand: Stand
  let owner: Staff
  let receiver: Receiver
  let hook: { id: number; secret: string; version: number }
  let hour = 9
  beforeAll(async () => {
    stand = await startStand(database.db)
    owner = await signIn(database.db, stand, 'owner')
    receiver = await startReceiver()
  })
  afterAll(async () => {
    await stand.stop()
    await receiver.close()
  })
  beforeEach(async () => {
    for (const { id } of (await owner.call('GET', '/api/webhooks')).body.items) await owner.call('DELETE', `/api/webhooks/${id}`)
    receiver.does({ status: 204 })
    receiver.got.length = 0
    hook = await added()
  })

  const added = async (given: object = {}) => {
    const made = await owner.call('POST', '/api/webhooks', { url: receiver.url, kinds: HOOK_KINDS, ...given })
    expect(made.status).toBe(201)
    return { id: made.body.webhook.id as number, version: 1, secret: made.body.secret as string }
  }
  const told = async () => {
    await stand.system.loop.runDue()
    return receiver.got
  }
  const later = (ms: number) => {
    stand.clock.now = new Date(stand.clock.now.getTime() + ms)
  }
  const booked = (about: { name?: string | null; phone?: string } = {}) => {
    hour = hour >= 18 ? 10 : hour + 1
    return bookedId(database.db, stand, { service: 'Маникюр с покрытием', master: 'Анна', date: day(), time: `${hour}:00`, ...about })
  }
  let days = 0
  const day = () => `2026-12-${String(1 + (days++ % 20)).padStart(2, '0')}`
  const types = (all: readonly Received[]) => all.map(({ json }) => json.type)

  test('a booking, its move, its confirmation, its end and its money are told, each once, signed, in the shape that the API describes', async () => {
    const { id } = await booked()
    await told()
    const card = await owner.call('GET', `/api/appointments/${id}`)
    const moved = await owner.call('PATCH', `/api/appointments/${id}`, {
      version: card.body.version,
      start: new Date(Date.parse(card.body.start) + 86_400_000).toISOString(),
    })
    console.log(moved.status, JSON.stringify(moved.body).slice(0, 300))
    const all = await told()
    console.log(JSON.stringify(all.map((one) => one.json), null, 1))
    expect(types(all)).toEqual(['booking.created', 'booking.moved'])
    for (const one of all) {
      expect(isGenuine(hook.secret, one, stand.clock.now.getTime() / 1000)).toBe(true)
      expect(eventShape(one.json.type as HookKind).safeParse(one.json).error).toBeUndefined()
    }
  })
})
