import { mkdirSync } from 'node:fs'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { touchCatalog } from '../db/catalog.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { appAsset } from './assets.ts'
import { bookedAt, bookedId } from './testing/booked.ts'
import { openBrowser } from './testing/browser.ts'
import { goTo, openApp, overflowOf, PHONE, readsWell, seriousOn, settledOn, WIDE } from './testing/opened.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const TUESDAY = '2026-11-24'
const SHOTS = 'artifacts/app/schedule'

onPostgres('the schedule in the staff app', (database) => {
  let stand: Stand
  let browser: Browser
  let admin: Staff
  let idOf: (name: string) => number
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    stand = await startStand(database.db, { now: `${TUESDAY}T07:00:00Z`, appAsset })
    browser = await openBrowser()
    admin = await signIn(database.db, stand, 'admin')
    const { resources } = await stand.catalog()
    idOf = (name) => resources.find((one) => one.name === name)!.id
  })
  afterAll(async () => {
    await browser.close()
    await stand.stop()
  })

  const cut = (date: string, time: string, name: string, master = 'Дмитрий') =>
    bookedId(database.db, stand, { service: 'Мужская стрижка', master, date, time, name })
  const open = async (address: string, options: BrowserContextOptions = {}) => {
    // Each as somebody else: the frozen clock never refills what one may ask in a minute.
    const member = await signIn(database.db, stand, 'admin')
    const opened = await openApp(browser, member, address, options)
    await opened.page.waitForSelector('[data-item], [data-start]')
    return opened
  }
  /** When and with whom a visit is, as the database has it. */
  const rowOf = async (id: number) => {
    const [row] = await database.db.query<{ start: Date; master: number; status: string }>(
      `select a.starts_at as start, a.status, p.resource_id as master
       from appointments a join appointment_parts p on p.appointment_id = a.id where a.id = $1`,
      [id],
    )
    return { ...row!, start: row!.start.toISOString().slice(0, 16) }
  }
  const blockOf = (page: Page, id: number) => page.locator(`[data-visit="${id}"]`)
  /** Takes a visit by the mouse so many minutes down and columns to the right; the button stays pressed. */
  const drag = async (page: Page, id: number, minutes: number, columns = 0) => {
    const block = blockOf(page, id)
    await block.scrollIntoViewIfNeeded()
    const box = (await block.boundingBox())!
    const hour = await page.evaluate(() =>
      Number.parseFloat(getComputedStyle(document.querySelector('.grid')!).getPropertyValue('--hour')),
    )
    const from = { x: box.x + box.width / 2, y: box.y + 12 }
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(from.x, from.y + 10)
    await page.mouse.move(from.x + columns * (box.width + 2), from.y + (minutes / 60) * hour, { steps: 4 })
  }

  test('a finger that is drawn over a visit scrolls the page and writes nothing', async () => {
    const { id } = await cut(TUESDAY, '13:00', 'Мария', 'Анна')
    const { page, writes, close } = await open(`/day/${TUESDAY}`, { viewport: PHONE, hasTouch: true, isMobile: true })
    const block = blockOf(page, id)
    await block.scrollIntoViewIfNeeded()
    const box = (await block.boundingBox())!
    const before = await page.evaluate(() => window.scrollY)
    const touch = await page.context().newCDPSession(page)
    const up = before <= 150
    const send = (type: 'touchStart' | 'touchMove', y: number) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: [{ x: box.x + 40, y: box.y + 20 + (up ? -y : y) }] })
    await send('touchStart', 0)
    for (let y = 20; y <= 200; y += 20) {
      await send('touchMove', y)
      await page.evaluate(() => new Promise(requestAnimationFrame))
    }
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await page.waitForFunction((was) => Math.abs(window.scrollY - was) > 50, before, { timeout: 5000 })
    expect(writes).toEqual([])
    expect(await rowOf(id)).toMatchObject({ start: `${TUESDAY}T10:00` })
    expect(page.url()).not.toContain('/visit/')
    await close()
  })

  test('a mouse: five pixels are a click, Esc puts back, a drop and Enter move', async () => {
    const date = '2026-11-25'
    const { id } = await cut(date, '14:00', 'Игорь')
    const { page, writes, errors, close } = await open(`/day/${date}`)
    const box = (await blockOf(page, id).boundingBox())!
    await page.mouse.move(box.x + 50, box.y + 10)
    await page.mouse.down()
    await page.mouse.move(box.x + 50, box.y + 15)
    await page.mouse.up()
    await page.waitForURL(`**/visit/${id}`)
    await page.keyboard.press('Escape')
    await page.waitForURL(`**/day/${date}`)

    await drag(page, id, 60)
    expect(await page.locator('.ghost').count()).toBe(1)
    await page.keyboard.press('Escape')
    await page.mouse.up()
    expect(await page.locator('.ghost').count()).toBe(0)
    expect(writes).toEqual([])

    await drag(page, id, 90)
    await page.mouse.up()
    await page.getByRole('dialog', { name: 'На 15:30, Дмитрий?' }).waitFor()
    expect(writes).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByText('Перенесено на 15:30').waitFor()
    expect(await rowOf(id)).toMatchObject({ start: `${date}T12:30`, master: idOf('Дмитрий') })
    expect(writes).toEqual([`PATCH /api/appointments/${id}`])
    await blockOf(page, id)
      .and(page.getByRole('button', { name: /^15:30–16:15, Игорь, мужская стрижка, ждём/ }))
      .waitFor()
    await page.getByRole('button', { name: 'Отменить' }).click()
    await page.getByText('Вернули как было').waitFor()
    expect(await rowOf(id)).toMatchObject({ start: `${date}T11:00` })
    expect(errors).toEqual([])
    await close()
  })

  test('the lower edge makes a visit longer: the end moves, what stands behind refuses by name, an undo gives the old end back', async () => {
    const date = '2026-12-10'
    const { id } = await cut(date, '14:00', 'Игорь')
    await cut(date, '16:00', 'Мария')
    const endOf = async () => (await admin.call('GET', `/api/appointments/${id}`)).body.end
    const { page, writes, errors, close } = await open(`/day/${date}`)
    const pull = async (minutes: number) => {
      const box = (await blockOf(page, id).boundingBox())!
      const hour = await page.evaluate(() =>
        Number.parseFloat(getComputedStyle(document.querySelector('.grid')!).getPropertyValue('--hour')),
      )
      await page.mouse.move(box.x + 40, box.y + box.height - 3)
      await page.mouse.down()
      await page.mouse.move(box.x + 40, box.y + box.height + 8)
      await page.mouse.move(box.x + 40, box.y + box.height - 3 + (minutes / 60) * hour, { steps: 4 })
      await page.mouse.up()
    }
    await pull(45)
    await page.getByRole('dialog', { name: 'До 15:30, 1 ч 30 мин?' }).waitFor()
    await page.screenshot({ path: `${SHOTS}/resize-wide.png` })
    expect(writes).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByText('Закончим в 15:30.').waitFor()
    expect(await endOf()).toBe(`${date}T12:30:00.000Z`)
    expect(await rowOf(id)).toMatchObject({ start: `${date}T11:00`, status: 'booked' })
    await page.getByRole('button', { name: /^14:00–15:30, Игорь/ }).waitFor()

    await pull(60)
    await page.getByRole('button', { name: 'Изменить' }).click()
    await page.getByRole('alert').getByText(/Мария/).waitFor()
    expect(await endOf()).toBe(`${date}T12:30:00.000Z`)
    const nearest = page.getByRole('button', { name: /^До 1[56]:\d\d$/ })
    const until = (await nearest.textContent())!.slice(3)
    expect(until).not.toBe('15:30')
    await nearest.click()
    // Not the words of the change before, whose way back is no longer there.
    await page.getByText(`Закончим в ${until}.`).waitFor()
    expect((await endOf()) > `${date}T12:30`).toBe(true)
    await page.getByRole('button', { name: 'Отменить' }).click()
    await page.getByText('Вернули как было').waitFor()
    expect(await endOf()).toBe(`${date}T12:30:00.000Z`)
    expect(errors).toEqual([])
    await close()
  })

  test('the same move by taps on a phone and by keys on a wide screen ends in the same row', async () => {
    const date = '2026-11-26'
    const { id } = await cut(date, '14:00', 'Пётр')
    const phone = await open(`/day/${date}?move=${id}`, { viewport: PHONE, hasTouch: true, isMobile: true })
    await phone.page.getByRole('button', { name: '15:00, Анна' }).tap()
    await phone.page.getByText('было: чт 26 ноября, 14:00, Дмитрий').waitFor()
    await phone.page.screenshot({ path: `${SHOTS}/move-phone.png` })
    await phone.page.getByRole('button', { name: 'Перенести на 15:00' }).tap()
    await phone.page.getByText('Перенесено на 15:00').waitFor()
    const byTaps = await rowOf(id)
    expect(byTaps).toMatchObject({ start: `${date}T12:00`, master: idOf('Анна') })
    await phone.page.getByRole('button', { name: 'Отменить' }).tap()
    await phone.page.getByText('Вернули как было').waitFor()
    expect(await rowOf(id)).toMatchObject({ start: `${date}T11:00`, master: idOf('Дмитрий') })
    await phone.close()

    const wide = await open(`/day/${date}`)
    await blockOf(wide.page, id).focus()
    await wide.page.keyboard.press('m')
    await wide.page.getByRole('heading', { name: 'Переносим: Пётр' }).waitFor()
    await wide.page.waitForSelector('[data-start]')
    const chosen = wide.page.locator('[data-start][aria-pressed="true"]')
    const press = async (key: string) => wide.page.keyboard.press(key)
    await press('ArrowDown')
    await chosen.waitFor()
    for (let i = 0; i < 12 && !/Анна$/.test((await chosen.getAttribute('aria-label')) ?? ''); i++)
      await press('ArrowRight')
    for (let i = 0; i < 20 && !/^15:00/.test((await chosen.getAttribute('aria-label')) ?? ''); i++)
      await press((await chosen.getAttribute('aria-label'))! < '15:00' ? 'ArrowDown' : 'ArrowUp')
    await press('Enter')
    await wide.page.getByText('Перенесено на 15:00').waitFor()
    expect(await rowOf(id)).toEqual(byTaps)
    expect(wide.writes).toEqual([`PATCH /api/appointments/${id}`])
    await wide.close()
  })

  test('a client books the place under a dragged ghost: who and what is said, and each of three places nearby books', async () => {
    for (const [chip, date] of ['2026-12-01', '2026-12-02', '2026-12-03'].entries()) {
      const { id } = await cut(date, '12:00', 'Павел')
      const { page, close } = await open(`/day/${date}`)
      await drag(page, id, 180)
      await page.mouse.up()
      await page.getByRole('dialog', { name: 'На 15:00, Дмитрий?' }).waitFor()
      const client = await bookedAt(database.db, stand, {
        service: 'Детская стрижка',
        master: 'Дмитрий',
        date,
        time: '15:00',
        name: 'Мария',
      })
      expect(client.ok).toBe(true)
      await page.getByRole('button', { name: 'Перенести' }).click()
      const line = page.getByRole('alert').filter({ hasText: /15:00 уже занято/ })
      await line.waitFor()
      if (chip === 0) await page.screenshot({ path: `${SHOTS}/taken-wide.png` })
      expect(await rowOf(id)).toMatchObject({ start: `${date}T09:00` })
      const chips = line.getByRole('button')
      expect(await chips.count()).toBe(3)
      const words = await chips.nth(chip).innerText()
      await chips.nth(chip).click()
      page.setDefaultTimeout(8000)
      const clock = /(\d\d:\d\d)$/.exec(words)![1]!
      await page.getByText(`Перенесено на ${clock}`).waitFor()
      const moved = await rowOf(id)
      expect(new Date(`${moved.start}:00Z`).getTime()).toBe(Date.parse(`${date}T${clock}:00+03:00`))
      await close()
    }
  })

  test('what clients and other staff do shows without a reload', async () => {
    const date = '2026-12-04'
    const { page, close } = await open(`/day/${date}`)
    await page.getByRole('button', { name: /^Свободно 10:00–14:00, Анна/ }).waitFor()
    const block = { resources: [idOf('Анна')], from: date, span: { from: 600, to: 660 }, reason: 'обучение' }
    expect((await admin.call('POST', '/api/blocks', block)).status).toBe(201)
    await page.getByRole('button', { name: '10:00–11:00, закрыто: обучение, Анна' }).waitFor({ timeout: 15_000 })
    await close()
  })

  test('time is closed from the app: whom it comes upon is decided one by one, and it can be taken back', async () => {
    const date = '2026-12-08'
    const { id } = await cut(date, '14:00', 'Семён')
    const { page, errors, close } = await open(`/day/${date}`, { viewport: PHONE, hasTouch: true })
    await page.getByRole('button', { name: 'Добавить' }).click()
    await page.getByRole('button', { name: 'Закрыть время' }).click()
    await page.getByLabel('Кто').selectOption({ label: 'Дмитрий' })
    await page.getByLabel('С', { exact: true }).fill('14:00')
    await page.getByLabel('До', { exact: true }).fill('15:00')
    await page.getByText('Заденет 1 запись. Решите по ней.').waitFor()
    await page.getByRole('button', { name: 'Закрыть 14:00–15:00' }).click()
    await page.getByText('Осталось решить: 1').waitFor()
    expect(await seriousOn(page)).toEqual([])
    await page.screenshot({ path: `${SHOTS}/block-phone.png` })
    await page.getByRole('button', { name: 'Оставить' }).click()
    await page.getByRole('button', { name: 'Закрыть 14:00–15:00' }).click()
    await page.getByText('Время закрыто.').waitFor()
    const blocks = async () => (await admin.call('GET', `/api/schedule?from=${date}`)).body.blocks
    expect(await blocks()).toHaveLength(1)
    expect(await rowOf(id)).toMatchObject({ start: `${date}T11:00` })
    await page.getByRole('button', { name: 'Отменить' }).click()
    await page.getByText('Вернули как было').waitFor()
    expect(await blocks()).toEqual([])
    expect(errors).toEqual([])
    await close()
  })

  test('every view fits its screen in both schemes, and axe finds nothing serious', async () => {
    const { id } = await cut(TUESDAY, '16:00', 'Александра Константинопольская')
    for (const [size, viewport] of [
      ['phone', PHONE],
      ['wide', WIDE],
    ] as const) {
      const { page, errors, close } = await open(`/day/${TUESDAY}`, { viewport, hasTouch: size === 'phone' })
      const look = async (name: string) => {
        await settledOn(page)
        await readsWell(page, `${SHOTS}/${name}-${size}`)
      }
      await look('day')
      await page.getByRole('tab', { name: 'Неделя' }).click()
      await page.waitForSelector('.load button, [data-item]')
      await look('week')
      await page.getByRole('tab', { name: 'Список' }).click()
      await page.waitForSelector('.list')
      await look('list')
      await page.getByRole('tab', { name: 'День' }).click()
      await page.waitForSelector('[data-item]')
      await page.getByRole('button', { name: /выбрать день/ }).click()
      await page.getByRole('button', { name: /вт 24 ноября, \d+ запис/ }).waitFor()
      await look('month')
      await goTo(page, `/day/${TUESDAY}?move=${id}`)
      await page.locator('[data-start]').first().click()
      await look('move')
      expect(errors).toEqual([])
      await close()
    }
  })

  test('without a connection the day can be read and nothing written; with it again, what was missed is there', async () => {
    const date = '2026-12-17'
    const { id } = await cut(date, '14:00', 'Ольга')
    const { page, writes, errors, close } = await open(`/day/${date}`)
    await blockOf(page, id).click()
    const here = page.getByRole('button', { name: 'Клиент на месте' })
    await here.waitFor()
    await page.context().setOffline(true)
    const bar = page.getByText(/^Нет связи\. Показываем на/)
    await bar.waitFor({ timeout: 3000 })
    await expect.poll(() => here.getAttribute('aria-disabled')).toBe('true')
    await here.click({ force: true })
    expect(await blockOf(page, id).getAttribute('aria-label')).toMatch(/^14:00–14:45, Ольга/)
    const block = { resources: [idOf('Анна')], from: date, span: { from: 600, to: 660 }, reason: 'обучение' }
    expect((await admin.call('POST', '/api/blocks', block)).status).toBe(201)
    expect(writes).toEqual([])
    await page.context().setOffline(false)
    await page.getByRole('button', { name: '10:00–11:00, закрыто: обучение, Анна' }).waitFor()
    await bar.waitFor({ state: 'detached' })
    expect(await here.getAttribute('aria-disabled')).toBeNull()
    expect(errors).toEqual([])
    await close()
  })

  test('on a device in Vladivostok a branch in Yekaterinburg keeps its own time, and says so once', async () => {
    const date = '2026-12-09'
    const moveTo = async (zone: string) => {
      await database.db.query('update locations set timezone = $2 where business_id = $1', [stand.businessId, zone])
      await database.db.query('update businesses set timezone = $2 where id = $1', [stand.businessId, zone])
      await touchCatalog(database.db, stand.businessId)
    }
    await moveTo('Asia/Yekaterinburg')
    const { id } = await cut(date, '12:30', 'Вера')
    expect((await rowOf(id)).start).toBe(`${date}T07:30`)
    const { page, close } = await open(`/day/${date}`, { timezoneId: 'Asia/Vladivostok' })
    await page.getByRole('button', { name: /^12:30–13:15, Вера/ }).waitFor()
    expect(await page.getByText(/Время филиала: Екатеринбург/).count()).toBe(1)
    await page.getByRole('button', { name: /^Свободно 13:30–20:00, Дмитрий/ }).waitFor()
    await page.goto(`${stand.url}/app/day/${date}?move=${id}`)
    await page.getByRole('button', { name: '14:00, Дмитрий' }).waitFor()
    await close()
    await moveTo('Europe/Moscow')
  })

  test('a day of 200 visits among 5,000 clients can be used within 1.5 s, and nothing jumps', async () => {
    const date = '2026-12-15'
    const { locations, services } = await stand.catalog()
    const masters = ['Анна', 'Екатерина', 'Ольга', 'Дмитрий', 'Юлия'].map(idOf)
    await database.db.query(
      `with c as (insert into clients (business_id, name, phone, created_at)
         select $1, 'Клиент ' || n, '+7901' || lpad(n::text, 7, '0'), $2::timestamptz from generate_series(1, 5000) n
         returning id),
       n as (select id, row_number() over (order by id) - 1 as n from c order by id limit 200),
       a as (insert into appointments (business_id, key, client_id, location_id, door, status, starts_at, ends_at, price,
           created_at, updated_at)
         select $1, 'full ' || n.id, n.id, $3, 'staff', (array['booked', 'confirmed', 'arrived'])[1 + n.n % 3], t, t + interval '14 minutes',
           100000, $2::timestamptz, $2::timestamptz
         from n, lateral (select ('${date}T07:00:00Z'::timestamptz + (n.n / 5) * interval '15 minutes') as t) t
         returning id, starts_at, ends_at, substr(key, 6)::bigint as client),
       p as (insert into appointment_parts (business_id, appointment_id, position, service_id, resource_id, starts_at,
           ends_at, price, variable_cost)
         select $1, a.id, 0, $4, ($5::bigint[])[1 + n.n % 5], a.starts_at, a.ends_at, 100000, 0
         from a join n on n.id = a.client returning appointment_id, resource_id, starts_at, ends_at)
       insert into occupancies (business_id, resource_id, during, kind, appointment_id)
       select $1, resource_id, tstzrange(starts_at, ends_at), 'visit', appointment_id from p`,
      [stand.businessId, stand.clock.now, locations[0]!.id, services[0]!.id, `{${masters.join(',')}}`],
    )
    const { page, close } = await open(`/day/${date}`)
    await page.addInitScript(() => {
      const seen = { readyAt: 0, shift: 0 }
      Object.assign(window, { seen })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) seen.shift += entry.value
      }).observe({ type: 'layout-shift', buffered: true })
      const look = () => {
        if (document.querySelectorAll('[data-visit]').length >= 200) seen.readyAt = performance.now()
        else requestAnimationFrame(look)
      }
      look()
    })
    const tries: { readyAt: number; shift: number }[] = []
    for (let i = 0; i < 3; i++) {
      await page.reload()
      await page.waitForFunction(() => (window as unknown as { seen: { readyAt: number } }).seen.readyAt > 0)
      await page.getByRole('tab', { name: 'Список' }).isEnabled()
      tries.push(await page.evaluate(() => (window as unknown as { seen: { readyAt: number; shift: number } }).seen))
    }
    await page.screenshot({ path: `${SHOTS}/full-wide.png` })
    expect(Math.min(...tries.map(({ readyAt }) => readyAt))).toBeLessThan(1500)
    expect(Math.max(...tries.map(({ shift }) => shift))).toBeLessThan(0.02)
    await close()
  })

  test('ten masters: each column keeps its width, names and visits go sideways together, the page does not', async () => {
    const date = '2026-12-16'
    const location = (await stand.catalog()).locations[0]!.id
    for (let n = 1; n <= 6; n++) {
      const resource = { kind: 'master', name: `Мастер ${n}`, locationId: location }
      expect((await admin.call('POST', '/api/resources', resource, { 'Idempotency-Key': `ten-${n}-ten` })).status).toBe(
        201,
      )
    }
    const { id } = await cut(date, '12:00', 'Вера')
    const { page, errors, close } = await open(`/day/${date}`)
    const look = async (least: number) => {
      await expect.poll(() => overflowOf(page)).toBe(0)
      const places = () =>
        page.evaluate(() => {
          const lefts = (selector: string) =>
            [...document.querySelectorAll(selector)].map((one) => Math.round(one.getBoundingClientRect().left))
          const widths = [...document.querySelectorAll('.column')].map((one) => one.getBoundingClientRect().width)
          return { heads: lefts('.head'), columns: lefts('.column'), narrowest: Math.min(...widths) }
        })
      const { narrowest, columns } = await places()
      expect(narrowest).toBeGreaterThanOrEqual(least)
      await page.locator('.page-body > .sideways').evaluate((grid) => grid.scrollTo({ left: 9999 }))
      await expect.poll(async () => (await places()).heads.at(-1)).toBeLessThan(columns.at(-1)!)
      await expect.poll(async () => (await places()).heads).toEqual((await places()).columns)
    }
    await look(140)
    await page.screenshot({ path: `${SHOTS}/ten-wide.png` })
    await blockOf(page, id).click()
    await page.getByRole('button', { name: 'Клиент на месте' }).waitFor()
    await look(110)
    await page.screenshot({ path: `${SHOTS}/ten-panel-wide.png` })
    expect(errors).toEqual([])
    await close()
  })
})
