import type { Db } from '../../db/sql.ts'
import { type Client, settled } from './client.ts'
import type { Stand } from './stand.ts'

/** The same client has a chat in another channel too: staff have put the two together. */
export async function twinOf(stand: Stand, db: Db, client: Pick<Client, 'person'>, twin: Client): Promise<Client> {
  await twin.plays('/start', /Здравствуйте/)
  await settled(stand, db)
  const external = [String(twin.person.id), String(client.person.id), stand.businessId]
  for (const table of ['chats', 'identities'])
    await db.query(
      `update ${table} set client_id = (select client_id from identities where business_id = $3 and external_id = $2)
       where business_id = $3 and external_id = $1`,
      external,
    )
  return twin
}

type Told = { kind: string; status: string; reason: string | null; hops: { kind: string; reason: string }[] | null }

/** The notices of a visit that are decided: kind, state, reason, and why each hop was made. */
export async function noticesOf(db: Db, visitId: number): Promise<(string | null)[][]> {
  const rows = await db.query<Told>(
    `select kind, status, reason, hops from notices where appointment_id = $1 and status <> 'planned' order by id`,
    [visitId],
  )
  return rows.map(({ kind, status, reason, hops }) => [
    kind,
    status,
    reason,
    ...(hops ?? []).map((hop) => `${hop.kind}: ${hop.reason}`),
  ])
}
