import { beforeAll, expect, test } from 'vitest'
import { at, branch, catalogOf, everyDay, resource, service } from '../domain/slots.sample.ts'
import { openStudio, type Studio } from './bookings.sample.ts'
import { type Claimed, claimNotices, closeNotice, lockClaimed } from './notices.ts'
import { onEachDatabase } from './testing/databases.ts'

onEachDatabase('the ledger of notices', (database) => {
  const now = new Date('2027-03-01T09:00:00Z')
  const later = (ms: number) => new Date(now.getTime() + ms)
  let studio: Studio
  let visitId = 0
  const chats: number[] = []

  beforeAll(async () => {
    const sample = catalogOf({
      locations: [branch({ hours: everyDay([0, 24]) })],
      resources: [resource(1)],
      services: [service(1, [1])],
    })
    studio = await openStudio(database.db, sample)
    const made = await studio.book(studio.wish(1), at('2027-03-05T12:00+03:00'), { now: at('2027-03-01T08:00+03:00') })
    if (!made.ok) throw new Error(made.reason)
    visitId = made.visit.id
    const rows = await database.db.query<{ id: number }>(
      `with channel as (insert into channels (business_id, kind, key, rate, burst, tokens) values ($1, 'telegram', 'ledger', 1, 1, 1) returning id)
       insert into chats (business_id, channel_id, external_id, client_id, language, created_at)
       select $1, id, 'person ' || n, $2, 'ru', $3::timestamptz from channel, generate_series(1, 2) n returning id`,
      [studio.businessId, studio.clients[0]!, now],
    )
    chats.push(...rows.map(({ id }) => id))
  })

  const plan = (kind: string, data: object = {}) =>
    database.db.query(
      `insert into notices (business_id, kind, client_id, status, due_at, data, chain, step, trigger_id, created_at)
       values ($1, $2, $3, 'planned', $4::timestamptz, $5::jsonb, 'return', 1, $6, $4::timestamptz)
       on conflict do nothing returning id`,
      [studio.businessId, kind, studio.clients[0]!, now, JSON.stringify(data), visitId],
    )
  const lock = (claimed: Claimed) => database.db.transaction((tx) => lockClaimed(tx, claimed))
  const claim = (at = now) => claimNotices(database.db, { now: at, until: new Date(at.getTime() + 30_000), limit: 10 })
  const close = async ({ id }: Claimed) => closeNotice(database.db, id, { reason: 'changed' }, now)

  test('a step of a chain is about no visit: it is planned once, claimed once, and says to whom by which chat', async () => {
    expect(await plan('chain_return', { chatId: chats[0]! })).toHaveLength(1)
    expect(await plan('chain_return')).toHaveLength(0)
    const [claimed, ...none] = await claim()
    expect(none).toEqual([])
    const clientId = studio.clients[0]!
    expect(claimed).toMatchObject({ appointmentId: null, clientId, chain: 'return', step: 1, triggerId: visitId })
    expect(await claim()).toEqual([])
    const chat = { id: chats[0]!, kind: 'telegram', language: 'ru', owner: 'bot', blocked: false }
    expect(await lock(claimed!)).toMatchObject({ status: null, erased: false, barred: false, test: false, chat })
    expect(await lock({ ...claimed!, data: {} })).toMatchObject({ chat: { id: chats[1]! } })
    await close(claimed!)
    expect(await lock(claimed!)).toBeNull()
    expect(await claim(later(60_000))).toEqual([])
  })

  test('whoever took over the lease of a notice decides it; the one before does not', async () => {
    await database.db.query('update notices set step = 0 where chain is not null')
    await plan('chain_return')
    const [first] = await claim()
    const [second] = await claim(later(30_000))
    expect(second).toMatchObject({ id: first!.id, attempts: 2 })
    expect(await lock(first!)).toBeNull()
    expect(await lock(second!)).not.toBeNull()
    await close(second!)
  })
})
