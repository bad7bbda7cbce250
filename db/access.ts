import type { Role } from '../domain/roles.ts'
import type { Member } from './members.ts'
import { memberAt, memberOf, memberOfSession } from './members.ts'
import { sha256 } from './secrets.ts'
import type { Sql, Tx } from './sql.ts'

/** A session lasts so long; work in the app goes on over it by signing in anew. */
const SESSION_HOURS = 12
/** A link signs in once, within this time. */
const LINK_MINUTES = 15
/** An invitation is good for one person, within this time. */
const INVITE_HOURS = 24

const HOUR_MS = 3_600_000

/** A random secret for a link or a session, 43 characters of base64url. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

export type Session = { token: string; expiresAt: Date }

/** Signs a member in; only the hash of the token is stored. */
export async function openSession(tx: Tx, member: Pick<Member, 'id' | 'businessId'>, now: Date): Promise<Session> {
  const token = newSecret()
  const expiresAt = new Date(now.getTime() + SESSION_HOURS * HOUR_MS)
  await tx.query(
    `insert into staff_sessions (token_hash, business_id, member_id, created_at, expires_at)
     values ($1, $2, $3, $4::timestamptz, $5::timestamptz)`,
    [await sha256(token), member.businessId, member.id, now, expiresAt],
  )
  return { token, expiresAt }
}

/** The member whom a session's token belongs to; null when it ended, never was, or they left. */
export async function memberBySession(sql: Sql, token: string, now: Date): Promise<Member | null> {
  return memberOfSession(sql, await sha256(token), now)
}

/** Ends a session. */
export async function closeSession(sql: Sql, token: string): Promise<void> {
  await sql.query('delete from staff_sessions where token_hash = $1', [await sha256(token)])
}

/** The code of a link that signs a member in once. */
export async function newLink(
  sql: Sql,
  member: Pick<Member, 'id' | 'businessId'>,
  now: Date,
  minutes = LINK_MINUTES,
): Promise<string> {
  const code = newSecret()
  await sql.query(
    'insert into sign_ins (hash, business_id, member_id, expires_at) values ($1, $2, $3, $4::timestamptz)',
    [await sha256(code), member.businessId, member.id, new Date(now.getTime() + minutes * 60_000)],
  )
  return code
}

/** Spends a link; null when it was used, is too old, or was never made. */
export async function spendLink(tx: Tx, code: string, now: Date): Promise<Member | null> {
  const [row] = await tx.query<{ business_id: number; member_id: number }>(
    `update sign_ins set used_at = $2::timestamptz where hash = $1 and used_at is null and member_id is not null
       and expires_at > $2::timestamptz returning business_id, member_id`,
    [await sha256(code), now],
  )
  return row ? memberOf(tx, row.business_id, row.member_id) : null
}

/** Remembers init data until it is too old anyway; false when it was used before. */
export async function spendInitData(tx: Tx, businessId: number, initData: string, until: Date, now: Date) {
  const rows = await tx.query(
    `insert into sign_ins (hash, business_id, expires_at, used_at) values ($1, $2, $3::timestamptz, $4::timestamptz)
     on conflict do nothing returning 1`,
    [await sha256(initData), businessId, until, now],
  )
  return rows.length === 1
}

export type Invitation = {
  businessId: number
  role: Role
  name: string | null
  /** Of a master: whose schedule becomes theirs. */
  resourceId: number | null
  createdBy: number | null
  now: Date
}

/** The token of a link that makes one person a member. */
export async function invite(tx: Tx, invitation: Invitation): Promise<{ id: number; token: string; expiresAt: Date }> {
  const { businessId, role, name, resourceId, createdBy, now } = invitation
  // Short: it travels in a start parameter of 64 characters.
  const token = newSecret().slice(0, 32)
  const expiresAt = new Date(now.getTime() + INVITE_HOURS * HOUR_MS)
  const [row] = await tx.query<{ id: number }>(
    `insert into invites (business_id, token_hash, role, name, resource_id, created_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7::timestamptz, $8::timestamptz) returning id`,
    [businessId, await sha256(token), role, name, resourceId, createdBy, now, expiresAt],
  )
  return { id: row!.id, token, expiresAt }
}

/**
 * Makes the person of a Telegram channel a member by an invitation of its business; somebody who is one already gets the new role,
 * but never less than they had. Null when the link was used, is too old, or is another business's.
 */
export async function acceptInvite(
  tx: Tx,
  person: { businessId: number; channelId: number; externalId: string; name: string; language: 'ru' | 'en' },
  token: string,
  now: Date,
): Promise<Member | null> {
  const [found] = await tx.query<{ id: number; role: Role; name: string | null; resource_id: number | null }>(
    `update invites set used_at = $3::timestamptz
     where business_id = $1 and token_hash = $2 and used_at is null and expires_at > $3::timestamptz
     returning id, role, name, resource_id`,
    [person.businessId, await sha256(token), now],
  )
  if (!found) return null
  const [member] = await tx.query<{ id: number }>(
    `insert into members as m (business_id, name, role, channel_id, external_id, resource_id, language, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8::timestamptz)
     on conflict (channel_id, external_id) do update set removed_at = null, version = m.version + 1,
       role = case when m.removed_at is null and array_position(array['owner', 'admin', 'manager', 'master'], m.role)
         < array_position(array['owner', 'admin', 'manager', 'master'], excluded.role) then m.role else excluded.role end,
       resource_id = coalesce(excluded.resource_id, m.resource_id)
     returning m.id`,
    [
      person.businessId,
      found.name ?? person.name,
      found.role,
      person.channelId,
      person.externalId,
      found.resource_id,
      person.language,
      now,
    ],
  )
  await tx.query('update invites set used_by = $2 where id = $1', [found.id, member!.id])
  return memberOf(tx, person.businessId, member!.id)
}

/**
 * Makes a person of a channel the member whom a one-time link is of, if that member has no chat yet and the person is no
 * member. The link is spent either way. Null when it was used, is too old, or is another business's.
 */
export async function claimByLink(
  tx: Tx,
  person: { businessId: number; channelId: number; externalId: string; code: string; now: Date },
): Promise<Member | null> {
  const member = await spendLink(tx, person.code, person.now)
  if (member?.businessId !== person.businessId) return null
  const [claimed] = await tx.query<{ id: number }>(
    `update members set channel_id = $3, external_id = $4, version = version + 1
     where business_id = $1 and id = $2 and channel_id is null
       and not exists (select 1 from members where channel_id = $3 and external_id = $4) returning id`,
    [person.businessId, member.id, person.channelId, person.externalId],
  )
  return claimed ? memberOf(tx, person.businessId, claimed.id) : memberAt(tx, person.channelId, person.externalId)
}
