import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { appAsset } from './assets.ts'
import { openBrowser } from './testing/browser.ts'
import { openApp, PHONE, readsWell } from './testing/opened.ts'
import { signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const SHOTS = 'artifacts/where'

onPostgres('which business and branch one looks at', (database) => {
  let stand: Stand
  let browser: Browser
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    stand = await startStand(database.db, { appAsset })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await stand?.stop()
  })

  test('one business and one branch: nothing to pick; with more, the choice is kept and every screen goes by it', async () => {
    const second = await startStand(database.db)
    const owner = await signIn(database.db, stand, 'owner', { telegramId: 7100 })
    const { page, errors, close } = await openApp(browser, owner, '/today', { viewport: PHONE })
    const asked: string[] = []
    page.on('request', (request) => void asked.push(request.url()))
    const today = `${stand.url}/app/today`
    const where = page.getByRole('button', { name: /выбрать другое место/ })
    const tiles = page.getByText('Визиты', { exact: true })
    await tiles.waitFor()
    expect(await where.count()).toBe(0)
    await readsWell(page, `${SHOTS}/guide-card`)

    const place = { name: 'На набережной', timezone: 'Asia/Yekaterinburg', address: 'Набережная, 1' }
    expect((await owner.call('POST', '/api/locations', place)).status).toBe(201)
    await signIn(database.db, stand, 'manager', { telegramId: 7100, businessId: second.businessId })
    const me = (await owner.call('GET', '/api/me')).body
    const branch = me.locations.find(({ name }: { name: string }) => name === place.name)
    await page.reload()
    await where.click()
    await readsWell(page, `${SHOTS}/picker`)
    asked.length = 0
    await page.getByRole('button', { name: place.name }).click()
    await page.getByRole('button', { name: `${place.name}, выбрать другое место` }).waitFor()
    await expect.poll(() => asked.some((url) => url.endsWith(`/api/today?location=${branch.id}`))).toBe(true)
    await page.screenshot({ path: `${SHOTS}/today.png` })
    asked.length = 0
    await page.goto(`${stand.url}/app/day`)
    await page.getByText('На этот день никто не работает.').waitFor()
    await page.screenshot({ path: `${SHOTS}/day.png` })
    expect(
      asked.filter((url) => url.includes('/api/schedule')).every((url) => url.includes(`location=${branch.id}`)),
    ).toBe(true)

    await page.goto(today)
    await where.click()
    const there = page.getByRole('list', { name: 'Компания' }).getByRole('button')
    await there.filter({ hasNotText: 'выбрано' }).click()
    await expect
      .poll(() => page.evaluate(() => JSON.parse(sessionStorage.getItem('okoshko.session') ?? '{}').business?.id))
      .toBe(second.businessId)
    await tiles.waitFor()
    await page.screenshot({ path: `${SHOTS}/other.png` })
    expect(errors).toEqual([])
    await close()
    await second.stop()
  })
})
