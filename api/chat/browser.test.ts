import { mkdirSync } from 'node:fs'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../../db/testing/databases.ts'
import { openBrowser } from '../testing/browser.ts'
import { type Stand, startStand } from '../testing/stand.ts'

const PHONE = { width: 390, height: 844 }
const SHOTS = 'artifacts/chat'

onPostgres('a visitor of the website chat in a real browser', (database) => {
  let stand: Stand
  let browser: Browser
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    stand = await startStand(database.db)
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await stand.stop()
  })

  /** A new visitor's page, closed with its context; any error on it fails the test. */
  const visit = async (address: string, scheme: 'light' | 'dark' = 'light') => {
    const context = await browser.newContext({ viewport: PHONE, colorScheme: scheme, locale: 'ru-RU' })
    const page = await context.newPage()
    page.on('pageerror', (error) => expect.unreachable(String(error)))
    await page.goto(`${stand.url}${address}`)
    return page
  }
  const tap = (page: Page, caption: string | RegExp) => page.getByRole('button', { name: caption }).last().click()
  const see = (page: Page, text: string | RegExp) => page.getByText(text).last().waitFor({ timeout: 10_000 })
  const type = async (page: Page, text: string) => {
    await page.getByRole('textbox').fill(text)
    await page.keyboard.press('Enter')
  }
  const chatPath = async () => {
    const [row] = await database.db.query<{ key: string }>(
      `select key from channels where business_id = $1 and kind = 'web'`,
      [stand.businessId],
    )
    return `/chat/${row!.key}`
  }

  test('books by tapping, sees nothing serious in axe, and downloads the calendar file', async () => {
    const page = await visit(`${await chatPath()}?utm_source=vk&utm_medium=cpc&utm_campaign=autumn`)
    await see(page, /Здравствуйте/)
    await page.screenshot({ path: `${SHOTS}/1-hello.png` })
    await tap(page, 'Записаться')
    await tap(page, 'Стрижки')
    await tap(page, /^Женская стрижка/)
    // A price is never torn between two lines.
    const prices = (await page.getByRole('button', { name: /₽/ }).allTextContents()).join()
    expect(prices).toMatch(/\d\u00a0\d{3}\u00a0₽/)
    expect(prices).not.toMatch(/\d [\d₽]/)
    await tap(page, 'К любому, кто свободен')
    await see(page, /выберите время/)
    await page.screenshot({ path: `${SHOTS}/2-times.png` })
    await tap(page, '15:30')
    await tap(page, 'Даю согласие')
    await see(page, /Как вас зовут/)
    await type(page, 'Анна')
    await see(page, /напишите номер телефона/)
    await type(page, '8 900 123-45-67')
    await see(page, /Проверьте запись/)
    await page.screenshot({ path: `${SHOTS}/3-summary.png` })
    await tap(page, 'Записать')
    await see(page, /Готово, вы записаны/)
    const file = page.getByRole('link', { name: /visit\.ics/ })
    await file.waitFor()
    const answer = await page.request.get(new URL((await file.getAttribute('href'))!, stand.url).href)
    expect(await answer.text()).toContain('DTSTART:20261123T123000Z')
    await page.screenshot({ path: `${SHOTS}/4-booked.png` })
    await page.evaluate(axe.source)
    const report = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
    const serious = report.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id }) => id)).toEqual([])

    const [lead] = await database.db.query(
      `select l.source, l.medium, l.campaign, l.paid, l.stage, c.name, c.phone from leads l
         join clients c on c.id = l.client_id where l.campaign = 'autumn'`,
    )
    expect(lead).toEqual({
      source: 'vk',
      medium: 'cpc',
      campaign: 'autumn',
      paid: true,
      stage: 'booked',
      name: 'Анна',
      phone: '+79001234567',
    })
    await page.context().close()
  })

  test('books by typing alone, with the keyboard only, in the dark', async () => {
    const page = await visit(await chatPath(), 'dark')
    await see(page, /Здравствуйте/)
    for (const [answer, question] of [
      ['запишите на женскую стрижку', /К кому запишем/],
      ['к Марии', /выберите время/],
      ['завтра', /завтра, вторник, 24 ноября: мест.* нет/i],
      ['в четверг', /Четверг, 26 ноября: выберите время/],
      ['16:00', /согласие/],
      ['да', /Как вас зовут/],
      ['Ольга', /напишите номер телефона/],
      ['+7 (900) 765-43-21', /Проверьте запись/],
      ['да', /Готово, вы записаны/],
    ] as const) {
      await type(page, answer)
      await see(page, question)
    }
    await page.screenshot({ path: `${SHOTS}/5-typed-dark.png` })
    await page.reload()
    await see(page, /Готово, вы записаны/)
    expect(await page.getByText('запишите на женскую стрижку').count()).toBe(1)
    await page.context().close()
  })
})
