import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { appAsset } from './assets.ts'
import { openBrowser } from './testing/browser.ts'
import { openApp, PHONE, readsWell, WIDE } from './testing/opened.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const SHOTS = 'artifacts/links'

onPostgres('links and QR codes in a real browser', (database) => {
  let stand: Stand
  let browser: Browser
  let owner: Staff
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    stand = await startStand(database.db, { appAsset, publicUrl: 'https://okoshko.example' })
    owner = await signIn(database.db, stand, 'owner', { name: 'Ольга' })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await stand.stop()
  })

  test('an owner makes a link of a campaign, and puts the chat and a form on the site', async () => {
    const { page, errors, close } = await openApp(browser, owner, '/more', { viewport: PHONE })
    await page.getByRole('link', { name: 'Ссылки и QR' }).click()
    await page.getByRole('button', { name: 'Листовка', exact: true }).click()
    await page.getByRole('button', { name: 'QR на бумаге', exact: true }).click()
    await page.getByLabel('Кампания').fill('У метро')
    await page.getByText(/\?start=utm_flyer-qr-u_metro$/).waitFor()
    await page.getByText(/\/chat\/[\w-]+\?utm_source=flyer&utm_medium=qr&utm_campaign=u_metro$/).waitFor()
    await page.getByRole('img', { name: 'QR-код ссылки: В Telegram' }).waitFor()
    await page.getByLabel('Кампания').fill('Щукинская щедрая ярмарка у площади Щукин')
    await page.getByText('Для ссылки слишком длинно').waitFor()
    expect(await page.getByRole('button', { name: 'Сохранить ссылку' }).count()).toBe(0)
    await page.getByLabel('Кампания').fill('У метро')
    await page.getByText(/\?start=utm_flyer-qr-u_metro$/).waitFor()
    await page.getByText(/<script src="https:\/\/okoshko\.example\/widget\.js"/).waitFor()
    await readsWell(page, `${SHOTS}/phone`, { fullPage: true })
    // Who looks at what they brought, and comes back, finds what was chosen.
    await page.getByRole('link', { name: 'Сколько привели' }).click()
    await page.getByRole('heading', { name: 'Каналы' }).waitFor()
    await page.getByRole('button', { name: 'Назад' }).click()
    await page.getByText(/\?start=utm_flyer-qr-u_metro$/).waitFor()
    expect(await page.getByLabel('Кампания').inputValue()).toBe('У метро')
    await page.getByLabel('Адрес сайта').fill('просто слова')
    await page.getByRole('button', { name: 'Получить форму заявки' }).click()
    await page.getByText('Напишите адрес так: salon.ru').waitFor()
    await page.getByLabel('Адрес сайта').fill('https://www.салон.рф/запись')
    await page.getByRole('button', { name: 'Получить форму заявки' }).click()
    await page.getByText(/api\/lead\?form=\d+~xn--80awgdm\.xn--p1ai~/).waitFor()
    expect(errors).toEqual([])
    await close()
  })

  test('it reads well on a desktop, and a manager has no such screen', async () => {
    const { page, errors, close } = await openApp(browser, owner, '/links', { viewport: WIDE })
    await page.getByText(/\?start=utm_vk-cpc$/).waitFor()
    await readsWell(page, `${SHOTS}/wide`, { fullPage: true })
    expect(errors).toEqual([])
    await close()
    const manager = await signIn(database.db, stand, 'manager', { name: 'Марина' })
    const theirs = await openApp(browser, manager, '/more', { viewport: PHONE })
    await theirs.page.getByRole('heading', { name: 'Ещё' }).waitFor()
    expect(await theirs.page.getByRole('link', { name: 'Ссылки и QR' }).count()).toBe(0)
    await theirs.close()
  })
})
