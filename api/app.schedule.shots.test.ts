import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { onPostgres } from '../db/testing/databases.ts'
import { openBrowser } from './testing/browser.ts'
import { openApp, overflowOf, PHONE, seriousOn, WIDE } from './testing/opened.ts'
import { buildApp } from './testing/app.ts'
import { signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

onPostgres('shots', (database) => {
  let stand: Stand
  let browser: Browser
  beforeAll(async () => {
    stand = await startStand(database.db, { now: '2026-11-24T11:52:00Z', appAsset: (await buildApp()).asset })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await stand.stop()
  })
  test('shots', async () => {
    const admin = await signIn(database.db, stand, 'admin')
    const { resources, services } = await stand.catalog()
    const id = (name: string) => resources.find((r) => r.name === name)!.id
    const sid = (name: string) => services.find((r) => r.name === name)!.id
    let n = 0
    const book = async (service: string, master: string, start: string, name: string) => {
      const r = await admin.call('POST', '/api/appointments', { services: service.split('+').map(sid), master: id(master), start, client: { name } }, { 'Idempotency-Key': `shot-key-${n++}` })
      console.log(r.status, service, master, start, JSON.stringify(r.body))
      return r.body
    }
    const D = '2026-11-24T'
    const v1 = await book('Женская стрижка', 'Анна', `${D}12:30:00Z`, 'Мария')
    await book('Мужская стрижка', 'Дмитрий', `${D}11:30:00Z`, 'Игорь')
    const here = await book('Мужская стрижка', 'Дмитрий', `${D}10:00:00Z`, 'Константин')
    await admin.call('POST', `/api/appointments/${here.id}/arrived`, { version: here.version })
    const ns = await book('Маникюр', 'Ольга', `${D}09:00:00Z`, 'Александра Константинопольская')
    await admin.call('POST', `/api/appointments/${ns.id}/no-show`, { version: ns.version })
    const paid = await book('Маникюр', 'Екатерина', `${D}08:00:00Z`, 'Света')
    await admin.call('POST', `/api/appointments/${paid.id}/payment`, { version: paid.version, amount: 160000, method: 'card' })
    await book('Массаж спины', 'Юлия', `${D}13:00:00Z`, 'Пётр')
    await book('Маникюр+Педикюр', 'Ольга', `${D}13:00:00Z`, 'Ирина')
    await admin.call('POST', '/api/blocks', { resources: [id('Дмитрий')], from: '2026-11-24', span: { from: 960, to: 1020 }, reason: 'обед' })
    for (const scheme of ['light', 'dark'] as const)
      for (const [size, viewport] of [['phone', PHONE], ['wide', WIDE]] as const) {
        const { page, errors, close } = await openApp(browser, admin, '/day', { viewport, colorScheme: scheme, hasTouch: size === 'phone' })
        await page.waitForSelector('[data-visit]')
        const shot = (name: string) => page.screenshot({ path: `/tmp/okoshko/shots/schedule/${name}-${size}-${scheme}.png` })
        await page.waitForTimeout(300)
        await shot('day')
        console.log(size, scheme, await overflowOf(page), await seriousOn(page), errors)
        if (scheme === 'light' || size === 'phone') {
          await page.goto(page.url().replace(/\?.*/, '').replace(/\/day.*/, `/day/2026-11-24?move=${v1.id}`))
          await page.waitForSelector('[data-start]', {timeout: 5000}).catch(async () => { await shot('fail'); console.log(page.url(), errors, await page.locator('body').innerText()); throw new Error('x') })
          await page.locator('[data-start]').first().click()
          await page.waitForTimeout(200)
          await shot('move')
          console.log('move', await overflowOf(page), await seriousOn(page), errors)
          const visit = async (path: string, sel: string, name: string) => {
            await page.goto(page.url().replace(/\/app.*/, `/app${path}`))
            await page.waitForSelector(sel)
            await page.waitForTimeout(400)
            await shot(name)
            console.log(name, await overflowOf(page), await seriousOn(page), errors)
          }
          await visit('/day/2026-11-24?sheet=month', '.month', 'month')
          await visit('/day/2026-11-24?sheet=block:new', '.sheet', 'block')
          await visit(`/day/2026-11-24?sheet=menu:${v1.id}`, '.menu', 'menu')
          await visit('/day/2026-11-24?sheet=people', '.check', 'people')
          await visit('/day/2026-11-24', '[data-visit]', 'day2')
          await page.getByRole('tab', { name: 'Неделя' }).click()
          await page.waitForSelector('.load, .column')
          await page.waitForTimeout(400)
          await shot('week')
          console.log('week', await overflowOf(page), await seriousOn(page), errors)
          await page.getByRole('tab', { name: 'Список' }).click()
          await page.waitForSelector('.list')
          await page.waitForTimeout(300)
          await shot('list')
          console.log('list', await overflowOf(page), await seriousOn(page), errors)
        }
        await close()
      }
    expect(1).toBe(1)
  })
})
