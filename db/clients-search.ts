import { NAME_WORDS, nameQuery } from './namewords.ts'
import type { Param, Sql } from './sql.ts'

/** A client as lists show them. */
export type ListedClient = {
  id: number
  name: string | null
  phone: string | null
  username: string | null
  tags: string[]
  vip: boolean
  barred: boolean
  /** Visits that took place, and those to which they did not come. */
  visits: number
  noShows: number
  lastVisit: Date | null
  nextVisit: Date | null
}

export type ClientFilter = 'away' | 'no_shows' | 'barred'

export type ClientSearch = {
  businessId: number
  /** What was typed: the beginning of any word of a name, a phone or its end, «@» and a public name. */
  search: string
  filter: ClientFilter | null
  tag: string | null
  /** Of a master: only who visited them. */
  resourceId: number | null
  /** Ids below it: the next page. */
  before: number | null
  limit: number
  now: Date
}

/** Without a visit for this long a client has been away. */
const AWAY_DAYS = 60
/** Fewer digits could be anybody's. */
const FEWEST_DIGITS = 4

/** True for a visit that took place. */
const CAME = `status in ('arrived', 'paid')`
export const AHEAD = `status in ('booked', 'confirmed')`

/** Clients of a business, the newest first. A master never finds anybody by phone: they are not shown it. */
export async function listClients(sql: Sql, wanted: ClientSearch): Promise<ListedClient[]> {
  const params: Param[] = [wanted.businessId, wanted.now, wanted.limit]
  const param = (value: Param) => `$${params.push(value)}`
  const conditions = ['c.business_id = $1', 'c.merged_into is null', 'c.erased_at is null']
  if (wanted.before !== null) conditions.push(`c.id < ${param(wanted.before)}`)
  if (wanted.resourceId !== null) conditions.push(visited(param(wanted.resourceId)))
  if (wanted.tag !== null) conditions.push(`c.tags @> array[${param(wanted.tag)}]::text[]`)
  if (wanted.filter) conditions.push(FILTERS[wanted.filter])
  const search = wanted.search.trim()
  if (search) conditions.push(found(search, wanted.resourceId === null, param))
  return sql.query<ListedClient>(
    `select c.id, c.name, c.phone, to_json(c.tags) as tags, c.vip, c.barred_at is not null as barred,
       (select i.username from identities i where i.client_id = c.id and i.username is not null order by i.id limit 1)
         as username, s.visits, s."noShows", s."lastVisit", s."nextVisit"
     from (select * from clients c where ${conditions.join(' and ')} order by c.id desc limit $3) c,
       lateral (${STATS}) s order by c.id desc`,
    params,
  )
}

/** What lists and cards count of the visits of a client `c`; `$2` is now. */
export const STATS = `select count(*) filter (where a.${CAME})::int as visits,
  count(*) filter (where a.status = 'no_show')::int as "noShows",
  count(*) filter (where a.status = 'cancelled' and a.cancelled_by in ('client', 'member'))::int as cancelled,
  count(*) filter (where a.cancelled_late)::int as "lateCancels",
  max(a.starts_at) filter (where a.${CAME}) as "lastVisit",
  min(a.starts_at) filter (where a.${AHEAD} and a.starts_at > $2::timestamptz) as "nextVisit"
  from appointments a where a.client_id = c.id and not a.test`

/** True for a client `c` who was or will be with this master. */
export const visited = (resource: string) => `exists (select 1 from appointments a
  join appointment_parts p on p.appointment_id = a.id and p.resource_id = ${resource}
  where a.client_id = c.id and a.business_id = c.business_id and a.status not in ('held', 'cancelled'))`

const any = (condition: string) => `exists (select 1 from appointments a where a.client_id = c.id and ${condition})`

const FILTERS: Record<ClientFilter, string> = {
  away: `${any(`a.${CAME}`)} and not ${any(
    `a.status in ('arrived', 'paid', 'booked', 'confirmed') and a.starts_at > $2::timestamptz - interval '${AWAY_DAYS} days'`,
  )}`,
  no_shows: any(`a.status = 'no_show'`),
  barred: 'c.barred_at is not null',
}

function found(search: string, byPhone: boolean, param: (value: Param) => string): string {
  const digits = search.replace(/\D/g, '')
  if (search.startsWith('@')) {
    const begins = `${likeSafe(search.slice(1).toLowerCase())}%`
    return `c.id in (select i.client_id from identities i where i.business_id = $1 and lower(i.username) like ${param(begins)})`
  }
  if (digits.length >= FEWEST_DIGITS && !/\p{L}/u.test(search)) {
    if (!byPhone) return 'false'
    if (digits.length === FEWEST_DIGITS) return `right(c.phone, 4) = ${param(digits)}`
    if (digits.length < 10) return `c.phone like ${param(`%${digits}%`)}`
    // However the country is written, the last ten digits tell.
    return `(right(c.phone, 4) = ${param(digits.slice(-4))} and c.phone like ${param(`%${digits.slice(-10)}`)})`
  }
  const words = nameQuery(search)
  return words === null ? 'false' : `${NAME_WORDS.replace('name', 'c.name')} @@ ${param(words)}::tsquery`
}

const likeSafe = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/** Tags that clients of a business have, the most used first. */
export async function tagsOf(sql: Sql, businessId: number): Promise<{ tag: string; count: number }[]> {
  return sql.query(
    `select tag, count(*)::int as count from clients c, unnest(c.tags) tag
     where c.business_id = $1 and c.merged_into is null and c.tags <> '{}' group by tag order by count(*) desc, tag limit 100`,
    [businessId],
  )
}
