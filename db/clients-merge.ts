import { logChange } from './changes.ts'
import { STATS } from './clients-search.ts'
import { replanReminders } from './reminders.ts'
import { json, list, type Sql, type Tx } from './sql.ts'

/** For so long a merge can be taken back. */
export const MERGE_DAYS = 30

/** One of two clients as they are compared before a merge. */
export type Twin = {
  id: number
  version: number
  name: string | null
  phone: string | null
  phoneVerified: boolean
  note: string | null
  tags: string[]
  vip: boolean
  barred: boolean
  createdAt: Date
  visits: number
  noShows: number
  lastVisit: Date | null
  nextVisit: Date | null
  channels: string[]
}

const TWIN = `select c.id, c.version, c.name, c.phone, c.phone_verified as "phoneVerified", c.note, to_json(c.tags) as tags, c.vip,
  c.barred_at is not null as barred, c.created_at as "createdAt", s.visits, s."noShows", s."lastVisit", s."nextVisit",
  to_json(array(select distinct ch.kind from identities i join channels ch on ch.id = i.channel_id where i.client_id = c.id)) as channels
  from clients c, lateral (${STATS}) s where c.business_id = $1 and c.merged_into is null and c.erased_at is null`

/** The client first, then others with the same phone, whether or not a messenger vouched for it; empty when there is no such client. */
export async function twinsOf(sql: Sql, businessId: number, id: number, now: Date): Promise<Twin[]> {
  return sql.query<Twin>(
    `${TWIN} and (c.id = $3 or c.phone = (select phone from clients where business_id = $1 and id = $3
       and merged_into is null and erased_at is null)) order by c.id <> $3, c.id limit 20`,
    [businessId, now, id],
  )
}

/** True when a messenger vouched to both for the same number: only then they are one person. */
export const samePerson = (a: Twin, b: Twin): boolean =>
  a.id !== b.id && a.phone !== null && a.phone === b.phone && a.phoneVerified && b.phoneVerified

/** What hangs on a client, and moves with a merge. Payments hang on visits. */
const MOVED = [
  'chats',
  'appointments',
  'identities',
  'leads',
  'notices',
  'feedback',
  'consents',
  'offers',
  'waitlist',
] as const
/** A merge of an earlier version of the program knows nothing of what came later. */
type Moved = Partial<Record<(typeof MOVED)[number], number[]>>

/** A consent that the other has given too stays where it is: of one text there is one in a channel. */
const CONDITION: Partial<Record<keyof Moved, string>> = {
  consents: `and (t.revoked_at is not null or not exists (select 1 from consents o where o.client_id = $3
    and o.purpose = t.purpose and o.version = t.version and o.channel_id is not distinct from t.channel_id
    and o.revoked_at is null))`,
  // Nobody waits twice for one service.
  waitlist: `and (t.status not in ('waiting', 'offered') or not exists (select 1 from waitlist o where o.client_id = $3
    and o.service_id = t.service_id and o.status in ('waiting', 'offered')))`,
}

type Fields = Pick<Twin, 'name' | 'note' | 'tags' | 'vip'> & {
  barredAt: Date | string | null
  barredReason: string | null
  preferredChannel: string | null
}
type Side = Fields & { id: number; version: number; phone: string | null; phoneVerified: boolean }

type Merge = {
  businessId: number
  memberId: number | null
  now: Date
  /** Who stays, as the caller saw them. */
  id: number
  version: number
  /** Who goes into them. */
  from: number
  fromVersion: number
}

/**
 * Puts one client into another: visits, dialogues, channels, contacts and consents go over, the empty client is kept to be taken out
 * again. Returns the line of the log by which to do so.
 */
export async function mergeClients(
  tx: Tx,
  merge: Merge,
): Promise<{ change: number } | 'gone' | 'changed' | 'different'> {
  const { businessId, id, from } = merge
  const sides = await lockedSides(tx, businessId, [id, from])
  const [into, other] = [sides.find((one) => one.id === id), sides.find((one) => one.id === from)]
  if (!into || !other || id === from) return 'gone'
  if (into.version !== merge.version || other.version !== merge.fromVersion) return 'changed'
  if (into.phone === null || into.phone !== other.phone || !into.phoneVerified || !other.phoneVerified)
    return 'different'
  return { change: await putInto(tx, { ...merge, into, other }) }
}

/**
 * Joins the client of a turn to another, both known by what messengers vouch for: as a merge, but nobody's dialogue is waited for. Null:
 * one of them is no more, or a dialogue of the one who goes is at work at this moment; then staff are left to do it.
 */
export async function joinClients(
  tx: Tx,
  join: { businessId: number; now: Date; id: number; from: number; chatId: number; by: 'phone' | 'link' },
): Promise<number | null> {
  const { businessId, id, from, chatId } = join
  await tx.query('update chats set client_id = $2 where id = $1 and client_id is distinct from $2', [chatId, from])
  const [free] = await tx.query<{ all: boolean }>(
    `with h as materialized (select id from chats where business_id = $1 and client_id = $2 order by id for no key update skip locked)
     select (select count(*) from h) = (select count(*) from chats where business_id = $1 and client_id = $2) as all`,
    [businessId, from],
  )
  if (!free!.all) return null
  const sides = await tx.query<Side>(`${SIDES} order by c.id for no key update of c`, [businessId, list([id, from])])
  const [into, other] = [sides.find((one) => one.id === id), sides.find((one) => one.id === from)]
  if (!into || !other || id === from) return null
  return putInto(tx, { ...join, memberId: null, into, other })
}

type Putting = { businessId: number; memberId: number | null; now: Date; into: Side; other: Side; by?: string }

/** Moves all that is the other's, both locked; returns the line of the log. */
async function putInto(tx: Tx, { businessId, memberId, now, into, other, by }: Putting): Promise<number> {
  const after: Fields = {
    name: into.name ?? other.name,
    note: [into.note, other.note].filter(Boolean).join('\n') || null,
    tags: [...new Set([...into.tags, ...other.tags])],
    vip: into.vip || other.vip,
    barredAt: into.barredAt ?? other.barredAt,
    barredReason: into.barredReason ?? other.barredReason,
    preferredChannel: into.preferredChannel ?? other.preferredChannel,
  }
  const [row] = await tx.query<{ moved: Moved }>(MERGE, [businessId, other.id, into.id, now, json(after)])
  await replanReminders(tx, businessId, now, into.id)
  return logChange(tx, {
    businessId,
    memberId,
    at: now,
    object: 'client',
    objectId: into.id,
    action: 'merged',
    before: fieldsOf(into),
    after: { ...after, from: other.id, moved: row!.moved, by },
  })
}

/** Takes a merged client out again with all that was theirs; what was written since stays with the other. */
export async function unmergeClients(
  tx: Tx,
  undo: { businessId: number; memberId: number | null; now: Date; id: number; change: number },
): Promise<{ from: number } | 'gone' | 'late'> {
  const { businessId, memberId, now, id } = undo
  const [line] = await tx.query<{ at: Date; before: Fields; after: Fields & { from: number; moved: Moved } }>(
    `select at, before, after from changes where business_id = $1 and id = $2 and object = 'client' and object_id = $3
       and action = 'merged' and undone_at is null and after ? 'moved' for no key update`,
    [businessId, undo.change, id],
  )
  if (!line) return 'gone'
  if (line.at.getTime() < now.getTime() - MERGE_DAYS * 86_400_000) return 'late'
  const { from, moved, ...after } = line.after
  const [into] = await lockedSides(tx, businessId, [id])
  if (!into) return 'gone'
  const fields = unlessEdited(fieldsOf(into), after, line.before)
  const back = await tx.query(UNMERGE, [businessId, from, id, now, json(fields), json(moved), undo.change])
  if (back.length === 0) return 'gone'
  await logChange(tx, {
    businessId,
    memberId,
    at: now,
    object: 'client',
    objectId: id,
    action: 'unmerged',
    after: { from },
  })
  return { from }
}

/** Dialogues before clients: that is the order in which a turn locks. */
async function lockedSides(tx: Tx, businessId: number, ids: readonly number[]): Promise<Side[]> {
  return tx.query<Side>(
    `with h as materialized (
       select id from chats where business_id = $1 and client_id = any($2::bigint[]) order by id for no key update)
     ${SIDES} and (select count(*) from h) >= 0 order by c.id for no key update of c`,
    [businessId, list(ids)],
  )
}

const SIDES = `select c.id, c.version, c.name, c.phone, c.phone_verified as "phoneVerified", c.note, to_json(c.tags) as tags, c.vip,
  c.barred_at as "barredAt", c.barred_reason as "barredReason", c.preferred_channel as "preferredChannel"
  from clients c where c.business_id = $1 and c.id = any($2::bigint[]) and c.merged_into is null and c.erased_at is null`

/** $1 business, $3 who stays, $5 what their card has now. */
const WRITE_FIELDS = `update clients set name = $5::jsonb ->> 'name', note = $5::jsonb ->> 'note',
  tags = array(select jsonb_array_elements_text($5::jsonb -> 'tags')), vip = ($5::jsonb ->> 'vip')::boolean,
  barred_at = ($5::jsonb ->> 'barredAt')::timestamptz, barred_reason = $5::jsonb ->> 'barredReason',
  preferred_channel = $5::jsonb ->> 'preferredChannel', version = version + 1
  where business_id = $1 and id = $3`

/** Moves all from $2 to $3; which rows went. */
const MERGE = `with ${MOVED.map(
  (table) => `${table}_moved as (
    update ${table} t set client_id = $3 where t.business_id = $1 and t.client_id = $2 ${CONDITION[table] ?? ''} returning t.id)`,
).join(', ')},
fields as (${WRITE_FIELDS}),
emptied as (update clients set merged_into = $3, merged_at = $4::timestamptz, version = version + 1 where business_id = $1 and id = $2)
select json_build_object(${MOVED.map(
  (table) => `'${table}', (select coalesce(json_agg(id order by id), '[]') from ${table}_moved)`,
).join(', ')}) as moved`

/** Gives the rows of $6 back to $2, if they are merged into $3 still; no row when they are not. */
const UNMERGE = `with back as (
  update clients set merged_into = null, merged_at = null, version = version + 1
  where business_id = $1 and id = $2 and merged_into = $3 returning id),
${MOVED.map(
  (
    table,
  ) => `${table}_back as (update ${table} t set client_id = $2 from back where t.business_id = $1 and t.client_id = $3
    and t.id in (select jsonb_array_elements_text($6::jsonb -> '${table}')::bigint))`,
).join(', ')},
fields as (${WRITE_FIELDS} and exists (select 1 from back)),
undone as (update changes set undone_at = $4::timestamptz where business_id = $1 and id = $7 and exists (select 1 from back))
select id from back`

const fieldsOf = ({ name, note, tags, vip, barredAt, barredReason, preferredChannel }: Fields): Fields => ({
  name,
  note,
  tags,
  vip,
  barredAt,
  barredReason,
  preferredChannel,
})

/** Each field as it was before the merge, but for those that somebody has changed since. */
function unlessEdited(now: Fields, merged: Fields, before: Fields): Fields {
  const same = (key: keyof Fields) => JSON.stringify(now[key]) === JSON.stringify(merged[key])
  return Object.fromEntries(
    (Object.keys(now) as (keyof Fields)[]).map((key) => [key, same(key) ? before[key] : now[key]]),
  ) as Fields
}
