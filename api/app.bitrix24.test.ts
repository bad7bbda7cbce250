import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { type FakeBitrix, startFakeBitrix } from '../jobs/bitrix24/fake/fake.ts'
import { mirrorDue } from '../jobs/bitrix24/mirror.ts'
import { appAsset } from './assets.ts'
import { openBrowser } from './testing/browser.ts'
import { booked, clientOf, settled } from './testing/client.ts'
import { goTo, openApp, PHONE, readsWell, settledOn, WIDE } from './testing/opened.ts'
import { signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const SHOTS = 'artifacts/bitrix24'

onPostgres('Bitrix24 in the staff app', (database) => {
  let stand: Stand
  let browser: Browser
  let fake: FakeBitrix
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    stand = await startStand(database.db, { appAsset, publicUrl: 'https://salon.example' })
    fake = await startFakeBitrix({ now: () => stand.clock.now.getTime() })
    browser = await openBrowser()
    await booked(stand, database.db, clientOf(stand, { first_name: 'Анна' }), '16:00', 'послезавтра')
    await settled(stand, database.db)
  })
  afterAll(async () => {
    await browser.close()
    await stand.stop()
    await fake.close()
  })
  const troubles: string[] = []
  afterEach(() => expect(troubles.splice(0)).toEqual([]))

  const later = (seconds: number) => {
    stand.clock.now = new Date(stand.clock.now.getTime() + seconds * 1000)
  }
  const mirrored = async () => {
    for (let round = 0; round < 3; round++) {
      later(3)
      await mirrorDue(stand.system.mirror)
    }
  }
  /** The same screen at both widths, in both schemes. */
  const shown = async (page: Page, name: string) => {
    for (const [width, viewport] of [
      ['390', PHONE],
      ['1280', WIDE],
    ] as const) {
      await page.setViewportSize(viewport)
      await settledOn(page)
      await readsWell(page, `${SHOTS}/${name}-${width}`, { fullPage: true })
      later(20)
    }
    await page.setViewportSize(PHONE)
  }

  test('connect, look at what would be written, begin: a booking is a deal there; an expired webhook says so', async () => {
    const owner = await signIn(database.db, stand, 'owner', { name: 'Ирина' })
    const { page } = await openApp(browser, owner, '/settings/bitrix24', { viewport: PHONE, troubles })
    const field = page.getByLabel('Адрес вебхука')
    await field.fill('https://salon.bitrix24.ru/devops/')
    await page.getByRole('button', { name: 'Проверить и подключить' }).click()
    await page.getByText('Это не адрес вебхука').waitFor()
    await field.fill(fake.webhook({ expired: true }))
    await page.getByRole('button', { name: 'Проверить и подключить' }).click()
    await page.getByText('удалён или истёк').waitFor()
    await shown(page, 'connect')

    const webhook = fake.webhook()
    await field.fill(webhook)
    await page.getByRole('button', { name: 'Проверить и подключить' }).click()
    await page.getByText('Подключён, но обмен ещё не начат.').waitFor()
    expect(await page.content()).not.toContain(/rest\/1\/(\w+)\//.exec(webhook)![1]!)
    await shown(page, 'connected')

    await database.db.query(`update clients set name = 'Константин Задунайский' where business_id = $1`, [
      stand.businessId,
    ])
    await page.getByRole('button', { name: 'Что будет создано и записано' }).click()
    await page.getByText('Сделок 1, контактов 1').waitFor()
    await page.getByText('Мужская стрижка, ').first().waitFor()
    expect([fake.deals().length, fake.portal.categories.length]).toEqual([0, 1])
    await shown(page, 'dry-run')
    // A label of one word stands in one line, and what is written is told in words.
    const broken = await page.locator('.times dt').evaluateAll((labels) =>
      labels.flatMap((label) => {
        const range = document.createRange()
        range.selectNodeContents(label)
        const words = label.textContent ?? ''
        return !words.includes(' ') && range.getClientRects().length > 1 ? [words] : []
      }),
    )
    expect(broken).toEqual([])
    const said = (label: string) => page.getByText(label, { exact: true }).locator('xpath=following-sibling::dd[1]')
    expect(await said('Передан менеджеру').innerText()).toBe('нет')
    expect(await said('Канал').innerText()).toBe('Telegram')
    await page.getByRole('button', { name: 'Начать' }).click()
    await page.getByText('Обмен идёт сам').waitFor()
    const titles = async () => {
      await mirrored()
      return fake.deals().map(({ fields }) => fields.title)
    }
    await expect.poll(titles).toEqual([expect.stringMatching(/^Мужская стрижка, /)])
    await page.getByText('сделок 1, контактов 1').waitFor({ timeout: 15_000 })
    await page.getByText('Получать изменения сразу').click()
    await page.getByText(/^https:\/\/salon\.example\/hooks\/bitrix24\/b\d+-\w+$/).waitFor()
    await page.getByLabel('Токен приложения').fill('t0ken0fevents')
    await page.getByText('Получать изменения сразу').locator('..').getByRole('button', { name: 'Сохранить' }).click()
    await page.getByText('Изменения приходят сразу').waitFor()
    later(20)
    await page.getByRole('button', { name: 'Сверить' }).click()
    await page.getByText('Сверяем').waitFor()
    await mirrored()
    await page.getByText('Расхождений нет.').waitFor({ timeout: 15_000 })
    await shown(page, 'works')

    const [visit] = await database.db.query<{ id: number; client: number }>(
      'select id, client_id as client from appointments where business_id = $1',
      [stand.businessId],
    )
    later(20)
    await goTo(page, `/visit/${visit!.id}`)
    await page.getByRole('button', { name: 'Открыть сделку в Bitrix24' }).waitFor()
    await shown(page, 'visit')
    await goTo(page, `/clients/${visit!.client}`)
    await page.getByRole('button', { name: 'Открыть в Bitrix24' }).waitFor()
    await shown(page, 'client')

    later(60)
    fake.portal.webhooks.at(-1)!.expired = true
    await database.db.query(`update clients set name = 'Вера' where business_id = $1`, [stand.businessId])
    await mirrored()
    await goTo(page, '/settings/bitrix24')
    await page.getByText('Вебхук больше не действует').waitFor({ timeout: 15_000 })
    await shown(page, 'expired')
    await page.getByLabel('Адрес вебхука').fill(fake.webhook())
    await page.getByRole('button', { name: 'Проверить и подключить' }).click()
    await page.getByText('Обмен идёт сам').waitFor()
    await page.context().close()
  })

  test('every group of the mapping is chosen from what the portal has, and two people are shown both states', async () => {
    later(60)
    const owner = await signIn(database.db, stand, 'owner', { name: 'Ирина' })
    const { page } = await openApp(browser, owner, '/settings/bitrix24/people', { viewport: PHONE, troubles })
    await page.getByLabel('Мастер Анна').selectOption({ label: 'Мария Петрова, Владелец' })
    const before = (await owner.call('GET', '/api/bitrix24')).body
    const { responsible } = before.settings
    await owner.call('PATCH', '/api/bitrix24/settings', {
      version: before.version,
      responsible: { ...responsible, default: 1 },
    })
    await page.getByRole('button', { name: 'Сохранить' }).click()
    await page.getByRole('alert').getByText('Мастер Анна').waitFor()
    await shown(page, 'people')
    await page.getByRole('button', { name: /Записать моё|моё/i }).click()
    await expect
      .poll(async () => (await owner.call('GET', '/api/bitrix24')).body.settings.responsible)
      .toEqual({
        default: 1,
        byLocation: {},
        byResource: { [String((await stand.catalog()).resources.find(({ name }) => name === 'Анна')!.id)]: 1 },
      })
    await database.db.query(
      `insert into crm_log (business_id, link_id, at, field, ours, theirs, won, refused)
       select $1, k.id, $2::timestamptz, r.field, r.ours, r.theirs, r.won, r.refused
       from crm_links k, (values ('stageId', '"C1:PREPARATION"'::jsonb, '"C1:WON"'::jsonb, 'ours', 'early'),
         ('opportunity', '1400', '1200', 'theirs', null)) as r(field, ours, theirs, won, refused)
       where k.business_id = $1 and k.kind = 'deal'`,
      [stand.businessId, stand.clock.now],
    )
    for (const part of ['rules', 'stages', 'sources', 'fields', 'busy', 'log']) {
      later(30)
      await goTo(page, `/settings/bitrix24/${part}`)
      await shown(page, part)
    }
    later(20)
    await goTo(page, '/settings/bitrix24/stages')
    const settings = async () => (await owner.call('GET', '/api/bitrix24')).body.settings
    const { pipeline, stages } = await settings()
    await page.getByLabel('Воронка').selectOption({ label: 'Общая' })
    const names = ['Новый лид', 'Подтверждён', 'Посещение', 'Оплата', 'Отказ']
    for (const [at, name] of names.entries())
      await page.getByLabel(name, { exact: true }).selectOption({ index: at + 1 })
    later(20)
    await page.getByRole('button', { name: 'Сохранить' }).click()
    await expect.poll(async () => (await settings()).pipeline).toBe(0)
    await page.getByRole('button', { name: /Отменить/ }).click()
    await expect.poll(async () => (await settings()).pipeline).toBe(pipeline)
    expect((await settings()).stages).toEqual(stages)
    later(20)
    await goTo(page, '/settings/bitrix24/rules')
    await page.getByLabel('Минут ответить').fill('45')
    await page.getByRole('button', { name: 'Сохранить' }).click()
    await expect.poll(async () => (await owner.call('GET', '/api/bitrix24')).body.settings.handoverMinutes).toBe(45)
    later(20)
    await goTo(page, '/settings/bitrix24')
    await page.getByRole('button', { name: 'Приостановить обмен' }).click()
    await page.getByText('Обмен стоит').waitFor()
    await page.getByRole('button', { name: 'Продолжить обмен' }).click()
    await page.getByText('Обмен идёт сам').waitFor()
    await page.getByRole('button', { name: 'Отключить' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Отключить' }).click()
    await page.getByRole('button', { name: 'Проверить и подключить' }).waitFor()
    expect((await owner.call('GET', '/api/bitrix24')).body.state).toBe('none')
    await page.context().close()
  })
})
