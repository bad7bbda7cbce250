import type { Span } from '../domain/catalog.ts'
import type { Role } from '../domain/roles.ts'
import { json, type Sql, type Tx } from './sql.ts'

/** Somebody who may use the staff app of a business. */
export type Member = {
  id: number
  businessId: number
  name: string
  role: Role
  channelId: number | null
  externalId: string | null
  /** Of a master: whose schedule is theirs. */
  resourceId: number | null
  onDuty: boolean
  dutyHours: Span[][] | null
  language: 'ru' | 'en'
  preferences: Record<string, unknown>
  version: number
}

const MEMBER = `m.id, m.business_id as "businessId", m.name, m.role, m.channel_id as "channelId",
  m.external_id as "externalId", m.resource_id as "resourceId", m.on_duty as "onDuty", m.duty_hours as "dutyHours",
  m.language, m.preferences, m.version`

/** The members of a business, by role and name. */
export async function membersOf(sql: Sql, businessId: number): Promise<Member[]> {
  return sql.query<Member>(
    `select ${MEMBER} from members m where m.business_id = $1 and m.removed_at is null
     order by array_position(array['owner', 'admin', 'manager', 'master'], m.role), m.name, m.id`,
    [businessId],
  )
}

/** A member of a business; null when there is none or they left. */
export async function memberOf(sql: Sql, businessId: number, id: number): Promise<Member | null> {
  const [row] = await sql.query<Member>(
    `select ${MEMBER} from members m where m.business_id = $1 and m.id = $2 and m.removed_at is null`,
    [businessId, id],
  )
  return row ?? null
}

/** The member whom a session that still runs belongs to, by the hash of its token; null when there is none, or they left. */
export async function memberOfSession(sql: Sql, tokenHash: string, now: Date): Promise<Member | null> {
  const [row] = await sql.query<Member>(
    `select ${MEMBER} from staff_sessions s join members m on m.business_id = s.business_id and m.id = s.member_id
     where s.token_hash = $1 and s.expires_at > $2::timestamptz and m.removed_at is null`,
    [tokenHash, now],
  )
  return row ?? null
}

/** The member behind a person of a channel; null when they are none. */
export async function memberAt(sql: Sql, channelId: number, externalId: string): Promise<Member | null> {
  const [row] = await sql.query<Member>(
    `select ${MEMBER} from members m where m.channel_id = $1 and m.external_id = $2 and m.removed_at is null`,
    [channelId, externalId],
  )
  return row ?? null
}

/** Where the same person of Telegram is a member, here among them: businesses with the member's id in each. */
export async function businessesOf(
  sql: Sql,
  member: Member,
): Promise<{ id: number; name: string; memberId: number }[]> {
  return sql.query(
    `select b.id, b.name, min(m.id) as "memberId" from members m join businesses b on b.id = m.business_id
       join channels c on c.id = m.channel_id and c.kind = 'telegram'
     where m.external_id = $1 and m.removed_at is null
       and exists (select 1 from channels own where own.id = $2 and own.kind = 'telegram')
     group by b.id, b.name order by b.name, b.id`,
    [member.externalId, member.channelId],
  )
}

export type MemberChange = Partial<
  Pick<Member, 'name' | 'role' | 'resourceId' | 'onDuty' | 'dutyHours' | 'language' | 'preferences'>
>

/** Changes a member who is still as the caller saw them; null otherwise. */
export async function changeMember(
  tx: Tx,
  { businessId, id, version, change }: { businessId: number; id: number; version: number; change: MemberChange },
): Promise<Member | null> {
  const has = (key: keyof MemberChange) => change[key] !== undefined
  const [row] = await tx.query<Member>(
    `update members m set name = coalesce($4, name), role = coalesce($5, role),
       resource_id = case when $6 then $7::bigint else resource_id end, on_duty = coalesce($8, on_duty),
       duty_hours = case when $9 then $10::jsonb else duty_hours end, language = coalesce($11, language),
       preferences = preferences || coalesce($12::jsonb, '{}'), version = version + 1
     where business_id = $1 and id = $2 and version = $3 and removed_at is null returning ${MEMBER}`,
    [
      businessId,
      id,
      version,
      change.name,
      change.role,
      has('resourceId'),
      change.resourceId,
      change.onDuty,
      has('dutyHours'),
      json(change.dutyHours),
      change.language,
      json(change.preferences),
    ],
  )
  return row ?? null
}

/** Takes a member's access away, with all their sessions; false when they had none. */
export async function removeMember(tx: Tx, businessId: number, id: number, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `with out as (delete from staff_sessions where business_id = $1 and member_id = $2)
     update members set removed_at = $3::timestamptz, version = version + 1
     where business_id = $1 and id = $2 and removed_at is null returning 1`,
    [businessId, id, now],
  )
  return rows.length === 1
}

/** The owner of a business whom only links let in so far, made when there is no owner at all; null when the bot knows one. */
export async function ownerByLink(tx: Tx, businessId: number, name: string, now: Date): Promise<Member | null> {
  const [known] = await tx.query<Member>(
    `select ${MEMBER} from members m where m.business_id = $1 and m.role = 'owner' and m.removed_at is null
     order by m.channel_id nulls last, m.id limit 1`,
    [businessId],
  )
  if (known) return known.channelId === null ? known : null
  const [made] = await tx.query<{ id: number }>(
    `insert into members (business_id, name, role, created_at) values ($1, $2, 'owner', $3::timestamptz) returning id`,
    [businessId, name, now],
  )
  return memberOf(tx, businessId, made!.id)
}

/**
 * True when a business has but one owner, who can be neither removed nor made anything else. Until the end of the transaction
 * nobody else is asked: two owners who remove each other would leave none.
 */
export async function isLastOwner(tx: Tx, businessId: number): Promise<boolean> {
  const [, [row]] = await Promise.all([
    tx.query('select 1 from businesses where id = $1 for no key update', [businessId]),
    tx.query<{ count: number }>(
      `select count(*)::int as count from members where business_id = $1 and role = 'owner' and removed_at is null`,
      [businessId],
    ),
  ])
  return row!.count <= 1
}
