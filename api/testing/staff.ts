import { sign } from '@telegram-apps/init-data-node/web'
import { newLink, openSession } from '../../db/access.ts'
import type { Db } from '../../db/sql.ts'
import type { Role } from '../../domain/roles.ts'
import type { Stand } from './stand.ts'

export type Answer<T> = { status: number; body: T; headers: Headers }

/** A signed-in member of a stand's business, who talks to its API. */
export type Staff = {
  id: number
  token: string
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the answer
  call: <T = any>(method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer<T>>
  /** A fresh one-time link into the app, for a browser. */
  link: () => Promise<string>
}

/** Makes a member of this role and signs them in. */
export async function signIn(
  db: Db,
  stand: Stand,
  role: Role,
  options: { name?: string; resourceId?: number; businessId?: number; telegramId?: number } = {},
): Promise<Staff> {
  const { name = role, resourceId = null, businessId = stand.businessId, telegramId = null } = options
  const member = await db.transaction(async (tx) => {
    const [row] = await tx.query<{ id: number }>(
      `insert into members (business_id, name, role, resource_id, channel_id, external_id, created_at)
       values ($1, $2, $3, $4, (select id from channels where business_id = $1 and kind = 'telegram' and $5::text is not null),
         $5, $6::timestamptz) returning id`,
      [businessId, name, role, resourceId, telegramId === null ? null : String(telegramId), stand.clock.now],
    )
    return { id: row!.id, businessId }
  })
  const { token } = await db.transaction((tx) => openSession(tx, member, stand.clock.now))
  return {
    id: member.id,
    token,
    call: (method, path, body, headers) => call(stand.url, token, method, path, body, headers),
    link: async () => `${stand.url}/app/?code=${await newLink(db, member, stand.clock.now)}`,
  }
}

/** One request of the API with a token, or without one. */
export async function call<T>(
  url: string,
  token: string | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token !== null && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, body: (text ? JSON.parse(text) : null) as T, headers: response.headers }
}

/** Init data as Telegram signs it for a person who opens the app from a bot. */
export function initDataOf(
  person: { id: number; first_name?: string; language_code?: string },
  token: string,
  at: Date,
): Promise<string> {
  const user = { id: person.id, first_name: person.first_name ?? 'Анна', language_code: person.language_code ?? 'ru' }
  return sign({ user, query_id: crypto.randomUUID() }, token, at)
}
