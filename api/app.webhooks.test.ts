import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { appAsset } from './assets.ts'
import { openBrowser } from './testing/browser.ts'
import { type Hooked, startHooked } from './testing/hooked.ts'
import { openApp, PHONE, readsWell, WIDE } from './testing/opened.ts'
import { isGenuine } from './testing/receiver.ts'
import { signIn } from './testing/staff.ts'

const SHOTS = 'artifacts/webhooks'

onPostgres('webhooks in a real browser', (database) => {
  let hooked: Hooked
  let browser: Browser
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    hooked = await startHooked(database.db, { appAsset })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await hooked.stop()
  })

  test('an owner adds an address, keeps its secret, sends a try, sees what did not arrive and sends it again', async () => {
    const { receiver, owner, told, book } = hooked
    const { page, errors, close } = await openApp(browser, owner, '/more', { viewport: PHONE })
    await page.getByRole('link', { name: 'Вебхуки' }).click()
    await page.getByRole('button', { name: 'Добавить адрес' }).click()
    await page.getByLabel('Адрес', { exact: true }).fill('просто слова')
    await page.getByRole('button', { name: 'Добавить адрес' }).click()
    await page.getByText('Это не похоже на адрес').waitFor()
    await page.getByLabel('Адрес', { exact: true }).fill(receiver.url)
    await page.getByLabel('Обращение изменилось').uncheck()
    await readsWell(page, `${SHOTS}/new`, { fullPage: true })
    await page.getByRole('button', { name: 'Добавить адрес' }).click()
    await page.getByText('больше мы его не покажем').waitFor()
    const secret = (await page.getByText(/^whsec_/).textContent())!
    await readsWell(page, `${SHOTS}/secret`, { fullPage: true })
    await page.getByRole('button', { name: 'Секрет сохранён' }).click()
    expect(await page.getByText(/whsec_/).count()).toBe(0)

    await page.getByRole('button', { name: 'Отправить пробу' }).click()
    await page.getByText('Проба отправлена').waitFor()
    await told()
    await page.getByText('принято, 204').waitFor()
    expect(isGenuine(secret, receiver.got[0]!, hooked.stand.clock.now.getTime() / 1000)).toBe(true)

    receiver.does({ status: 410, text: 'такого больше нет' })
    await book({ name: 'Мария', phone: '+79001112233' })
    await told()
    await page.reload()
    await page.getByText('Выключен: адрес ответил, что его больше нет').waitFor()
    await page.getByRole('button', { name: /Новая запись/ }).click()
    await page.getByText('Ответил, что адреса больше нет').waitFor()
    await page.getByText('такого больше нет').waitFor()
    await page.getByText(/"type": "booking.created"/).waitFor()
    await readsWell(page, `${SHOTS}/sent`)
    await page.keyboard.press('Escape')
    receiver.does({ status: 200 })
    await page.getByRole('button', { name: 'Включить' }).click()
    await page.getByRole('button', { name: 'Отправить неудавшиеся: 1' }).click()
    await page.getByText('Отправляем 1 событие').waitFor()
    await told()
    await page.getByText('принято, 200').waitFor()
    await page.getByText('Работает').waitFor()
    await readsWell(page, `${SHOTS}/phone`, { fullPage: true })
    expect(receiver.got.map(({ json }) => json.type)).toEqual(['test', 'booking.created', 'booking.created'])
    expect(errors).toEqual([])
    await close()
  })

  test('it reads well on a desktop; a new secret is asked about first; an address goes; a manager has no such screen', async () => {
    const { owner, stand } = hooked
    const { page, errors, close } = await openApp(browser, owner, '/settings/webhooks', { viewport: WIDE })
    await page.getByRole('link', { name: /127\.0\.0\.1/ }).click()
    await page.getByRole('button', { name: 'Выпустить новый секрет' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Выпустить новый секрет' }).click()
    await page.getByText('больше мы его не покажем').waitFor()
    await page.getByText(/Прежний секрет действует до/).waitFor()
    await readsWell(page, `${SHOTS}/wide`, { fullPage: true })
    await page.getByRole('button', { name: 'Удалить адрес' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Удалить адрес' }).click()
    await page.getByText('Пока никуда не сообщаем').waitFor()
    expect(errors).toEqual([])
    await close()
    const manager = await signIn(database.db, stand, 'manager', { name: 'Марина' })
    const theirs = await openApp(browser, manager, '/more', { viewport: PHONE })
    await theirs.page.getByRole('heading', { name: 'Ещё' }).waitFor()
    expect(await theirs.page.getByRole('link', { name: 'Вебхуки' }).count()).toBe(0)
    await theirs.close()
  })
})
