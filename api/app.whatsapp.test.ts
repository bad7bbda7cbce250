import { expect, test } from 'vitest'
import { booked, settled, whatsappClient } from './testing/client.ts'
import { onApp } from './testing/onapp.ts'
import { openApp, PHONE, readsWell } from './testing/opened.ts'
import { pass } from './testing/queue.ts'
import { signIn } from './testing/staff.ts'

const SHOTS = 'artifacts/whatsapp'

onApp('WhatsApp in the staff app', SHOTS, { on: 'whatsapp' }, ({ database, stand: standing, browser, troubles }) => {
  test('a closed window: the exact sentence, no box to type in, and the approved text goes out by a press', async () => {
    const stand = standing()
    const anna = whatsappClient(stand)
    await booked(stand, database.db, anna, '16:00', 'послезавтра')
    await settled(stand, database.db)
    await pass(stand, 25 * 3_600_000)
    await settled(stand, database.db)
    const manager = await signIn(database.db, stand, 'manager', { name: 'Ольга' })
    const [chat] = await database.db.query<{ id: number }>('select id from chats where external_id = $1', [
      String(anna.person.id),
    ])
    const { page } = await openApp(browser(), manager, `/queue/${chat!.id}`, { viewport: PHONE, troubles })
    await page.getByText('Прошло 24 часа: можно только шаблон').waitFor()
    expect(await page.getByRole('button', { name: 'Отправить' }).count()).toBe(0)
    expect(await page.getByRole('textbox').count()).toBe(0)
    await page.getByRole('button', { name: 'Выбрать' }).click()
    const text = page.getByRole('button', { name: /^remind Напоминаем о записи/ })
    await text.waitFor()
    await readsWell(page, `${SHOTS}/closed-window`)
    const heard = anna.heard()
    await text.click()
    await expect.poll(() => anna.heard()).toBe(heard + 1)
    expect(stand.whatsapp!.number.sent.at(-1)!.payload).toMatchObject({ type: 'template' })
    await page.context().close()
  })

  test('a number is connected from the settings, and its page says what to enter at Meta', async () => {
    const stand = standing()
    const owner = await signIn(database.db, stand, 'owner', { name: 'Ирина' })
    const number = stand.whatsapp!.platform.addNumber({
      token: 'EAAanothernumbertoken12345',
      appSecret: 'secret of the next app',
    })
    const { page } = await openApp(browser(), owner, '/settings/channels', { viewport: PHONE, troubles })
    const form = page.locator('form').filter({ hasText: 'Подключить WhatsApp' })
    await form.getByLabel('Phone number ID').fill(number.phoneNumberId)
    await form.getByLabel('WhatsApp Business Account ID').fill(number.accountId)
    await form.getByLabel('Постоянный токен').fill(number.token)
    await form.getByLabel('App secret').fill(number.appSecret)
    await form.getByRole('button', { name: 'Подключить' }).click()
    await expect.poll(() => page.getByText(/https:\/\/salon\.example\/hooks\/whatsapp\/wa/).count()).toBe(1)
    await page.getByText(/Шаблоны: 4/).click()
    await page.getByText('remind · одобрен').waitFor()
    await readsWell(page, `${SHOTS}/settings`)
    await page.context().close()
  })
})
