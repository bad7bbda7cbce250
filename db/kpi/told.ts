import type { Kopecks } from '../../domain/catalog.ts'
import type { Sql } from '../sql.ts'
import { daysParams } from './facts.ts'
import type { Asked } from './read.ts'

/** What clients say of where they heard of the business. */
export type ToldSource = { source: string; leads: number; newClients: number; revenue: Kopecks }

/** Contacts of a period by what their clients say, the most named first. Counted from rows: few are asked. */
export function toldSources(sql: Sql, { businessId, period }: Asked): Promise<ToldSource[]> {
  return sql.query<ToldSource>(
    `select told_source as source, count(*)::int as leads, count(*) filter (where new_client)::int as "newClients",
       coalesce(sum(revenue), 0)::bigint as revenue
     from bi_told where business_id = $1 and created_at >= $4::timestamptz and created_at < $5::timestamptz
       and day between $2::date and $3::date group by told_source order by 2 desc, 1`,
    daysParams(businessId, period.from, period.to),
  )
}
