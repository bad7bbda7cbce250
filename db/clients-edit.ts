import { type By, logChange } from './changes.ts'
import { grantConsent, hasConsent } from './clients.ts'
import type { Sql, Tx } from './sql.ts'

/** What the consent to keep a name and a phone is about. */
export const PERSONAL_DATA = 'personal_data'

export type ClientFields = {
  name: string | null
  phone: string | null
  note: string | null
  tags: string[]
  vip: boolean
  /** The kind of channel in which they want to hear of us; null: where it comes about. */
  preferredChannel: string | null
}

/**
 * Writes a client down by hand. The caller has the consent if there is a phone; then it is recorded as given to the member. Returns the id.
 */
export async function createClient(
  tx: Tx,
  client: By & Pick<ClientFields, 'name' | 'phone' | 'note' | 'tags'> & { consent: boolean },
) {
  const { businessId, memberId, now } = client
  const [row] = await tx.query<{ id: number }>(
    `insert into clients (business_id, name, phone, note, tags, created_at)
     values ($1, $2, $3, $4, ${TAGS('$5')}, $6::timestamptz) returning id`,
    [businessId, client.name, client.consent ? client.phone : null, client.note, JSON.stringify(client.tags), now],
  )
  const id = row!.id
  if (client.consent) await consentByHand(tx, { ...client, clientId: id })
  await logChange(tx, { businessId, memberId, at: now, object: 'client', objectId: id, action: 'created' })
  return id
}

/** Records that a client told a member that they agree, to the newest text. */
export async function consentByHand(tx: Tx, given: By & { clientId: number }): Promise<void> {
  const { businessId, clientId, memberId, now } = given
  const [text] = await tx.query<{ version: number }>(
    'select max(version) as version from consent_texts where business_id = $1 and purpose = $2 having max(version) is not null',
    [businessId, PERSONAL_DATA],
  )
  const version = text?.version ?? 0
  await grantConsent(tx, { businessId, clientId, channelId: null, memberId, purpose: PERSONAL_DATA, version, now })
}

const TAGS = (param: string) => `array(select jsonb_array_elements_text(${param}::jsonb))`

export type EditedClient = ClientFields & { id: number; version: number; phoneVerified: boolean }

/** A client as they may be edited; null when there is none, or they were merged or erased. */
export async function editableClient(sql: Sql, businessId: number, id: number): Promise<EditedClient | null> {
  const [row] = await sql.query<EditedClient>(
    `select id, version, name, phone, phone_verified as "phoneVerified", note, to_json(tags) as tags, vip,
       preferred_channel as "preferredChannel" from clients
     where business_id = $1 and id = $2 and merged_into is null and erased_at is null for no key update`,
    [businessId, id],
  )
  return row ?? null
}

/**
 * Changes what is written down of a client whom `editableClient` has locked in this version. A phone that a messenger vouched for once is
 * taken as verified when it comes back, so that an undone edit loses nothing.
 */
export async function editClient(tx: Tx, by: By, client: EditedClient, change: Partial<ClientFields>): Promise<void> {
  const { businessId, memberId, now } = by
  const { id, version: _version, ...before } = client
  const next = { ...before, ...change }
  await tx.query(
    `update clients set name = $3, phone = $4, note = $5, tags = ${TAGS('$6')}, vip = $7, preferred_channel = $8, version = version + 1,
       phone_verified = case when $4::text is null then false when $4 = phone then phone_verified
         else exists (select 1 from changes g where g.business_id = $1 and g.object = 'client' and g.object_id = $2
           and g.before ->> 'phone' = $4 and (g.before ->> 'phoneVerified')::boolean) end
     where business_id = $1 and id = $2`,
    [businessId, id, next.name, next.phone, next.note, JSON.stringify(next.tags), next.vip, next.preferredChannel],
  )
  const keys = (Object.keys(change) as (keyof ClientFields)[]).filter(
    (key) => JSON.stringify(change[key]) !== JSON.stringify(before[key]),
  )
  const picked = (of: ClientFields) => Object.fromEntries(keys.map((key) => [key, of[key]]))
  const verified = keys.includes('phone') ? { phoneVerified: before.phoneVerified } : {}
  await logChange(tx, {
    businessId,
    memberId,
    at: now,
    object: 'client',
    objectId: id,
    action: 'changed',
    before: { ...picked(before), ...verified },
    after: picked(next),
  })
}

/** Puts a client on the block list with a reason, or (null) takes them off; false when there is no such client. */
export async function barClient(tx: Tx, by: By, id: number, reason: string | null): Promise<boolean> {
  const { businessId, memberId, now } = by
  const [row] = await tx.query<{ reason: string | null; at: Date | null }>(
    `update clients c set barred_at = case when $3::text is null then null else $4::timestamptz end, barred_reason = $3,
       version = c.version + 1
     from (select id, barred_at, barred_reason from clients where business_id = $1 and id = $2 and erased_at is null
       and merged_into is null for no key update) old
     where c.id = old.id returning old.barred_reason as reason, old.barred_at as at`,
    [businessId, id, reason, now],
  )
  if (!row) return false
  const [before, after] = [
    { barred: row.at !== null, reason: row.reason },
    { barred: reason !== null, reason },
  ]
  const action = reason === null ? 'unbarred' : 'barred'
  await logChange(tx, { businessId, memberId, at: now, object: 'client', objectId: id, action, before, after })
  return true
}

/** True when the client has agreed to have a name and a phone kept, and not taken it back. */
export const hasPersonalConsent = (sql: Sql, clientId: number): Promise<boolean> =>
  hasConsent(sql, clientId, PERSONAL_DATA)
