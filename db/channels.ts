import { json, type Sql } from './sql.ts'

export type ChannelRow = {
  id: number
  businessId: number
  kind: string
  key: string
  /** Encrypted; null for channels that need none. */
  credentials: string | null
  profile: unknown
  pollOffset: number
  lastError: string | null
  lastErrorAt: Date | null
}

const CHANNEL = `select id, business_id as "businessId", kind, key, credentials, profile, poll_offset as "pollOffset",
  last_error as "lastError", last_error_at as "lastErrorAt"
  from channels`

/** Every connected channel of a kind, of all businesses. */
export function channelsOf(sql: Sql, kind: string): Promise<ChannelRow[]> {
  return sql.query<ChannelRow>(`${CHANNEL} where kind = $1 order by id`, [kind])
}

/** The channel at an address (`/hooks/<kind>/<key>`, `/chat/<key>`); null when there is none. */
export async function channelByKey(sql: Sql, kind: string, key: string): Promise<ChannelRow | null> {
  const [row] = await sql.query<ChannelRow>(`${CHANNEL} where kind = $1 and key = $2`, [kind, key])
  return row ?? null
}

/** The channels of a kind, of all businesses, or the one with this key. */
export async function channelsOfKind(sql: Sql, kind: string, key: string | null = null): Promise<ChannelRow[]> {
  return sql.query<ChannelRow>(`${CHANNEL} where kind = $1 and ($2::text is null or key = $2) order by id`, [kind, key])
}

/** The channels to which a link can lead: the site's chat by its key, a bot by its name. */
export async function channelLinks(
  sql: Sql,
  businessId: number,
): Promise<{ kind: string; key: string; username: string | null }[]> {
  return sql.query(
    `select kind, key, profile ->> 'username' as username from channels
     where business_id = $1 and (kind = 'web'
       or kind in ('telegram', 'whatsapp', 'instagram') and nullif(profile ->> 'username', '') is not null) order by kind, id`,
    [businessId],
  )
}

/** One channel by its id; throws when it is gone. */
export async function channelById(sql: Sql, id: number): Promise<ChannelRow> {
  const [row] = await sql.query<ChannelRow>(`${CHANNEL} where id = $1`, [id])
  if (!row) throw new Error(`no channel ${id}`)
  return row
}

/** Connects a channel, or renews the credentials of the one at this address; returns its id. */
export async function connectChannel(
  sql: Sql,
  channel: { businessId: number; kind: string; key: string; credentials: string },
): Promise<number> {
  const [row] = await sql.query<{ id: number }>(
    `insert into channels (business_id, kind, key, credentials) values ($1, $2, $3, $4)
     on conflict (kind, key) do update set credentials = excluded.credentials
       where channels.business_id = excluded.business_id returning id`,
    [channel.businessId, channel.kind, channel.key, channel.credentials],
  )
  if (!row) throw new Error(`the address ${channel.kind}/${channel.key} belongs to another business`)
  return row.id
}

/** Puts others in the place of these credentials; nothing where they were changed meanwhile. */
export async function replaceCredentials(sql: Sql, id: number, before: string, after: string): Promise<void> {
  await sql.query('update channels set credentials = $3 where id = $1 and credentials = $2', [id, before, after])
}

/** How many messages per second a channel may send, and as many at once. */
export async function saveRate(sql: Sql, id: number, perSecond: number): Promise<void> {
  await sql.query('update channels set rate = $2, burst = $2 where id = $1', [id, perSecond])
}

/** Keeps what the platform says of the bot, and that it answers; what the owner has said of it stays. */
export async function saveProfile(sql: Sql, id: number, profile: unknown): Promise<void> {
  await sql.query(
    `update channels set last_error = null, last_error_at = null, profile = $2::jsonb ||
       case when profile ? 'humanAgent' then jsonb_build_object('humanAgent', profile -> 'humanAgent') else '{}' end where id = $1`,
    [id, json(profile)],
  )
}

/** True where the owner has said that what people write may be marked as theirs. */
export async function marksHumans(sql: Sql, id: number): Promise<boolean> {
  const [row] = await sql.query<{ marks: boolean }>(
    `select profile -> 'humanAgent' is not distinct from 'true' as marks from channels where id = $1`,
    [id],
  )
  return row?.marks ?? false
}

/** Says whether what people write may be marked as theirs. */
export async function saveMarksHumans(sql: Sql, id: number, on: boolean): Promise<void> {
  await sql.query(
    `update channels set profile = coalesce(profile, '{}') || jsonb_build_object('humanAgent', $2::boolean) where id = $1`,
    [id, on],
  )
}

/** Keeps why the channel does not work at the moment. */
export async function saveChannelError(sql: Sql, id: number, error: string, now: Date): Promise<void> {
  await sql.query('update channels set last_error = $2, last_error_at = $3::timestamptz where id = $1', [
    id,
    error,
    now,
  ])
}

/** It works again. */
export async function clearChannelError(sql: Sql, id: number): Promise<void> {
  await sql.query('update channels set last_error = null, last_error_at = null where id = $1', [id])
}

/** Becomes or stays the one node that polls this bot; false while another node does. */
export async function leasePoller(
  sql: Sql,
  lease: { channelId: number; node: string; now: Date; until: Date },
): Promise<boolean> {
  const rows = await sql.query(
    `update channels set poller = $2, poller_until = $4::timestamptz
     where id = $1 and (poller = $2 or poller_until is null or poller_until <= $3::timestamptz) returning 1`,
    [lease.channelId, lease.node, lease.now, lease.until],
  )
  return rows.length === 1
}

/** Lets another node poll at once. */
export async function releasePoller(sql: Sql, channelId: number, node: string): Promise<void> {
  await sql.query('update channels set poller = null, poller_until = null where id = $1 and poller = $2', [
    channelId,
    node,
  ])
}

/** All updates below `offset` are stored; kept only for the node that polls. */
export async function savePollOffset(
  sql: Sql,
  poller: { channelId: number; node: string; offset: number },
): Promise<void> {
  await sql.query('update channels set poll_offset = $3 where id = $1 and poller = $2', [
    poller.channelId,
    poller.node,
    poller.offset,
  ])
}

/** Seconds since the last refill. A refill that lies far ahead was written by a clock that ran wrong: it is not waited for. */
const ELAPSED = `case when refilled_at is null or refilled_at > $3::timestamptz + interval '5 seconds' then 0
  else greatest(0, date_part('epoch', $3::timestamptz - refilled_at)) end`
const TOKENS = `least(burst, tokens + rate * (${ELAPSED}))`
const REFILLED = `case when refilled_at > $3::timestamptz + interval '5 seconds' then $3::timestamptz
  else greatest(refilled_at, $3::timestamptz) end`

/**
 * Takes up to `count` tokens of the bot's shared send limit. When there is none, says after how many milliseconds the next
 * will be there, and how many lie between two.
 */
export async function takeTokens(
  sql: Sql,
  channelId: number,
  count: number,
  now: Date,
): Promise<{ taken: number; waitMs: number; gapMs: number }> {
  const [row] = await sql.query<{ taken: number; wait: number; gap: number }>(TAKE_TOKENS, [channelId, count, now])
  return { taken: row?.taken ?? 0, waitMs: row?.wait ?? 1000, gapMs: row?.gap ?? 0 }
}

const TAKE_TOKENS = `
with bot as (select id, ${TOKENS} as tokens, rate, ${REFILLED} as at from channels where id = $1 for no key update),
taken as (update channels c set refilled_at = bot.at, tokens = bot.tokens - least($2, floor(bot.tokens)) from bot
  where c.id = bot.id and bot.tokens >= 1)
select least($2, floor(greatest(tokens, 0)))::int as taken,
  ceil(1000 * greatest(0.02, (1 - tokens) / rate))::float8 as wait, 1000 / rate as gap from bot`
