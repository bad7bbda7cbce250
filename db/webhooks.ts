import type { HookState } from '../domain/webhooks.ts'
import { type By, logChange } from './changes.ts'
import { json, type Sql, type Tx } from './sql.ts'

/** Addresses of one business at most. */
const MOST_WEBHOOKS = 10

export type Webhook = {
  id: number
  url: string
  kinds: string[]
  personal: boolean
  state: HookState
  failingSince: Date | null
  brokenAt: Date | null
  oldSecretUntil: Date | null
  version: number
  createdAt: Date
  /** Deliveries that wait for their try, and those that were given up. */
  waiting: number
  failed: number
  lastAt: Date | null
}

const COLUMNS = `w.id, w.url, to_json(w.kinds) as kinds, w.personal, w.state, w.failing_since as "failingSince", w.broken_at as "brokenAt",
  w.old_secret_until as "oldSecretUntil", w.version, w.created_at as "createdAt",
  (select count(*)::int from webhook_deliveries d where d.webhook_id = w.id and d.status = 'pending') as waiting,
  (select count(*)::int from webhook_deliveries d where d.webhook_id = w.id and d.status = 'failed') as failed,
  (select d.tried_at from webhook_deliveries d where d.webhook_id = w.id and d.tried_at is not null order by d.id desc limit 1) as "lastAt"`

/** Addresses of a business, the oldest first; one of them by its id. */
export function webhooksOf(sql: Sql, businessId: number, id?: number): Promise<Webhook[]> {
  return sql.query<Webhook>(
    `select ${COLUMNS} from webhooks w where w.business_id = $1 and ($2::bigint is null or w.id = $2) order by w.id`,
    [businessId, id],
  )
}

export type NewWebhook = { url: string; kinds: readonly string[]; personal: boolean; sealedSecret: string }

/** Adds an address; null: there are as many as there may be. */
export async function addWebhook(tx: Tx, by: By, given: NewWebhook): Promise<number | null> {
  const { businessId, memberId, now } = by
  // Two who add at the same time are counted one after the other.
  await tx.query('select 1 from businesses where id = $1 for no key update', [businessId])
  const { url, kinds, personal, sealedSecret } = given
  const [row] = await tx.query<{ id: number }>(
    `insert into webhooks (business_id, url, kinds, personal, secret, created_at)
     select $1, $2, array(select jsonb_array_elements_text($3::jsonb)), $4, $5, $6::timestamptz
     where (select count(*) from webhooks where business_id = $1) < $7 returning id`,
    [businessId, url, json(kinds), personal, sealedSecret, now, MOST_WEBHOOKS],
  )
  if (!row) return null
  const after = { url, kinds, personal }
  await logChange(tx, { businessId, memberId, at: now, object: 'webhook', objectId: row.id, action: 'added', after })
  return row.id
}

export type WebhookEdit = { url?: string; kinds?: readonly string[]; personal?: boolean; on?: boolean }

/** Changes an address. Switched on again, it gets what waited for it, and has a day for each of these. */
export async function editWebhook(
  tx: Tx,
  by: By,
  { id, version, ...edit }: WebhookEdit & { id: number; version: number },
): Promise<'done' | 'gone' | 'changed'> {
  const { businessId, memberId, now } = by
  const before = await lockWebhook(tx, businessId, id)
  if (!before) return 'gone'
  if (before.version !== version) return 'changed'
  const { url = before.url, kinds = before.kinds, personal = before.personal } = edit
  const isOn = before.state === 'on'
  const { on = isOn } = edit
  const state = on === isOn ? before.state : on ? 'on' : 'off'
  await tx.query(
    `update webhooks set url = $3, kinds = array(select jsonb_array_elements_text($4::jsonb)), personal = $5, state = $6,
       failing_since = case when $7 then null else failing_since end, broken_at = case when $7 then null else broken_at end,
       version = version + 1 where business_id = $1 and id = $2`,
    [businessId, id, url, json(kinds), personal, state, state !== before.state || url !== before.url],
  )
  if (state !== before.state)
    await tx.query(
      `update webhook_deliveries set attempts = 0, since = $3::timestamptz, due_at = $3::timestamptz,
         status = case when $4 then status else 'skipped' end
       where business_id = $1 and webhook_id = $2 and status = 'pending'`,
      [businessId, id, now, state === 'on'],
    )
  const after = { url, kinds, personal, state }
  const differing = Object.keys(after).filter((key) => {
    const name = key as keyof typeof after
    return JSON.stringify(before[name]) !== JSON.stringify(after[name])
  })
  const of = (values: Record<string, unknown>) => Object.fromEntries(differing.map((name) => [name, values[name]]))
  await logChange(tx, {
    businessId,
    memberId,
    at: now,
    object: 'webhook',
    objectId: id,
    action: 'changed',
    before: of(before),
    after: of(after),
  })
  return 'done'
}

/** Gives an address a new secret; the one before signs too until `oldUntil`. False: there is no such address. */
export async function rotateSecret(
  tx: Tx,
  by: By,
  { id, sealedSecret, oldUntil }: { id: number; sealedSecret: string; oldUntil: Date },
): Promise<boolean> {
  const { businessId, memberId, now } = by
  const rows = await tx.query(
    `update webhooks set old_secret = secret, old_secret_until = $4::timestamptz, secret = $3, version = version + 1
     where business_id = $1 and id = $2 returning 1`,
    [businessId, id, sealedSecret, oldUntil],
  )
  if (rows.length === 0) return false
  await logChange(tx, { businessId, memberId, at: now, object: 'webhook', objectId: id, action: 'secret' })
  return true
}

/** Takes an address away, with its log. */
export async function dropWebhook(tx: Tx, { businessId, memberId, now }: By, id: number): Promise<boolean> {
  const [row] = await tx.query<{ url: string }>(
    'delete from webhooks where business_id = $1 and id = $2 returning url',
    [businessId, id],
  )
  if (!row) return false
  await logChange(tx, {
    businessId,
    memberId,
    at: now,
    object: 'webhook',
    objectId: id,
    action: 'removed',
    before: { url: row.url },
  })
  return true
}

async function lockWebhook(tx: Tx, businessId: number, id: number) {
  const [row] = await tx.query<Pick<Webhook, 'url' | 'kinds' | 'personal' | 'state' | 'version'>>(
    'select url, to_json(kinds) as kinds, personal, state, version from webhooks where business_id = $1 and id = $2 for no key update',
    [businessId, id],
  )
  return row ?? null
}
