import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBusiness } from '../../db/businesses.ts'
import { onPostgres } from '../../db/testing/databases.ts'
import type { Right } from '../../domain/roles.ts'
import { TEMPLATES } from '../../domain/templates.ts'
import { clientOf, settled } from '../testing/client.ts'
import { call, type Staff, signIn } from '../testing/staff.ts'
import { type Stand, startStand } from '../testing/stand.ts'

type Described = { paths: Record<string, Record<string, { 'x-right'?: Right }>> }

/** Words that stand in rows of the other business only. */
const SECRETS = ['Секретная', '+79995550011', 'тайная записка']

/** What a business has that an address of the API may name or change. */
const TABLES = [
  'clients',
  'chats',
  'messages',
  'members',
  'channels',
  'services',
  'resources',
  'locations',
  'changes',
  'leads',
  'faq',
  'replies',
  'promos',
  'webhooks',
  'webhook_deliveries',
]

onPostgres('ids of another business', (database) => {
  let stand: Stand
  let owner: Staff
  let foreign: number[]
  beforeAll(async () => {
    stand = await startStand(database.db)
    // The stand's own business is the other one here: it has a bot, dialogues and visits.
    const vera = clientOf(stand, { first_name: SECRETS[0]! })
    await vera.plays('/start', /Здравствуйте/, 'хочу позвать менеджера', /./)
    await settled(stand, database.db)
    const theirs = await signIn(database.db, stand, 'owner', { name: SECRETS[0]! })
    const made = await theirs.call(
      'POST',
      '/api/clients',
      {
        name: SECRETS[0],
        phone: SECRETS[1],
        consent: true,
        note: SECRETS[2],
      },
      { 'Idempotency-Key': 'foreign-client' },
    )
    // The same question, asked by somebody of that business, is answered with all of it.
    const card = await theirs.call('GET', `/api/clients/${made.body.id}`)
    for (const secret of SECRETS) expect(JSON.stringify(card.body)).toContain(secret)
    expect((await theirs.call('POST', '/api/stops', { source: SECRETS[0] })).status).toBe(201)
    expect((await theirs.call('POST', '/api/feeds', { fact: 'leads' })).status).toBe(201)
    const url = `https://hooks.example.com/${encodeURIComponent(SECRETS[2]!)}`
    const hook = await theirs.call('POST', '/api/webhooks', { url, kinds: ['lead.created'], personal: true })
    expect((await theirs.call('POST', `/api/webhooks/${hook.body.webhook.id}/test`)).status).toBe(201)
    const businessId = await database.db.transaction((tx) =>
      createBusiness(tx, TEMPLATES.barbershop, { webKey: 'foreign', now: stand.clock.now }),
    )
    owner = await signIn(database.db, stand, 'owner', { businessId, name: 'Чужой' })
    foreign = await idsOf(stand.businessId)
  })
  afterAll(() => stand.stop())

  /** Ids of whatever the other business has that an address of the API may name. */
  const idsOf = async (businessId: number): Promise<number[]> => {
    const ids = new Set<number>()
    for (const table of [...TABLES, 'channel_stops', 'feeds'])
      for (const row of await database.db.query<{ id: number }>(
        `select max(id) as id from ${table} where business_id = $1`,
        [businessId],
      ))
        if (row.id !== null) ids.add(row.id)
    // Small numbers are ids of both; only those that this business has none of prove anything.
    return [...ids]
  }

  test('give nothing at any address, and change nothing', async () => {
    const { paths } = (await call<Described>(stand.url, null, 'GET', '/api/openapi.json')).body
    const before = await fingerprint(stand.businessId)
    let asked = 0
    for (const [path, methods] of Object.entries(paths))
      for (const [name, route] of Object.entries(methods)) {
        if (!route['x-right'] || path === '/api/live' || path === '/api/session') continue
        const method = name.toUpperCase()
        for (const id of path.includes('{') ? foreign : [0]) {
          stand.clock.now = new Date(stand.clock.now.getTime() + 1000)
          const body =
            method === 'GET'
              ? undefined
              : { version: 1, note: 'x', reason: 'x', text: 'x', to: id, client: id, clientId: id, name: 'x' }
          const answer = await owner.call(method, path.replace(/\{\w+\}/g, String(id)), body)
          asked++
          const told = SECRETS.filter((secret) => JSON.stringify(answer.body)?.includes(secret))
          expect([method, path, id, told]).toEqual([method, path, id, []])
          expect([method, path, id, answer.status >= 500]).toEqual([method, path, id, false])
        }
      }
    expect(asked).toBeGreaterThan(300)
    expect(await fingerprint(stand.businessId)).toEqual(before)
  })

  /** What the other business's rows are, but for those that time writes. */
  const fingerprint = async (businessId: number) => {
    const seen: Record<string, unknown> = {}
    for (const table of [...TABLES, 'appointments', 'occupancies', 'working_hours', 'invites', 'drafts'])
      seen[table] = (
        await database.db.query(
          `select count(*)::int as count, md5(string_agg(t::text, '|' order by t::text)) as hash from ${table} t where business_id = $1`,
          [businessId],
        )
      )[0]
    return seen
  }
})
