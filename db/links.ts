import { CODE_LETTERS, type Marks } from '../domain/links.ts'
import type { Sql, Tx } from './sql.ts'

export type Link = { id: number; code: string; source: string; medium: string; campaign: string | null }

/** What a link brought: contacts, and what became of them; revenue in kopecks. */
export type LinkResult = Link & {
  createdAt: Date
  leads: number
  booked: number
  visited: number
  paid: number
  revenue: number
}

/** Keeps a link with a code of its own; the same marks are the same link. */
export async function saveLink(
  tx: Tx,
  link: Marks & { businessId: number; memberId: number | null; now: Date },
): Promise<Link> {
  const { businessId, source, medium, campaign, memberId, now } = link
  for (;;) {
    const [row] = await tx.query<Link>(
      `with known as (update links set archived_at = null where business_id = $1 and source = $3 and medium = $4
           and campaign is not distinct from $5 returning id, code, source, medium, campaign),
         made as (insert into links (business_id, code, source, medium, campaign, member_id, created_at)
           select $1, $2, $3, $4, $5, $6, $7::timestamptz where not exists (select 1 from known)
           on conflict do nothing returning id, code, source, medium, campaign)
       select * from known union all select * from made`,
      [businessId, newCode(), source, medium, campaign, memberId, now],
    )
    // Another has this code, or somebody saves the same link at this moment: ask again.
    if (row) return row
  }
}

/** Four letters, of 160 000. */
const newCode = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((random) => CODE_LETTERS[random % CODE_LETTERS.length]).join('')

/** The link whose code somebody wrote; null when there is none. */
export async function linkByCode(sql: Sql, businessId: number, code: string): Promise<Link | null> {
  const [row] = await sql.query<Link>(
    'select id, code, source, medium, campaign from links where business_id = $1 and code = $2',
    [businessId, code],
  )
  return row ?? null
}

/** Links of a business with what each brought, by the same facts as the numbers; the newest first. */
export async function linkResults(sql: Sql, businessId: number): Promise<LinkResult[]> {
  const count = (condition: string) => `count(*) filter (where ${condition})::int`
  return sql.query<LinkResult>(
    `select k.id, k.code, k.source, k.medium, k.campaign, k.created_at as "createdAt", r.*
     from links k, lateral (select ${count('not l.imported')} as leads, ${count('l.booked')} as booked, ${count('l.visited')} as visited,
         ${count('l.paid_visit')} as paid, coalesce(sum(l.revenue), 0)::bigint as revenue
       from bi_leads l where l.business_id = k.business_id and l.source = k.source and l.medium is not distinct from k.medium
         and l.campaign is not distinct from k.campaign) r
     where k.business_id = $1 and k.archived_at is null order by k.id desc limit 200`,
    [businessId],
  )
}

/** Takes a link out of the list; whoever has it still comes by it. False when there is none. */
export async function archiveLink(tx: Tx, businessId: number, id: number, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `update links set archived_at = $3::timestamptz where business_id = $1 and id = $2 and archived_at is null returning 1`,
    [businessId, id, now],
  )
  return rows.length === 1
}
