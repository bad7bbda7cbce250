import { mkdirSync } from 'node:fs'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { list } from '../db/sql.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { appAsset } from './assets.ts'
import { bookedId } from './testing/booked.ts'
import { openBrowser } from './testing/browser.ts'
import { goTo, openApp, PHONE, readsWell, WIDE } from './testing/opened.ts'
import { signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const TUESDAY = '2026-11-24'
const SHOTS = 'artifacts/app/external'

onPostgres('what is taken in Bitrix24, in the staff app', (database) => {
  let stand: Stand
  let browser: Browser
  let master: number
  let anna: number
  let service: number
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    stand = await startStand(database.db, { now: `${TUESDAY}T07:00:00Z`, appAsset })
    browser = await openBrowser()
    const { resources, services } = await stand.catalog()
    master = resources.find(({ name }) => name === 'Дмитрий')!.id
    anna = resources.find(({ name }) => name === 'Анна')!.id
    service = services.find(({ name }) => name === 'Мужская стрижка')!.id
    const times = [
      [master, `[${TUESDAY} 11:00+03,${TUESDAY} 12:00+03)`],
      [master, `[${TUESDAY} 16:00+03,${TUESDAY} 16:30+03)`],
      [anna, `[${TUESDAY} 12:00+03,${TUESDAY} 13:30+03)`],
    ] as const
    for (const [nth, [resource, during]] of times.entries())
      await database.db.query(
        `insert into external_busy (business_id, resource_id, source, during, remote_id) values ($1, $2, 'booking', $3::tstzrange, $4)`,
        [stand.businessId, resource, during, nth],
      )
    await bookedId(database.db, stand, {
      service: 'Мужская стрижка',
      master: 'Дмитрий',
      date: TUESDAY,
      time: '14:00',
      name: 'Олег',
    })
  })
  afterAll(async () => {
    await browser.close()
    await stand.stop()
  })

  const readAgo = (minutes: number) =>
    database.db.query(
      `insert into external_calendars (business_id, resource_id, source, remote_id, read_at)
       select $1, id, 'booking', id, $3::timestamptz from unnest($2::bigint[]) id
       on conflict (resource_id, source) do update set read_at = excluded.read_at`,
      [stand.businessId, list([master, anna]), new Date(stand.clock.now.getTime() - minutes * 60_000)],
    )
  const open = async (options: BrowserContextOptions) => {
    const member = await signIn(database.db, stand, 'admin')
    const opened = await openApp(browser, member, `/day/${TUESDAY}`, options)
    await opened.page.waitForSelector('[data-item]')
    return opened
  }

  test('it stands in its column with its age, and a tap begins a visit there that can be written all the same', async () => {
    await readAgo(3)
    const { page, close } = await open({ viewport: WIDE })
    const block = page.locator('[data-kind="external"] [data-from="660"]')
    expect(await block.textContent()).toBe('Занято в Bitrix24, обновлено 3 мин назад')
    expect(await block.getAttribute('aria-label')).toBe(
      '11:00–12:00. Занято в Bitrix24, обновлено 3 мин назад, Дмитрий',
    )
    await readsWell(page, `${SHOTS}/day-wide`)
    await block.click()
    await page.waitForURL(/\/new\?/)
    const start = encodeURIComponent(new Date(`${TUESDAY}T11:00:00+03:00`).toISOString())
    expect(page.url()).toContain(`start=${start}&master=${master}`)
    await goTo(page, `/new?start=${start}&master=${master}&services=${service}`)
    await page.getByRole('button', { name: 'Без клиента' }).click()
    await page.getByRole('button', { name: 'Записать на вт 11:00' }).click()
    const line = page.getByRole('alert').filter({ hasText: '11:00 уже занято в Bitrix24.' })
    await line.waitFor()
    await readsWell(page, `${SHOTS}/refused-wide`)
    await line.getByRole('button', { name: 'Записать всё равно' }).click()
    await page.getByText(/Записано: вт .* 11:00/).waitFor()
    await close()
    const [row] = await database.db.query(`select status from appointments where starts_at = $1`, [
      new Date(`${TUESDAY}T11:00:00+03:00`),
    ])
    expect(row).toEqual({ status: 'booked' })
  })

  test('when it was not read for long, a line over the day says since when', async () => {
    await readAgo(200)
    const { page, close } = await open({ viewport: PHONE, hasTouch: true, isMobile: true })
    await page
      .getByRole('status')
      .filter({ hasText: /не обновлялось с 06:40:/ })
      .waitFor()
    expect(await page.locator('[data-kind="external"] button').last().textContent()).toContain('обновлено 3 ч назад')
    await readsWell(page, `${SHOTS}/stale-phone`)
    await close()
  })
})
