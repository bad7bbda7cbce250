import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { clientOf, settled } from './testing/client.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

onEachDatabase('links with marks', (database) => {
  let stand: Stand
  let owner: Staff
  beforeAll(async () => {
    stand = await startStand(database.db)
    owner = await signIn(database.db, stand, 'owner')
  })
  afterAll(() => stand.stop())

  test('who follows a link is counted to its source and campaign', async () => {
    const query = new URLSearchParams({
      source: 'ВКонтакте',
      medium: 'cpc',
      campaign: 'Осень 2026',
      page: 'https://salon.example/',
    })
    const { body } = await owner.call('GET', `/api/links?${query}`)
    const urls: Record<string, string> = Object.fromEntries(
      body.items.map((one: { kind: string; url: string }) => [one.kind, one.url]),
    )
    expect(Object.keys(urls).sort()).toEqual(['page', 'telegram', 'web'])
    const payload = new URL(urls.telegram!).searchParams.get('start')
    await clientOf(stand).plays(`/start ${payload}`, /Здравствуйте/)
    await settled(stand, database.db)
    const [lead] = (await owner.call('GET', '/api/leads')).body.items
    expect(lead).toMatchObject({ source: 'vkontakte', medium: 'cpc', campaign: 'osen_2026', paid: true })
    expect(urls.page).toBe('https://salon.example/?utm_source=vkontakte&utm_medium=cpc&utm_campaign=osen_2026')
  })

  test('a link without a source, or one that no address can carry, is refused', async () => {
    for (const query of ['medium=cpc', 'source=…&medium=cpc', 'source=vk&medium=cpc&page=javascript:alert(1)'])
      expect((await owner.call('GET', `/api/links?${query}`)).status).toBe(400)
  })
})
