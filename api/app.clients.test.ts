import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { appAsset } from './assets.ts'
import { openBrowser } from './testing/browser.ts'
import { booked, clientOf, settled } from './testing/client.ts'
import { goTo, openApp, PHONE, readsWell, settledOn, WIDE } from './testing/opened.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const SHOTS = process.env.SHOTS ?? 'artifacts/clients'
const MARKUP = '<img src=x onerror=document.title=1>'

onPostgres('clients and what was not understood, in a real browser', (database) => {
  let stand: Stand
  let browser: Browser
  let owner: Staff
  let nina: number
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    const { db } = database
    stand = await startStand(db, { appAsset })
    owner = await signIn(db, stand, 'owner', { name: 'Анна' })
    await db.query(
      `insert into clients (business_id, name, created_at) select $1, 'Клиентка ' || n, $2::timestamptz from generate_series(1, 60) n`,
      [stand.businessId, stand.clock.now],
    )
    await owner.call('POST', '/api/clients', { name: MARKUP })
    const person = clientOf(stand, { first_name: 'Нина', username: 'nina_mint' })
    await person.plays('/start ad_vk-autumn', /Здравствуйте/)
    const visit = await booked(stand, db, person)
    for (const words of ['а где припарковать пепелац', 'пепелац припарковать можно', 'припарковать пепелац куда'])
      await person.plays(words, /./)
    await person.plays('фыва олдж цукен', /./)
    await settled(stand, db)
    await db.query(`update understandings set answered = false, intent = 'out_of_scope' where source <> 'button'
      and message_id in (select id from messages where text ~ 'пепелац|фыва')`)
    await db.query(
      `insert into payments (business_id, appointment_id, kind, amount, method, at) values ($1, $2, 'payment', 140000, 'card', $3::timestamptz)`,
      [stand.businessId, visit, stand.clock.now],
    )
    const [row] = await db.query<{ id: number }>('select client_id as id from appointments where id = $1', [visit])
    nina = row!.id
    const { version } = (await owner.call('GET', `/api/clients/${nina}`)).body
    const edit = { version, note: 'чувствительная кожа', tags: ['постоянная', 'утро'] }
    await owner.call('PATCH', `/api/clients/${nina}`, edit)
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await stand?.stop()
  })

  const troubles: string[] = []
  afterEach(() => expect(troubles.splice(0)).toEqual([]))
  /** The app open at an address in a context of its own, signed in; errors of the page fail the test. */
  const inside = async (viewport: typeof PHONE, address: string, as = owner) => {
    const { page } = await openApp(browser, as, address, { viewport, troubles })
    page.setDefaultTimeout(8000)
    return page
  }
  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor()
  const rows = (page: Page) => page.getByRole('list', { name: 'Список клиентов' }).getByRole('listitem')
  const search = async (page: Page, text: string) => page.getByLabel('Имя, телефон или @имя').fill(text)
  const soon = { timeout: 8000 }
  const inBar = (page: Page, text: string | RegExp) => page.locator('.bar', { hasText: text }).waitFor()
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

  test.each([
    ['phone', PHONE],
    ['wide', WIDE],
  ] as const)('every screen and sheet fits and can be read in both schemes: %s', async (name, size) => {
    const page = await inside(size, '/clients')
    const look = async (what: string, ready: string) => {
      await page.getByText(ready).first().waitFor()
      await settledOn(page)
      await readsWell(page, `${SHOTS}/${what}-${name}`)
    }
    await look('list', 'Нина')
    await goTo(page, `/clients/${nina}`)
    await look('card', 'Потрачено')
    for (const [part, ready] of [
      ['Деньги', 'Оплата'],
      ['Чаты', 'Telegram'],
      ['Ещё', 'История'],
    ] as const) {
      await page.getByRole('tab', { name: part, exact: true }).click()
      await look(`card-${part}`, ready)
    }
    for (const [sheet, ready] of [
      ['menu', 'Объединить'],
      ['edit', 'Сохранить'],
      ['lead', 'Откуда узнали'],
      ['merge', 'Других карточек'],
      ['bar', 'Почему'],
      ['offer', 'За что'],
    ] as const) {
      await goTo(page, `/clients/${nina}?sheet=${sheet}`)
      await look(`sheet-${sheet}`, ready)
    }
    await goTo(page, `/unclear`)
    await look('unclear', '3 фразы')
    await page.context().close()
  })

  test('a client is found as one types; whoever is not found is written down from there', async () => {
    const page = await inside(PHONE, '/clients')
    await search(page, 'нин')
    await expect.poll(() => rows(page).count(), soon).toBe(1)
    await search(page, '4567')
    await expect.poll(() => rows(page).first().innerText(), soon).toContain('Нина')
    await search(page, 'Марфа')
    await page.getByText('Никого по «Марфа».').waitFor()
    await press(page, 'Новый клиент')
    const dialog = page.getByRole('dialog', { name: 'Новый клиент' })
    await expect.poll(() => dialog.getByLabel('Имя').inputValue(), soon).toBe('Марфа')
    await dialog.getByRole('textbox', { name: 'Телефон' }).fill('8 912 100-20-30')
    await dialog.getByRole('button', { name: 'Добавить клиента' }).click()
    await dialog.getByText('Телефон можно сохранить только с согласием.').waitFor()
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true')
    await dialog.getByText('Клиент согласен на обработку данных').click()
    await dialog.getByRole('button', { name: 'Добавить клиента' }).click()
    await heading(page, 'Марфа')
    await page.getByText('+7 912 100-20-30').waitFor()
    await page.context().close()
  })

  test('sixty clients come by pages, each once; markup in a name is text', async () => {
    const page = await inside(PHONE, '/clients')
    await expect.poll(() => rows(page).count(), soon).toBe(50)
    await press(page, 'Показать ещё')
    await expect.poll(() => rows(page).count(), soon).toBeGreaterThan(60)
    await rows(page).getByText(MARKUP).click()
    await heading(page, MARKUP)
    expect(await page.locator('img').count()).toBe(0)
    await page.context().close()
  })

  test('on a wide screen arrows walk the list and the card follows, without taking the focus', async () => {
    const page = await inside(WIDE, '/clients')
    await rows(page).first().waitFor()
    await search(page, 'Клиентка')
    await expect.poll(() => rows(page).first().innerText(), soon).toContain('Клиентка 60')
    await page.getByRole('heading', { name: 'Клиенты' }).click()
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await page.keyboard.press('ArrowDown')
    await heading(page, 'Клиентка 60')
    await page.keyboard.press('ArrowDown')
    await heading(page, 'Клиентка 59')
    await page.keyboard.press('KeyK')
    await heading(page, 'Клиентка 60')
    expect(await rows(page).first().getAttribute('data-current')).toBe('true')
    await page.context().close()
  })

  test('half-typed words are there in another browser, and under no other client', async () => {
    const first = await inside(PHONE, `/clients/${nina}?sheet=edit:note`)
    const note = (page: Page) => page.getByRole('dialog').getByLabel('Заметка')
    await note(first).fill('дважды переспросить про')
    await first.waitForResponse(
      (response) => response.url().includes('/api/drafts/') && response.request().method() === 'PUT',
    )
    const second = await inside(PHONE, `/clients/${nina}?sheet=edit:note`)
    await expect.poll(() => note(second).inputValue(), soon).toBe('дважды переспросить про')
    const other = (await owner.call('POST', '/api/clients', { name: 'Ещё одна' })).body
    await goTo(second, `/clients/${other.id}?sheet=edit:note`)
    await note(second).waitFor()
    expect(await note(second).inputValue()).toBe('')
    await goTo(second, `/clients/${nina}?sheet=edit:note`)
    await press(second, 'Убрать')
    await expect.poll(() => note(second).inputValue(), soon).toBe('чувствительная кожа')
    await first.context().close()
    await second.context().close()
  })

  test('of two edits the later sees both versions, keeps its words, and its button does what it says', async () => {
    const { id } = (await owner.call('POST', '/api/clients', { name: 'Общая' })).body
    const page = await inside(PHONE, `/clients/${id}`)
    await press(page, 'Заметка')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Заметка').fill('моё')
    const { version } = (await owner.call('GET', `/api/clients/${id}`)).body
    await owner.call('PATCH', `/api/clients/${id}`, { version, note: 'чужое' })
    await dialog.getByRole('button', { name: 'Сохранить' }).click()
    await dialog.getByText('Пока вы правили').waitFor()
    expect(await dialog.getByRole('table').innerText()).toMatch(/чужое[\s\S]*моё/)
    expect(await dialog.getByLabel('Заметка').inputValue()).toBe('моё')
    await dialog.getByRole('button', { name: 'Записать моё' }).click()
    await inBar(page, 'Карточка сохранена.')
    expect((await owner.call('GET', `/api/clients/${id}`)).body.note).toBe('моё')
    await page.locator('.bar').getByRole('button', { name: 'Отменить' }).click()
    await expect.poll(async () => (await owner.call('GET', `/api/clients/${id}`)).body.note, soon).toBe('чужое')
    await page.context().close()
  })

  test('the block list wants a reason and is undone from the bar', async () => {
    const { id } = (await owner.call('POST', '/api/clients', { name: 'Борис' })).body
    const page = await inside(PHONE, `/clients/${id}`)
    await press(page, 'Действия')
    await press(page, 'В чёрный список')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Внести в чёрный список' }).click()
    await dialog.getByText('Заполните это поле.').waitFor()
    await dialog.getByLabel('Почему').fill('не приходит')
    await dialog.getByRole('button', { name: 'Внести в чёрный список' }).click()
    await page.getByText('В чёрном списке: не приходит').waitFor()
    await page.locator('.bar').getByRole('button', { name: 'Отменить' }).click()
    await expect.poll(async () => (await owner.call('GET', `/api/clients/${id}`)).body.barred, soon).toBeNull()
    await page.getByText('В чёрном списке: не приходит').waitFor({ state: 'detached' })
    await page.context().close()
  })

  test('a discount is given with its reason, taken back, and returned from the bar', async () => {
    const { id } = (await owner.call('POST', '/api/clients', { name: 'Римма' })).body
    const page = await inside(PHONE, `/clients/${id}`)
    await press(page, 'Дать скидку')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Процент').fill('15')
    await dialog.getByRole('button', { name: 'Дать скидку' }).click()
    await dialog.getByText('Заполните это поле.').waitFor()
    await dialog.getByLabel('За что').fill('за ожидание')
    await dialog.getByRole('button', { name: 'Дать скидку' }).click()
    await page.getByText(/, 15%/).first().waitFor()
    const states = async () =>
      (await owner.call('GET', `/api/clients/${id}`)).body.offers.map((one: { state: string }) => one.state)
    expect(await states()).toEqual(['valid'])
    await press(page, 'Забрать')
    await expect.poll(states, soon).toEqual(['revoked'])
    await page.locator('.bar').getByRole('button', { name: 'Отменить' }).click()
    await expect.poll(states, soon).toEqual(['valid'])
    await page.context().close()
  })

  test('two cards of one person are compared and merged, and taken apart from the bar', async () => {
    const make = async (name: string) =>
      (await owner.call('POST', '/api/clients', { name, phone: '+7 912 777-66-55', consent: true })).body.id as number
    const [one, two] = [await make('Ирина'), await make('Ира')]
    const page = await inside(PHONE, `/clients/${one}`)
    await press(page, 'Действия')
    await press(page, 'Объединить')
    await page.getByText('Телефон должен быть подтверждён в обеих карточках.').waitFor()
    await database.db.query('update clients set phone_verified = true where id in ($1, $2)', [one, two])
    await page.reload()
    await page.getByRole('dialog').getByRole('button', { name: 'Объединить в эту' }).click()
    await inBar(page, 'Карточки объединены.')
    expect((await owner.call('GET', `/api/clients/${two}`)).body.mergedInto).toBe(one)
    await page.locator('.bar').getByRole('button', { name: 'Отменить' }).click()
    await expect.poll(async () => (await owner.call('GET', `/api/clients/${two}`)).body.mergedInto, soon).toBeNull()
    await page.context().close()
  })

  test('a person’s data go only after the typed word, and the card says that they are gone', async () => {
    const { id } = (await owner.call('POST', '/api/clients', { name: 'Забытая' })).body
    const page = await inside(PHONE, `/clients/${id}`)
    await press(page, 'Действия')
    await press(page, 'Удалить данные')
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText('Имя, телефон и переписка исчезнут навсегда.').waitFor()
    const erase = dialog.getByRole('button', { name: 'Удалить данные' })
    expect(await erase.getAttribute('aria-disabled')).toBe('true')
    await erase.click({ force: true })
    expect((await owner.call('GET', `/api/clients/${id}`)).body.erased).toBe(false)
    await dialog.getByRole('textbox').fill('удалить')
    await erase.click()
    await heading(page, 'Данные удалены')
    expect((await owner.call('GET', `/api/clients/${id}`)).body).toMatchObject({ erased: true, name: null })
    await page.context().close()
  })

  test('a contact by phone is written down with its source in two taps', async () => {
    const page = await inside(PHONE, '/clients?sheet=new-lead')
    const dialog = page.getByRole('dialog', { name: 'Новое обращение' })
    await dialog.getByRole('button', { name: 'Карты' }).click()
    await dialog.getByRole('button', { name: 'Записать обращение' }).click()
    await inBar(page, 'Обращение записано.')
    const [lead] = (await owner.call('GET', '/api/leads')).body.items
    expect(lead).toMatchObject({ source: 'maps', medium: 'call', stage: 'new' })
    await page.context().close()
  })

  test('a master sees the client’s visits, and neither number, money nor dialogues', async () => {
    const dmitry = (await stand.catalog()).resources.find(({ name }) => name === 'Дмитрий')!
    const master = await signIn(database.db, stand, 'master', { name: 'Дмитрий', resourceId: dmitry.id })
    const page = await inside(PHONE, `/clients/${nina}`, master)
    await heading(page, 'Нина')
    await page.getByText('+7…67').waitFor()
    const text = await page.locator('main').innerText()
    expect(text).not.toMatch(/Потрачено|₽|Деньги|Чаты|4567/)
    await page.context().close()
  })

  test('links open a client and the phrases over their tabs; a foreign client is nothing but the one sentence', async () => {
    const strange = await startStand(database.db)
    const other = await signIn(database.db, strange, 'owner')
    const foreign = (await other.call('POST', '/api/clients', { name: 'Чужая тайна' })).body.id
    const page = await inside(PHONE, `/?to=c_${stand.businessId}_${nina}`)
    await heading(page, 'Нина')
    await press(page, 'Назад')
    await heading(page, 'Клиенты')
    await page.goto(`${stand.url}/app/?to=p_${stand.businessId}`)
    await heading(page, 'Не поняли')
    await press(page, 'Назад')
    await heading(page, 'Ещё')
    await page.goto(`${stand.url}/app/?to=c_${stand.businessId}_${foreign}`)
    await inBar(page, 'Этого больше нет или вам это не видно. Открыли расписание.')
    expect(await page.locator('body').innerText()).not.toContain('Чужая тайна')
    await page.context().close()
    await strange.stop()
  })

  test('a group is taught with its effect seen before, undone from the bar; what is none of ours goes; all is understood then', async () => {
    const page = await inside(WIDE, '/unclear')
    await page.getByText('3 фразы').first().waitFor()
    await page.getByRole('button', { name: 'Добавить 3 примера' }).click()
    await page.getByText('Выберите, про что это').waitFor()
    await press(page, 'Ещё')
    await page.getByRole('button', { name: 'Адрес', exact: true }).click()
    await page.getByText('Будет: поймём 3 из 3').waitFor()
    await page.screenshot({ path: `${SHOTS}/unclear-chosen-wide-light.png` })
    await page.getByRole('button', { name: 'Добавить 3 примера' }).click()
    await inBar(page, 'Теперь поймём 3 из 3.')
    await page.locator('.bar').getByRole('button', { name: 'Отменить' }).click()
    await inBar(page, 'Вернули как было.')
    await page.getByText('3 фразы').first().waitFor()
    await page.keyboard.press('Digit1')
    await page.getByText(/Будет: поймём/).waitFor()
    await page.keyboard.press('Enter')
    await inBar(page, /Теперь поймём/)
    await page.getByRole('heading', { name: 'Отдельная фраза' }).waitFor()
    await press(page, 'Не про нас')
    await page.getByText('На этой неделе всё понятно.').waitFor()
    await page.context().close()
  })
})
