import type { Period } from '../../domain/kpi/period.ts'
import { datesOf } from '../../domain/kpi/period.ts'
import type { Sql } from '../sql.ts'

export type Spent = { amount: number; clicks: number | null }

/** What was spent on advertising in a period, by day, channel or campaign as asked; nothing was written down: no rows. */
export function spendBy<const K extends 'day' | 'source' | 'campaign' = never>(
  sql: Sql,
  businessId: number,
  { from, to }: Period,
  keys: readonly K[] = [],
): Promise<(Spent & Pick<{ day: string; source: string; campaign: string | null }, K>)[]> {
  return sql.query(spendSql(keys), [businessId, from, to])
}

/** Its SQL: business, first and last day. */
export const spendSql = (keys: readonly ('day' | 'source' | 'campaign')[]) =>
  `select ${keys.map((key) => (key === 'day' ? 'day::text as day, ' : `${key}, `)).join('')}
     sum(amount)::bigint as amount, sum(clicks)::int as clicks
   from bi_spend where business_id = $1 and day between $2::date and $3::date
   ${keys.length > 0 ? `group by ${keys.join(', ')} order by ${keys.join(', ')}` : 'having count(*) > 0'}`

/**
 * Operating costs that fall into a period, by kind: business, first and last day. Each lies on its days evenly, in whole kopecks: kopecks up to
 * the end of the period less those before it, so that no rounding is lost between periods.
 */
export const COSTS = `select kind, sum(amount * (least(last_day, $3::date) - first_day + 1) / (last_day - first_day + 1)
     - amount * greatest(0, $2::date - first_day) / (last_day - first_day + 1))::bigint as amount
   from bi_costs where business_id = $1 and first_day <= $3::date and last_day >= $2::date group by kind order by kind`

/** The same as rows. */
export function costsBy(
  sql: Sql,
  businessId: number,
  { from, to }: Period,
): Promise<{ kind: string; amount: number }[]> {
  return sql.query(COSTS, [businessId, from, to])
}

/** What the assistant costs by the costs that are written down: its start, paid once, and a period of it. */
export async function assistantPrice(
  sql: Sql,
  businessId: number,
  { from, to }: Period,
): Promise<{ setup: number; running: number }> {
  const [row] = await sql.query<{ setup: number; running: number }>(
    `select coalesce(sum(amount) filter (where first_day = last_day and first_day <= $3::date), 0)::bigint as setup,
       coalesce(sum(amount * (least(last_day, $3::date) - greatest(first_day, $2::date) + 1) / (last_day - first_day + 1))
         filter (where first_day < last_day and first_day <= $3::date and last_day >= $2::date), 0)::bigint as running
     from bi_costs where business_id = $1 and kind = 'assistant'`,
    [businessId, from, to],
  )
  return row!
}

export type Takings = { day: string; received: number; refunded: number }

/** Money of each day of a period as it came and went, by the branch's clock; a day without any is 0. */
export async function takingsOf(sql: Sql, businessId: number, period: Period): Promise<Takings[]> {
  const rows = await sql.query<Takings>(
    `select day::text as day, coalesce(sum(amount) filter (where amount > 0), 0)::bigint as received,
       coalesce(-sum(amount) filter (where amount < 0), 0)::bigint as refunded
     from bi_payments where business_id = $1 and at >= $2::date - interval '15 hours' and at < $3::date + interval '39 hours'
       and day between $2::date and $3::date group by day`,
    [businessId, period.from, period.to],
  )
  const known = new Map(rows.map((row) => [row.day, row]))
  return datesOf(period).map((day) => known.get(day) ?? { day, received: 0, refunded: 0 })
}
