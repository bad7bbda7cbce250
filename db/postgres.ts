import { drizzle } from 'drizzle-orm/postgres-js'
import { type Connection, createPool, type Rows } from './pool.ts'
import { type Db, type Orm, type Param, parameter, type Tx } from './sql.ts'

const TIMESTAMPTZ = 1184

const asIs = (text: string) => text

/** drizzle changes these on its first use; set from the start, a query means the same before and after. */
const TYPES = {
  bigint: { to: 20, from: [20], parse: Number, serialize: String },
  json: { to: 114, from: [114, 3802], parse: (text: string) => JSON.parse(text), serialize: asIs },
  date: { to: TIMESTAMPTZ, from: [1082, 1114, TIMESTAMPTZ], parse: asIs, serialize: asIs },
}

export type PostgresOptions = {
  /** Connections at most. */
  max?: number
  onNotice?: (message: string) => void
}

/**
 * Opens a pool on `url` (PostgreSQL 15–18); connections are made on first use. When the server cuts a connection, what
 * was under way on it rejects, and runs nowhere else.
 */
export function openPostgres(url: string, options: PostgresOptions = {}): Db {
  const pool = createPool(url, options.max ?? 10, {
    fetch_types: false,
    onnotice: (notice) => options.onNotice?.(notice.message ?? ''),
    types: TYPES,
  })
  return {
    kind: 'postgres',
    query: (text, params) => pool.lend(async ({ send }) => rowsOf(await send(text, params?.map(parameter)))),
    sequence: (statements) =>
      pool.lend(({ send }) =>
        Promise.all(statements.map(async ([text, params]) => rowsOf(await send(text, params?.map(parameter))))),
      ),
    transaction: (work) => pool.lend((connection) => transact(connection, work)),
    close: pool.close,
  }
}

/**
 * BEGIN travels with the first statements, and COMMIT with the last one if `work` says which it is. A statement that failed
 * dooms the transaction, even if `work` goes on.
 */
async function transact<T>(connection: Connection, work: (tx: Tx) => Promise<T>): Promise<T> {
  let isOver = false
  let failure: unknown
  let orm: Orm | undefined
  const send = async (text: string, params?: readonly Param[]): Promise<Rows> => {
    // Work that outlives its transaction would run inside the next one on the same connection.
    if (isOver) throw Object.assign(new Error('the transaction is over'), { code: 'CONNECTION_CLOSED' })
    return connection.send(text, params?.map(parameter)).catch((error: unknown) => {
      failure ??= error
      throw error
    })
  }
  const commit = async (): Promise<void> => {
    const sent = send('commit')
    isOver = true
    // The server answers a COMMIT of what has failed with ROLLBACK, and without an error.
    if ((await sent).command !== 'COMMIT') throw failure ?? new Error('the transaction was rolled back')
  }
  const tx: Tx = {
    transaction: true,
    query: async (text, params) => rowsOf(await send(text, params)),
    async last(text, params) {
      const [rows] = await Promise.all([send(text, params), commit()])
      return rowsOf(rows)
    },
    get orm() {
      orm ??= drizzle({ client: connection.client, casing: 'snake_case' })
      return orm
    },
  }
  // What stands behind a BEGIN that finds nobody to connect to must not find somebody later.
  if (!connection.proven) await connection.send('select 1')
  send('begin').catch(() => {})
  try {
    const result = await work(tx)
    if (failure) throw failure
    if (!isOver) await commit()
    return result
  } catch (error) {
    const isEnded = isOver
    isOver = true
    if (!isEnded) await rollBack(connection)
    throw error
  }
}

/** A connection that can't even roll back is not lent again. */
async function rollBack(connection: Connection): Promise<void> {
  await connection.send('rollback').catch(() => {
    connection.cut = true
  })
}

function rowsOf<Row>(rows: Rows): Row[] {
  for (const column of rows.columns ?? [])
    if (column.type === TIMESTAMPTZ)
      for (const row of rows) {
        const value = row[column.name]
        if (typeof value === 'string') row[column.name] = new Date(value)
      }
  return rows as unknown as Row[]
}
