import type { Visitor } from '../bot/channels/web/receive.ts'
import { languageOf } from '../bot/texts.ts'
import { sameText, sign } from '../db/secrets.ts'

const PURPOSE = 'visitor'
const PAGE_LENGTH = 600

/** A token for an anonymous visitor: a random id and how they came, signed; nothing of it is stored. */
export async function visitorToken(secretKey: string, visitor: Visitor, channel: string): Promise<string> {
  const payload = encode({ ...visitor, page: visitor.page?.slice(0, PAGE_LENGTH) ?? null, channel })
  return `${payload}.${await sign(secretKey, PURPOSE, payload)}`
}

/** The visitor behind a token, and the channel it was made for; null when it is not ours. */
export async function visitorOf(secretKey: string, token: string): Promise<(Visitor & { channel: string }) | null> {
  const [payload, signature] = token.split('.')
  if (!payload || !signature || !sameText(await sign(secretKey, PURPOSE, payload), signature)) return null
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(unsafe(payload)), (char) => char.charCodeAt(0))))
}

/** A new visitor, by what the page says of itself. */
export function newVisitor(page: { page?: string; referrer?: string; language?: string }): Visitor {
  const around = pageAround(page.page)
  return {
    id: crypto.randomUUID(),
    language: languageOf(page.language),
    page: around?.page ?? page.page ?? null,
    referrer: (around ? around.referrer : page.referrer)?.slice(0, PAGE_LENGTH) || null,
  }
}

/** In the widget of a site the chat's address says on which page it stands, and what led there; null elsewhere. */
function pageAround(address: string | undefined): { page: string; referrer: string | null } | null {
  const { pathname, searchParams } = URL.parse(address ?? '') ?? {}
  const page = pathname?.startsWith('/chat') ? searchParams?.get('page') : null
  return page ? { page, referrer: searchParams?.get('referrer') ?? null } : null
}

function encode(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

const unsafe = (text: string) => text.replaceAll('-', '+').replaceAll('_', '/')
