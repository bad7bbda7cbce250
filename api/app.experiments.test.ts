import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { appAsset } from './assets.ts'
import { openBrowser } from './testing/browser.ts'
import { openApp, PHONE, readsWell, WIDE } from './testing/opened.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const SHOTS = 'artifacts/experiments'

onPostgres('experiments in a real browser', (database) => {
  let stand: Stand
  let browser: Browser
  let owner: Staff
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    stand = await startStand(database.db, { appAsset })
    owner = await signIn(database.db, stand, 'owner', { name: 'Ольга' })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await stand.stop()
  })

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
  const only = async () => (await owner.call('GET', '/api/experiments')).body.items[0]

  test('one is made in three steps, runs, is stopped and goes on, and its winner is kept for all', async () => {
    const { page, errors, close } = await openApp(browser, owner, '/more', { viewport: PHONE })
    await page.getByRole('link', { name: 'Опыты' }).click()
    await page.getByText('Опытов пока нет').waitFor()
    await readsWell(page, `${SHOTS}/none`)
    await press(page, 'Новый опыт')
    await press(page, 'Дальше')
    await page.getByText('Выберите, что пробуем.').waitFor()
    await press(page, 'Текст сообщения')
    await page.getByLabel('Какое сообщение').selectOption('hello')
    await readsWell(page, `${SHOTS}/step-1`, { fullPage: true })
    await press(page, 'Дальше')
    await page.getByText('Шаг 2 из 3').waitFor()
    await press(page, 'Дальше')
    await expect.poll(() => page.locator('textarea').first().getAttribute('aria-invalid')).toBe('true')
    await press(page, 'Взять текст варианта А')
    await page.locator('textarea').first().fill('Добрый день! { $business } слушает.')
    await readsWell(page, `${SHOTS}/step-2`, { fullPage: true })
    await press(page, 'Дальше')
    await page.getByText(/Нужно по 1.565 клиентов на вариант/).waitFor()
    await press(page, '10 п.п.')
    await page.getByText('Нужно по 388 клиентов на вариант').waitFor()
    await readsWell(page, `${SHOTS}/step-3`, { fullPage: true })
    await press(page, 'Начать опыт')
    await page.getByText('Пока рано судить: нужно ещё ~390 визитов').waitFor()
    expect(await only()).toMatchObject({
      status: 'running',
      kind: 'text',
      target: 'hello',
      size: 388,
      outcome: 'visit',
    })
    await readsWell(page, `${SHOTS}/running`, { fullPage: true })
    // The list comes late; whoever presses on meanwhile is not refused by an old version.
    const late = Promise.withResolvers<void>()
    await page.route('**/api/experiments', async (route) => {
      await late.promise
      await route.continue()
    })
    await press(page, 'Остановить')
    await page.getByRole('button', { name: /^Отменить/ }).click()
    await expect.poll(async () => (await only()).status).toBe('running')
    await page.getByRole('button', { name: 'Оставить вариант Б' }).click()
    await page.getByText('Выбран вариант Б').waitFor()
    late.resolve()
    const texts = (await owner.call('GET', '/api/texts?language=ru')).body.items
    expect(texts.find((one: { key: string }) => one.key === 'hello').own).toBe('Добрый день! { $business } слушает.')
    expect(errors).toEqual([])
    await close()
  })

  test('a verdict stands with its numbers, the same as the API gives', async () => {
    const made = await owner.call('POST', '/api/experiments', {
      name: 'Напоминание короче',
      kind: 'text',
      target: 'remind',
      effect: 0.5,
      variants: { a: { ru: null, en: null }, b: { ru: 'Ждём: { $when }, { $services }, { $masters }.', en: null } },
    })
    expect(made.status).toBe(201)
    const { id, version } = made.body
    await owner.call('POST', `/api/experiments/${id}/status`, { status: 'running', version })
    const at = new Date(stand.clock.now.getTime() - 10 * 86_400_000)
    await database.db.query(
      `with c as (insert into clients (business_id, created_at) select $1, $2::timestamptz from generate_series(1, 40) returning id),
       n as (select id, row_number() over (order by id) as n from c),
       x as (insert into exposures (business_id, experiment_id, client_id, variant, first_exposed_at)
         select $1, $3, id, case when n <= 20 then 'a' else 'b' end, $2::timestamptz from n)
       insert into appointments (business_id, key, client_id, location_id, door, status, starts_at, ends_at, price, created_at, updated_at)
       select $1, 'browser:' || id, id, (select min(id) from locations where business_id = $1), 'staff', 'paid', $2::timestamptz + interval '1 day',
         $2::timestamptz + interval '25 hours', 0, $2::timestamptz, $2::timestamptz from n where n <= 7 or n > 26`,
      [stand.businessId, at, id],
    )
    const { verdict } = (await owner.call('GET', `/api/experiments/${id}`)).body
    expect(verdict).toMatchObject({ kind: 'better', variant: 'b' })
    for (const [name, viewport] of [
      ['phone', PHONE],
      ['wide', WIDE],
    ] as const) {
      const { page, errors, close } = await openApp(browser, owner, `/experiments/${id}`, { viewport })
      await page.getByText('Б лучше: +35,0 п.п. (от 4,2 до 57,9)').waitFor()
      await page.getByText('пришли 7 из 20').waitFor()
      await page.getByText('пришли 14 из 20').waitFor()
      await readsWell(page, `${SHOTS}/verdict-${name}`, { fullPage: true })
      expect(errors).toEqual([])
      await close()
    }
    const { page, close } = await openApp(browser, owner, '/numbers/tests', { viewport: PHONE })
    await page.getByText('▲ Б лучше').waitFor()
    await readsWell(page, `${SHOTS}/list`)
    await close()
  })
})
