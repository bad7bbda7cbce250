import { readFileSync } from 'node:fs'
import { Webhook } from 'standardwebhooks'
import { expect, test, vi } from 'vitest'
import { hookSecretOf } from '../domain/webhooks.ts'
import { signHook } from '../jobs/webhooks.ts'

const PAGE = readFileSync(new URL('../docs/webhooks.md', import.meta.url), 'utf8')
const [, snippet] = /```js\n([\s\S]*?)```/.exec(PAGE)!
type Verify = (secret: string, headers: Record<string, string>, body: string, now?: number) => { type: string } | null
const { verify } = (await import(`data:text/javascript,${encodeURIComponent(snippet!)}`)) as { verify: Verify }

const BODY = '{"type":"test","data":{"text":"Окошко проверяет связь"}}'
const NOW = 1_800_000_000

/** Headers as they are sent, signed with each of these secrets. */
async function headersBy(...secrets: string[]) {
  const signatures = await Promise.all(secrets.map((secret) => signHook(secret, `evt_1.${NOW}.${BODY}`)))
  return { 'webhook-id': 'evt_1', 'webhook-timestamp': String(NOW), 'webhook-signature': signatures.join(' ') }
}
const secretOf = (byte: number) => hookSecretOf(new Uint8Array(32).fill(byte))

test('the lines that the page gives to developers take what we sign, and nothing else', async () => {
  const headers = await headersBy(secretOf(1))
  expect(verify(secretOf(1), headers, BODY, NOW)).toEqual(JSON.parse(BODY))
  expect(verify(secretOf(1), headers, BODY, NOW + 300)).not.toBeNull()
  expect(verify(secretOf(1), headers, BODY, NOW + 301)).toBeNull()
  expect(verify(secretOf(2), headers, BODY, NOW)).toBeNull()
  expect(verify(secretOf(1), headers, `${BODY} `, NOW)).toBeNull()
  expect(verify(secretOf(1), { ...headers, 'webhook-id': 'evt_2' }, BODY, NOW)).toBeNull()
  expect(verify(secretOf(1), { ...headers, 'webhook-timestamp': 'soon' }, BODY, NOW)).toBeNull()
  expect(verify(secretOf(1), { ...headers, 'webhook-signature': 'v1,' }, BODY, NOW)).toBeNull()
})

test('while a secret is replaced both the old and the new one verify', async () => {
  const headers = await headersBy(secretOf(2), secretOf(1))
  for (const byte of [1, 2]) expect(verify(secretOf(byte), headers, BODY, NOW)).not.toBeNull()
})

test('a signature is that of the published standard, by the example that its libraries are tested with', async () => {
  const text = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}'
  expect(await signHook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', text)).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  )
})

test('the published library of the standard takes what we sign, also while a secret is replaced, and nothing else', async () => {
  vi.useFakeTimers({ now: NOW * 1000, toFake: ['Date'] })
  try {
    const both = await headersBy(secretOf(2), secretOf(1))
    for (const byte of [1, 2]) expect(new Webhook(secretOf(byte)).verify(BODY, both)).toEqual(JSON.parse(BODY))
    expect(() => new Webhook(secretOf(3)).verify(BODY, both)).toThrow()
    expect(() => new Webhook(secretOf(1)).verify(`${BODY} `, both)).toThrow()
    vi.setSystemTime((NOW + 301) * 1000)
    expect(() => new Webhook(secretOf(1)).verify(BODY, both)).toThrow()
  } finally {
    vi.useRealTimers()
  }
})

test('every kind of event that is sent stands on the page', async () => {
  const { HOOK_KINDS } = await import('../domain/webhooks.ts')
  expect(HOOK_KINDS.filter((kind) => !PAGE.includes(`\`${kind}\``))).toEqual([])
})
