import { json, type Tx } from './sql.ts'

export type Kept = { status: number; body: unknown }

/**
 * Takes the caller's key for a create, in its transaction: null when it is new, the answer that was given when it is a retry, `other`
 * when another request came under the same key. Who comes at the same moment waits for the first to finish. `since`: what was answered
 * before it is forgotten, and the key is new.
 */
export async function takeKey(
  tx: Tx,
  request: { businessId: number; key: string; hash: string; now: Date; since?: Date },
): Promise<Kept | 'other' | null> {
  const { businessId, key, hash, now, since } = request
  const [taken] = await tx.query(
    `insert into answered (business_id, key, request_hash, status, at) values ($1, $2, $3, 0, $4::timestamptz)
     on conflict (business_id, key) do update set request_hash = $3, status = 0, body = null, at = $4::timestamptz
       where answered.at <= $5::timestamptz returning 1`,
    [businessId, key, hash, now, since],
  )
  if (taken) return null
  const [known] = await tx.query<Kept & { hash: string }>(
    'select status, body, request_hash as hash from answered where business_id = $1 and key = $2',
    [businessId, key],
  )
  return known?.hash === hash ? { status: known.status, body: known.body } : 'other'
}

/** Keeps what was answered under a key that was taken in the same transaction. */
export async function keepAnswer(tx: Tx, businessId: number, key: string, { status, body }: Kept): Promise<void> {
  await tx.query('update answered set status = $3, body = $4::jsonb where business_id = $1 and key = $2', [
    businessId,
    key,
    status,
    json(body),
  ])
}
