import { mkdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newLink } from '../../db/access.ts'
import { onPostgres } from '../../db/testing/databases.ts'
import { appAsset } from '../assets.ts'
import { pretendTelegram, type Told } from '../testing/app.ts'
import { openBrowser } from '../testing/browser.ts'
import { readsWell } from '../testing/opened.ts'
import { initDataOf, type Staff, signIn } from '../testing/staff.ts'
import { type Stand, startStand } from '../testing/stand.ts'

/** Of the build's manifest. */
type Chunk = { file: string; imports?: string[] }

const PHONE = { width: 390, height: 844 }
const WIDE = { width: 1280, height: 800 }
const SHOTS = 'artifacts/app'
const DAY = {
  bg_color: '#ffffff',
  secondary_bg_color: '#efeff4',
  text_color: '#000000',
  hint_color: '#999999',
  button_color: '#40a7e3',
  button_text_color: '#ffffff',
}
/** What other files don't walk. */
const PATHS = ['/more', '/numbers']

onPostgres('the frame of the staff app in a real browser', (database) => {
  let stand: Stand
  let browser: Browser
  let owner: Staff
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    stand = await startStand(database.db, { appAsset })
    owner = await signIn(database.db, stand, 'owner', { name: 'Анна', telegramId: 7001 })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await stand.stop()
  })

  /** A page whose errors fail the test, but for what `forgives` names. */
  const newPage = async (context: BrowserContext, forgives = /api\/live|api\/drafts|404/) => {
    const page = await context.newPage()
    page.on('pageerror', (error) => expect.unreachable(String(error)))
    page.on('console', (line) => {
      if (line.type() === 'error' && !forgives.test(line.text() + line.location().url))
        expect.unreachable(`${line.text()} ${line.location().url}`)
    })
    return page
  }
  const inside = async (size: typeof PHONE, options: { dark?: boolean; zone?: string } = {}) => {
    const context = await browser.newContext({
      viewport: size,
      colorScheme: options.dark ? 'dark' : 'light',
      locale: 'ru-RU',
      timezoneId: options.zone ?? 'Europe/Moscow',
    })
    const page = await newPage(context)
    // The clock stands: without this the limit of requests would never be free again.
    stand.clock.now = new Date(stand.clock.now.getTime() + 60_000)
    await page.goto(await owner.link())
    await page.getByRole('navigation').waitFor()
    return page
  }
  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor()
  const path = (page: Page) => new URL(page.url()).pathname.slice('/app'.length)
  const serious = async (page: Page) => {
    await page.evaluate(axe.source)
    const found = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run())
    return found.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  }

  test('the first load is no more than 200 KB of packed script', () => {
    const folder = new URL('../../dist/app/', import.meta.url)
    const chunks = JSON.parse(readFileSync(new URL('.vite/manifest.json', folder), 'utf8')) as Record<string, Chunk>
    const first = new Set<string>()
    const take = (name: string): void => {
      if (first.has(name)) return
      first.add(name)
      chunks[name]!.imports?.forEach(take)
    }
    const starts = Object.keys(chunks).filter((name) =>
      /^index\.html$|texts\/ru\.ts$|schedule\/schedule\.tsx$/.test(name),
    )
    expect(starts).toHaveLength(3)
    starts.forEach(take)
    const bytes = [...first].reduce(
      (sum, name) => sum + gzipSync(readFileSync(new URL(chunks[name]!.file, folder)), { level: 9 }).length,
      0,
    )
    process.stdout.write(`first load: ${(bytes / 1024).toFixed(1)} KB gz in ${first.size} files\n`)
    expect(bytes).toBeLessThan(200 * 1024)
  })

  test.each([
    ['phone', PHONE],
    ['wide', WIDE],
  ] as const)(
    'an address opens on its own, fits the screen and can be read in both schemes: %s',
    async (name, size) => {
      const page = await inside(size)
      for (const address of PATHS) {
        await page.goto(`${stand.url}/app${address}`)
        await page.locator('h1:visible, h2:visible').first().waitFor()
        await readsWell(page, `${SHOTS}/${address.slice(1)}-${name}`)
      }
      await page.context().close()
    },
  )

  test('a page that was opened by its address has its root beneath it: Back shows it, and a reload restores the page', async () => {
    const page = await inside(PHONE)
    await page.goto(`${stand.url}/app/visit/5`)
    await heading(page, 'Визит')
    await page.reload()
    await heading(page, 'Визит')
    await page.getByRole('button', { name: 'Назад' }).click()
    await heading(page, 'Расписание')
    expect(path(page)).toBe('/day')
    await page.context().close()
  })

  test('a sheet takes the focus and gives it back; Esc and Back close it', async () => {
    const page = await inside(WIDE)
    await page.getByRole('link', { name: 'Клиенты' }).click()
    await heading(page, 'Клиенты')
    await page.getByRole('link', { name: 'Клиенты' }).focus()
    await page.keyboard.press('KeyN')
    const dialog = page.getByRole('dialog', { name: 'Новая запись' })
    await dialog.waitFor()
    expect(path(page)).toBe('/new')
    // A sheet that begins with a search begins in its field.
    await page.waitForFunction(() => document.activeElement?.matches('[role=dialog] input'))
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(path(page)).toBe('/clients')
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('Клиенты'))
    await page.keyboard.press('Shift+Slash')
    await page.getByRole('dialog', { name: 'Клавиши' }).waitFor()
    await page.screenshot({ path: `${SHOTS}/keys.png` })
    await page.goBack()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.context().close()
  })

  test('a link opens its screen over its tab, also from the address of a button in a chat', async () => {
    const page = await inside(PHONE)
    await page.goto(`${stand.url}/app/?to=s_biz_channels`)
    await heading(page, 'Каналы')
    expect(page.url()).not.toContain('to=')
    await page.goBack()
    await heading(page, 'Ещё')
    await page.context().close()
  })

  test('each way of not getting in has its own sentence', async () => {
    const context = await browser.newContext({ viewport: PHONE, locale: 'ru-RU' })
    const page = await newPage(context, /401|403/)
    const says = async (address: string, sentence: string) => {
      await page.goto(address)
      await page.getByText(sentence).waitFor()
    }
    await says(`${stand.url}/app/`, 'Откройте бота и отправьте /app: он пришлёт ссылку для входа.')
    const toBot = page.getByRole('button', { name: 'Открыть бота' })
    await toBot.waitFor()
    await says(`${stand.url}/app/?code=none`, 'Ссылка уже сработала или устарела. Отправьте боту /app ещё раз.')
    await toBot.waitFor()
    await page.screenshot({ path: `${SHOTS}/door.png` })
    expect(page.url()).not.toContain('code')
    const { token } = stand.bot
    const old = await initDataOf({ id: 7001 }, token, new Date(stand.clock.now.getTime() - 2 * 3_600_000))
    const stranger = await initDataOf({ id: 7999 }, token, stand.clock.now)
    for (const [initData, sentence] of [
      [old, 'Вход устарел. Закройте и откройте приложение из чата с ботом.'],
      [stranger, 'Вас пока нет в команде. Попросите владельца прислать приглашение.'],
    ] as const) {
      const client = await browser.newContext({ viewport: PHONE, locale: 'ru-RU' })
      const window = await newPage(client, /401|403/)
      await window.goto(await pretendTelegram(client, stand.url, { initData, theme: DAY }))
      await window.getByText(sentence).waitFor()
      await client.close()
    }
    await context.close()
  })

  test('inside Telegram: signed in silently, the back button is its own, insets and readable colours are taken', async () => {
    const context = await browser.newContext({ viewport: PHONE, locale: 'ru-RU' })
    const page = await newPage(context)
    const initData = await initDataOf({ id: 7001 }, stand.bot.token, stand.clock.now)
    await page.goto(await pretendTelegram(context, stand.url, { initData, theme: DAY, startParam: 'v_biz_5' }))
    await heading(page, 'Визит')
    await page.waitForFunction(() => getComputedStyle(document.documentElement).getPropertyValue('--tg-top') === '32px')
    const told = () => page.evaluate(() => (window as unknown as { told: Told[] }).told)
    const types = (await told()).map(({ type }) => type)
    expect(types).toEqual(expect.arrayContaining(['web_app_ready', 'web_app_expand', 'web_app_setup_swipe_behavior']))
    const backs = (await told()).filter(({ type }) => type === 'web_app_setup_back_button')
    expect(backs.at(-1)!.data).toEqual({ is_visible: true })
    expect(await page.getByRole('button', { name: 'Назад' }).count()).toBe(0)
    const button = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--button'))
    expect(button).not.toBe('#40a7e3')
    expect(await serious(page)).toEqual([])
    await page.screenshot({ path: `${SHOTS}/telegram.png` })
    await page.evaluate(() =>
      (window as unknown as { telegram: (type: string, data: object) => void }).telegram('back_button_pressed', {}),
    )
    await heading(page, 'Расписание')
    await page.waitForFunction(
      () =>
        (window as unknown as { told: Told[] }).told.findLast(({ type }) => type === 'web_app_setup_back_button')?.data
          .is_visible === false,
    )
    await context.close()
  })

  test('another zone of the device is said once; without a connection a bar says so, and that it is back', async () => {
    const page = await inside(PHONE, { zone: 'Asia/Vladivostok' })
    const line = page.getByText(/^Время филиала: [^,]+, сейчас \d\d:\d\d\. На телефоне \d\d:\d\d\.$/)
    await line.waitFor()
    expect(await line.count()).toBe(1)
    await page.context().setOffline(true)
    await page.getByText(/^Нет связи\. Показываем на \d\d:\d\d\./).waitFor({ timeout: 3000 })
    await page.screenshot({ path: `${SHOTS}/offline.png` })
    await page.context().setOffline(false)
    await page.getByText('Снова на связи').waitFor()
    await page.context().close()
  })

  test('a session that ends leaves what is open, and says how to go on', async () => {
    const member = { id: owner.id, businessId: stand.businessId }
    const context = await browser.newContext({ viewport: PHONE, locale: 'ru-RU' })
    const page = await newPage(context, /401|404|api\/live/)
    await page.goto(`${stand.url}/app/?code=${await newLink(database.db, member, stand.clock.now)}`)
    await page.getByRole('navigation').waitFor()
    const token = await page.evaluate(() => JSON.parse(sessionStorage.getItem('okoshko.session')!).token as string)
    await fetch(`${stand.url}/api/session`, { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } })
    await page.reload()
    // The page under it may say so as well.
    await page.getByText('Вход закончился. Черновик сохранён.').first().waitFor()
    expect(await page.getByRole('navigation').count()).toBe(1)
    await context.close()
  })

  test('without a build the address says what to do', async () => {
    const bare = await startStand(database.db)
    const answer = await fetch(`${bare.url}/app/day`)
    expect([answer.status, (await answer.text()).includes('npm run build:app')]).toEqual([503, true])
    await bare.stop()
  })

  test('files of the build never change and are packed; the page is asked for again; Telegram alone may frame it', async () => {
    const page = await fetch(`${stand.url}/app/day/2026-11-18`)
    expect(page.headers.get('cache-control')).toBe('no-cache')
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'self' https://web.telegram.org")
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe')
    expect(page.headers.get('x-frame-options')).toBeNull()
    const script = /\/app\/assets\/[\w-]+\.js/.exec(await page.text())![0]
    const file = await fetch(stand.url + script)
    expect(file.headers.get('cache-control')).toContain('immutable')
    expect(file.headers.get('content-encoding')).toMatch(/gzip|deflate/)
    expect((await fetch(`${stand.url}/app/assets/..%2f..%2fpackage.json`)).headers.get('content-type')).not.toContain(
      'json',
    )
    expect((await fetch(`${stand.url}/app/assets/missing.js`)).status).toBe(404)
  })
})
