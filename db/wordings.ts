import { type By, logChange } from './changes.ts'
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
  const which = [businessId, language, key]
  const stands = async () => {
    const [row] = await tx.query<Wording>(
      'select language, key, text, version from wordings where business_id = $1 and language = $2 and key = $3',
      which,
    )
    return row ?? null
  }
  const before = await stands()
  if ((before?.version ?? 0) !== version) return { ok: false, now: before }
  // Whoever was faster since has another version: then nothing is written.
  const written = await (text === null
    ? tx.query<Wording>(
        `with gone as (delete from wordings where business_id = $1 and language = $2 and key = $3 and version = $4
           returning language, key, text, version),
         touched as (update businesses set version = version + 1 where id = $1)
         select * from gone`,
        [...which, version],
      )
    : tx.query<Wording>(
        `with put as (insert into wordings as w (business_id, language, key, text) values ($1, $2, $3, $5)
           on conflict (business_id, language, key) do update set text = excluded.text, version = w.version + 1
             where w.version = $4
           returning language, key, text, version),
         touched as (update businesses set version = version + 1 where id = $1)
         select * from put`,
        [...which, version, text],
      ))
  if (written.length === 0 && (text !== null || before)) return { ok: false, now: await stands() }
  const after = text === null ? null : written[0]!
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
  return { ok: true, now: after }
}
