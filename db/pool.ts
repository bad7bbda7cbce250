import postgres from 'postgres'

/** One connection of a pool, lent to one user at a time: what is sent to it runs in order. */
export type Connection = {
  send(text: string, params?: readonly (string | number | boolean | null)[]): Promise<Rows>
  /** False until its first answer: it may turn out that there is nobody to connect to. */
  proven: boolean
  /** The server or the wire is gone: nothing can be sent any more. */
  cut: boolean
  /** The driver's client, which has this one connection. */
  readonly client: postgres.Sql
}

export type Rows = postgres.RowList<postgres.Row[]>

export type Pool = {
  /** Lends a connection to `work`; who comes when all are lent waits in line. */
  lend<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** Waits for what is lent, five seconds at most, and closes the connections. */
  close(): Promise<void>
}

type Options = postgres.Options<Record<string, postgres.PostgresType>>

const PATIENCE_MS = 5000

/**
 * A pool over postgres.js with one client for each connection. Its own pool hands all that waits to the connection that
 * falls free first, one query behind the other, and can't send a transaction's first statements along with BEGIN; and once
 * a connection was cut it may never answer again, or run the rest of a dead transaction inside another one
 * (porsager/postgres#1154, #1208, #1216). Here a cut connection is thrown away, and with it those that lie idle.
 */
export function createPool(url: string, max: number, options: Options): Pool {
  const made = new Set<Connection>()
  const free: Connection[] = []
  const line: ((connection: Connection) => void)[] = []
  const ending = new Set<Promise<void>>()
  let lent = 0
  let closed: PromiseWithResolvers<void> | null = null

  const make = (): Connection => {
    const connection = connect(url, options)
    made.add(connection)
    return connection
  }

  const end = (connection: Connection) => {
    made.delete(connection)
    const ended = connection.client
      .end({ timeout: 1 })
      .catch(() => {})
      .finally(() => ending.delete(ended))
    ending.add(ended)
  }

  const take = (): Connection | Promise<Connection> => {
    for (let kept = free.pop(); kept; kept = free.pop()) {
      if (!kept.cut) return kept
      end(kept)
    }
    return made.size < max ? make() : new Promise((resolve) => line.push(resolve))
  }

  const give = (connection: Connection) => {
    lent--
    if (connection.cut) for (const one of [connection, ...free.splice(0)]) end(one)
    const next = line.shift()
    if (next) next(connection.cut ? make() : connection)
    else if (!connection.cut) free.push(connection)
    if (lent === 0) closed?.resolve()
  }

  return {
    async lend(work) {
      if (closed) throw new Error('the pool is closed')
      lent++
      const connection = await take()
      try {
        return await work(connection)
      } finally {
        give(connection)
      }
    },
    async close() {
      closed ??= Promise.withResolvers()
      if (lent > 0) {
        const timer = setTimeout(closed.resolve, PATIENCE_MS)
        await closed.promise.finally(() => clearTimeout(timer))
      }
      for (const one of made) end(one)
      await Promise.all(ending)
    },
  }
}

function connect(url: string, options: Options): Connection {
  const waiting = new Set<(error: unknown) => void>()
  const prepared = new Set<string>()
  let first: Promise<unknown> | null = null
  const gone = (error: unknown) => {
    connection.cut = true
    for (const reject of waiting) reject(error)
    waiting.clear()
  }
  const client = postgres(url, {
    ...options,
    max: 1,
    // Both would end a connection between two statements of a transaction.
    idle_timeout: undefined,
    max_lifetime: null,
    onclose: () => {
      gone(new ConnectionCut())
      // Before it connects anew for what waits inside of it.
      void client.end({ timeout: 0 })
    },
  }) as unknown as postgres.Sql

  const connection: Connection = {
    proven: false,
    cut: false,
    client,
    async send(text, params = []) {
      // The driver lets nothing follow a statement that it has yet to prepare, and queues it where a cut does not reach.
      while (first) await first
      if (connection.cut) throw new ConnectionCut()
      const answer = new Promise<Rows>((resolve, reject) => {
        waiting.add(reject)
        client.unsafe(text, params as never[], { prepare: true }).then(
          (rows) => {
            waiting.delete(reject)
            connection.proven = true
            resolve(rows)
          },
          (error: unknown) => {
            waiting.delete(reject)
            if (isFatal(error)) gone(error)
            reject(error)
          },
        )
      })
      if (params.length > 0 && !prepared.has(text)) {
        prepared.add(text)
        const alone = answer.then(
          () => {},
          () => {},
        )
        first = alone
        void alone.then(() => {
          first = null
        })
      }
      return answer
    },
  }
  return connection
}

class ConnectionCut extends Error {
  readonly code = 'CONNECTION_CLOSED'
  constructor() {
    super('the connection to the database was cut')
    this.name = 'ConnectionCut'
  }
}

/** The server said goodbye, or the socket broke under a query. */
function isFatal(error: unknown): boolean {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown }
  if (severity === 'FATAL' || severity === 'PANIC') return true
  return typeof code === 'string' && /^(CONNECT|ECONN|EPIPE|ETIMEDOUT)/.test(code)
}
