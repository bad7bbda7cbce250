import { type By, logChange } from './changes.ts'
import type { Sql, Tx } from './sql.ts'

/** A version of a consent's text, with how many clients have agreed to it and not taken that back. */
export type ConsentVersion = {
  purpose: string
  version: number
  ru: string | null
  en: string | null
  createdAt: Date
  agreed: number
}

/** All versions of all consents, newest first. */
export async function consentVersions(sql: Sql, businessId: number): Promise<ConsentVersion[]> {
  return sql.query<ConsentVersion>(
    `select t.purpose, t.version, max(t.body) filter (where t.language = 'ru') as ru,
       max(t.body) filter (where t.language = 'en') as en, min(t.created_at) as "createdAt",
       (select count(*)::int from consents c where c.business_id = $1 and c.purpose = t.purpose
         and c.version = t.version and c.revoked_at is null) as agreed
     from consent_texts t where t.business_id = $1 group by t.purpose, t.version order by t.purpose desc, t.version desc`,
    [businessId],
  )
}

/**
 * Adds a new version of a consent; the earlier ones stay as they were agreed to. `version` is the newest that the caller saw, 0 for
 * none; null when there is a newer one.
 */
export async function addConsentVersion(
  tx: Tx,
  by: By,
  { purpose, version, ru, en }: { purpose: string; version: number; ru: string; en: string },
): Promise<number | null> {
  const { businessId, memberId, now } = by
  const rows = await tx.query<{ version: number }>(
    `insert into consent_texts (business_id, purpose, version, language, body, created_at)
     select $1, $2, $3 + 1, x.language, x.body, $6::timestamptz from (values ('ru', $4), ('en', $5)) x(language, body)
     where $3 = (select coalesce(max(version), 0) from consent_texts where business_id = $1 and purpose = $2)
     on conflict do nothing returning version`,
    [businessId, purpose, version, ru, en, now],
  )
  if (rows.length === 0) return null
  await logChange(tx, {
    businessId,
    at: now,
    memberId,
    object: 'consent',
    objectId: version + 1,
    action: 'added',
    after: { purpose, version: version + 1 },
  })
  return version + 1
}
