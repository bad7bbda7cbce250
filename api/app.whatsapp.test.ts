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
    const connect = form.getByRole('button', { name: 'Подключить WhatsApp' })
    await form.getByLabel('Phone number ID').fill('+7 495 000-00-00')
    await form.getByLabel('WhatsApp Business Account ID').fill(number.accountId)
    await form.getByLabel('Постоянный токен').fill('EAAcut')
    await form.getByLabel('App secret').fill(number.appSecret)
    await connect.click()
    // Each field that is wrong says so; the others are left in peace.
    const wrong = (label: string) => form.getByLabel(label).getAttribute('aria-invalid')
    await form.getByText('Здесь только цифры').waitFor()
    expect(await Promise.all(['Phone number ID', 'Постоянный токен', 'App secret'].map(wrong))).toEqual([
      'true',
      'true',
      null,
    ])
    await readsWell(page, `${SHOTS}/wrong`)
    await form.getByLabel('Phone number ID').fill('999999')
    await form.getByLabel('Постоянный токен').fill(number.token)
    await connect.click()
    await form.getByText('не знает такого номера').waitFor()
    expect(await Promise.all(['Phone number ID', 'Постоянный токен'].map(wrong))).toEqual(['true', null])
    await form.getByLabel('Phone number ID').fill(number.phoneNumberId)
    await connect.click()
    await page.getByText('Осталось вписать адрес и слово').waitFor()
    await expect.poll(() => page.getByText(/https:\/\/salon\.example\/hooks\/whatsapp\/wa/).count()).toBe(1)
    await page.getByText(/Шаблоны: 4/).click()
    await page.getByText('remind · одобрен').waitFor()
    await readsWell(page, `${SHOTS}/settings`)
    await page.context().close()
  })

  test('each place of an approved text is chosen, none by itself; of two people who set one both see both states', async () => {
    const stand = standing()
    const owner = await signIn(database.db, stand, 'owner', { name: 'Ирина' })
    const { platform, number } = stand.whatsapp!
    platform.addTemplate(number, { name: 'again', body: 'Ждём вас, {{1}}: {{2}}.' })
    type Listed = { items: { id: number; name: string; version: number; parameters: string[]; taps: string[] }[] }
    const [channel] = await database.db.query<{ id: number }>(
      `select id from channels where business_id = $1 and kind = 'whatsapp' order by id limit 1`,
      [stand.businessId],
    )
    const path = `/api/channels/${channel!.id}/templates`
    const { items } = (await owner.call<Listed>('POST', `${path}/sync`)).body
    const { id, version, taps } = items.find(({ name }) => name === 'again')!
    const { page } = await openApp(browser(), owner, '/settings/channels', { viewport: PHONE, troubles })
    await page.getByText(/Шаблоны: 5/).click()
    const one = page.locator('details.template').filter({ hasText: /^again/ })
    await one.locator('summary').click()
    await one.getByLabel('Для какого уведомления').selectOption({ label: 'Запись отменили' })
    await one.getByRole('button', { name: 'Сохранить' }).click()
    expect(await one.getByText('Заполните это поле').count()).toBe(2)
    await one.getByLabel('Вместо {{1}}').selectOption({ label: 'имя' })
    await one.getByLabel('Вместо {{2}}').selectOption({ label: 'когда' })
    await one.getByText('Ждём вас, [имя]: [когда].').waitFor()
    const theirs = { version, notice: 'booked', parameters: ['name', 'services'], taps }
    expect((await owner.call('PATCH', `${path}/${id}`, theirs)).status).toBe(200)
    await one.getByRole('button', { name: 'Сохранить' }).click()
    await one
      .getByRole('alert')
      .getByRole('row', { name: /Вместо \{\{2\}\} услуги когда/ })
      .waitFor()
    await readsWell(page, `${SHOTS}/template`)
    await one.getByRole('button', { name: 'Записать моё' }).click()
    const now = async () =>
      (await owner.call<Listed>('GET', path)).body.items.find(({ name }) => name === 'again')!.parameters
    await expect.poll(now).toEqual(['name', 'when'])
    await page.context().close()
  })
})
