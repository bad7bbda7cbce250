import { mkdirSync } from 'node:fs'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { appAsset } from './assets.ts'
import { openBrowser } from './testing/browser.ts'
import { clientOf } from './testing/client.ts'
import { goTo, openApp, PHONE, readsWell, WIDE } from './testing/opened.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const SHOTS = 'artifacts/settings'

/** An amount shows itself plainly once it has the focus; what is typed then takes its place. */
const type = async (field: Locator, text: string) => {
  await field.focus()
  await field.fill(text)
}

onPostgres('settings in a real browser', (database) => {
  let stand: Stand
  let browser: Browser
  let owner: Staff
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    stand = await startStand(database.db, { appAsset })
    owner = await signIn(database.db, stand, 'owner', { name: 'Ольга', telegramId: 7001 })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await stand.stop()
  })

  const troubles: string[] = []
  afterEach(() => expect(troubles.splice(0)).toEqual([]))
  const open = async (by: Staff, to: string, viewport = PHONE) => {
    return (await openApp(browser, by, to, { viewport, troubles })).page
  }
  const service = async (name: string) => {
    const { services } = (await owner.call('GET', '/api/catalog')).body
    return services.find((one: { name: string }) => one.name === name)
  }

  test.each([
    ['phone', PHONE],
    ['wide', WIDE],
  ] as const)('every group opens, fits the screen and can be read in both schemes: %s', async (name, size) => {
    const { resources, locations, services } = (await owner.call('GET', '/api/catalog')).body
    const { items: team } = (await owner.call('GET', '/api/members')).body
    const page = await open(owner, '/more', size)
    const paths = [
      '/more',
      '/settings/services',
      `/settings/services/${services[0].id}`,
      '/settings/masters',
      `/settings/masters/${resources[0].id}`,
      `/settings/places/${locations[0].id}`,
      '/settings/texts',
      '/settings/texts/booked',
      '/settings/faq',
      '/settings/replies',
      '/settings/promos',
      '/settings/questions',
      '/settings/rules',
      '/settings/alerts',
      '/settings/assistant',
      '/settings/channels',
      '/settings/team',
      `/settings/team/${team[0].id}`,
      '/settings/team/new',
      '/settings/consents/personal_data',
      '/settings/journal',
      ...[1, 2, 3, 4, 5, 6, 7].map((step) => `/guide/${step}`),
    ]
    for (const path of paths) {
      await goTo(page, path)
      const file = path
        .slice(1)
        .replaceAll(/\/\d{2,}/g, '/one')
        .replaceAll('/', '-')
      await readsWell(page, `${SHOTS}/${file}-${name}`, { fullPage: size === PHONE })
    }
    await page.context().close()
  })

  test('the owner sets bounds, quiet hours and their own digest; each stands in the journal with the way back', async () => {
    const page = await open(owner, '/settings/alerts')
    const settings = async () => (await owner.call('GET', '/api/settings')).body
    const me = async () => (await owner.call('GET', '/api/me')).body.member.preferences
    await page.getByLabel('В котором часу').selectOption('8')
    await expect.poll(async () => (await me()).digest).toBe(8)
    await page.getByRole('switch', { name: 'По понедельникам за неделю' }).click()
    await expect.poll(async () => (await me()).digestWeek).toBe('none')
    const noShow = page.getByLabel('Неявки: не больше, %')
    expect(await noShow.inputValue()).toBe('15')
    await noShow.fill('101')
    await page.getByLabel('Передано человеку: не больше, %').fill('')
    await page.getByRole('button', { name: 'Сохранить' }).click()
    await page.getByText('Целое число от 0 до 100.').first().waitFor()
    await noShow.fill('8')
    await page.getByLabel('Передано человеку: не меньше, %').fill('25')
    await page.getByLabel('Тихие часы с').fill('22')
    await page.getByRole('button', { name: 'Сохранить' }).click()
    await page.getByText('Сохранено.').waitFor()
    const { assistant } = await settings()
    expect(assistant.targets).toEqual({ noShow: { above: 0.08 }, handover: { below: 0.25, above: null } })
    expect(assistant.alarmQuiet).toEqual({ from: 22, to: 9 })
    await page.getByLabel('Передано человеку: не больше, %').fill('20')
    await page.getByRole('button', { name: 'Сохранить' }).click()
    await page.getByText('Нижняя граница должна быть ниже верхней.').waitFor()
    await goTo(page, '/settings/journal')
    const line = page.getByRole('listitem').filter({ hasText: 'границы цифр' })
    await line.getByRole('button').click()
    await page.getByText('Вернули прежнее.').waitFor()
    expect((await settings()).assistant.targets).toEqual({})
    await page.context().close()
  })

  test('a holiday gets hours of its own among the hours of a branch, and those of the week again', async () => {
    const { body } = await owner.call('GET', '/api/catalog')
    const id = body.locations[0].id
    const page = await open(owner, `/settings/places/${id}`)
    const dates = async () => (await owner.call('GET', `/api/hours?location=${id}`)).body.exceptions
    const special = page.getByRole('region', { name: 'Особые дни' })
    await special.getByLabel('С какого дня').fill('2026-12-31')
    await special.getByLabel('По какой, если не один').fill('2027-01-02')
    await special.getByRole('button', { name: 'Добавить день' }).click()
    await special.getByRole('button', { name: /31.*: Открыть/ }).click()
    await page.getByRole('button', { name: 'Сохранить часы' }).click()
    await page.getByText('Сохранено.').waitFor()
    expect((await dates()).map(({ date, spans }: { date: string; spans: object[] }) => [date, spans.length])).toEqual([
      ['2026-12-31', 1],
      ['2027-01-01', 0],
      ['2027-01-02', 0],
    ])
    await special.getByRole('button', { name: /2 января.*: Как по неделе/ }).click()
    await page.getByRole('button', { name: 'Сохранить часы' }).click()
    await expect.poll(async () => (await dates()).length).toBe(2)
    await readsWell(page, `${SHOTS}/special-dates`, { fullPage: true })
    await page.context().close()
  })

  test('the hours of reminders are typed with commas, and what are no hours is refused beside the field', async () => {
    const page = await open(owner, '/settings/rules')
    const hours = page.getByLabel('Напоминать, за сколько часов до визита')
    const rules = async () => (await owner.call('GET', '/api/settings')).body.rules.remindHours
    expect(await hours.inputValue()).toBe('24, 2')
    await hours.fill('48, 200')
    await page.getByRole('button', { name: 'Сохранить' }).click()
    await page.getByText('Через запятую, не больше четырёх чисел от 1 до 168.').waitFor()
    expect(await rules()).toEqual([24, 2])
    await hours.fill('48, 24, 3')
    await page.getByRole('button', { name: 'Сохранить' }).click()
    await page.getByText('Сохранено').waitFor()
    expect(await rules()).toEqual([48, 24, 3])
    await page.getByRole('button', { name: 'Отменить' }).click()
    await expect.poll(rules).toEqual([24, 2])
    await page.context().close()
  })

  test('the rule for who did not come is chosen among the rules of booking, and says what prepayment means for now', async () => {
    const page = await open(owner, '/settings/rules')
    const kept = async () => {
      const { noShowPercent, afterNoShows, askMarks } = (await owner.call('GET', '/api/settings')).body.assistant
      return { noShowPercent, afterNoShows, askMarks }
    }
    expect(await kept()).toEqual({ noShowPercent: 10, afterNoShows: 'person', askMarks: true })
    await page.getByText('Пока оплаты не подключены').waitFor()
    await page.getByLabel('Скидка тем, кто не пришёл, %').fill('0')
    await page.getByLabel('Когда такой клиент записывается сам').selectOption('Нужна предоплата')
    await page.getByRole('switch', { name: 'Спрашивать, кто пришёл' }).click()
    await page.getByRole('button', { name: 'Сохранить' }).click()
    await page.getByText('Сохранено').waitFor()
    expect(await kept()).toEqual({ noShowPercent: 0, afterNoShows: 'prepayment', askMarks: false })
    await page.getByRole('button', { name: 'Отменить' }).click()
    await expect.poll(kept).toEqual({ noShowPercent: 10, afterNoShows: 'person', askMarks: true })
    await page.context().close()
  })

  test('a price is changed, undone from the bar, and put back from the journal', async () => {
    const { id, price } = await service('Массаж спины')
    const page = await open(owner, `/settings/services/${id}`)
    const priceNow = async () => (await service('Массаж спины')).price
    const write = async (amount: string) => {
      await type(page.getByLabel('Цена', { exact: true }), amount)
      await page.getByRole('button', { name: 'Сохранить', exact: true }).click()
      await page.getByText('Сохранено.').waitFor()
    }
    await write('2 345')
    expect(await priceNow()).toBe(2345_00)
    await page.getByRole('button', { name: /^Отменить/ }).click()
    await expect.poll(priceNow).toBe(price)
    await write('2 500')
    await goTo(page, '/settings/journal')
    const line = page.locator('.change').first()
    await expect.poll(() => line.textContent()).toMatch(/Услуга: Массаж спины.*цена:.*→ 2.500.₽/)
    await line.getByRole('button', { name: 'Вернуть прежнее' }).click()
    await expect.poll(priceNow).toBe(price)
    await page.context().close()
  })

  test('two edit one service: the second sees both values, keeps what was typed, and each button does what it says', async () => {
    const { id } = await service('Педикюр')
    const [first, second] = await Promise.all([
      open(owner, `/settings/services/${id}`),
      open(owner, `/settings/services/${id}`),
    ])
    const save = (page: Page) => page.getByRole('button', { name: 'Сохранить', exact: true }).click()
    const price = (page: Page) => page.getByLabel('Цена', { exact: true })
    await type(price(second), '2 222')
    await type(price(first), '1 111')
    const news = second.waitForResponse((response) => response.url().endsWith('/api/catalog'))
    await save(first)
    await first.getByText('Сохранено.').waitFor()
    // The news of it comes to the second screen; what is typed there is still of the version before.
    await news
    await save(second)
    const panel = second.getByRole('alert').filter({ hasText: 'Пока вы правили' })
    await panel.waitFor()
    expect((await panel.locator('td').allTextContents()).join('|').replaceAll('\u00a0', ' ')).toContain(
      '1 111 ₽|2 222 ₽',
    )
    expect((await price(second).inputValue()).replaceAll(/\s/g, '')).toContain('2222')
    await panel.getByRole('button', { name: 'Записать моё' }).click()
    await second.getByText('Сохранено.').waitFor()
    expect((await service('Педикюр')).price).toBe(2222_00)
    for (const page of [first, second]) await page.context().close()
  })

  test('a wording without what a client must know is refused beside its field, and a whole one is what clients read', async () => {
    const page = await open(owner, '/settings/texts/hello')
    const box = page.getByLabel('Что прочтёт клиент')
    await box.fill('Добрый день, { $busines }')
    await page.getByText('Такой переменной здесь нет').waitFor()
    expect(await box.getAttribute('aria-invalid')).toBe('true')
    await box.fill('Добрый день! ')
    await page.getByRole('button', { name: 'название' }).click()
    await expect.poll(() => page.locator('.preview').textContent()).toMatch(/^Добрый день! .*Лён и мята/)
    await page.getByRole('button', { name: 'Сохранить', exact: true }).click()
    await page.getByText('Сохранено.').waitFor()
    await clientOf(stand, { first_name: 'Инна' }).plays('/start', /^Добрый день! /)
    await page.context().close()
  })

  test('a bot is connected by pasting the whole answer of @BotFather', async () => {
    const bot = stand.telegram.addBot({ username: 'second_salon_bot', name: 'Второй салон' })
    const page = await open(owner, '/settings/channels', WIDE)
    const box = page.getByLabel('3. Вставьте ответ целиком')
    await box.fill('Здравствуйте')
    await page.getByRole('button', { name: 'Подключить', exact: true }).click()
    await page.getByText('Здесь нет токена. Он похож на 1234567:ABC…').waitFor()
    await box.fill(`Done! Use this token to access the HTTP API:\n${bot.token}\nKeep it secure`)
    await page.getByRole('heading', { name: '@second_salon_bot' }).waitFor()
    const person = stand.telegram.person({ first_name: 'Зоя' })
    await person.starts(bot)
    await person.sees(bot, /Здравствуйте|Добрый день/)
    await page.context().close()
  })

  test('each payload opens its group over «Ещё», and Back shows the tab', async () => {
    const biz = stand.businessId
    for (const [payload, path, words] of [
      [`s_${biz}_channels`, '/settings/channels', 'Каналы'],
      [`g_${biz}`, '/guide/1', /^Шаг \d из 7/],
    ] as const) {
      const context = await browser.newContext({ viewport: PHONE, locale: 'ru-RU', timezoneId: 'Europe/Moscow' })
      const page = await context.newPage()
      await page.goto(`${await owner.link()}&to=${payload}`)
      await page.getByRole('heading', { level: 1, name: words }).waitFor()
      expect(new URL(page.url()).pathname).toBe(`/app${path}`)
      await page.goBack()
      await page.getByRole('heading', { level: 1, name: 'Ещё' }).waitFor()
      await context.close()
    }
    const page = await open(owner, '/settings/nothing')
    await page.getByText('Этого больше нет или вам это не видно. Открыли расписание.').waitFor()
    await page.context().close()
  })

  test('from an empty business the guide ends in a test visit booked through Telegram, in one run; left at step 4 it stands there with its values', async () => {
    const young = await startStand(database.db, { appAsset })
    await database.db.query(`update channels set credentials = null where business_id = $1`, [young.businessId])
    const chief = await signIn(database.db, young, 'owner', { name: 'Пётр' })
    const enter = async () => {
      const context = await browser.newContext({ viewport: PHONE, locale: 'ru-RU', timezoneId: 'Europe/Moscow' })
      const page = await context.newPage()
      await page.goto(`${await chief.link()}&to=g_${young.businessId}`)
      return page
    }
    const step = (page: Page, n: number) => {
      return page.getByRole('heading', { level: 1, name: `Шаг ${n} из 7` }).waitFor()
    }
    const next = (page: Page) => page.getByRole('button', { name: 'Дальше' }).click()
    const page = await enter()
    await step(page, 1)
    await page.getByRole('button', { name: /Барбершоп/ }).click()
    await expect
      .poll(async () => (await young.catalog()).services.map(({ name }) => name))
      .toContain('Королевское бритьё')
    // However late the server answers: what is typed in a step stays.
    const held = Promise.withResolvers<void>()
    const guideAsked = (url: URL) => url.pathname === '/api/guide'
    await page.route(guideAsked, async (route) => {
      if (route.request().method() === 'GET') await held.promise
      await route.continue()
    })
    await next(page)
    await step(page, 2)
    await page.getByLabel('Как вы называетесь').fill('Борода на Мира')
    await page.getByLabel('Адрес').fill('Екатеринбург, ул. Мира, 1')
    held.resolve()
    await page.unrouteAll({ behavior: 'wait' })
    await page.waitForURL(/\/guide\/2$/)
    expect(await page.getByLabel('Адрес').inputValue()).toBe('Екатеринбург, ул. Мира, 1')
    await page.getByText(/Время: Екатеринбург, сейчас/).waitFor()
    await next(page)
    await step(page, 3)
    await page.getByRole('button', { name: 'Все дни как в понедельник' }).click()
    await next(page)
    await step(page, 4)
    await type(page.getByLabel('Цена').first(), '2 100')
    // What is typed is kept by the server 800 ms after the last key.
    await expect
      .poll(async () => JSON.stringify((await chief.call('GET', '/api/guide')).body.values.offer ?? null))
      .toContain('210000')
    await page.context().close()

    const again = await enter()
    await step(again, 4)
    expect((await again.getByLabel('Цена').first().inputValue()).replaceAll(/\s/g, '')).toBe('2100₽')
    await next(again)
    await step(again, 5)
    const bot = young.telegram.addBot({
      // Each fake platform counts its bots from the same number; here two share one database.
      token: `555000111:${'B'.repeat(35)}`,
      username: 'boroda_mira_bot',
      name: 'Борода на Мира',
    })
    await again
      .getByLabel('3. Вставьте ответ целиком')
      .fill(`Done! Congratulations\n${bot.token}\nKeep your token secure`)
    await again.getByText('Нашли: @boroda_mira_bot').waitFor()
    await again.getByText('Ждём сообщение…').waitFor()
    const { path } = (await chief.call('POST', '/api/session/link')).body
    const code = new URL(path, young.url).searchParams.get('code')
    const person = young.telegram.person({ first_name: 'Пётр' })
    await person.starts(bot, `m_${code}`)
    await person.sees(bot, /бот вас узнал/)
    await again.getByText('Сообщение пришло').waitFor()
    await next(again)
    await step(again, 6)
    await again.getByText('Ждём пробную запись…').waitFor()
    for (const words of ['мужская стрижка', 'любой']) {
      await person.sends(bot, words)
      await person.sees(bot, /К кому|выберите время/)
    }
    await person.sends(bot, 'завтра в 15:00')
    await person.sees(bot, /согласие/)
    await person.taps(bot, 'Даю согласие')
    await person.sees(bot, /зовут/)
    await person.sends(bot, 'Пётр')
    await person.sees(bot, /номер/)
    await person.sends(bot, '+7 900 123-45-67')
    await person.sees(bot, /Проверьте/)
    await person.taps(bot, 'Записать')
    await person.sees(bot, /Готово, вы записаны/)
    await again.getByText(/Вот она: вт 24.ноября, 15:00/).waitFor()
    const visits = await database.db.query<{ test: boolean; price: number }>(
      `select test, price from appointments where business_id = $1 and status = 'booked'`,
      [young.businessId],
    )
    expect(visits.map(({ test }) => test)).toEqual([true])
    await next(again)
    await step(again, 7)
    await again.getByText('https://t.me/boroda_mira_bot?start=utm_maps-listing').waitFor()
    await again.getByRole('img', { name: 'Код для камеры' }).waitFor()
    await again.getByRole('button', { name: 'Открыть расписание' }).click()
    await again.getByRole('heading', { level: 1, name: /Расписание|24|23/ }).waitFor()
    expect((await chief.call('GET', '/api/guide')).body).toMatchObject({ done: true, step: 7 })
    expect((await young.catalog()).locations[0]).toMatchObject({
      address: 'Екатеринбург, ул. Мира, 1',
      timezone: 'Asia/Yekaterinburg',
    })
    await again.context().close()
    await young.stop()
  })
})
