import { sameText } from '../../../db/secrets.ts'

/** What Meta asks when an address is entered as a webhook: the challenge to answer with, null when the word is not ours. */
export function challengeOf(query: Readonly<Record<string, string>>, verifyToken: string): string | null {
  const { 'hub.mode': mode, 'hub.verify_token': word = '', 'hub.challenge': challenge = '' } = query
  return mode === 'subscribe' && sameText(verifyToken, word) && /^\w{1,200}$/.test(challenge) ? challenge : null
}

/** True when `header` (`X-Hub-Signature-256`) is the app's signature of these very bytes; the time tells nothing of a wrong one. */
export async function isFromMeta(appSecret: string, body: Uint8Array, header: string): Promise<boolean> {
  return sameText(await signatureOf(appSecret, body), header)
}

/** `sha256=` and the hex HMAC-SHA256 of the raw body. */
export async function signatureOf(appSecret: string, body: Uint8Array): Promise<string> {
  const secret = new TextEncoder().encode(appSecret)
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const mac = await crypto.subtle.sign('HMAC', key, body as Uint8Array<ArrayBuffer>)
  return `sha256=${[...new Uint8Array(mac)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
