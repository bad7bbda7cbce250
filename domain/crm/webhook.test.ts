import { expect, test } from 'vitest'
import { readWebhook } from './webhook.ts'

const root = 'https://salon.bitrix24.ru/rest/1/a1b2c3d4e5f6/'

test('a webhook is read however it was copied', () => {
  for (const text of [
    root,
    ` ${root.slice(0, -1)}\n`,
    `${root}profile.json?x=1`,
    'salon.bitrix24.ru/rest/1/a1b2c3d4e5f6/',
    'https://salon.bitrix24.ru/rest/api/1/a1b2c3d4e5f6/',
  ])
    expect([text, readWebhook(text)]).toEqual([text, { ok: true, root, host: 'salon.bitrix24.ru' }])
  // A portal of one's own may live anywhere.
  expect(readWebhook('https://crm.salon.ru:8443/b24/rest/7/a1b2c3d4e5f6')).toMatchObject({
    root: 'https://crm.salon.ru:8443/b24/rest/7/a1b2c3d4e5f6/',
    host: 'crm.salon.ru:8443',
  })
})

test.each([
  ['', 'address'],
  ['мой портал', 'address'],
  ['ftp://salon.bitrix24.ru/rest/1/a1b2c3d4e5f6/', 'address'],
  ['https://salon.bitrix24.ru/devops/list/', 'page'],
  ['http://salon.bitrix24.ru/rest/1/a1b2c3d4e5f6/', 'insecure'],
  ['https://127.0.0.1/rest/1/a1b2c3d4e5f6/', 'inside'],
  ['https://169.254.169.254/rest/1/a1b2c3d4e5f6/', 'inside'],
  ['https://0x7f000001/rest/1/a1b2c3d4e5f6/', 'inside'],
  ['https://[::1]/rest/1/a1b2c3d4e5f6/', 'inside'],
  ['https://localhost:5432/rest/1/a1b2c3d4e5f6/', 'inside'],
  ['https://db.internal/rest/1/a1b2c3d4e5f6/', 'inside'],
])('«%s» is refused: %s', (text, reason) => {
  expect(readWebhook(text)).toEqual({ ok: false, reason })
})

test('a portal on this machine is taken only where that is wanted', () => {
  const near = 'http://127.0.0.1:4100/rest/1/a1b2c3d4e5f6/'
  expect(readWebhook(near)).toMatchObject({ ok: false })
  expect(readWebhook(near, { loopback: true })).toEqual({ ok: true, root: near, host: '127.0.0.1:4100' })
})
