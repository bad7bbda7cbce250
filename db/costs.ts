import type { Kopecks } from '../domain/catalog.ts'
import { type By, logChange } from './changes.ts'
import type { Sql, Tx } from './sql.ts'

export const COST_KINDS = ['assistant', 'staff', 'rent', 'software', 'other'] as const

/** An operating cost over its days, both included; one day: paid once. */
export type Cost = {
  kind: (typeof COST_KINDS)[number]
  name: string
  firstDay: string
  lastDay: string
  amount: Kopecks
}
export type ListedCost = Cost & { id: number; version: number }

const COLUMNS = `id, kind, name, first_day::text as "firstDay", last_day::text as "lastDay", amount, version`

/** Costs that touch these days, the latest first. */
export function listCosts(sql: Sql, businessId: number, from: string, to: string): Promise<ListedCost[]> {
  return sql.query<ListedCost>(
    `select ${COLUMNS} from operating_costs where business_id = $1 and first_day <= $3::date and last_day >= $2::date
     order by first_day desc, id desc limit 1000`,
    [businessId, from, to],
  )
}

/** Writes a cost down; returns its id. */
export async function addCost(tx: Tx, { businessId, memberId, now }: By, cost: Cost): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `insert into operating_costs (business_id, kind, name, first_day, last_day, amount, member_id, updated_at)
     values ($1, $2, $3, $4::date, $5::date, $6, $7, $8::timestamptz) returning id`,
    [businessId, cost.kind, cost.name, cost.firstDay, cost.lastDay, cost.amount, memberId, now],
  )
  await logChange(tx, {
    businessId,
    memberId,
    at: now,
    object: 'cost',
    objectId: row!.id,
    action: 'added',
    after: cost,
  })
  return row!.id
}

/** Changes a cost that still is as the caller saw it; refused with what stands when it is another by now, or would end before it begins. */
export async function editCost(
  tx: Tx,
  { businessId, memberId, now }: By,
  { id, version, change }: { id: number; version: number; change: Partial<Cost> },
): Promise<{ ok: true; cost: ListedCost } | { ok: false; now: ListedCost | null }> {
  const find = async () =>
    (
      await tx.query<ListedCost>(
        `select ${COLUMNS} from operating_costs where business_id = $1 and id = $2 for no key update`,
        [businessId, id],
      )
    )[0] ?? null
  const before = await find()
  if (before?.version !== version) return { ok: false, now: before }
  const cost = { ...before, ...change, version: version + 1 }
  if (cost.lastDay < cost.firstDay) return { ok: false, now: before }
  await tx.query(
    `update operating_costs set kind = $3, name = $4, first_day = $5::date, last_day = $6::date, amount = $7, member_id = $8,
       updated_at = $9::timestamptz, version = version + 1 where business_id = $1 and id = $2`,
    [businessId, id, cost.kind, cost.name, cost.firstDay, cost.lastDay, cost.amount, memberId, now],
  )
  await logChange(tx, {
    businessId,
    memberId,
    at: now,
    object: 'cost',
    objectId: id,
    action: 'changed',
    before,
    after: cost,
  })
  return { ok: true, cost }
}

/** Takes a cost out; false when it is gone. */
export async function removeCost(tx: Tx, { businessId, memberId, now }: By, id: number): Promise<boolean> {
  const [before] = await tx.query(
    `delete from operating_costs where business_id = $1 and id = $2 returning ${COLUMNS}`,
    [businessId, id],
  )
  if (!before) return false
  await logChange(tx, { businessId, memberId, at: now, object: 'cost', objectId: id, action: 'removed', before })
  return true
}
