import type { Changes, ExperimentKind, Outcome, VariantKey } from '../domain/experiments.ts'
import { touchCatalog } from './catalog.ts'
import { type By, logChange } from './changes.ts'
import { json, type Sql, type Tx } from './sql.ts'

export type ExperimentStatus = 'draft' | 'running' | 'stopped' | 'decided'

export type Experiment = {
  id: number
  version: number
  name: string
  kind: ExperimentKind
  target: string | null
  variants: Record<VariantKey, Changes[ExperimentKind]>
  outcome: Outcome
  windowDays: number
  baseline: number
  /** From so many clients of one's own past; 0: a guess. */
  baselineOf: number
  effect: number
  /** Clients per variant. */
  size: number
  status: ExperimentStatus
  winner: VariantKey | null
  createdAt: Date
  startedAt: Date | null
  endedAt: Date | null
}

export type NewExperiment = Omit<
  Experiment,
  'id' | 'version' | 'status' | 'winner' | 'createdAt' | 'startedAt' | 'endedAt'
>

const COLUMNS = `id, version, name, kind, target, variants, outcome, window_days as "windowDays", baseline,
  baseline_of as "baselineOf", effect, size, status, winner, created_at as "createdAt", started_at as "startedAt", ended_at as "endedAt"`

/** All experiments of a business: what runs first, then the newest. */
export async function experimentsOf(sql: Sql, businessId: number): Promise<Experiment[]> {
  return sql.query<Experiment>(
    `select ${COLUMNS} from experiments where business_id = $1 order by status = 'running' desc, id desc limit 200`,
    [businessId],
  )
}

/** One experiment; null when there is none. */
export async function experimentById(
  sql: Sql,
  businessId: number,
  id: number,
  lock: '' | 'for no key update' = '',
): Promise<Experiment | null> {
  const [row] = await sql.query<Experiment>(
    `select ${COLUMNS} from experiments where business_id = $1 and id = $2 ${lock}`,
    [businessId, id],
  )
  return row ?? null
}

/** Writes an experiment down; it does not run yet. */
export async function addExperiment(tx: Tx, by: By, made: NewExperiment): Promise<Experiment> {
  const [row] = await tx.query<Experiment>(
    `insert into experiments (business_id, name, kind, target, variants, outcome, window_days, baseline, baseline_of, effect, size, created_at)
     values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, $10, $11, $12::timestamptz) returning ${COLUMNS}`,
    [
      by.businessId,
      made.name,
      made.kind,
      made.target,
      json(made.variants),
      made.outcome,
      made.windowDays,
      made.baseline,
      made.baselineOf,
      made.effect,
      made.size,
      by.now,
    ],
  )
  const { name, kind, target, variants, size } = made
  await logged(tx, by, row!.id, 'added', undefined, { name, kind, target, variants, size })
  return row!
}

/** Takes away what never ran; null when it is gone, or has run. */
export async function removeExperiment(tx: Tx, by: By, id: number): Promise<Experiment | null> {
  const [row] = await tx.query<Experiment>(
    `delete from experiments where business_id = $1 and id = $2 and status = 'draft' returning ${COLUMNS}`,
    [by.businessId, id],
  )
  if (row) await logged(tx, by, id, 'removed', { name: row.name, kind: row.kind, target: row.target })
  return row ?? null
}

/** Moves an experiment that the caller has locked to another status; catalogs are read anew. `taken`: another one runs in its place. */
export async function setStatus(
  tx: Tx,
  by: By,
  before: Experiment,
  { status, winner = null }: { status: ExperimentStatus; winner?: VariantKey | null },
): Promise<Experiment | 'taken'> {
  // Locks the business: of two who start in one place one sees the other.
  await touchCatalog(tx, by.businessId)
  if (status === 'running') {
    const [other] = await tx.query(
      `select 1 from experiments where business_id = $1 and kind = $2 and target is not distinct from $3 and status = 'running' and id <> $4`,
      [by.businessId, before.kind, before.target, before.id],
    )
    if (other) return 'taken'
  }
  const [row] = await tx.query<Experiment>(
    `update experiments set status = $3, winner = $4, version = version + 1,
       started_at = case when $3 = 'running' then coalesce(started_at, $5::timestamptz) else started_at end,
       ended_at = case when $3 = 'running' then null else $5::timestamptz end
     where business_id = $1 and id = $2 returning ${COLUMNS}`,
    [by.businessId, before.id, status, winner, by.now],
  )
  const was = { status: before.status, winner: before.winner }
  await logged(tx, by, before.id, 'changed', was, { status, winner })
  return row!
}

function logged(tx: Tx, by: By, objectId: number, action: string, before?: unknown, after?: unknown) {
  const { businessId, memberId, now: at } = by
  return logChange(tx, { businessId, at, memberId, object: 'experiment', objectId, action, before, after })
}
