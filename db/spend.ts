import type { Kopecks } from '../domain/catalog.ts'
import type { SpendRow } from '../domain/kpi/spendcsv.ts'
import { type By, logChange } from './changes.ts'
import { json, type Sql, type Tx } from './sql.ts'

export type Via = 'typed' | 'csv' | 'api'
export type ListedSpend = SpendRow & { id: number; via: Via; version: number; updatedAt: Date }

/** Spend of days, the newest first. */
export function listSpend(
  sql: Sql,
  wanted: { businessId: number; from: string; to: string; skip: number; limit: number },
): Promise<ListedSpend[]> {
  return sql.query<ListedSpend>(
    `select id, day::text as day, channel, campaign, amount, clicks, via, version, updated_at as "updatedAt" from ad_spend
     where business_id = $1 and day between $2::date and $3::date order by ad_spend.day desc, channel, campaign nulls first, id
     offset $4 limit $5`,
    [wanted.businessId, wanted.from, wanted.to, wanted.skip, wanted.limit],
  )
}

/** What writing rows does: how many are new, how many change what stood there, how many stand there already. */
export type SpendOutcome = { added: number; changed: number; same: number; amount: Kopecks }

const ROWS = 'jsonb_to_recordset($2::jsonb) as r(day date, channel text, campaign text, amount bigint, clicks integer)'

/** What `saveSpend` would do, without doing it. */
export async function previewSpend(sql: Sql, businessId: number, rows: readonly SpendRow[]): Promise<SpendOutcome> {
  const [row] = await sql.query<SpendOutcome>(
    `select count(*) filter (where s.id is null)::int as added,
       count(*) filter (where s.id is not null and (s.amount, s.clicks) is distinct from (r.amount, r.clicks))::int as changed,
       count(*) filter (where s.id is not null and (s.amount, s.clicks) is not distinct from (r.amount, r.clicks))::int as same,
       coalesce(sum(r.amount), 0)::bigint as amount
     from ${ROWS} left join ad_spend s on s.business_id = $1 and s.day = r.day and s.channel = r.channel
       and s.campaign is not distinct from r.campaign`,
    [businessId, json(rows)],
  )
  return row!
}

/**
 * Writes spend, all rows or none: what stands for a day, channel and campaign is replaced, so that the same file twice changes nothing.
 * No row may come twice.
 */
export async function saveSpend(tx: Tx, by: By, rows: readonly SpendRow[], via: Via): Promise<SpendOutcome> {
  const { businessId, memberId, now } = by
  const written = await tx.query<{ id: number; version: number }>(
    `insert into ad_spend (business_id, day, channel, campaign, amount, clicks, via, member_id, updated_at)
     select $1, r.day, r.channel, r.campaign, r.amount, r.clicks, $3, $4, $5::timestamptz from ${ROWS}
     order by r.day, r.channel, r.campaign
     on conflict on constraint ad_spend_once do update set amount = excluded.amount, clicks = excluded.clicks, via = excluded.via,
       member_id = excluded.member_id, updated_at = excluded.updated_at, version = ad_spend.version + 1
       where (ad_spend.amount, ad_spend.clicks) is distinct from (excluded.amount, excluded.clicks)
     returning id, version`,
    [businessId, json(rows), via, memberId, now],
  )
  const amount = rows.reduce((sum, row) => sum + row.amount, 0)
  const added = written.filter(({ version }) => version === 1).length
  const outcome = { added, changed: written.length - added, same: rows.length - written.length, amount }
  const [first] = written
  if (first) {
    const days = rows.map(({ day }) => day).toSorted()
    const what = rows.length === 1 ? rows[0] : { ...outcome, from: days[0], to: days.at(-1) }
    const change = {
      object: 'spend',
      objectId: first.id,
      action: via === 'typed' ? 'saved' : 'imported',
      after: { ...what, via },
    }
    await logChange(tx, { businessId, memberId, at: now, ...change })
  }
  return outcome
}

/** Takes a row of spend out; false when it is gone. */
export async function removeSpend(tx: Tx, { businessId, memberId, now }: By, id: number): Promise<boolean> {
  const [before] = await tx.query(
    `delete from ad_spend where business_id = $1 and id = $2
     returning day::text as day, channel, campaign, amount, clicks, via`,
    [businessId, id],
  )
  if (!before) return false
  await logChange(tx, { businessId, memberId, at: now, object: 'spend', objectId: id, action: 'removed', before })
  return true
}
