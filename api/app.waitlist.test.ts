import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { appAsset } from './assets.ts'
import { openBrowser } from './testing/browser.ts'
import { clientOf, settled } from './testing/client.ts'
import { openApp, PHONE, readsWell, settledOn, WIDE } from './testing/opened.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const SHOTS = process.env.SHOTS ?? 'artifacts/waitlist'

onPostgres('the waitlist, in a real browser', (database) => {
  let stand: Stand
  let browser: Browser
  let owner: Staff
  let client = 0
  const troubles: string[] = []

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    // The app writes today's date by the browser's clock: the stand is at the same day.
    stand = await startStand(database.db, { appAsset, now: new Date().toISOString() })
    owner = await signIn(database.db, stand, 'owner', { name: 'Анна' })
    const person = clientOf(stand, { first_name: 'Нина' })
    await person.plays('/start', /Здравствуйте/)
    await settled(stand, database.db)
    const [row] = await database.db.query<{ id: number }>(
      `update clients set name = 'Нина' where id = (select client_id from identities where external_id = $1) returning id`,
      [String(person.person.id)],
    )
    client = row!.id
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await stand?.stop()
  })
  afterEach(() => expect(troubles.splice(0)).toEqual([]))

  const inside = async (viewport: typeof PHONE, address: string, colorScheme: 'light' | 'dark' = 'light') => {
    const { page } = await openApp(browser, owner, address, { viewport, troubles, colorScheme })
    page.setDefaultTimeout(8000)
    await settledOn(page)
    return page
  }
  const shot = (page: Page, name: string) => page.screenshot({ path: `${SHOTS}/${name}.png` })

  test('a client is written in on the card, seen on the day, offered a place and taken out', async () => {
    const page = await inside(PHONE, `/clients/${client}`)
    await page.getByRole('button', { name: 'В лист ожидания' }).click()
    const form = page.getByRole('dialog', { name: 'В лист ожидания' })
    await form.waitFor()
    await page.getByRole('button', { name: 'Поставить в лист' }).click()
    await form.getByText('Выберите услугу.').waitFor()
    await form.getByLabel('Услуга').selectOption({ label: 'Мужская стрижка' })
    const last = new Date(Date.now() + 6 * 86_400_000).toISOString().slice(0, 10)
    await form.getByLabel('По какой день').fill(last)
    await readsWell(page, `${SHOTS}/form-phone`)
    await page.getByRole('button', { name: 'Поставить в лист' }).click()
    const list = page.getByRole('list', { name: 'Лист ожидания' })
    await list.getByText('Мужская стрижка').waitFor()
    await shot(page, 'client-phone')

    const wide = await inside(WIDE, `/day/${last}`)
    await wide.getByRole('button', { name: 'Ждут: 1' }).click()
    const day = wide.getByRole('dialog', { name: 'Лист ожидания' })
    await day.getByRole('button', { name: /1\. Нина/ }).click()
    const places = day.getByRole('group', { name: 'Предложить место' })
    await places.getByRole('button').first().waitFor()
    await readsWell(wide, `${SHOTS}/day-wide`)
    await places.getByRole('button').first().click()
    await day.getByText(/предложено .*, ждём ответа до/).waitFor()
    await settled(stand, database.db)
    await day
      .getByRole('button', { name: 'Убрать из листа' })
      .or(day.getByRole('button', { name: /1\. Нина/ }))
      .first()
      .click()
    await day.getByRole('button', { name: 'Убрать из листа' }).click()
    await day.getByText('Никто не ждёт').waitFor()

    const dark = await inside(PHONE, `/day/${last}`, 'dark')
    await shot(dark, 'day-phone-dark')
    expect(await dark.getByRole('button', { name: /Ждут/ }).count()).toBe(0)
  })
})
