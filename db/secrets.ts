/**
 * Encrypts credentials at rest with AES-256-GCM; the key is derived from SECRET_KEY. Text form: base64 of nonce and
 * ciphertext. Web Crypto, so that it runs on Node and on Workers.
 */
export async function encrypt(secretKey: string, value: unknown): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(12))
  const plain = new TextEncoder().encode(JSON.stringify(value))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, await keyOf(secretKey), plain)
  return toBase64(new Uint8Array([...nonce, ...new Uint8Array(sealed)]))
}

/** Reads what `encrypt` wrote; throws when the key is another one or the text was changed. */
export async function decrypt<T>(secretKey: string, text: string): Promise<T> {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  const key = await keyOf(secretKey)
  const plain = await crypto.subtle
    .decrypt({ name: 'AES-GCM', iv: bytes.subarray(0, 12) }, key, bytes.subarray(12))
    .catch((cause: unknown) => {
      throw new Error('credentials cannot be read: SECRET_KEY is not the one they were saved with', { cause })
    })
  return JSON.parse(new TextDecoder().decode(plain)) as T
}

/** Hex SHA-256 of a text: for one-time codes, which are kept only as hashes. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Signs a text with SECRET_KEY for `purpose`: base64url of HMAC-SHA256. */
export async function sign(secretKey: string, purpose: string, text: string): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', await macKey(secretKey), encoded(purpose, text))
  return toBase64(new Uint8Array(mac)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** True when `signature` is ours for this text and purpose; takes the same time for every wrong one. */
export async function isSigned(secretKey: string, purpose: string, text: string, signature: string): Promise<boolean> {
  return sameText(await sign(secretKey, purpose, text), signature)
}

/** Compares secrets without telling by its duration how much of them agrees. */
export function sameText(known: string, given: string): boolean {
  let difference = known.length ^ given.length
  for (let i = 0; i < known.length; i++) difference |= known.charCodeAt(i) ^ given.charCodeAt(i % (given.length || 1))
  return difference === 0
}

const encoded = (purpose: string, text: string) => new TextEncoder().encode(`${purpose}\n${text}`)

async function keyOf(secretKey: string): Promise<CryptoKey> {
  const digest = await crypto.subtle.digest('SHA-256', encoded('credentials', secretKey))
  return crypto.subtle.importKey('raw', digest, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

function macKey(secretKey: string): Promise<CryptoKey> {
  const key = encoded('signatures', secretKey)
  return crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
