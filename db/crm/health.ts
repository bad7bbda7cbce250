import type { Sql } from '../sql.ts'

/** How a mirror is: what waits, since when, and when something last went well. */
export type MirrorHealth = {
  businessId: number
  host: string
  state: string
  trouble: string | null
  code: string | null
  description: string | null
  failingSince: Date | null
  retryAt: Date | null
  /** Things of ours that are not yet there as they are here, and changes that were not looked at yet. */
  queue: number
  touched: number
  /** Since when the oldest of them waits. */
  oldest: Date | null
  /** Things that were refused again and again, with what the portal said of the last. */
  stuck: number
  lastError: string | null
  /** Contacts and deals that are mirrored. */
  contacts: number
  deals: number
  confirmedAt: Date | null
  eventAt: Date | null
  polledAt: Date | null
  /** Of the calendars whose times bind the offer the oldest reading; null: one of them was never read, or there are none. */
  busyReadAt: Date | null
  busyErrors: string[]
  /** Times that are taken there. */
  taken: number
  /** Masters to whose clients the portal writes by itself. */
  notifying: string[]
}

/** From so many attempts on a thing counts as stuck. */
const STUCK_ATTEMPTS = 3

/** What is only looked at again some time does not wait. */
const WAITS = 'due_at is not null and (wanted > confirmed or remote_id is null)'

/** The health of one mirror, or of all (`businessId` null). */
export function mirrorHealth(sql: Sql, businessId: number | null): Promise<MirrorHealth[]> {
  return sql.query<MirrorHealth>(
    `select p.business_id as "businessId", p.host, p.state, p.trouble, p.code, p.description, p.failing_since as "failingSince",
       p.retry_at as "retryAt", l.queue, (select count(*) from crm_touched t where t.business_id = p.business_id)::int as touched, l.oldest, l.stuck,
       (select x.last_error from crm_links x where x.business_id = p.business_id and x.due_at is not null and x.attempts >= $2
          order by x.id desc limit 1) as "lastError",
       l.contacts, l.deals, p.confirmed_at as "confirmedAt", p.event_at as "eventAt", p.polled_at as "polledAt",
       e."busyReadAt", e."busyErrors", e.notifying, (select count(*)::int from external_busy t where t.business_id = p.business_id) as taken
     from crm_portals p cross join lateral (
       select case when bool_and(c.read_at is not null) then min(c.read_at) end as "busyReadAt",
         coalesce(json_agg(distinct c.error) filter (where c.error is not null), '[]') as "busyErrors",
         coalesce(json_agg(distinct r.name) filter (where c.notifies), '[]') as notifying
       from external_calendars c join resources r on r.id = c.resource_id where c.business_id = p.business_id) e, lateral (
       select count(*) filter (where ${WAITS})::int as queue, min(touched_at) filter (where ${WAITS}) as oldest,
         count(*) filter (where due_at is not null and attempts >= $2)::int as stuck,
         count(*) filter (where kind = 'contact' and remote_id is not null)::int as contacts,
         count(*) filter (where kind = 'deal' and remote_id is not null)::int as deals
       from crm_links where business_id = p.business_id) l
     where p.state <> 'off' and ($1::bigint is null or p.business_id = $1) order by p.business_id`,
    [businessId, STUCK_ATTEMPTS],
  )
}
