import type { Context } from 'hono'
import { keepAnswer, takeKey } from '../db/answered.ts'
import { sha256 } from '../db/secrets.ts'
import type { Db, Tx } from '../db/sql.ts'
import type { Env } from './auth/actor.ts'

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
  const given = c.req.header('Idempotency-Key')
  if (!given || !/^[\w-]{8,100}$/.test(given)) return db.transaction(make)
  const { businessId, member } = c.var.actor
  const key = `${member?.id ?? 'key'}:${given}`
  const hash = await sha256(`${c.req.method} ${c.req.path} ${JSON.stringify(request)}`)
  return db.transaction(async (tx) => {
    const known = await takeKey(tx, { businessId, key, hash, now })
    if (known === 'other') return known
    if (known) return known.body as T
    const made = await make(tx)
    await keepAnswer(tx, businessId, key, { status: 201, body: made })
    return made
  })
}
