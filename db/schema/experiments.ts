import { sql } from 'drizzle-orm'
import {
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { Changes, ExperimentKind, Outcome, VariantKey } from '../../domain/experiments.ts'
import { tenant } from './business.ts'
import { clients } from './clients.ts'
import { at, id, ref, sameBusiness, sameTenant, version } from './columns.ts'

/** Two ways of doing one thing, tried on half of the clients each; one at a time in one place (kind and target). */
export const experiments = pgTable(
  'experiments',
  {
    id: id(),
    businessId: tenant(),
    name: text().notNull(),
    kind: text().$type<ExperimentKind>().notNull(),
    /** Which text (its key), campaign, offer or chain. */
    target: text(),
    variants: jsonb().$type<Record<VariantKey, Changes[ExperimentKind]>>().notNull(),
    outcome: text().$type<Outcome>().notNull(),
    /** The outcome counts within so many days of the exposure. */
    windowDays: smallint().notNull(),
    /** The usual share, read from so many clients of one's own past (0: a guess). */
    baseline: doublePrecision().notNull(),
    baselineOf: integer().notNull(),
    /** The smallest change of the share that is worth seeing. */
    effect: doublePrecision().notNull(),
    /** Clients per variant, fixed at the start. */
    size: integer().notNull(),
    status: text({ enum: ['draft', 'running', 'stopped', 'decided'] })
      .notNull()
      .default('draft'),
    winner: text().$type<VariantKey>(),
    version: version(),
    createdAt: at().notNull(),
    startedAt: at(),
    endedAt: at(),
  },
  (t) => [
    unique().on(t.businessId, t.id),
    uniqueIndex('experiments_place').on(t.businessId, t.kind, sql`coalesce(target, '')`).where(sql`status = 'running'`),
  ],
)

/** Who has seen which variant, since when: the first time counts. */
export const exposures = pgTable(
  'exposures',
  {
    businessId: sameTenant(),
    experimentId: ref().notNull(),
    clientId: ref().notNull(),
    variant: text().$type<VariantKey>().notNull(),
    firstExposedAt: at().notNull(),
    /** The delivered message that showed it; null: the variant is that nothing is said. */
    messageId: ref(),
  },
  (t) => [
    primaryKey({ columns: [t.experimentId, t.clientId] }),
    sameBusiness(t, t.experimentId, experiments),
    sameBusiness(t, t.clientId, clients),
    index().on(t.clientId),
  ],
)
