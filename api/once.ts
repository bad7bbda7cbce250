import type { Context } from 'hono'
import { keepAnswer, takeKey } from '../db/answered.ts'
import { sha256 } from '../db/secrets.ts'
import type { Db, Tx } from '../db/sql.ts'
import type { Env } from './auth/actor.ts'
import { refused } from './routing.ts'

/** The `Idempotency-Key` of a request; null when it has none, or none that can be one. */
export function keyOf(c: Context): string | null {
  const given = c.req.header('Idempotency-Key')
  return given && /^[\w-]{8,100}$/.test(given) ? given : null
}

/** The refusal of a create that must have a key. */
export const keyless = (c: Context): never =>
  refused(c, 'bad_request', 'Нужен заголовок Idempotency-Key: 8–100 букв, цифр, дефисов.')

/**
 * Makes something once per `Idempotency-Key`: a retry gets the answer of the first time, another request under the key `other`. Without
 * the header each request makes anew.
 */
export async function once<T>(
  c: Context<Env>,
  db: Db,
  now: Date,
  request: unknown,
  make: (tx: Tx) => Promise<T>,
): Promise<T | 'other'> {
  const given = keyOf(c)
  if (given === null) return db.transaction(make)
  const { businessId, member } = c.var.actor
  const key = `${member?.id ?? 'key'}:${given}`
  const hash = await sha256(`${c.req.method} ${c.req.path} ${JSON.stringify(request)}`)
  return onceUnder(db, { businessId, key, hash, now }, make)
}

/** Makes something once under a key: a retry gets the answer of the first time, another request (by its hash) `other`. */
export async function onceUnder<T>(
  db: Db,
  request: Parameters<typeof takeKey>[1],
  make: (tx: Tx) => Promise<T>,
): Promise<T | 'other'> {
  const { businessId, key } = request
  return db.transaction(async (tx) => {
    const known = await takeKey(tx, request)
    if (known === 'other') return known
    if (known) return known.body as T
    const made = await make(tx)
    await keepAnswer(tx, businessId, key, { status: 201, body: made })
    return made
  })
}
