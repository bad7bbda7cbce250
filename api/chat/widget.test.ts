import { mkdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Browser, FrameLocator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../../db/testing/databases.ts'
import { chatAsset } from '../assets.ts'
import { openBrowser } from '../testing/browser.ts'
import { signIn } from '../testing/staff.ts'
import { type Stand, startStand } from '../testing/stand.ts'

const SHOTS = 'artifacts/widget'

onPostgres('the chat on a foreign site', (database) => {
  let stand: Stand
  let browser: Browser
  let site: Server
  /** The page of the site, and its policy. */
  let page = { body: '', policy: '' }
  let home = ''
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    stand = await startStand(database.db)
    browser = await openBrowser()
    site = createServer((_, answer) => {
      const { body, policy } = page
      answer.writeHead(200, {
        'Content-Type': 'text/html; charset=utf-8',
        ...(policy && { 'Content-Security-Policy': policy }),
      })
      answer.end(
        `<!doctype html><html lang="ru"><meta name="viewport" content="width=device-width"><title>Салон</title><h1>Салон</h1>${body}`,
      )
    })
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    home = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    site.close()
    await browser.close()
    await stand.stop()
  })

  const channel = async () => {
    const [row] = await database.db.query<{ key: string }>(
      `select key from channels where business_id = $1 and kind = 'web'`,
      [stand.businessId],
    )
    return row!.key
  }
  const newest = async () => {
    const [row] = await database.db.query<Record<string, unknown>>(
      'select source, medium, campaign, paid, origin from leads order by id desc limit 1',
    )
    return row!
  }
  const tap = (frame: FrameLocator, caption: string | RegExp) =>
    frame.getByRole('button', { name: caption }).last().click()
  const type = async (frame: FrameLocator, text: string) => {
    await frame.getByRole('textbox').fill(text)
    await frame.getByRole('textbox').press('Enter')
  }

  test('a visitor of a page with a strict policy books; the lead knows the page, its marks and what led there', async () => {
    page = {
      body: `<script src="${stand.url}/widget.js" data-channel="${await channel()}" async></script>`,
      policy: `default-src 'none'; script-src ${stand.url}; frame-src ${stand.url}`,
    }
    const tab = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'ru-RU' })
    const errors: string[] = []
    tab.on('console', (line) => line.type() === 'error' && !line.text().includes('favicon') && errors.push(line.text()))
    await tab.goto(`${home}/haircut?utm_source=vk&utm_medium=cpc&utm_campaign=autumn`, {
      referer: 'https://vk.example/',
    })
    await tab.screenshot({ path: `${SHOTS}/closed.png` })
    expect(await tab.locator('iframe').count()).toBe(0)
    await tab.getByRole('button', { name: 'Написать нам' }).click()
    const chat = tab.frameLocator('iframe')
    await chat.getByText(/Здравствуйте/).waitFor()
    await tab.screenshot({ path: `${SHOTS}/open.png` })
    await tap(chat, 'Записаться')
    await tap(chat, 'Стрижки')
    await tap(chat, /^Женская стрижка/)
    await tap(chat, 'К любому, кто свободен')
    await tap(chat, '15:30')
    await tap(chat, 'Даю согласие')
    await chat.getByText(/Как вас зовут/).waitFor()
    await type(chat, 'Анна')
    await chat.getByText(/напишите номер телефона/).waitFor()
    await type(chat, '8 900 123-45-67')
    await chat.getByText(/Проверьте запись/).waitFor()
    await tap(chat, 'Записать')
    await chat.getByText(/Готово, вы записаны/).waitFor()
    expect(await newest()).toMatchObject({
      source: 'vk',
      medium: 'cpc',
      campaign: 'autumn',
      paid: true,
      origin: {
        page: `${home}/haircut?utm_source=vk&utm_medium=cpc&utm_campaign=autumn`,
        referrer: 'https://vk.example/',
      },
    })
    await chat.getByRole('textbox').press('Escape')
    await tab.getByRole('button', { name: 'Закрыть чат' }).click()
    await tab.getByRole('button', { name: 'Написать нам' }).waitFor()
    expect(await tab.context().cookies()).toEqual([])
    expect(errors).toEqual([])
    await tab.close()
  })

  test('a page of a site without a script of its own sends the form that the app gives', async () => {
    const owner = await signIn(database.db, stand, 'owner')
    const { body } = await owner.call('POST', '/api/forms/key', { hosts: ['127.0.0.1'] })
    page = { body: body.html, policy: '' }
    const tab = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'ru-RU' })
    await tab.goto(`${home}/?utm_source=yandex&utm_medium=cpc`)
    await tab.getByPlaceholder('Как вас зовут').fill('Борис')
    await tab.getByPlaceholder('Телефон').fill('8 900 222-33-44')
    await tab.getByRole('checkbox').check()
    await tab.getByRole('button', { name: 'Записаться' }).click()
    await tab.getByText('Спасибо, заявка у нас').waitFor()
    expect(await newest()).toMatchObject({ source: 'yandex', medium: 'cpc', paid: true })
    await tab.close()
  })

  test('the widget is small, and other pages of ours can’t be put into a frame', async () => {
    const file = await chatAsset('widget.js')
    expect(gzipSync(file!.body).length).toBeLessThan(15_000)
    const headers = async (path: string) => (await fetch(`${stand.url}${path}`)).headers
    expect((await headers('/chat')).get('X-Frame-Options')).toBe(null)
    expect((await headers('/api/docs')).get('X-Frame-Options')).toBe('SAMEORIGIN')
    expect((await headers('/widget.js')).get('Cross-Origin-Resource-Policy')).toBe('cross-origin')
  })
})
