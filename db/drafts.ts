import { json, type Sql } from './sql.ts'

/** What a member typed and has not saved. */
export type StoredDraft = { key: string; value: unknown; savedAt: Date }

type Owner = { businessId: number; memberId: number }

/** A member's draft; null when there is none. */
export async function draftOf(sql: Sql, { businessId, memberId }: Owner, key: string): Promise<StoredDraft | null> {
  const [row] = await sql.query<StoredDraft>(
    `select key, body as value, updated_at as "savedAt" from drafts where business_id = $1 and member_id = $2 and key = $3`,
    [businessId, memberId, key],
  )
  return row ?? null
}

/** Keeps a member's draft; one that was written later stays. */
export async function saveDraft(sql: Sql, owner: Owner, { key, value, savedAt }: StoredDraft): Promise<void> {
  await sql.query(
    `insert into drafts (business_id, member_id, key, body, updated_at) values ($1, $2, $3, $4::jsonb, $5::timestamptz)
     on conflict (member_id, key) do update set body = excluded.body, updated_at = excluded.updated_at
     where drafts.updated_at <= excluded.updated_at`,
    [owner.businessId, owner.memberId, key, json(value), savedAt],
  )
}

/** Forgets a member's draft. */
export async function dropDraft(sql: Sql, { businessId, memberId }: Owner, key: string): Promise<void> {
  await sql.query('delete from drafts where business_id = $1 and member_id = $2 and key = $3', [
    businessId,
    memberId,
    key,
  ])
}
