import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { appAsset } from './assets.ts'
import { openBrowser } from './testing/browser.ts'
import { booked, type Client, clientOf, settled } from './testing/client.ts'
import { goTo, openApp, PHONE, readsWell, WIDE } from './testing/opened.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const SHOTS = 'artifacts/queue'

onPostgres('the queue in a real browser', (database) => {
  let stand: Stand
  let browser: Browser
  let anna: Staff
  let vera: Staff
  const troubles: string[] = []
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    stand = await startStand(database.db, { appAsset })
    anna = await signIn(database.db, stand, 'manager', { name: 'Анна' })
    vera = await signIn(database.db, stand, 'admin', { name: 'Вера' })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await stand?.stop()
  })

  afterEach(() => expect(troubles.splice(0)).toEqual([]))

  const opened = async (staff: Staff, address = '/queue', viewport = PHONE): Promise<Page> => {
    return (await openApp(browser, staff, address, { viewport, troubles })).page
  }
  const waiting = async (name: string): Promise<{ client: Client; id: number }> => {
    const client = clientOf(stand, { first_name: name })
    await client.plays('/start', /Здравствуйте/, 'позовите человека', /менеджер/i)
    await settled(stand, database.db)
    return { client, id: await chatIdOf(client) }
  }
  const chatIdOf = async ({ person }: Client): Promise<number> => {
    const [row] = await database.db.query<{ id: number }>(
      'select id from chats where external_id = $1 and business_id = $2',
      [String(person.id), stand.businessId],
    )
    return row!.id
  }
  const sentTo = (client: Client) =>
    stand.bot.sent.filter((message) => message.chat_id === client.person.id).map((message) => message.text)
  const box = (page: Page) => page.getByRole('textbox', { name: /Ответ клиенту|Заметка для своих/ })
  const cards = (page: Page) => page.getByRole('list', { name: 'Ждут' }).getByRole('listitem')
  const clear = () =>
    database.db.query(`update chats set owner = 'bot', owner_member_id = null, queued_at = null, call_at = null`)

  test('a client asks for a person: within two seconds the card is on another’s screen, others keep their places, it is said once', async () => {
    const first = await waiting('Ольга')
    const page = await opened(anna)
    await cards(page).first().waitFor()
    const before = await cards(page).first().boundingBox()
    await page.evaluate(() => {
      const said: string[] = []
      Object.assign(window, { said })
      const line = document.querySelector('[data-queue-says]')!
      new MutationObserver(() => said.push(line.textContent ?? '')).observe(line, {
        childList: true,
        characterData: true,
        subtree: true,
      })
    })
    const client = clientOf(stand, { first_name: 'Мария' })
    await client.plays('/start', /Здравствуйте/)
    await settled(stand, database.db)
    await client.person.sends(stand.bot, 'позовите человека')
    await client.sees(/менеджер/i)
    const asked = Date.now()
    await expect.poll(() => cards(page).count(), { timeout: 2000, interval: 50 }).toBe(2)
    process.stdout.write(`a card after ${Date.now() - asked} ms\n`)
    expect(await cards(page).first().boundingBox()).toEqual(before)
    await expect.poll(() => page.title()).toMatch(/^\(2\) Очередь/)
    const said = await page.evaluate(() => (window as unknown as { said: string[] }).said)
    expect(said.length).toBeLessThanOrEqual(1)
    await page.screenshot({ path: `${SHOTS}/queue-phone-light.png` })
    await page.context().close()
    expect(first.id).toBeGreaterThan(0)
    await clear()
  })

  test('two figures of a badge stand side by side, and no tab of the queue is cut; out of hours a card says when we answer, and its site once', async () => {
    const { id } = await waiting('Вера')
    const beside = await opened(anna, `/queue/${id}`, WIDE)
    const tab = beside.getByRole('tab', { name: /Ждут/ })
    await tab.waitFor()
    const hidden = await tab.evaluate((one) => {
      one.textContent = 'Ждут 182'
      const { scrollWidth, clientWidth } = one.parentElement!
      return scrollWidth - clientWidth
    })
    expect(hidden).toBe(0)
    await beside.context().close()
    const page = await opened(anna, '/today')
    const figures = page.locator('.tab-icon .badge span').first()
    await figures.waitFor()
    const lines = await figures.evaluate((one) => {
      one.textContent = '54'
      const range = document.createRange()
      range.selectNodeContents(one)
      return range.getClientRects().length
    })
    expect(lines).toBe(1)
    await page.route(/\/api\/chats\?/, async (route) => {
      const answer = await route.fetch()
      const body = (await answer.json()) as { sla: object; items: { channel: object }[] }
      const items = body.items.map((one) => ({ ...one, source: 'site', channel: { ...one.channel, kind: 'web' } }))
      await route.fulfill({
        response: answer,
        json: { ...body, items, sla: { ...body.sla, opensAt: '2026-11-24T07:00:00Z' } },
      })
    })
    await goTo(page, '/queue')
    const card = cards(page).first()
    await card.getByText('Ответим с 10:00').waitFor()
    expect(await card.locator('.status').innerText()).toBe('Ответим с 10:00')
    expect(await card.locator('.chat-card-from').innerText()).toBe('Сайт')
    await page.context().close()
    await clear()
  })

  test('two press «Взять» at once: one leads, the other reads who, without an error', async () => {
    const { id } = await waiting('Мария')
    const [one, other] = await Promise.all([opened(anna), opened(vera)])
    const take = (page: Page) => cards(page).getByRole('button', { name: /Взять/ }).click()
    await Promise.all([cards(one).first().waitFor(), cards(other).first().waitFor()])
    await Promise.all([take(one), take(other)])
    const winner = await expect
      .poll(async () => [one, other].filter((page) => page.url().includes(`/queue/${id}`)).length)
      .toBe(1)
      .then(() => [one, other].find((page) => page.url().includes(`/queue/${id}`))!)
    const loser = winner === one ? other : one
    await loser
      .getByRole('status')
      .getByText(`Взято: ${winner === one ? 'Анна' : 'Вера'}`)
      .first()
      .waitFor()
    expect(await loser.getByRole('alert').allTextContents()).toEqual([''])
    await box(winner).waitFor()
    await Promise.all([one.context().close(), other.context().close()])
    await clear()
  })

  test('a reply half typed is there in a new browser, and not under another client', async () => {
    const mine = await waiting('Мария')
    const another = await waiting('Ольга')
    const page = await opened(anna, `/queue/${mine.id}`)
    const saved = page.waitForResponse(
      (answer) => answer.url().includes('/api/drafts/') && answer.request().method() === 'PUT',
    )
    await box(page).fill('Добрый день, есть место в')
    await saved
    await page.context().close()
    const fresh = await opened(anna, `/queue/${mine.id}`)
    await expect.poll(() => box(fresh).inputValue(), { timeout: 8000 }).toBe('Добрый день, есть место в')
    await fresh.getByText(/Черновик от/).waitFor()
    await goTo(fresh, `/queue/${another.id}`)
    await box(fresh).waitFor()
    expect(await box(fresh).inputValue()).toBe('')
    await fresh.context().close()
    await clear()
  })

  test('a client chats while staff answer: the words arrive, theirs come live, the bot is silent; a note stays inside', async () => {
    const { client, id } = await waiting('Мария')
    const page = await opened(anna, `/queue/${id}`, WIDE)
    await box(page).fill('Добрый день, слушаю вас')
    await page.keyboard.press('Enter')
    await client.sees(/Добрый день, слушаю вас/)
    await page.getByText('Ведёте вы').first().waitFor()
    await client.person.sends(stand.bot, 'а можно к другому мастеру?')
    await page.getByRole('log').getByText('а можно к другому мастеру?').waitFor({ timeout: 2500 })
    const heard = client.heard()
    await page.getByRole('button', { name: 'Заметка', exact: true }).click()
    await box(page).fill('обсудили, любит у окна')
    await page.screenshot({ path: `${SHOTS}/dialogue-note-wide-light.png` })
    await page.getByRole('button', { name: 'Записать заметку' }).click()
    await page.getByRole('log').getByText('обсудили, любит у окна').waitFor()
    expect(await page.getByRole('button', { name: 'Ответ', exact: true }).getAttribute('aria-pressed')).toBe('true')
    await settled(stand, database.db)
    expect(client.heard()).toBe(heard)
    expect(sentTo(client).join()).not.toContain('любит у окна')
    await page.context().close()
    await clear()
  })

  test('a blocked client and a dead channel: the exact sentence, no box to send from, the way is there', async () => {
    const client = clientOf(stand, { first_name: 'Мария' })
    await booked(stand, database.db, client, '17:00')
    await client.person.blocks(stand.bot)
    await settled(stand, database.db)
    const page = await opened(anna, `/queue/${await chatIdOf(client)}`)
    await page.getByText('Клиент остановил бота. Позвоните: +7…67').waitFor()
    await page.getByRole('button', { name: 'Позвонить' }).waitFor()
    expect(await page.getByRole('button', { name: 'Отправить' }).count()).toBe(0)
    await page.screenshot({ path: `${SHOTS}/dialogue-blocked-phone-light.png` })
    const { id } = await waiting('Ольга')
    await database.db.query(
      `update channels set last_error = 'Unauthorized', last_error_at = $2::timestamptz where business_id = $1 and kind = 'telegram'`,
      [stand.businessId, new Date('2026-11-23T10:40:00Z')],
    )
    await goTo(page, `/queue/${id}`)
    await page.getByText('Канал не работает с 13:40').waitFor()
    await page.getByRole('button', { name: 'Что делать' }).click()
    await expect.poll(() => page.url()).toContain('/settings/channels')
    await database.db.query('update channels set last_error = null, last_error_at = null where business_id = $1', [
      stand.businessId,
    ])
    await page.context().close()
    await clear()
  })

  test('what is collected is booked in one tap, and can be undone before the client hears of it', async () => {
    const client = clientOf(stand, { first_name: 'Мария' })
    await client.plays('/start', /Здравствуйте/, 'мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)
    await client.plays('послезавтра в 12:00', /согласие|зовут/, 'позовите человека', /менеджер/i)
    await settled(stand, database.db)
    const id = await chatIdOf(client)
    const page = await opened(anna, `/queue/${id}`)
    await page.getByText(/Собрано: Мужская стрижка/).waitFor()
    await page.screenshot({ path: `${SHOTS}/dialogue-phone-light.png` })
    await page.getByRole('button', { name: 'Записать', exact: true }).click()
    const bar = page.getByRole('status').getByText(/Записали на/)
    await bar.waitFor()
    const visits = () =>
      database.db.query<{ status: string }>('select status from appointments where chat_id = $1 and status <> $2', [
        id,
        'cancelled',
      ])
    expect(await visits()).toEqual([{ status: 'booked' }])
    await page
      .getByRole('button', { name: /Отменить/ })
      .first()
      .click()
    await expect.poll(visits).toEqual([])
    expect(sentTo(client).join()).not.toMatch(/Вы записаны\./)
    await page.context().close()
    await clear()
  })

  test('the page comes back after the stream was cut: what happened meanwhile is there within two seconds', async () => {
    const { id, client } = await waiting('Мария')
    const page = await opened(anna, `/queue/${id}`)
    await box(page).waitFor()
    await page.context().setOffline(true)
    await page.getByText(/Нет связи/).waitFor({ timeout: 3000 })
    await client.person.sends(stand.bot, 'вы здесь?')
    await settled(stand, database.db)
    await page.context().setOffline(false)
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await page.getByRole('log').getByText('вы здесь?').waitFor({ timeout: 2000 })
    await page.context().close()
    await clear()
  })

  test('a page that was hidden for a minute without a stream: shown again, what came meanwhile is there within two seconds', async () => {
    const { id, client } = await waiting('Мария')
    const page = await opened(anna, `/queue/${id}`)
    await box(page).waitFor()
    await page.clock.install()
    await page.reload()
    await box(page).waitFor()
    const become = (state: 'hidden' | 'visible') =>
      page.evaluate((now) => {
        Object.defineProperty(document, 'visibilityState', { get: () => now, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, state)
    await become('hidden')
    await page.route('**/api/live*', (route) => route.abort())
    await page.context().setOffline(true)
    await page.getByText(/Нет связи/).waitFor()
    const asked = page.waitForResponse((answer) => answer.url().includes(`/api/chats/${id}/messages`))
    await page.context().setOffline(false)
    await asked
    await client.person.sends(stand.bot, 'вы ещё здесь?')
    await settled(stand, database.db)
    await page.clock.fastForward(60_000)
    expect(await page.getByRole('log').getByText('вы ещё здесь?').count()).toBe(0)
    await page.unroute('**/api/live*')
    await become('visible')
    await page.getByRole('log').getByText('вы ещё здесь?').waitFor({ timeout: 2000 })
    troubles.length = 0
    await page.context().close()
    await clear()
  })

  test.each([
    ['phone', PHONE],
    ['wide', WIDE],
  ] as const)('queue, dialogue and today fit and can be read in both schemes: %s', async (name, size) => {
    const { client, id } = await waiting('Мария')
    await waiting('Ольга')
    await client.person.sends(
      stand.bot,
      'хочу завтра вечером, если есть что-то свободное у Дмитрия или кого-нибудь ещё',
    )
    await settled(stand, database.db)
    await anna.call('POST', `/api/chats/${id}/note`, { text: 'постоянная, <b>любит</b> у окна' })
    const page = await opened(anna, '/today', size)
    for (const address of ['/today', '/queue', '/queue?view=all', `/queue/${id}`]) {
      await goTo(page, address)
      expect(page.url()).toBe(`${stand.url}/app${address}`)
      const file = address.replace(`/${id}`, '-one').replaceAll(/[/?=]/g, '-').slice(1)
      await readsWell(page, `${SHOTS}/${file}-${name}`)
    }
    await page.context().close()
    await clear()
  })
})
