import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { appAsset } from './assets.ts'
import { openBrowser } from './testing/browser.ts'
import { type Client, clientOf, settled } from './testing/client.ts'
import { goTo, openApp, PHONE, readsWell, settledOn, WIDE } from './testing/opened.ts'
import { pass } from './testing/queue.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const SHOTS = 'artifacts/app/visits'

onPostgres('visits in the staff app', (database) => {
  let stand: Stand
  let browser: Browser
  let owner: Staff
  let client: Client
  let page: Page
  let week = 0
  let id = 0
  let heard = 0
  let ids = { service: 0, dmitry: 0 }
  const at = (clock: string) => new Date(Date.parse(`2026-11-24T${clock}:00+03:00`) + week * 7 * 86_400_000)

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    stand = await startStand(database.db, { appAsset })
    browser = await openBrowser()
    const { services, resources } = await stand.catalog()
    const one = (list: readonly { id: number; name: string }[], name: string) => list.find((x) => x.name === name)!.id
    ids = { service: one(services, 'Мужская стрижка'), dmitry: one(resources, 'Дмитрий') }
  })
  afterAll(async () => {
    await browser.close()
    await stand.stop()
  })
  beforeEach(async () => {
    week++
    stand.clock.now = at('12:00')
    owner = await signIn(database.db, stand, 'owner', { name: 'Анна' })
    client = clientOf(stand, { first_name: 'Мария' })
    await client.plays('/start', /Здравствуйте/)
    await settled(stand, database.db)
    heard = client.heard()
    const [person] = await database.db.query<{ id: number }>(
      `update clients set name = 'Мария', phone = $2 where id = (select client_id from identities where external_id = $1) returning id`,
      [String(client.person.id), `+7900123${4500 + week}`],
    )
    id = await bookFor(person!.id, '16:00')
  })

  // A page that stays open would ask with a session that is over by the next law's clock.
  const troubles: string[] = []
  afterEach(async () => {
    expect(troubles.splice(0)).toEqual([])
    for (const context of browser.contexts()) await context.close()
  })

  let keys = 0
  const bookFor = async (clientId: number | null, clock: string) => {
    const made = await owner.call(
      'POST',
      '/api/appointments',
      {
        services: [ids.service],
        master: ids.dmitry,
        start: at(clock).toISOString(),
        client: clientId && { id: clientId },
        notify: false,
      },
      { 'Idempotency-Key': `browser-key-${++keys}` },
    )
    expect(made.status).toBe(201)
    return made.body.id as number
  }
  const news = () => client.shown().slice(heard)
  const later = async (ms: number) => {
    await pass(stand, ms)
    await settled(stand, database.db)
  }
  const card = async () => (await owner.call('GET', `/api/appointments/${id}`)).body
  const open = async (address: string, { viewport = PHONE, who = owner } = {}) =>
    (await openApp(browser, who, address, { viewport, troubles })).page
  const shot = async (name: string, of = page) => {
    await settledOn(of)
    await of.screenshot({ path: `${SHOTS}/${name}.png` })
  }
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const done = () => page.context().close()

  test.each([
    ['phone', PHONE],
    ['wide', WIDE],
  ] as const)('the card and the new visit fit the screen and can be read in both schemes: %s', async (name, size) => {
    page = await open(`/visit/${id}`, { viewport: size })
    await page.getByText('Мужская стрижка').first().waitFor()
    const fits = async (what: string) => {
      await settledOn(page)
      await readsWell(page, `${SHOTS}/${what}-${name}`)
    }
    await fits('visit')
    await page.getByText(/^История/).click()
    await fits('history')
    await goTo(page, `/visit/${id}?sheet=cancel`)
    await page.getByRole('dialog').getByText('Клиент попросил').waitFor()
    await page.getByText(/Запись отменена/).waitFor()
    await fits('cancel')
    await goTo(page, `/visit/${id}?sheet=menu`)
    await page.getByRole('button', { name: 'Не пришли' }).waitFor()
    await fits('menu')
    await owner.call('POST', `/api/appointments/${id}/arrived`, { version: (await card()).version })
    await goTo(page, `/visit/${id}?sheet=pay`)
    await page.getByLabel('Сумма').waitFor()
    await button('Бесплатно').click()
    await fits('pay')
    await goTo(page, `/new?services=${ids.service}&start=${at('17:00').toISOString()}&master=${ids.dmitry}`)
    await page.getByRole('button', { name: '17:00', exact: true }).waitFor()
    await fits('new')
  })

  test('the card tells when reminders go out, which went, and that nobody answered them', async () => {
    const row = (title: string) => page.getByRole('listitem').filter({ hasText: title })
    const thursday = new Date(at('16:00').getTime() + 2 * 86_400_000)
    const { version, client: person } = await card()
    const moved = await owner.call('PATCH', `/api/appointments/${id}`, {
      version,
      start: thursday.toISOString(),
      notify: false,
    })
    expect(moved.status).toBe(200)
    page = await open(`/visit/${id}`)
    await row('Напоминание за 24 ч')
      .filter({ hasText: /Уйдёт ср .+, 16:00/ })
      .waitFor()
    await row('Напоминание за 2 ч')
      .filter({ hasText: /Уйдёт чт .+, 14:00/ })
      .waitFor()
    expect(await page.getByText('на напоминание нет ответа').count()).toBe(0)
    const does = async (title: string, verb: string) => {
      await button(`${title}: Что ещё можно сделать`).click()
      await page.getByRole('dialog', { name: title }).getByRole('button', { name: verb }).click()
    }
    await does('Напоминание за 24 ч', 'Не отправлять')
    await row('Напоминание за 24 ч').filter({ hasText: 'Пропущено: решили не писать' }).waitFor()
    await page.getByText('Не отправим.').waitFor()
    await shot('unsent')
    await button(/^Отменить$/).click()
    await row('Напоминание за 24 ч').filter({ hasText: 'Уйдёт' }).waitFor()
    await done()
    for (const hours of [28, 4]) await later(hours * 3_600_000)
    page = await open(`/visit/${id}`, { who: await signIn(database.db, stand, 'owner') })
    await page.getByText('Не подтверждён: на напоминание нет ответа').waitFor()
    await row('Напоминание за 24 ч')
      .filter({ hasText: /Отправлено ср .+, 16:00/ })
      .waitFor()
    await row('Повторное напоминание')
      .filter({ hasText: /Отправлено ср .+, 20:00/ })
      .waitFor()
    await row('Напоминание за 2 ч')
      .filter({ hasText: /Уйдёт чт/ })
      .waitFor()
    await shot('reminders')
    await does('Напоминание за 2 ч', 'Не отправлять')
    await page.getByText('Не отправим.').waitFor()
    const before = news().length
    await does('Напоминание за 2 ч', 'Отправить сейчас')
    await page.getByText('Отправляем.').waitFor()
    await later(0)
    expect(news()).toHaveLength(before + 1)
    await page.goto(`${stand.url}/app/clients/${person.id}?part=chats`)
    await row('Напоминание за 2 ч')
      .filter({ hasText: /Отправлено ср .+, 20:00/ })
      .waitFor()
    await shot('ledger')
    await done()
  })

  test('from a free place: four digits of the client, the service, the button: five taps, and the visit is in the API', async () => {
    page = await open(`/new?start=${at('18:00').toISOString()}&master=${ids.dmitry}`)
    await page.getByLabel('Клиент').fill(String(4500 + week))
    await page.getByRole('list', { name: 'Нашли' }).getByRole('button', { name: /Мария/ }).click()
    await page.getByLabel('Услуга').selectOption(String(ids.service))
    await button('Записать на вт 18:00').click()
    await page.getByText(/Записано: вт .* 18:00\. Клиенту напишем через 10 с\./).waitFor()
    const [made] = await database.db.query<{ id: number; starts_at: Date; client_id: number }>(
      'select id, starts_at, client_id from appointments where business_id = $1 order by id desc limit 1',
      [stand.businessId],
    )
    expect(made!.starts_at).toEqual(at('18:00'))
    expect(made!.client_id).toBe((await card()).client.id)
    await shot('booked-bar')
    await button('Отменить').click()
    await page.getByText('Отменили.').waitFor()
    await later(60_000)
    expect(news()).toHaveLength(0)
  })

  test('a place that was taken meanwhile is refused with who has it, and a chip of the three books', async () => {
    page = await open(`/new?start=${at('16:00').toISOString()}&master=${ids.dmitry}&services=${ids.service}`)
    await button('Без клиента').click()
    await button('Записать на вт 16:00').click()
    const refusal = page
      .getByRole('alert')
      .filter({ hasText: '16:00 уже занято: Мария, Мужская стрижка. Свободно рядом:' })
    await refusal.waitFor()
    await shot('taken')
    expect(await refusal.getByRole('button').count()).toBe(3)
    await refusal.getByRole('button').nth(1).click()
    await page.getByText(/Записано: /).waitFor()
  })

  test('a client is told of a cancellation ten seconds later, also when the page is closed at once; once', async () => {
    page = await open(`/visit/${id}?sheet=cancel`)
    await page.getByRole('dialog').getByRole('button', { name: 'Отменить запись' }).click()
    await page.getByText('Запись отменена. Клиенту напишем через 10 с.').waitFor()
    await done()
    await later(9999)
    expect(news()).toHaveLength(0)
    await later(1)
    await later(60_000)
    expect(news().map(({ text }) => text)).toEqual([expect.stringMatching(/^Запись отменена: .*16:00/)])
  })

  test('an undo within the ten seconds sends nothing, and the old place is back', async () => {
    page = await open(`/visit/${id}`)
    const { version } = await card()
    await owner.call('PATCH', `/api/appointments/${id}`, { version, start: at('17:00').toISOString() })
    await page.reload()
    await page.getByText(/17:00–/).waitFor()
    await page.getByText(/^История/).click()
    await button('Вернуть').first().click()
    await page
      .getByText(/16:00–/)
      .first()
      .waitFor()
    await later(10_000)
    await later(60_000)
    expect(news()).toHaveLength(0)
    expect((await card()).start).toBe(at('16:00').toISOString())
  })

  test('«Не пришли» is grey before the start and says from when; after it the word waits ten minutes, and the undo takes it away', async () => {
    page = await open(`/visit/${id}?sheet=menu`)
    const mark = page.getByRole('dialog').getByRole('button', { name: 'Не пришли' })
    expect(await mark.getAttribute('aria-disabled')).toBe('true')
    await page.getByText('Можно с 16:00').waitFor()
    stand.clock.now = at('16:08')
    await page.reload()
    await page.getByRole('dialog').getByRole('button', { name: 'Не пришли' }).click()
    await page.getByText('Неявка. Клиенту напишем в 16:18.').waitFor()
    await shot('noshow-bar')
    await later(599_000)
    expect(news()).toHaveLength(0)
    await button('Отменить').first().click()
    await page.getByText('Отменили.').waitFor()
    await later(60_000)
    expect(news()).toHaveLength(0)
    expect((await card()).status).toBe('booked')
  })

  test('free of charge without a reason is not saved: the focus is on the reason, and its error is read out', async () => {
    await owner.call('POST', `/api/appointments/${id}/arrived`, { version: (await card()).version })
    page = await open(`/visit/${id}`)
    await button(/^Принять/).click()
    await button('Бесплатно').click()
    await button('Отметить: бесплатно').click()
    const reason = page.getByLabel('Причина', { exact: true }).last()
    await expect.poll(() => reason.evaluate((field) => field === document.activeElement)).toBe(true)
    const described = (await reason.getAttribute('aria-describedby'))!.split(' ').at(-1)!
    expect(await page.locator(`[id="${described}"]`).textContent()).toBe('Почему бесплатно? Это увидит владелец.')
    expect((await card()).status).toBe('arrived')
    await reason.fill('Переделка')
    await button('Отметить: бесплатно').click()
    await page.getByText('Отметили: бесплатно.').waitFor()
    expect(await card()).toMatchObject({ status: 'paid', money: { discountReason: 'Переделка', paid: 0 } })
  })

  test('two edit one visit: the second sees both values, their text stays, and each button does what it says', async () => {
    const vera = await signIn(database.db, stand, 'admin', { name: 'Вера' })
    page = await open(`/visit/${id}?sheet=note`)
    const other = await open(`/visit/${id}?sheet=note`, { who: vera })
    const write = async (on: Page, text: string) => {
      await on.getByRole('textbox', { name: 'Заметка' }).fill(text)
      await on.getByRole('button', { name: 'Сохранить заметку' }).click()
    }
    await other.getByRole('textbox', { name: 'Заметка' }).waitFor()
    await page.getByRole('textbox', { name: 'Заметка' }).waitFor()
    await write(other, 'аллергия на хну')
    await other.getByRole('dialog').waitFor({ state: 'hidden' })
    await write(page, 'придёт с ребёнком')
    const conflict = page.getByRole('alert').filter({ hasText: /запись изменили: Вера/ })
    await conflict.waitFor()
    await shot('conflict')
    expect(await conflict.textContent()).toMatch(/аллергия на хну[\s\S]*придёт с ребёнком/)
    expect(await page.getByRole('textbox', { name: 'Заметка' }).inputValue()).toBe('придёт с ребёнком')
    await button('Записать моё').click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect((await card()).note).toBe('придёт с ребёнком')
    await page.goto(`${stand.url}/app/visit/${id}?sheet=note`)
    await page.getByRole('textbox', { name: 'Заметка' }).waitFor()
    const { version } = await card()
    await vera.call('PATCH', `/api/appointments/${id}`, { version, note: 'без ребёнка' })
    await write(page, 'моё')
    await button('Оставить как сейчас').click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect((await card()).note).toBe('без ребёнка')
  })
})
