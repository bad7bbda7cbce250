import type { Sql } from './sql.ts'

/** A canned reply of the staff; variables in braces are filled in by `fillReply`. */
export type Reply = { id: number; title: string; text: string }

/** The canned replies of a business, in their order. */
export async function repliesOf(sql: Sql, businessId: number): Promise<Reply[]> {
  return sql.query<Reply>('select id, title, text from replies where business_id = $1 order by position, id', [
    businessId,
  ])
}

/** One canned reply; null when it is gone. */
export async function replyById(sql: Sql, businessId: number, id: number): Promise<Reply | null> {
  const [row] = await sql.query<Reply>('select id, title, text from replies where business_id = $1 and id = $2', [
    businessId,
    id,
  ])
  return row ?? null
}

/** Adds a canned reply after the others; null when its title is taken. */
export async function addReply(
  sql: Sql,
  reply: { businessId: number; title: string; text: string },
): Promise<number | null> {
  const [row] = await sql.query<{ id: number }>(
    `insert into replies (business_id, title, text, position)
     select $1, $2, $3, coalesce(max(position) + 1, 0) from replies where business_id = $1
     on conflict (business_id, title) do nothing returning id`,
    [reply.businessId, reply.title, reply.text],
  )
  return row?.id ?? null
}

/** Rewords a canned reply; false when it is gone, or another one has the title. */
export async function changeReply(sql: Sql, businessId: number, { id, title, text }: Reply): Promise<boolean> {
  const rows = await sql.query(
    `update replies set title = $3, text = $4 where business_id = $1 and id = $2
       and not exists (select 1 from replies r where r.business_id = $1 and r.title = $3 and r.id <> $2) returning 1`,
    [businessId, id, title, text],
  )
  return rows.length === 1
}

/** Removes a canned reply; false when it is gone already. */
export async function removeReply(sql: Sql, businessId: number, id: number): Promise<boolean> {
  const rows = await sql.query('delete from replies where business_id = $1 and id = $2 returning 1', [businessId, id])
  return rows.length === 1
}
