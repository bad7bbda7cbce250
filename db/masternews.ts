import type { Minute } from '../domain/catalog.ts'
import type { Standing } from '../domain/news.ts'
import type { About } from './notices.ts'
import { json, type Sql, type Tx } from './sql.ts'

/** What staff do with a visit waits so long before its master hears of it, that an undo sends nothing. */
const PATIENCE_MS = 10_000

/** `memberId`: whoever changed it knows it; null: somebody in another program. */
type Change = Omit<About, 'tell'> & { known: Standing; is: Standing }

/** When a visit is, for one of its masters; null: it is not theirs. */
export const startFor = (standing: Standing, resourceId: number): Minute | null =>
  standing?.masters.includes(resourceId) ? standing.start : null

/**
 * Plans what masters hear of a change of a visit of theirs. What is still to be said of earlier changes becomes one with it: back where it
 * was, nothing is said. The visit's row is locked by the caller.
 */
export async function planMasterNews(tx: Tx, about: Change): Promise<void> {
  const { businessId, appointmentId, now, known, is } = about
  const waiting = await tx.query<{ kind: string; known: Standing }>(
    `update notices set status = 'skipped', reason = 'superseded', done_at = $3::timestamptz
     where business_id = $1 and appointment_id = $2 and status = 'planned' and kind like 'master%'
     returning kind, data -> 'known' as known`,
    [businessId, appointmentId, now],
  )
  const heard = new Map(waiting.map((row) => [Number(row.kind.slice('master_'.length)), row.known]))
  const masters = new Set([...(known?.masters ?? []), ...(is?.masters ?? []), ...heard.keys()])
  const news = [...masters].flatMap((resourceId) => {
    const before = heard.has(resourceId) ? (heard.get(resourceId) ?? null) : known
    return startFor(before, resourceId) === startFor(is, resourceId)
      ? []
      : [{ resource: resourceId, data: { known: before, is } }]
  })
  if (news.length === 0) return
  await tx.query(
    `insert into notices (business_id, kind, appointment_id, version, client_id, status, due_at, member_id, data, created_at)
     select $1, 'master_' || w.resource, $2, $3, $4, 'planned', $5::timestamptz, $6, w.data, $7::timestamptz
     from jsonb_to_recordset($8::jsonb) as w(resource bigint, data jsonb)
     where exists (select 1 from members m where m.business_id = $1 and m.resource_id = w.resource and m.id is distinct from $6 and ${WANT_IT})
     on conflict do nothing`,
    [
      businessId,
      appointmentId,
      about.version,
      about.clientId,
      new Date(now.getTime() + PATIENCE_MS),
      about.memberId,
      now,
      json(news),
    ],
  )
}

const WANT_IT = `m.removed_at is null and m.preferences ->> 'visitNews' is distinct from 'none'`

/** Chats of the members whose schedule a master's is, but for who made the change and who wants no such news. */
export async function chatsOfMaster(
  sql: Sql,
  { businessId, resourceId, except }: { businessId: number; resourceId: number; except: number | null },
): Promise<{ id: number; channelId: number; language: 'ru' | 'en' }[]> {
  return sql.query(
    `select c.id, c.channel_id as "channelId", m.language from members m
       join chats c on c.channel_id = m.channel_id and c.external_id = m.external_id
     where m.business_id = $1 and m.resource_id = $2 and m.id is distinct from $3 and ${WANT_IT} order by m.id`,
    [businessId, resourceId, except],
  )
}
