import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { appAsset } from './assets.ts'
import { openBrowser } from './testing/browser.ts'
import { booked, settled, telegramClient, whatsappClient } from './testing/client.ts'
import { openApp, PHONE, readsWell, WIDE } from './testing/opened.ts'
import { pass } from './testing/queue.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const SHOTS = 'artifacts/channels'

onPostgres('one client in several messengers, in the staff app', (database) => {
  let stand: Stand
  let browser: Browser
  let owner: Staff
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    stand = await startStand(database.db, {
      on: 'whatsapp',
      templates: false,
      appAsset,
      publicUrl: 'https://salon.example',
    })
    owner = await signIn(database.db, stand, 'owner', { name: 'Ольга' })
    browser = await openBrowser()
    await database.db.query(
      `update channels set profile = profile || '{"username": "+7 495 000-00-00"}' where business_id = $1 and kind = 'whatsapp'`,
      [stand.businessId],
    )
  })
  afterAll(async () => {
    await browser.close()
    await stand.stop()
  })
  const troubles: string[] = []
  afterEach(() => expect(troubles.splice(0)).toEqual([]))
  const chatOf = async ({ person }: { person: { id: number } }) => {
    const [row] = await database.db.query<{ id: number; clientId: number }>(
      `select id, client_id as "clientId" from chats where external_id = $1 and business_id = $2`,
      [String(person.id), stand.businessId],
    )
    return row!
  }

  test('from the dialogue a link into Telegram is sent; both dialogues lead to each other, and the card tells the way of a notice', async () => {
    const anna = whatsappClient(stand)
    const visit = await booked(stand, database.db, anna, '16:00', 'послезавтра')
    await settled(stand, database.db)
    const former = await chatOf(anna)
    const { page } = await openApp(browser, owner, `/queue/${former.id}`, { viewport: PHONE, troubles })
    await page.getByRole('button', { name: 'В Telegram', exact: true }).click()
    await expect.poll(() => page.getByRole('textbox').inputValue()).toMatch(/Продолжим в Telegram[\s\S]*start=g_/)
    await readsWell(page, `${SHOTS}/link`)
    await page.getByRole('button', { name: 'Отправить' }).click()
    const { text } = await anna.sees(/start=g_/)
    const there = telegramClient(stand, { first_name: 'Анна' })
    await there.person.starts(stand.bot, /start=(g_[\w-]{43})/.exec(text)![1]!)
    await there.sees(/отправьте свой номер/)
    await there.person.sharesContact(stand.bot, `+${anna.person.whatsapp.phone}`)
    await there.sees(/Менеджер видит всю переписку/)
    await settled(stand, database.db)
    await page.getByRole('link', { name: 'дальше в Telegram' }).click()
    const now = await chatOf(there)
    await page.waitForURL(new RegExp(`/queue/${now.id}$`))
    await page.getByRole('link', { name: 'начало в другом чате' }).waitFor()
    await readsWell(page, `${SHOTS}/arrived`)
    await page.context().close()
    // Who wants WhatsApp after all, and writes no more, is reminded in Telegram: no template is approved.
    const address = `/api/clients/${now.clientId}`
    const { version } = (await owner.call('GET', address)).body
    await owner.call('PATCH', address, { version, preferredChannel: 'whatsapp' })
    await pass(stand, 31 * 3_600_000)
    await settled(stand, database.db)
    owner = await signIn(database.db, stand, 'owner', { name: 'Ирина' })
    const visitPage = await openApp(browser, owner, `/visit/${visit}`, { viewport: PHONE, troubles })
    await visitPage.page
      .getByText(/WhatsApp: клиент давно не писал, а шаблона для этого нет · Telegram/)
      .first()
      .waitFor()
    await visitPage.page
      .getByText(/клиент давно не писал/)
      .first()
      .scrollIntoViewIfNeeded()
    await readsWell(visitPage.page, `${SHOTS}/hops`)
    await visitPage.page.context().close()
  })

  test('joined cards are parted from the card, and likeness is shown', async () => {
    const boris = whatsappClient(stand, { first_name: 'Борис' })
    await booked(stand, database.db, boris, '12:00', 'послезавтра')
    await settled(stand, database.db)
    const { clientId } = await chatOf(boris)
    await database.db.query(`update clients set phone = $2, phone_verified = true where id = $1`, [
      clientId,
      `+${boris.person.whatsapp.phone}`,
    ])
    const there = telegramClient(stand, { first_name: 'Борис' })
    await there.plays('массаж послезавтра в 18:00', /согласие/, 'да', /зовут/, 'Борис', /номер/)
    await there.person.sharesContact(stand.bot, `+${boris.person.whatsapp.phone}`)
    await there.sees(/Проверьте/)
    await settled(stand, database.db)
    expect((await chatOf(there)).clientId).toBe(clientId)
    const son = telegramClient(stand, { first_name: 'Пётр' })
    await son.plays('массаж послезавтра в 14:00', /согласие/, 'да', /зовут/, 'Пётр', /номер/)
    await son.person.sharesContact(stand.bot, `+${boris.person.whatsapp.phone}`)
    await son.sees(/Проверьте/)
    await settled(stand, database.db)
    const { page } = await openApp(browser, owner, `/clients/${clientId}`, { viewport: PHONE, troubles })
    await page.getByText('Похоже, это один человек').waitFor()
    await readsWell(page, `${SHOTS}/alike`, { fullPage: true })
    await page.getByRole('button', { name: 'Сравнить' }).click()
    await page.getByRole('dialog').getByText('Пётр').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Действия' }).click()
    await page.getByRole('button', { name: 'Изменить' }).click()
    await page.getByLabel('Где писать').selectOption({ label: 'WhatsApp' })
    await readsWell(page, `${SHOTS}/preferred`)
    await page.getByRole('dialog').getByRole('button', { name: 'Сохранить' }).click()
    const card = async () => (await owner.call('GET', `/api/clients/${clientId}`)).body
    await expect.poll(async () => (await card()).preferredChannel).toBe('whatsapp')
    // Closing the sheet goes one step back: an address that is asked for just then is not reached.
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.goto(`${new URL(page.url()).origin}/app/clients/${clientId}?part=more`)
    const part = page.getByRole('button', { name: /Разъединить/ })
    await part.waitFor()
    await readsWell(page, `${SHOTS}/joined`, { fullPage: true })
    await part.click()
    await expect.poll(async () => (await chatOf(there)).clientId).not.toBe(clientId)
    await page.context().close()
  })

  test('the order of channels is set by one press, and a saved link tells what it brought', async () => {
    const { page } = await openApp(browser, owner, '/settings/channels', { viewport: PHONE, troubles })
    await page.getByRole('button', { name: 'WhatsApp: поднять выше' }).click()
    const order = async () => (await owner.call('GET', '/api/settings')).body.assistant.channelOrder
    await expect.poll(order).toEqual(['whatsapp', 'telegram', 'web'])
    await page.getByText('1. WhatsApp').waitFor()
    await page.getByText('1. WhatsApp').scrollIntoViewIfNeeded()
    await readsWell(page, `${SHOTS}/order`)
    await page.context().close()
    const links = await openApp(browser, owner, '/links', { viewport: WIDE, troubles })
    await links.page.getByRole('button', { name: 'Листовка', exact: true }).click()
    await links.page.getByRole('button', { name: 'QR на бумаге', exact: true }).click()
    await links.page.getByLabel('Кампания').fill('У метро')
    await links.page.getByText(/\?start=utm_flyer-qr-u_metro$/).waitFor()
    await links.page.getByRole('button', { name: 'Сохранить ссылку' }).click()
    const address = await links.page.getByText(/^https:\/\/wa\.me\/74950000000\?text=/).textContent()
    const walker = whatsappClient(stand)
    await walker.plays(new URL(address!).searchParams.get('text')!, /./)
    await booked(stand, database.db, walker, '10:00', 'послезавтра')
    await settled(stand, database.db)
    await links.page.reload()
    await links.page.getByText('1 обращение, записались 1, пришли 0, оплатили 0').waitFor()
    await readsWell(links.page, `${SHOTS}/links`, { fullPage: true })
    await links.page.getByRole('button', { name: /Листовка · QR на бумаге · u_metro/ }).click()
    await links.page.getByRole('dialog').getByRole('img', { name: 'QR-код ссылки: В WhatsApp' }).waitFor()
    await readsWell(links.page, `${SHOTS}/link-one`)
    await links.page.context().close()
  })
})
