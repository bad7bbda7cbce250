import { json, type Sql, type Tx } from './sql.ts'

/** Who changes something, and when. */
export type By = { businessId: number; memberId: number | null; now: Date }

/** One line of the audit log. `before` and `after` hold what differs. */
export type Change = {
  businessId: number
  at: Date
  memberId: number | null
  object: string
  objectId: number
  action: string
  before?: unknown
  after?: unknown
}

/** Writes a line of the audit log, in the transaction of the change itself; returns its id. */
export async function logChange(tx: Tx, change: Change): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `insert into changes (business_id, at, member_id, object, object_id, action, before, after)
     values ($1, $2::timestamptz, $3, $4, $5, $6, $7::jsonb, $8::jsonb) returning id`,
    [
      change.businessId,
      change.at,
      change.memberId,
      change.object,
      change.objectId,
      change.action,
      json(change.before),
      json(change.after),
    ],
  )
  return row!.id
}

export type LoggedChange = Omit<Change, 'businessId' | 'memberId'> & {
  id: number
  member: { id: number; name: string } | null
  undoneAt: Date | null
}

export type ChangeFilter = {
  businessId: number
  object?: string
  objectId?: number
  /** Ids below it: the next page. */
  before?: number | null
  limit: number
}

/** Lines of the audit log, newest first. */
export async function changesOf(sql: Sql, filter: ChangeFilter): Promise<LoggedChange[]> {
  return sql.query<LoggedChange>(
    `select c.id, c.at, c.object, c.object_id as "objectId", c.action, c.before, c.after, c.undone_at as "undoneAt",
       case when m.id is not null then json_build_object('id', m.id, 'name', m.name) end as member
     from changes c left join members m on m.id = c.member_id
     where c.business_id = $1 and ($2::text is null or c.object = $2) and ($3::bigint is null or c.object_id = $3)
       and ($4::bigint is null or c.id < $4) order by c.id desc limit $5`,
    [filter.businessId, filter.object, filter.objectId, filter.before, filter.limit],
  )
}

/** A change that was not taken back, locked by the caller's transaction; the latest of these actions unless `id` is given. */
export async function standingChange(
  tx: Tx,
  which: { businessId: number; object: string; objectId: number; id?: number; actions?: readonly string[] },
): Promise<{ id: number; at: Date; action: string; before: unknown; after: unknown } | null> {
  const [row] = await tx.query<{ id: number; at: Date; action: string; before: unknown; after: unknown }>(
    `select id, at, action, before, after from changes
     where business_id = $1 and object = $2 and object_id = $3 and undone_at is null and ($4::bigint is null or id = $4)
       and ($5::text is null or action = any(string_to_array($5, ','))) order by id desc limit 1 for no key update`,
    [which.businessId, which.object, which.objectId, which.id, which.actions?.join(',')],
  )
  return row ?? null
}

/** Notes that a change was taken back. */
export async function markUndone(tx: Tx, id: number, now: Date): Promise<void> {
  await tx.query('update changes set undone_at = $2::timestamptz where id = $1', [id, now])
}
/** A member's own change of a dialogue that was not undone yet, marked as undone now; null when there is none. */
export async function undoChange(
  tx: Tx,
  {
    businessId,
    id,
    chatId,
    memberId,
    now,
  }: { businessId: number; id: number; chatId: number; memberId: number; now: Date },
): Promise<{ before: unknown; after: unknown } | null> {
  const [row] = await tx.query<{ before: unknown; after: unknown }>(
    `update changes set undone_at = $4::timestamptz
     where business_id = $1 and id = $2 and member_id = $3 and object = 'chat' and object_id = $5 and undone_at is null
       and before is not null and after is not null
     returning before, after`,
    [businessId, id, memberId, now, chatId],
  )
  return row ?? null
}
