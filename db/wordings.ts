import { logChange } from './changes.ts'
import type { By } from './editing.ts'
import type { Sql, Tx } from './sql.ts'

export type Language = 'ru' | 'en'
/** The owner's own wording of a text of the assistant. */
export type Wording = { language: Language; key: string; text: string; version: number }

/** All own wordings of a business. */
export async function wordingsOf(sql: Sql, businessId: number): Promise<Wording[]> {
  return sql.query<Wording>('select language, key, text, version from wordings where business_id = $1 order by key', [
    businessId,
  ])
}

export type Reworded = { ok: true; now: Wording | null } | { ok: false; now: Wording | null }

/**
 * Puts the owner's wording over a shipped text, or takes it away (`text` null). `version`: of the wording that the caller saw, 0 when
 * there was none. Catalogs are read anew.
 */
export async function reword(
  tx: Tx,
  by: By,
  { language, key, text, version }: { language: Language; key: string; text: string | null; version: number },
): Promise<Reworded> {
  const { businessId, memberId, now: at } = by
  // The business's row is the lock: a wording that is not there yet has none of its own.
  const [, [before]] = await Promise.all([
    tx.query('update businesses set version = version + 1 where id = $1', [businessId]),
    tx.query<Wording>(
      'select language, key, text, version from wordings where business_id = $1 and language = $2 and key = $3',
      [businessId, language, key],
    ),
  ])
  if ((before?.version ?? 0) !== version) return { ok: false, now: before ?? null }
  const [after] =
    text === null
      ? await tx.query<Wording>('delete from wordings where business_id = $1 and language = $2 and key = $3', [
          businessId,
          language,
          key,
        ])
      : await tx.query<Wording>(
          `insert into wordings as w (business_id, language, key, text) values ($1, $2, $3, $4)
           on conflict (business_id, language, key) do update set text = excluded.text, version = w.version + 1
           returning language, key, text, version`,
          [businessId, language, key, text],
        )
  const wording = (text: string | undefined) => ({ key, language, text: text ?? null })
  await logChange(tx, {
    businessId,
    at,
    memberId,
    object: 'text',
    objectId: businessId,
    action: 'changed',
    before: wording(before?.text),
    after: wording(after?.text),
  })
  return { ok: true, now: after ?? null }
}
