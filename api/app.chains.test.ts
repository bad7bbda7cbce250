import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { appAsset } from './assets.ts'
import { haveBeen } from './testing/booked.ts'
import { openBrowser } from './testing/browser.ts'
import { goTo, openApp, PHONE, readsWell, settledOn, WIDE } from './testing/opened.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const SHOTS = process.env.SHOTS ?? 'artifacts/chains'

onPostgres('chains of messages, in a real browser', (database) => {
  let stand: Stand
  let browser: Browser
  let owner: Staff
  const troubles: string[] = []

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    stand = await startStand(database.db, { appAsset })
    await haveBeen(database.db, stand, ['Анна', 'Вера', 'Галина'], 20)
    owner = await signIn(database.db, stand, 'owner', { name: 'Ольга' })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await stand?.stop()
  })
  afterEach(() => expect(troubles.splice(0)).toEqual([]))

  const open = async (viewport: typeof PHONE, to: string) => {
    const { page } = await openApp(browser, owner, to, { viewport, troubles })
    page.setDefaultTimeout(8000)
    await settledOn(page)
    return page
  }

  test.each([
    ['phone', PHONE],
    ['wide', WIDE],
  ] as const)('every chain opens, fits the screen and can be read in both schemes: %s', async (name, size) => {
    const page = await open(size, '/settings/chains')
    await readsWell(page, `${SHOTS}/list-${name}`)
    for (const chain of ['feedback', 'return', 'trial', 'upsell']) {
      await goTo(page, `/settings/chains/${chain}`)
      await readsWell(page, `${SHOTS}/${chain}-${name}`, { fullPage: size === PHONE })
    }
    await page.context().close()
  })

  test('an owner sees whom a chain reaches, switches it on with them, and words its text anew', async () => {
    const page = await open(PHONE, '/settings/chains/return')
    await page.getByText('3 клиента, которые уже были').waitFor()
    await page.getByRole('button', { name: 'Показать первых' }).click()
    await page.getByRole('link', { name: /Анна/ }).waitFor()
    await readsWell(page, `${SHOTS}/reach-phone`, { fullPage: true })
    await page.getByText('Написать и им').click()
    await page.getByRole('switch', { name: 'Отправлять' }).click()
    await page.getByText('Включено. Напишем и тем, кто уже был: 3.').waitFor()
    await page.getByText('Ждут отправки: 3').waitFor()
    await readsWell(page, `${SHOTS}/on-phone`, { fullPage: true })
    const planned = async () =>
      (await database.db.query(`select 1 from notices where chain = 'return' and status = 'planned'`)).length
    expect(await planned()).toBe(3)
    await page.getByRole('link', { name: /Через срок услуги/ }).click()
    const field = page.getByRole('textbox').first()
    await field.waitFor()
    await readsWell(page, `${SHOTS}/text-phone`, { fullPage: true })
    await field.fill('Пора снова: { $services }, были у нас { $when }. Мастер тот же: { $masters }.')
    await page.getByRole('button', { name: 'Сохранить' }).click()
    await page.getByText('Сохранено').waitFor()
    const [own] = await database.db.query<{ text: string }>(`select text from wordings where key = 'chain-return'`)
    expect(own?.text).toMatch(/^Пора снова/)
    await goTo(page, '/settings/chains/return')
    await page.getByRole('switch', { name: 'Отправлять' }).click()
    await page.getByText('Выключено. Что ждало отправки, не отправим.').waitFor()
    expect(await planned()).toBe(0)
    await page.context().close()
  })
})
