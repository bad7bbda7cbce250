import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { clientOf } from './testing/client.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

onEachDatabase('tables that other programs read', (database) => {
  let stand: Stand
  let owner: Staff
  beforeAll(async () => {
    stand = await startStand(database.db)
    owner = await signIn(database.db, stand, 'owner', { name: 'Ольга' })
    const asks = clientOf(stand, { first_name: 'Фёдор' })
    await asks.plays('Здравствуйте! Сколько стоит маникюр?', /₽/, 'абракадабра зюзюка', /./, 'позовите человека', /./)
    await clientOf(stand).plays('Хочу записаться на стрижку', /./)
    await stand.system.drain.idle()
  })
  afterAll(() => stand.stop())

  const made = async (fact: string) =>
    (await owner.call('POST', '/api/feeds', { fact })).body as { id: number; url: string }
  const read = async (url: string) => {
    stand.clock.now = new Date(stand.clock.now.getTime() + 20_000)
    const answer = await fetch(url)
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
  }
  const table = (text: string): Record<string, string>[] => parse(text, { bom: true, columns: true })

  test('a dialogue is a row: what was wanted, how soon it was answered, whether a person was needed, what came of it', async () => {
    const { url } = await made('dialogues')
    const { status, type, text } = await read(`${url}?days=90`)
    expect([status, type]).toEqual([200, 'text/csv;charset=utf-8'])
    const rows = table(text)
    expect(rows).toHaveLength(2)
    expect(rows[0]).toMatchObject({
      Канал: 'Telegram',
      'Понято как': 'цены',
      'Кто ответил': 'помощник',
      'Прочитано сообщений': '3',
      'Не поняли': '1',
      'Передано человеку': 'да',
      Итог: 'ещё нет',
    })
    expect(rows[1]).toMatchObject({ 'Понято как': 'запись', 'Не поняли': '0', 'Передано человеку': 'нет' })
    expect(rows[0]!.Когда).toMatch(/^2026-11-23T10:00$/)
    expect(Number(rows[0]!['Ждали, секунд'])).toBeLessThan(60)
  })

  test('rows beyond what a file may hold are read by passing over those before them', async () => {
    for (const fact of ['dialogues', 'leads', 'readings']) {
      const { url } = await made(fact)
      const all = table((await read(url)).text)
      expect(all.length).toBeGreaterThan(1)
      expect(table((await read(`${url}?skip=1`)).text)).toEqual(all.slice(1))
      expect((await read(`${url}?skip=-1`)).status).toBe(400)
      expect(table((await read(`${url}?skip=1000`)).text)).toEqual([])
    }
  })

  test('the address holds no names, is shown once, says when it was read, and closes for ever', async () => {
    const { id, url } = await made('leads')
    const listed = async () =>
      (await owner.call('GET', '/api/feeds')).body.items.find((one: { id: number }) => one.id === id)
    expect(await listed()).toMatchObject({ fact: 'leads', by: 'Ольга', readAt: null })
    expect(JSON.stringify(await listed())).not.toContain(url.split('/').at(-1)!.replace('.csv', ''))
    const { text } = await read(url)
    expect(text).not.toContain('Фёдор')
    expect((await listed()).readAt).toBe(stand.clock.now.toISOString())
    expect((await owner.call('DELETE', `/api/feeds/${id}`)).status).toBe(204)
    expect((await read(url)).status).toBe(404)
    expect((await owner.call('DELETE', `/api/feeds/${id}`)).status).toBe(404)
    const log = (await owner.call('GET', '/api/changes?object=feed')).body.items
    expect(log.map(({ action }: { action: string }) => action)).toEqual(expect.arrayContaining(['added', 'removed']))
  })

  test('a guess opens nothing, a wrong period is said, and nobody reads without end', async () => {
    const { url } = await made('visits')
    expect((await read(url.replace(/.{5}\.csv$/, 'AAAAA.csv'))).status).toBe(404)
    expect((await read(`${url}?days=nine`)).status).toBe(400)
    expect((await read(`${url}?from=2026-11-23&to=2026-11-01`)).status).toBe(400)
    const answers = await Promise.all(Array.from({ length: 30 }, () => fetch(url)))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(5)
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})
