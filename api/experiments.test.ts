import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { assigned, type VariantKey } from '../domain/experiments.ts'
import { booked, type Client, clientOf, expectGoodManners, settled, tap } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const DAY_MS = 86_400_000
const SHOWN = { a: 'Подскажу свободное время', b: 'Добрый день' } as const
const HELLO = {
  name: 'Приветствие',
  kind: 'text',
  target: 'hello',
  variants: { a: { ru: null, en: null }, b: { ru: 'Добрый день! { $business } слушает.', en: null } },
}

onEachDatabase('experiments', (database) => {
  let stand: Stand
  let owner: Staff
  beforeAll(async () => {
    stand = await startStand(database.db)
    owner = await signIn(database.db, stand, 'owner', { name: 'Ольга' })
  })
  afterAll(() => stand.stop())

  const made = async (body: object): Promise<{ id: number; version: number; size: number }> => {
    // So that nobody asks too often.
    stand.clock.now = new Date(stand.clock.now.getTime() + 20_000)
    const answer = await owner.call('POST', '/api/experiments', body)
    expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ status: 'draft' })])
    return answer.body
  }
  const set = (one: { id: number; version: number }, change: object) =>
    owner.call('POST', `/api/experiments/${one.id}/status`, { version: one.version, ...change })
  const begun = async (body: object) => {
    const answer = await set(await made(body), { status: 'running' })
    expect(answer.status).toBe(200)
    return answer.body as { id: number; version: number; size: number }
  }
  const ended = async ({ id }: { id: number }) => {
    const { version } = (await owner.call('GET', `/api/experiments/${id}`)).body
    expect((await set({ id, version }, { status: 'stopped' })).status).toBe(200)
  }
  const clientIdOf = async ({ person }: Client) => {
    const [row] = await database.db.query<{ id: number }>(
      'select client_id as id from identities where business_id = $1 and external_id = $2',
      [stand.businessId, String(person.id)],
    )
    return row!.id
  }
  const exposuresOf = (experiment: number) =>
    database.db.query<{ client: number; variant: VariantKey; message: string | null }>(
      `select x.client_id as client, x.variant, m.text as message from exposures x left join messages m on m.id = x.message_id
       where x.experiment_id = $1 order by x.client_id`,
      [experiment],
    )

  test('a client sees one variant for life, whichever node speaks and however often', async () => {
    const trial = await begun(HELLO)
    const other = await stand.node(database.another())
    const clients = Array.from({ length: 12 }, () => clientOf(stand))
    for (const client of clients) await client.plays('/start', /Здравствуйте|Добрый день/)
    await settled(stand, database.db)
    await other.system.drain.idle()
    for (const client of clients) await client.plays('/start')
    await settled(stand, database.db)
    const seen = await Promise.all(
      clients.map(async (client) => {
        const variant = assigned(trial.id, await clientIdOf(client))
        const texts = stand.bot.chats.get(client.person.id)!.shown.map(({ text }) => text)
        return texts.length === 2 && texts.every((text) => text.includes(SHOWN[variant]))
      }),
    )
    expect(seen).toEqual(clients.map(() => true))
    const exposures = await exposuresOf(trial.id)
    expect(exposures.map(({ client, variant }) => [client, variant])).toEqual(
      exposures.map(({ client }) => [client, assigned(trial.id, client)]),
    )
    expect(exposures).toHaveLength(12)
    expect(new Set(exposures.map(({ variant }) => variant)).size).toBe(2)
    expect(exposures.every(({ variant, message }) => message!.includes(SHOWN[variant]))).toBe(true)
    await other.stop()
    await ended(trial)
    const late = clientOf(stand)
    await late.plays('/start', /Подскажу/)
    await settled(stand, database.db)
    expect(await exposuresOf(trial.id)).toHaveLength(12)
    expectGoodManners(stand)
  })

  test('a reminder counts when it is delivered: not when it is written, and not to who has blocked the bot', async () => {
    stand.clock.now = new Date('2026-11-23T07:00:00Z')
    const [anna, vera] = [clientOf(stand, { first_name: 'Анна' }), clientOf(stand, { first_name: 'Вера' })]
    await booked(stand, database.db, anna, '16:00', 'послезавтра')
    await booked(stand, database.db, vera, '17:00', 'послезавтра')
    const remind = { ru: 'Ждём вас: { $when }.\n{ $services }, { $masters } ({ $count })\n{ $address }', en: null }
    const trial = await begun({ ...HELLO, target: 'remind-ask', variants: { a: { ru: null, en: null }, b: remind } })
    stand.telegram.faults.push({ method: 'sendMessage', chat_id: anna.person.id, times: 1, answer: 'drop' } as never)
    vera.person.blocks(stand.bot)
    await settled(stand, database.db)
    stand.clock.now = new Date('2026-11-24T13:00:00Z')
    await stand.system.loop.runDue()
    expect(await exposuresOf(trial.id)).toEqual([])
    await pass(stand, 5_000)
    await pass(stand, 3_600_000)
    await settled(stand, database.db)
    const [exposure, ...others] = await exposuresOf(trial.id)
    expect(others).toEqual([])
    const id = await clientIdOf(anna)
    expect(exposure).toMatchObject({ client: id, variant: assigned(trial.id, id) })
    expect(exposure!.message).toContain(exposure!.variant === 'a' ? 'Напоминаем о записи' : 'Ждём вас')
    await ended(trial)
  })
})
