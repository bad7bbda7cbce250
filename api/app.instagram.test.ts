import { expect, test } from 'vitest'
import { booked, instagramClient, settled } from './testing/client.ts'
import { onApp } from './testing/onapp.ts'
import { openApp, PHONE, readsWell } from './testing/opened.ts'
import { pass } from './testing/queue.ts'
import { signIn } from './testing/staff.ts'

const SHOTS = 'artifacts/instagram'

onApp('Instagram in the staff app', SHOTS, { on: 'instagram' }, ({ database, stand: standing, browser, troubles }) => {
  test('a closed day: the exact sentence and no box; with the mark of people the box says what it does', async () => {
    const stand = standing()
    const anna = instagramClient(stand)
    await booked(stand, database.db, anna, '16:00', 'послезавтра')
    await settled(stand, database.db)
    await pass(stand, 25 * 3_600_000)
    await settled(stand, database.db)
    const manager = await signIn(database.db, stand, 'manager', { name: 'Ольга' })
    const [chat] = await database.db.query<{ id: number }>('select id from chats where external_id = $1', [
      String(anna.person.id),
    ])
    const { page } = await openApp(browser(), manager, `/queue/${chat!.id}`, { viewport: PHONE, troubles })
    await page.getByText(/Прошло 24 часа: Instagram не пропустит ответ, пока клиент не напишет сам/).waitFor()
    expect(await page.getByRole('textbox').count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Выбрать' }).count()).toBe(0)
    await readsWell(page, `${SHOTS}/closed-day`)
    await database.db.query(`update channels set profile = profile || '{"humanAgent":true}' where kind = 'instagram'`)
    stand.instagram!.account.humanAgent = true
    await page.reload()
    await page.getByText(/уйдёт с пометкой, что пишет человек/).waitFor()
    await readsWell(page, `${SHOTS}/marked`)
    await page.getByRole('textbox').fill('Вы придёте?')
    const heard = anna.heard()
    await page.getByRole('button', { name: 'Отправить' }).click()
    await expect.poll(() => anna.heard()).toBe(heard + 1)
    expect(stand.instagram!.account.sent.at(-1)!.payload).toMatchObject({ tag: 'HUMAN_AGENT' })
    await page.context().close()
  })

  test('an account is connected from the settings, and its page says what to enter at Meta', async () => {
    const stand = standing()
    const owner = await signIn(database.db, stand, 'owner', { name: 'Ирина' })
    const account = stand.instagram!.platform.addAccount({
      token: 'IGAAanotheraccounttoken12',
      appSecret: 'secret of the next app',
      username: 'salon.len',
    })
    const { page } = await openApp(browser(), owner, '/settings/channels', { viewport: PHONE, troubles })
    const form = page.locator('form').filter({ hasText: 'Подключить Instagram' })
    await form.getByLabel('Instagram account ID').fill(account.accountId)
    await form.getByLabel('Токен доступа').fill(account.token)
    await form.getByLabel('Instagram app secret').fill(account.appSecret)
    await form.getByRole('button', { name: 'Подключить' }).click()
    await expect.poll(() => page.getByText(/https:\/\/salon\.example\/hooks\/instagram\/ig/).count()).toBe(1)
    await page.getByText('Instagram @salon.len').waitFor()
    await page.getByLabel('Отвечать до семи дней').last().scrollIntoViewIfNeeded()
    await readsWell(page, `${SHOTS}/settings`)
    await page.context().close()
  })
})
