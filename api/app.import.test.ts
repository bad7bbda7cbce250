import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { appAsset } from './assets.ts'
import { openBrowser } from './testing/browser.ts'
import { csvText, messyTable, spreadsheet } from './testing/messytable.ts'
import { goTo, openApp, PHONE, readsWell, settledOn, WIDE } from './testing/opened.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const SHOTS = 'artifacts/import'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

onPostgres('past visits in a real browser', (database) => {
  let stand: Stand
  let browser: Browser
  let owner: Staff
  const { rows, truth } = messyTable({ seed: 41, size: 700, typed: true })
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    stand = await startStand(database.db, { appAsset })
    owner = await signIn(database.db, stand, 'owner', { name: 'Ольга' })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await stand?.stop()
  })

  const plain = (text: string | null) => (text ?? '').replace(/\s/g, ' ')
  const countOf = async (page: Page, label: string) =>
    plain(
      await page
        .locator('.past-counts div', { has: page.getByText(label, { exact: true }) })
        .locator('dd')
        .textContent(),
    )
  const understood = async (page: Page) => {
    await page.getByRole('heading', { name: 'Что поняли' }).waitFor()
    await page.locator('.past-steps[aria-busy="false"]').waitFor()
    await settledOn(page)
  }
  /** Opens every part that is folded. */
  const unfolded = (page: Page) =>
    page.evaluate(() => {
      for (const one of document.querySelectorAll('details')) one.open = true
    })

  test('a spreadsheet is understood, put right, taken in, reported on and taken back', async () => {
    const { page, errors, close } = await openApp(browser, owner, '/more', { viewport: PHONE })
    await page.getByRole('link', { name: 'Прошлые визиты' }).click()
    await page.getByRole('heading', { name: 'Прошлые визиты' }).waitFor()
    await settledOn(page)
    await readsWell(page, `${SHOTS}/phone-choose`)
    const buffer = Buffer.from(await spreadsheet(rows))
    await page.getByLabel('Выбрать таблицу').setInputFiles({ name: 'визиты.xlsx', mimeType: XLSX, buffer })
    await understood(page)
    expect(await countOf(page, 'Новых визитов')).toBe(String(truth.visits))
    expect(await countOf(page, 'Пришли')).toBe(String(truth.came))
    expect(await countOf(page, 'Не пришли')).toBe(String(truth.noShow))
    expect(await page.getByLabel('Телефон клиента').inputValue()).toBe('phone')
    expect(await page.getByLabel('Ф.И.О. клиента').inputValue()).toBe('client')
    // «Ожидание клиента» is put right: they came.
    await page.getByLabel(/^Ожидание клиента/).selectOption('came')
    await understood(page)
    await expect.poll(() => countOf(page, 'Новых визитов')).toBe(String(truth.visits + truth.faults.no_result!))
    await page.getByLabel(/^Ожидание клиента/).selectOption('unknown')
    await understood(page)
    await expect.poll(() => countOf(page, 'Новых визитов')).toBe(String(truth.visits))
    await page.getByLabel(/^Кератин/).selectOption({ label: 'Укладка' })
    await understood(page)
    await page.screenshot({ path: `${SHOTS}/phone-top.png` })
    await unfolded(page)
    await readsWell(page, `${SHOTS}/phone-understood`, { fullPage: true })
    await page.setViewportSize(WIDE)
    await settledOn(page)
    await readsWell(page, `${SHOTS}/wide-understood`, { fullPage: true })
    await page.getByRole('button', { name: /^Взять/ }).click()
    await page.getByText('Без согласия имена и телефоны брать нельзя').waitFor()
    await page.getByLabel(/^Клиенты согласны/).check()
    await page.getByRole('button', { name: /^Взять/ }).click()
    await page.getByRole('heading', { name: 'Как было до помощника' }).waitFor()
    await page.getByRole('heading', { name: 'Где теряются деньги' }).waitFor()
    await settledOn(page)
    await readsWell(page, `${SHOTS}/wide-baseline`, { fullPage: true })
    await page.setViewportSize(PHONE)
    await settledOn(page)
    await readsWell(page, `${SHOTS}/phone-baseline`, { fullPage: true })
    const report = (await owner.call('GET', '/api/imports/baseline')).body
    expect(report.facts).toMatchObject({
      visits: truth.visits,
      came: truth.came,
      noShow: truth.noShow,
      revenue: truth.revenue,
    })
    const check = `${Math.round(report.averageCheck.value / 100)}`.replace(/\B(?=(\d{3})+$)/g, ' ')
    expect(
      plain(
        await page
          .locator('.tile', { has: page.getByText('Средний чек') })
          .locator('.tile-value')
          .textContent(),
      ),
    ).toBe(`${check} ₽`)
    const kpi = (await owner.call('GET', '/api/kpi?from=2026-08-01&to=2026-11-23')).body.now
    expect([kpi.came, kpi.revenue, kpi.leads]).toEqual([truth.came, truth.revenue, 0])
    await goTo(page, '/numbers/overview?from=2026-08-01&till=2026-11-23')
    await page.locator('.numbers').waitFor()
    await settledOn(page)
    await readsWell(page, `${SHOTS}/phone-numbers`)
    await goTo(page, '/past')
    await settledOn(page)
    await readsWell(page, `${SHOTS}/phone-taken`)
    await page.getByRole('button', { name: 'Убрать', exact: true }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Убрать', exact: true }).click()
    await page.getByText(`Убрано визитов: ${truth.visits}`).waitFor()
    expect((await owner.call('GET', '/api/imports/baseline')).body.facts.visits).toBe(0)
    expect(errors).toEqual([])
    await close()
  }, 120_000)

  test('a table that nobody can read says why; one without heads is guessed by its cells; a manager has no such place', async () => {
    const { page, errors, close } = await openApp(browser, owner, '/past', { viewport: PHONE })
    const file = page.getByLabel('Выбрать таблицу')
    await file.setInputFiles({
      name: 'old.xls',
      mimeType: 'application/vnd.ms-excel',
      buffer: Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1]),
    })
    await page.getByRole('alert').getByText('Это старый Excel. Сохраните файл как XLSX или CSV.').waitFor()
    await page.getByRole('button', { name: 'Другой файл' }).click()
    const bare = csvText([
      ['01.10.2026', '14:30', '+79005550011', 'Стрижка', '1200'],
      ['02.10.2026', '15:00', '+79005550012', 'Стрижка', '1300'],
    ])
    await file.setInputFiles({ name: 'notebook.csv', mimeType: 'text/csv', buffer: Buffer.from(bare) })
    await understood(page)
    expect(await countOf(page, 'Новых визитов')).toBe('2')
    expect(await countOf(page, 'Получено')).toBe('2 500 ₽')
    expect(errors).toEqual([])
    await close()
    const manager = await signIn(database.db, stand, 'manager')
    expect((await manager.call('GET', '/api/imports')).status).toBe(403)
    const theirs = await openApp(browser, manager, '/more', { viewport: PHONE })
    await theirs.page.getByRole('heading', { name: 'Ещё' }).waitFor()
    expect(await theirs.page.getByRole('link', { name: 'Прошлые визиты' }).count()).toBe(0)
    await theirs.close()
  }, 60_000)
})
