import { type By, logChange } from './changes.ts'
import type { Sql, Tx } from './sql.ts'

/** A channel that the owner has stopped: since which day, who says so, and until when; `resumedDay` null: it stands still. */
export type Stop = {
  id: number
  source: string
  day: string
  by: string | null
  resumedDay: string | null
  version: number
}

const STOPS = `select s.id, s.source, s.day::text as day, m.name as by, s.resumed_day::text as "resumedDay", s.version
  from channel_stops s left join members m on m.id = s.member_id`

/** Stops of a business that stood in these days, the latest first. */
export function stopsOf(sql: Sql, businessId: number, { from, to }: { from: string; to: string }): Promise<Stop[]> {
  return sql.query<Stop>(
    `${STOPS} where s.business_id = $1 and s.day <= $3::date and (s.resumed_day is null or s.resumed_day > $2::date)
     order by s.day desc, s.id desc`,
    [businessId, from, to],
  )
}

/** One stop; null when there is none. */
async function stopOf(sql: Sql, businessId: number, id: number, lock = ''): Promise<Stop | null> {
  const [row] = await sql.query<Stop>(`${STOPS} where s.business_id = $1 and s.id = $2 ${lock}`, [businessId, id])
  return row ?? null
}

/** Notes that a channel is stopped from a day on; `stands`: it is already, with what stands. */
export async function stopChannel(
  tx: Tx,
  { businessId, memberId, now }: By,
  { source, day }: { source: string; day: string },
): Promise<{ ok: true; stop: Stop } | { ok: false; stands: Stop }> {
  const [made] = await tx.query<{ id: number }>(
    `insert into channel_stops (business_id, source, day, member_id, created_at) values ($1, $2, $3::date, $4, $5::timestamptz)
     on conflict (business_id, source) where resumed_day is null do nothing returning id`,
    [businessId, source, day, memberId, now],
  )
  if (!made) {
    const [stands] = await tx.query<Stop>(
      `${STOPS} where s.business_id = $1 and s.source = $2 and s.resumed_day is null`,
      [businessId, source],
    )
    return { ok: false, stands: stands! }
  }
  const after = { source, day }
  await logChange(tx, {
    businessId,
    memberId,
    at: now,
    object: 'channelStop',
    objectId: made.id,
    action: 'stopped',
    after,
  })
  return { ok: true, stop: (await stopOf(tx, businessId, made.id))! }
}

/**
 * Takes a stop back: from `day` on the channel goes on; on the day it was stopped, or before, it is as if it never was. `gone`: there is no
 * such stop; `changed`: it is another by now.
 */
export async function resumeChannel(
  tx: Tx,
  { businessId, memberId, now }: By,
  { id, version, day }: { id: number; version: number; day: string },
): Promise<{ ok: true; stop: Stop | null } | { ok: false; now: Stop | null }> {
  const before = await stopOf(tx, businessId, id, 'for no key update of s')
  if (!before || before.version !== version || before.resumedDay !== null) return { ok: false, now: before }
  const undone = day <= before.day
  if (undone) await tx.query('delete from channel_stops where business_id = $1 and id = $2', [businessId, id])
  else
    await tx.query(
      `update channel_stops set resumed_day = $3::date, resumed_by = $4, version = version + 1 where business_id = $1 and id = $2`,
      [businessId, id, day, memberId],
    )
  const { source } = before
  const change = { before: { source, day: before.day }, after: undone ? null : { source, resumedDay: day } }
  await logChange(tx, {
    businessId,
    memberId,
    at: now,
    object: 'channelStop',
    objectId: id,
    action: 'resumed',
    ...change,
  })
  return { ok: true, stop: await stopOf(tx, businessId, id) }
}
