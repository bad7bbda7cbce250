import type { Role } from '../domain/roles.ts'
import type { Sql, Tx } from './sql.ts'

/** An invitation that waits for its one person. */
export type PendingInvite = {
  id: number
  role: Role
  name: string | null
  resourceId: number | null
  createdAt: Date
  expiresAt: Date
}

/** Invitations that nobody has used, and that still may be. */
export async function pendingInvites(sql: Sql, businessId: number, now: Date): Promise<PendingInvite[]> {
  return sql.query<PendingInvite>(
    `select id, role, name, resource_id as "resourceId", created_at as "createdAt", expires_at as "expiresAt" from invites
     where business_id = $1 and used_at is null and expires_at > $2::timestamptz order by id desc`,
    [businessId, now],
  )
}

/** Makes an invitation useless; its role, or null when it is gone already. */
export async function revokeInvite(tx: Tx, businessId: number, id: number): Promise<Role | null> {
  const [row] = await tx.query<{ role: Role }>(
    'delete from invites where business_id = $1 and id = $2 and used_at is null returning role',
    [businessId, id],
  )
  return row?.role ?? null
}

/** The username of the business's bot, by which people come to it; null when none is connected. */
export async function botName(sql: Sql, businessId: number): Promise<string | null> {
  const [row] = await sql.query<{ username: string | null }>(
    `select profile ->> 'username' as username from channels
     where business_id = $1 and kind = 'telegram' and credentials is not null and profile is not null order by id limit 1`,
    [businessId],
  )
  return row?.username ?? null
}
