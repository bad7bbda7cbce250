import type { Catalog } from '../domain/catalog.ts'
import {
  assigned,
  type Changes,
  type ExperimentKind,
  type Shown,
  type Trial,
  type VariantKey,
} from '../domain/experiments.ts'
import { list, type Sql } from './sql.ts'

/** What a client gets where something is tried: which variant of which experiment, and what it does. */
export type Variant<K extends ExperimentKind> = Shown & { does: Changes[K] }

/** The experiment that runs in a place; null: nothing is tried there. */
export function trialAt<K extends ExperimentKind>(
  catalog: Catalog,
  { kind, target = null }: { kind: K; target?: string | null },
): Trial<K> | null {
  const found = catalog.trials?.find((trial) => trial.kind === kind && trial.target === target)
  return (found as Trial<K> | undefined) ?? null
}

/**
 * The client's variant where something is tried, null (and no query) where nothing is. Put it into `exposes` of the row that shows it:
 * once that is sent it is an exposure. A variant that says nothing is noted by `exposed`.
 */
export async function variantFor<K extends ExperimentKind>(
  sql: Sql,
  catalog: Catalog,
  place: { kind: K; target?: string | null; clientId: number },
): Promise<Variant<K> | null> {
  const trial = trialAt(catalog, place)
  if (!trial) return null
  const variants = await variantsOf(sql, catalog, place.clientId)
  return chosen(trial, variants)
}

/** A client's variant of an experiment that runs, with what it does. */
export function chosen<K extends ExperimentKind>(trial: Trial<K>, variants: Variants): Variant<K> {
  const variant = variants.get(trial.id)!
  return { experiment: trial.id, variant, does: trial.variants[variant] as Changes[K] }
}

/** A client's variants by experiment. */
export type Variants = ReadonlyMap<number, VariantKey>

/** A client's variants in all that runs: what they, or who was merged into them, have seen first stays theirs. */
export async function variantsOf(sql: Sql, { trials = [], businessId }: Catalog, clientId: number): Promise<Variants> {
  if (trials.length === 0) return new Map()
  const seen = await sql.query<{ id: number; variant: VariantKey }>(
    `select distinct on (experiment_id) experiment_id as id, variant from exposures
     where experiment_id = any($2::bigint[]) and business_id = $1
       and client_id in (select id from clients where business_id = $1 and (id = $3 or merged_into = $3))
     order by experiment_id, first_exposed_at, client_id`,
    [businessId, list(trials.map(({ id }) => id)), clientId],
  )
  const known = new Map(seen.map(({ id, variant }) => [id, variant]))
  return new Map(trials.map(({ id }) => [id, known.get(id) ?? assigned(id, clientId)]))
}

/** Notes that a client got a variant that is no message: that something is not said. The first time counts. */
export async function exposed(
  sql: Sql,
  { businessId, clientId, shown, now }: { businessId: number; clientId: number; shown: Shown; now: Date },
): Promise<void> {
  await sql.query(
    `insert into exposures (business_id, experiment_id, client_id, variant, first_exposed_at)
     select $1, e.id, c.id, $4, $5::timestamptz from experiments e join clients c on c.business_id = e.business_id
     where e.business_id = $1 and e.id = $2 and e.status = 'running' and c.id = $3 and c.erased_at is null
     on conflict do nothing`,
    [businessId, shown.experiment, clientId, shown.variant, now],
  )
}
