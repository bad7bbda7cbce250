import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { inEnglish } from './english.ts'

/** Expected refusals of the edge, by code: one table to HTTP. */
const STATUS = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  taken: 409,
  changed: 409,
  closed: 422,
  too_long: 413,
  rate_limited: 429,
  internal: 500,
  not_implemented: 501,
} as const satisfies Record<string, ContentfulStatusCode>

export type ErrorCode = keyof typeof STATUS

/** The one shape of an error: a code for programs, a sentence for people, in Russian or English. */
export function refuse(c: Context, code: ErrorCode, message: string, more: Record<string, unknown> = {}): Response {
  const said = languageFor(c) === 'en' ? (inEnglish(message) ?? message) : message
  return c.json({ error: { code, message: said, ...more } }, STATUS[code])
}

/** The language of a member, or the one that the browser asks for. */
function languageFor(c: Context): string {
  const actor = c.get('actor') as { member: { language: string } | null } | undefined
  return actor?.member?.language ?? (/^en\b/i.test(c.req.header('Accept-Language') ?? '') ? 'en' : 'ru')
}

/** The body as JSON, or null when it is none or longer than `most` bytes. */
export async function jsonBody(c: Context, most: number): Promise<unknown> {
  const text = await c.req.text()
  if (text.length > most) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
