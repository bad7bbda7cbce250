import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import * as schema from './schema.ts'
import type { Db, Orm, Param, Sql, Tx } from './sql.ts'

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

/**
 * Opens a pool on `url` (PostgreSQL 15–18); connections are made on first use. When the server cuts a connection, what
 * was under way on it rejects, and the pool is made anew: after a cut the driver may leave a connection that never
 * answers again, run the rest of a dead transaction inside another one, or crash the process with the rollback that it
 * sends down the dead wire (porsager/postgres#1154, #1208, #1216).
 */
export function openPostgres(url: string, options: PostgresOptions = {}): Db {
  const open = () =>
    postgres(url, {
      max: options.max ?? 10,
      idle_timeout: options.idleSeconds,
      fetch_types: false,
      onnotice: (notice) => options.onNotice?.(notice.message ?? ''),
      types: TYPES,
    })
  const ending = new Set<Promise<void>>()
  const end = (client: postgres.Sql) => {
    const ended = client
      .end({ timeout: 5 })
      .catch(() => {})
      .finally(() => ending.delete(ended))
    ending.add(ended)
  }
  const poolOver = (client: postgres.Sql) => ({
    client,
    sql: Object.defineProperties({}, sqlOver(client, { cut: () => renew(client) })) as unknown as Sql,
  })
  let pool = poolOver(open())
  const renew = (client: postgres.Sql) => {
    if (client !== pool.client) return
    pool = poolOver(open())
    end(client)
  }
  return {
    kind: 'postgres',
    query: (text, params) => pool.sql.query(text, params),
    get orm() {
      return pool.sql.orm
    },
    transaction: (work) => transact(pool.client, renew, work),
    close: async () => {
      end(pool.client)
      await Promise.all(ending)
    },
  }
}

/** What becomes of a connection on which something runs. */
type Wire = { cut: (error: unknown) => void; isOver?: () => boolean }

async function transact<T>(
  client: postgres.Sql,
  renew: (client: postgres.Sql) => void,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const end = Promise.withResolvers<never>()
  let isCut = false
  let isOver = false
  const cut = (error: unknown) => {
    isCut = true
    isOver = true
    renew(client)
    end.reject(error)
  }
  const done = client.begin(async (begun) => {
    const worked = await work(transactionOver(begun, client, { cut, isOver: () => isOver })).then(
      (value) => ({ ok: true as const, value }),
      (error: unknown) => ({ ok: false as const, error }),
    )
    isOver = true
    // Neither a commit nor a rollback may go where there is no connection, or already another's transaction.
    if (isCut) return new Promise<never>(() => {})
    if (!worked.ok) throw worked.error
    return worked.value
  }) as Promise<T>
  // A transaction that was computing when its connection went hears of it here.
  done.catch((error: unknown) => isCutWire(error) && cut(error))
  return Promise.race([done, end.promise])
}

/** True for the end of a connection: the server said goodbye, or the socket broke under a query. */
function isCutWire(error: unknown): boolean {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown }
  if (severity === 'FATAL' || severity === 'PANIC') return true
  return (
    typeof code === 'string' && /^(CONNECTION_CLOSED|CONNECTION_DESTROYED|CONNECT_TIMEOUT|ECONNRESET|EPIPE)$/.test(code)
  )
}

function transactionOver(begun: postgres.TransactionSql, client: postgres.Sql, wire: Wire): Tx {
  // drizzle looks for the pool's options on whatever client it is given.
  const connection = Object.assign(begun, { options: client.options })
  return Object.defineProperties({ transaction: true }, sqlOver(connection, wire)) as unknown as Tx
}

/** Properties of `Sql`; drizzle is made on first use, most turns need none. */
function sqlOver(client: postgres.Sql | postgres.TransactionSql, wire: Wire): PropertyDescriptorMap {
  let orm: Orm | undefined
  const get = () => {
    orm ??= drizzle({ client: client as postgres.Sql, schema, casing: 'snake_case' })
    return orm
  }
  return { query: { value: queryOf(client, wire) }, orm: { get } }
}

function queryOf(client: postgres.Sql | postgres.TransactionSql, wire: Wire) {
  return async <Row>(text: string, params: readonly Param[] = []): Promise<Row[]> => {
    // Work that outlives its transaction would run inside the next one on the same connection.
    if (wire.isOver?.()) throw Object.assign(new Error('the transaction is over'), { code: 'CONNECTION_CLOSED' })
    const rows = await client.unsafe(text, params.map(parameter), { prepare: true }).catch((error: unknown) => {
      if (isCutWire(error)) wire.cut(error)
      throw error
    })
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
