import { isClosedHost } from '../addresses.ts'

/** An incoming webhook as its owner copied it out of the portal; `root` holds its secret. */
export type ReadWebhook =
  | { ok: true; root: string; host: string }
  /** `address`: no address at all; `page`: one of the portal's pages; `insecure`: not https; `inside`: no portal that the internet knows. */
  | { ok: false; reason: 'address' | 'page' | 'insecure' | 'inside' }

/** Bitrix24 shows the address with a method behind it, or the one of REST 3.0; both mean the same webhook. */
const PATH = /^(.*\/rest)\/(?:api\/)?(\d+)\/([\w-]{6,100})(?:\/.*)?$/

/** Reads what was pasted. `loopback`: a portal on this very machine is taken, also over http. */
export function readWebhook(pasted: string, { loopback = false } = {}): ReadWebhook {
  const text = pasted.trim()
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`)
  if (!url || !/^https?:$/.test(url.protocol) || /\s/.test(text)) return { ok: false, reason: 'address' }
  const near = loopback && url.hostname === '127.0.0.1'
  if (!near && isClosedHost(url.hostname)) return { ok: false, reason: 'inside' }
  const [, root, user, code] = PATH.exec(url.pathname) ?? []
  if (!root) return { ok: false, reason: 'page' }
  if (!near && url.protocol !== 'https:') return { ok: false, reason: 'insecure' }
  return { ok: true, root: `${url.origin}${root}/${user}/${code}/`, host: url.host }
}
