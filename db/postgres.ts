import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import * as schema from './schema.ts'
import type { Db, Orm, Param, Tx } from './sql.ts'

const TIMESTAMPTZ = 1184

const asIs = (text: string) => text

/** drizzle changes these for the whole pool on its first use; set from the start, a query means the same before and after. */
const TYPES = {
  bigint: { to: 20, from: [20], parse: Number, serialize: String },
  json: { to: 114, from: [114, 3802], parse: (text: string) => JSON.parse(text), serialize: asIs },
  date: { to: TIMESTAMPTZ, from: [1082, 1114, TIMESTAMPTZ], parse: asIs, serialize: asIs },
}

export type PostgresOptions = {
  /** Connections at most. */
  max?: number
  /** Seconds after which an idle connection is closed. */
  idleSeconds?: number
  onNotice?: (message: string) => void
}

/** Opens a pool on `url` (PostgreSQL 15–18); connections are made on first use. */
export function openPostgres(url: string, options: PostgresOptions = {}): Db {
  const client = postgres(url, {
    max: options.max ?? 10,
    idle_timeout: options.idleSeconds,
    fetch_types: false,
    onnotice: (notice) => options.onNotice?.(notice.message ?? ''),
    types: TYPES,
  })
  return Object.defineProperties(
    {
      kind: 'postgres' as const,
      transaction: (work: (tx: Tx) => Promise<unknown>) =>
        client.begin((begun) => work(transactionOver(begun, client))),
      close: () => client.end({ timeout: 5 }),
    },
    sqlOver(client),
  ) as unknown as Db
}

function transactionOver(begun: postgres.TransactionSql, client: postgres.Sql): Tx {
  // drizzle looks for the pool's options on whatever client it is given.
  const connection = Object.assign(begun, { options: client.options })
  return Object.defineProperties({ transaction: true }, sqlOver(connection)) as unknown as Tx
}

/** Properties of `Sql`; drizzle is made on first use, most turns need none. */
function sqlOver(client: postgres.Sql | postgres.TransactionSql): PropertyDescriptorMap {
  let orm: Orm | undefined
  const get = () => {
    orm ??= drizzle({ client: client as postgres.Sql, schema, casing: 'snake_case' })
    return orm
  }
  return { query: { value: queryOf(client) }, orm: { get } }
}

function queryOf(client: postgres.Sql | postgres.TransactionSql) {
  return async <Row>(text: string, params: readonly Param[] = []): Promise<Row[]> => {
    const rows = await client.unsafe(text, params.map(parameter), { prepare: true })
    for (const column of rows.columns ?? [])
      if (column.type === TIMESTAMPTZ)
        for (const row of rows) {
          const value = row[column.name]
          if (typeof value === 'string') row[column.name] = new Date(value)
        }
    return rows as unknown as Row[]
  }
}

function parameter(value: Param): string | number | boolean | null {
  if (value === undefined) return null
  return value instanceof Date ? value.toISOString() : value
}
