import { newSecret } from './access.ts'
import { type By, logChange } from './changes.ts'
import type { RowFact } from './kpi/rows.ts'
import { sha256 } from './secrets.ts'
import type { Sql, Tx } from './sql.ts'

/** A table that another program reads at an address of its own. */
export type Feed = {
  id: number
  fact: RowFact
  language: 'ru' | 'en'
  /** Who made it; null: a program, or somebody who is gone. */
  by: string | null
  createdAt: Date
  /** When it was last read; null: never. */
  readAt: Date | null
}

const FEEDS = `select f.id, f.fact, f.language, m.name as by, f.created_at as "createdAt", f.read_at as "readAt"
  from feeds f left join members m on m.id = f.member_id`

/** The feeds of a business, the latest first. */
export const feedsOf = (sql: Sql, businessId: number): Promise<Feed[]> =>
  sql.query<Feed>(`${FEEDS} where f.business_id = $1 order by f.id desc`, [businessId])

/** Makes a feed. Its token is nowhere else: what is kept is a hash of it. */
export async function addFeed(
  tx: Tx,
  { businessId, memberId, now }: By,
  { fact, language }: Pick<Feed, 'fact' | 'language'>,
): Promise<{ token: string; feed: Feed }> {
  const token = newSecret()
  const [made] = await tx.query<{ id: number }>(
    `insert into feeds (business_id, fact, language, token_hash, member_id, created_at)
     values ($1, $2, $3, $4, $5, $6::timestamptz) returning id`,
    [businessId, fact, language, await sha256(token), memberId, now],
  )
  const { id } = made!
  await logChange(tx, { ...about(id), businessId, memberId, at: now, action: 'added', after: { fact } })
  const [feed] = await tx.query<Feed>(`${FEEDS} where f.business_id = $1 and f.id = $2`, [businessId, id])
  return { token, feed: feed! }
}

/** Closes the address of a feed for ever; false when there is none. */
export async function removeFeed(tx: Tx, { businessId, memberId, now }: By, id: number): Promise<boolean> {
  const [gone] = await tx.query<{ fact: string }>(
    'delete from feeds where business_id = $1 and id = $2 returning fact',
    [businessId, id],
  )
  if (gone) await logChange(tx, { ...about(id), businessId, memberId, at: now, action: 'removed', before: gone })
  return gone !== undefined
}

const about = (objectId: number) => ({ object: 'feed', objectId })

/** Whose rows a token opens, noting that they are read; null when it opens none. */
export async function readFeed(
  sql: Sql,
  token: string,
  now: Date,
): Promise<{ businessId: number; fact: RowFact; language: 'ru' | 'en' } | null> {
  const [feed] = await sql.query<{ businessId: number; fact: RowFact; language: 'ru' | 'en' }>(
    `update feeds set read_at = $2::timestamptz where token_hash = $1 returning business_id as "businessId", fact, language`,
    [await sha256(token), now],
  )
  return feed ?? null
}
