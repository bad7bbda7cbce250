import { mkdirSync, readFileSync } from 'node:fs'
import type { Browser, Locator, Page } from 'playwright-core'
import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addLeadSample, addPerson, addVisit, note, pay, read, type Story, say } from '../db/kpi/history.sample.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { appAsset } from './assets.ts'
import { pretendTelegram } from './testing/app.ts'
import { openBrowser } from './testing/browser.ts'
import { clientOf } from './testing/client.ts'
import { goTo, openApp, PHONE, readsWell, settledOn, WIDE } from './testing/opened.ts'
import { initDataOf, type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const SHOTS = 'artifacts/numbers'
const DAY = 86_400_000

/** An amount shows itself plainly once it has the focus; what is typed then takes its place. */
const type = async (field: Locator, text: string) => {
  await field.focus()
  await field.fill(text)
}
const SECTIONS = ['overview', 'funnel', 'channels', 'cohorts', 'speed', 'assistant', 'masters', 'services']
/** The month that is looked at, and the one before. */
const NOVEMBER = 'from=2026-10-25&to=2026-11-23'
/** The same in the app, where `to` is a deep link. */
const SHOWN = 'from=2026-10-25&till=2026-11-23'

/** Contacts of a source in a month: so many, of whom so many came and paid; answers take the seconds given, round and round (null: none). */
type Came = { source: string; paid: boolean; leads: number; came: number; from: string; seconds: (number | null)[] }

async function tell(story: Story, { source, paid, leads, came, from, seconds }: Came) {
  for (let i = 0; i < leads; i++) {
    // Nobody writes on the ninth day.
    const day = (i * 7) % 24
    const at = new Date(Date.parse(from) + (day === 9 ? 10 : day) * DAY + (7 + (i % 11)) * 3_600_000)
    const person = await addPerson(story)
    const leadId = await addLeadSample(story, person, at, { source, paid, campaign: paid ? 'осень' : null })
    const wait = seconds[i % seconds.length] ?? null
    const byPerson = i % 5 === 4
    if (wait !== null)
      await say(story, person.chatId, byPerson ? 'member' : 'bot', at, new Date(at.getTime() + wait * 1000))
    const message = await say(story, person.chatId, 'client', new Date(at.getTime() + 3_600_000))
    await read(story, message, new Date(at.getTime() + 3_600_000), { answered: i % 12 !== 0 })
    if (byPerson) await note(story, person.chatId, 'handover', new Date(at.getTime() + 3_600_000))
    if (i >= came + 3) continue
    const status = i < came ? 'paid' : i === came ? 'no_show' : 'cancelled'
    const startsAt = new Date(at.getTime() + DAY)
    const visit = await addVisit(story, { clientId: person.clientId, leadId, startsAt, status, createdAt: at })
    if (status === 'paid') await pay(story, visit, 120_000, 'payment', startsAt)
  }
}

onPostgres('the numbers in a real browser', (database) => {
  let stand: Stand
  let browser: Browser
  let owner: Staff
  let story: Story
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    const { db } = database
    stand = await startStand(db, { appAsset })
    owner = await signIn(db, stand, 'owner', { name: 'Ольга' })
    const catalog = await stand.catalog()
    const [channel] = await db.query<{ id: number }>('select min(id) as id from channels where business_id = $1', [
      stand.businessId,
    ])
    const { id, locationId } = catalog.resources[0]!
    story = {
      sql: db,
      businessId: stand.businessId,
      locations: [locationId],
      channels: [channel!.id],
      services: [catalog.services[0]!.id],
      masters: [id],
      members: [owner.id],
      now: new Date('2026-09-01T09:00:00Z'),
    }
    const seconds = [2, 4, 9, 20, 45, 200]
    const now = '2026-10-26T00:00:00Z'
    await tell(story, { source: 'vk', paid: true, leads: 40, came: 14, from: now, seconds })
    await tell(story, { source: 'yandex', paid: true, leads: 36, came: 18, from: now, seconds: [3, 5, 8] })
    await tell(story, { source: 'maps', paid: true, leads: 12, came: 3, from: now, seconds: [5, null, 90] })
    await tell(story, { source: 'telegram', paid: false, leads: 20, came: 6, from: now, seconds: [2, 700] })
    await tell(story, { source: 'telegram', paid: false, leads: 24, came: 5, from: '2026-09-26T00:00:00Z', seconds })
    for (const [source, amount] of [
      ['vk', 6_000_000],
      ['yandex', 360_000],
      ['maps', 150_000],
    ] as const) {
      const spend = { from: '2026-10-26', to: '2026-11-23', channel: source, campaign: 'осень', amount }
      expect((await owner.call('POST', '/api/spend', spend)).status).toBe(201)
    }
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await stand?.stop()
  })

  const plain = (text: string | null) => (text ?? '').replace(/\s/g, ' ')
  const tile = (page: Page, label: string) => page.locator('.tile', { has: page.getByText(label, { exact: true }) })
  const tileWords = async (page: Page, label: string) =>
    plain(await tile(page, label).locator('.tile-value').textContent())
  const rubles = (kopecks: number) => `${Math.round(kopecks / 100)}`.replace(/\B(?=(\d{3})+$)/g, ' ').concat(' ₽')
  /** Charts are drawn from a chunk of their own. */
  const drawn = async (page: Page) => {
    const pictures = await page.locator('[role="img"]:has(.num-canvas), [role="img"]:empty').count()
    await expect.poll(() => page.locator('.num-canvas canvas').count()).toBe(pictures)
  }
  const open = async (page: Page, address: string) => {
    await goTo(page, address)
    await page.locator('.numbers').waitFor()
    await settledOn(page)
    await drawn(page)
  }

  test('what the screen says is what the API says; each section can be read on a phone and on a wide screen', async () => {
    const chunks: string[] = []
    const { page, errors, close } = await openApp(browser, owner, '/more', { viewport: PHONE })
    page.on('request', (request) => void (/canvas/.test(request.url()) && chunks.push(request.url())))
    await page.getByRole('link', { name: 'Цифры' }).click()
    await page.getByRole('heading', { name: 'Обзор' }).waitFor()
    await open(page, `/numbers/overview?${SHOWN}&vs=previous`)
    expect(chunks).toHaveLength(1)
    const { now, compared } = (await owner.call('GET', `/api/kpi?${NOVEMBER}&comparison=previous`)).body
    expect(now.leads).toBe(108)
    expect(await tileWords(page, 'Обращения')).toBe(String(now.leads))
    expect(plain(await tile(page, 'Обращения').textContent())).toContain(`▲Выросло было ${compared.numbers.leads}`)
    expect(await tileWords(page, 'Выручка')).toBe(rubles(now.revenue))
    expect(await tileWords(page, 'Цена клиента')).toBe(rubles(now.cac.value))
    expect(await tileWords(page, 'Новые клиенты')).toBe(String(now.newClients))
    const { share, from, to, hits, all } = now.funnel.leadToBooking.value
    const [part, low, high] = [share, from, to].map((one) => Math.round(one * 100))
    expect(await tileWords(page, 'Обращение → запись')).toBe(`${part}%`)
    expect(plain(await tile(page, 'Обращение → запись').textContent())).toContain(
      `скорее ${low}–${high}%, ${hits} из ${all}`,
    )
    const late = compared.numbers.noShow.value
    expect(late.all).toBeLessThan(30)
    expect(plain(await tile(page, 'Неявки').textContent())).toContain(`было ${late.hits} из ${late.all}`)

    await open(page, `/numbers/channels?${SHOWN}`)
    const { channels } = (await owner.call('GET', `/api/kpi/channels?${NOVEMBER}`)).body.now.channels
    const words = {
      stop: 'Остановить',
      works: 'Работает',
      early: 'Рано судить',
      watch: 'Следить',
      free: 'Без расходов',
    }
    expect(channels.map(({ verdict }: { verdict: { word: string } }) => verdict.word)).toEqual([
      'stop',
      'works',
      'early',
    ])
    const cards = await page.locator('.num-channel').allTextContents()
    for (const [i, { verdict }] of channels.entries()) {
      const { kopecks } = verdict.cost.value
      expect(plain(cards[i]!)).toContain(words[verdict.word as keyof typeof words])
      expect(plain(cards[i]!)).toContain(`Клиент стоит ${rubles(kopecks)}`)
      expect(plain(cards[i]!)).toContain(`визит даёт ${rubles(verdict.gives.value)}`)
    }
    expect(plain(cards[0]!)).toContain(`Теряем около ${rubles(channels[0].verdict.loss)} на каждом.`)
    expect(plain(cards[2]!)).toContain(`Нужно ещё около ${channels[2].verdict.missingLeads} обращени`)

    for (const [name, size] of [
      ['phone', PHONE],
      ['wide', WIDE],
    ] as const) {
      await page.setViewportSize(size)
      for (const section of SECTIONS) {
        await open(page, `/numbers/${section}?${SHOWN}${section === 'overview' ? '&vs=mark&mark=2026-10-26' : ''}`)
        await readsWell(page, `${SHOTS}/${section}-${name}`, { fullPage: true })
      }
    }
    expect(errors).toEqual([])
    await close()
  })

  test('a chart and its table are the same; a day of which nothing is known is a gap; the table goes out as a file', async () => {
    const { page, errors, close } = await openApp(browser, owner, `/numbers/funnel?${SHOWN}`)
    const { all } = (await owner.call('GET', `/api/kpi/funnel?${NOVEMBER}`)).body.now.funnel
    const table = page.getByRole('table', { name: 'Где теряем?' })
    await table.waitFor()
    const steps = [all.leads, all.booked, all.visited, all.paid].map(String)
    expect(await table.locator('tbody tr td:nth-child(2)').allTextContents()).toEqual(steps)
    const picture = await page.locator('[role="img"]').first().getAttribute('aria-label')
    expect(picture).toBe(
      ['Обращения', 'Записи', 'Визиты', 'Оплаты'].map((word, i) => `${word}: ${steps[i]}`).join(', '),
    )
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Скачать CSV' }).first().click(),
    ])
    expect(file.suggestedFilename()).toBe('Где теряем 2026-10-25 – 2026-11-23.csv')
    const csv = readFileSync(await file.path(), 'utf8')
    expect(csv.split('\r\n').slice(0, 2)).toEqual(['\uFEFFШаг;Сколько;От прошлого шага', `Обращения;${all.leads};`])
    const [book] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Скачать Excel' }).first().click(),
    ])
    expect(book.suggestedFilename()).toBe('Где теряем 2026-10-25 – 2026-11-23.xlsx')
    const [heading, first, second] = await readSheet(readFileSync(await book.path()))
    expect([heading, first]).toEqual([
      ['Шаг', 'Сколько', 'От прошлого шага'],
      ['Обращения', all.leads, null],
    ])
    expect(second![2]).toBeCloseTo(all.booked / all.leads, 10)

    await open(page, `/numbers/overview?${SHOWN}`)
    const { days } = (await owner.call('GET', `/api/kpi/days?${NOVEMBER}`)).body.now
    const known = days.filter(({ day }: { day: string }) => day !== '2026-10-25')
    expect(await page.getByText(`Дней с данными: ${known.length} из 30.`).count()).toBe(1)
    expect(known.length).toBeLessThan(30)
    expect(await page.getByRole('table', { name: 'Как идут дни?' }).locator('tbody tr').count()).toBe(days.length)
    expect(errors).toEqual([])
    await close()
  })

  test('a number opens its rows, and a row opens what it tells of', async () => {
    const { page, errors, close } = await openApp(browser, owner, `/numbers/overview?${SHOWN}`, { viewport: PHONE })
    const { now } = (await owner.call('GET', `/api/kpi?${NOVEMBER}`)).body
    await tile(page, 'Новые клиенты').click()
    await page.getByRole('heading', { name: 'Из чего сложилось' }).waitFor()
    await page.getByText(`Строк: ${now.newClients}`).waitFor()
    expect(await page.locator('.numbers .row').count()).toBe(now.newClients)
    await readsWell(page, `${SHOTS}/rows-phone`)
    await page.getByLabel(/С именами и телефонами/).check()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Скачать CSV' }).click(),
    ])
    expect(file.suggestedFilename()).toMatch(/^Обращения \d{4}-\d\d-\d\d – \d{4}-\d\d-\d\d\.csv$/)
    const lines = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\r\n')
    expect(lines).toHaveLength(now.newClients + 1)
    expect(lines[0]).toMatch(/;Клиент;Телефон$/)
    const [change] = (await owner.call('GET', '/api/changes?object=numbers')).body.items
    expect(change).toMatchObject({ action: 'exported', after: { fact: 'leads', people: true, rows: now.newClients } })
    await page.getByRole('button', { name: 'Google Таблицы' }).click()
    await page.getByRole('button', { name: 'Сделать ссылку' }).click()
    const formula = await page.getByText('=IMPORTDATA').innerText()
    const [, address] = /^=IMPORTDATA\("(\S+)";",";"en_US"\)$/.exec(formula)!
    const feed = await (await fetch(address!)).text()
    expect(feed).toMatch(/^Обращение,/)
    await page.getByText('Второй раз мы её не покажем.', { exact: false }).waitFor()
    await readsWell(page, `${SHOTS}/feed-phone`)
    await page.getByRole('button', { name: 'Закрыть ссылку' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Закрыть ссылку' }).click()
    await page.getByText('Ссылка закрыта.').waitFor()
    expect((await fetch(address!)).status).toBe(404)
    const first = page.locator('.numbers a.row-main').first()
    expect(await first.getAttribute('href')).toMatch(/^\/app\/queue\/\d+$/)
    await page.getByRole('button', { name: 'Назад' }).click()
    await page.getByRole('heading', { name: 'Обзор' }).waitFor()
    await page.getByRole('button', { name: 'Своё' }).click()
    await page.getByRole('button', { name: '7 дней', exact: true }).click()
    await page.getByRole('button', { name: 'Прошлый период' }).click()
    await readsWell(page, `${SHOTS}/period-phone`)
    await page.getByRole('button', { name: 'Показать', exact: true }).click()
    await page.waitForURL(/overview\?period=7d&vs=previous/)
    await page.getByText('17 ноября 2026 – 23 ноября 2026').waitFor()
    expect(errors).toEqual([])
    await close()
  })

  test('inside Telegram, which can’t download, the bot brings the file into the owner’s own chat', async () => {
    const { db } = database
    const person = clientOf(stand)
    await person.plays('/start', /./)
    await signIn(db, stand, 'owner', { telegramId: person.person.id })
    const context = await browser.newContext({ viewport: PHONE, locale: 'ru-RU', reducedMotion: 'reduce' })
    const initData = await initDataOf({ id: person.person.id }, stand.bot.token, stand.clock.now)
    const theme = { bg_color: '#ffffff', text_color: '#000000', button_color: '#1f6fb2', button_text_color: '#ffffff' }
    const startParam = `k_${stand.businessId}_funnel_30d`
    const page = await context.newPage()
    await page.goto(await pretendTelegram(context, stand.url, { initData, theme, startParam }))
    await page.getByRole('heading', { name: 'Воронка' }).waitFor()
    await settledOn(page)
    await page.locator('summary', { hasText: 'Таблицей' }).click()
    await page.getByRole('button', { name: 'Excel в чат' }).first().click()
    await page.getByText('Файл отправлен в чат с ботом.').waitFor()
    const file = await person.person.sees(stand.bot, ({ document }) => document !== undefined)
    expect(file.document!.file_name).toMatch(/^Где теряем \d{4}-\d\d-\d\d – \d{4}-\d\d-\d\d\.xlsx$/)
    const [heading] = await readSheet(Buffer.from(file.document!.bytes))
    expect(heading).toEqual(['Шаг', 'Сколько', 'От прошлого шага'])
    await context.close()
  })

  test('spend is typed in for a range, looked at before it is written from a table, and taken out with a way back', async () => {
    const { page, errors, close } = await openApp(browser, owner, '/numbers/spend', { viewport: PHONE })
    const march = async () => (await owner.call('GET', '/api/spend?from=2026-03-01&to=2026-03-31')).body.items
    await page.getByText('Яндекс / осень').first().waitFor()
    await readsWell(page, `${SHOTS}/spend-phone`)
    await page.getByRole('button', { name: 'Внести расход', exact: true }).click()
    await page.getByRole('button', { name: 'Внести', exact: true }).click()
    await expect.poll(() => page.getByLabel('Канал').getAttribute('aria-invalid')).toBe('true')
    await page.getByLabel('Канал').fill('vk')
    await page.getByLabel('С какого дня').fill('2026-03-01')
    await page.getByLabel('По какой день').fill('2026-03-03')
    await page.getByLabel('Сумма').fill('100')
    await readsWell(page, `${SHOTS}/spend-form-phone`)
    await page.getByRole('button', { name: 'Внести', exact: true }).click()
    await page.getByText('Расход внесён.').waitFor()
    expect((await march()).map(({ amount }: { amount: number }) => amount)).toEqual([3333, 3333, 3334])

    await page.getByRole('button', { name: 'Загрузить таблицу' }).click()
    const text = page.getByLabel('Или вставьте таблицу')
    await text.fill('Дата;Канал;Расход\n05.03.2026;vk;50\n32.03.2026;vk;5')
    await page.getByRole('button', { name: 'Проверить' }).click()
    await page.getByText('Строка 3: «32.03.2026» не дата.').waitFor()
    await readsWell(page, `${SHOTS}/spend-import-phone`)
    await text.fill('Дата;Канал;Расход\n05.03.2026;vk;50')
    await page.getByRole('button', { name: 'Проверить' }).click()
    await page.getByText(/Новых: 1, изменятся: 0/).waitFor()
    expect(await march()).toHaveLength(3)
    await page.getByRole('button', { name: 'Записать', exact: true }).click()
    await page.getByText('Записано строк: 1.').waitFor()
    expect(await march()).toHaveLength(4)
    expect(errors).toEqual([])
    await close()
  })

  test('other costs are written down, put right and taken out; what an hour costs tells what is saved', async () => {
    const { page, errors, close } = await openApp(browser, owner, '/numbers/costs', { viewport: PHONE })
    const costs = async () => (await owner.call('GET', '/api/costs')).body.items
    await page.getByRole('button', { name: 'Внести прочий расход' }).click()
    const form = page.getByRole('dialog')
    await form.getByRole('button', { name: 'Внести', exact: true }).click()
    await expect.poll(() => form.getByLabel('Название').getAttribute('aria-invalid')).toBe('true')
    await form.getByLabel('Название').fill('Помощник, ноябрь')
    await type(form.getByLabel('Сумма'), '3000')
    await form.getByLabel('С какого дня').fill('2026-11-01')
    await form.getByLabel('По какой день').fill('2026-10-01')
    await form.getByRole('button', { name: 'Внести', exact: true }).click()
    await form.getByText('Конец должен быть позже начала.').waitFor()
    await form.getByLabel('По какой день').fill('2026-11-30')
    await readsWell(page, `${SHOTS}/cost-form-phone`)
    await form.getByRole('button', { name: 'Внести', exact: true }).click()
    await page
      .getByRole('button', { name: /Помощник, ноябрь/ })
      .first()
      .waitFor()
    const cost = {
      kind: 'assistant',
      name: 'Помощник, ноябрь',
      amount: 300_000,
      firstDay: '2026-11-01',
      lastDay: '2026-11-30',
    }
    expect(await costs()).toMatchObject([cost])
    await page
      .getByRole('button', { name: /Помощник, ноябрь/ })
      .first()
      .click()
    await type(form.getByLabel('Сумма'), '4500')
    await form.getByRole('button', { name: 'Внести', exact: true }).click()
    await form.waitFor({ state: 'detached' })
    expect(await costs()).toMatchObject([{ ...cost, amount: 450_000, version: 2 }])
    await page.getByRole('button', { name: 'Убрать: Помощник, ноябрь' }).click()
    await page.getByText('Расход убран.').waitFor()
    expect(await costs()).toEqual([])
    await page.getByRole('button', { name: 'Отменить' }).click()
    await expect.poll(async () => (await costs()).length).toBe(1)
    await type(page.getByLabel('Час работы администратора'), '600')
    await page.getByRole('button', { name: 'Сохранить' }).click()
    await page.getByText('Сохранено.').waitFor()
    await readsWell(page, `${SHOTS}/costs-phone`, { fullPage: true })
    await open(page, `/numbers/overview?${SHOWN}&vs=mark&mark=2026-11-01`)
    const { saved } = (await owner.call('GET', '/api/kpi?from=2026-11-01&to=2026-11-30')).body
    expect(plain(await tile(page, 'Снято ручной работы').textContent())).toContain(`Около ${rubles(saved.money.value)}`)
    expect(plain(await page.getByLabel('В месяц стоит').inputValue())).toBe('4 500 ₽')
    await page.setViewportSize(WIDE)
    await open(page, '/numbers/costs')
    await readsWell(page, `${SHOTS}/costs-wide`)
    expect(errors).toEqual([])
    await close()
  })

  test('a channel marked as stopped says so on its card, in the table, in the file and on the chart; and takes it back', async () => {
    const { page, errors, close } = await openApp(browser, owner, `/numbers/channels?${SHOWN}`, { viewport: PHONE })
    const card = page.getByRole('region', { name: 'ВКонтакте' })
    await card.getByRole('button', { name: 'Отметить: остановлен' }).click()
    await page.getByText('Отмечено: остановлен. Канал ВКонтакте.').waitFor()
    await card.getByText('Остановлен с пн 23 ноября. Отметка: Ольга.').waitFor()
    await card.getByText(/С тех пор потрачено/).waitFor()
    await readsWell(page, `${SHOTS}/stopped-phone`, { fullPage: true })
    await page.setViewportSize(WIDE)
    await open(page, `/numbers/channels?${SHOWN}`)
    await page.getByRole('cell', { name: /Остановлен пн 23 ноября/ }).waitFor()
    await readsWell(page, `${SHOTS}/stopped-wide`, { fullPage: true })
    await open(page, `/numbers/overview?${SHOWN}`)
    await readsWell(page, `${SHOTS}/stopped-chart-wide`, { fullPage: true })
    await open(page, `/numbers/channels?${SHOWN}`)
    await card.getByRole('link', { name: 'До и после' }).click()
    await page.waitForURL(/overview\?vs=mark&mark=2026-11-23/)
    await open(page, `/numbers/channels?${SHOWN}`)
    await card.getByRole('button', { name: 'Снова работает' }).click()
    await card.getByRole('button', { name: 'Отметить: остановлен' }).waitFor()
    expect((await owner.call('GET', '/api/stops')).body.items).toEqual([])
    expect(errors).toEqual([])
    await close()
  })

  test('a master sees how busy they are, and no other number; where nothing is known the screen says so', async () => {
    const master = await signIn(database.db, stand, 'master', { resourceId: story.masters[0]! })
    const own = await openApp(browser, master, `/numbers?${SHOWN}`, { viewport: PHONE })
    await own.page.getByRole('heading', { name: 'Моя загрузка' }).waitFor()
    await own.page.getByText('Таблицей').click()
    const { masters } = (await master.call('GET', `/api/kpi/masters?${NOVEMBER}`)).body.now
    const busy = `${Math.round(masters[0].occupancy.value * 100)}%`
    await own.page.getByRole('cell', { name: busy }).waitFor()
    expect(await own.page.getByText('₽').count()).toBe(0)
    await goTo(own.page, '/numbers/channels')
    await own.page.getByText('Этого больше нет или вам это не видно.').waitFor()
    expect(own.errors).toEqual([])
    await own.close()
    const { page, errors, close } = await openApp(browser, owner, '/numbers/overview?from=2026-01-01&till=2026-01-30', {
      viewport: PHONE,
    })
    await page.getByText('За эти дни нет ни обращений, ни визитов.').waitFor()
    await open(page, '/numbers/overview?from=2026-09-26&till=2026-10-24')
    expect(await tileWords(page, 'Расходы на рекламу')).toBe('—')
    expect(plain(await tile(page, 'Цена клиента').textContent())).toContain('Нет расходов на рекламу за эти дни')
    expect(errors).toEqual([])
    await close()
  })

  test('where a contact came from is put right beside its row, and the log keeps what stood', async () => {
    const { page, errors, close } = await openApp(
      browser,
      owner,
      '/numbers/rows/leads?from=2026-09-26&till=2026-10-24',
      { viewport: PHONE },
    )
    await page.getByRole('button', { name: 'Исправить источник' }).first().click()
    const sheet = page.getByRole('dialog')
    await sheet.getByLabel('Источник').fill('referral')
    await readsWell(page, `${SHOTS}/touch-phone`)
    await sheet.getByRole('button', { name: 'Сохранить' }).click()
    await sheet.waitFor({ state: 'detached' })
    await page.getByText('Рекомендация').first().waitFor()
    const [line] = (await owner.call('GET', '/api/changes?object=lead')).body.items
    expect(line).toMatchObject({ action: 'attributed', before: { source: 'telegram' }, after: { source: 'referral' } })
    expect(errors).toEqual([])
    await close()
  })
})
