import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import type { Minute } from '../domain/catalog.ts'

export type Orm = PgDatabase<PgQueryResultHKT>
export type Param = string | number | boolean | null | undefined | Date

/**
 * One connection's worth of SQL, the same on postgres.js and PGlite: `timestamptz` arrives as Date, `bigint` as number,
 * `jsonb` parsed, ranges as text. `query` is prepared.
 */
export type Sql = {
  query<Row = Record<string, unknown>>(text: string, params?: readonly Param[]): Promise<Row[]>
}

/** An open transaction. Queries given to it without waiting are sent in one go and run in order. */
export type Tx = Sql & {
  readonly transaction: true
  /** drizzle over the same connection. */
  readonly orm: Orm
  /** Runs the last statement of the transaction and commits, in one round trip; nothing may follow it. */
  last<Row = Record<string, unknown>>(text: string, params?: readonly Param[]): Promise<Row[]>
}

export type Db = Sql & {
  readonly kind: 'postgres' | 'pglite'
  /** drizzle, on PGlite: for its migrations. */
  readonly orm?: Orm
  /** Runs statements one after the other, each committed before the next begins, sent in one go; rows of each. */
  sequence(statements: readonly (readonly [text: string, params?: readonly Param[]])[]): Promise<unknown[][]>
  /** Runs `work` in one READ COMMITTED transaction; whatever it throws rolls all back. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A list of ids as a parameter for `any($1::bigint[])`. */
export const list = (ids: Iterable<number>): string => `{${[...ids].join(',')}}`

/** A text without what PostgreSQL has no place for. */
export const readable = (text: string): string => text.replaceAll('\0', '').toWellFormed()

/** A value as a parameter for `$1::jsonb`, without the characters that PostgreSQL has no place for. */
export const json = (value: unknown): string | null => {
  if (value === undefined || value === null) return null
  const text = JSON.stringify(value)
  if (!/\\u0000|\\ud[89a-f]/i.test(text)) return text
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? readable(part) : part))
}

/** A parameter as both drivers take it. */
export function parameter(value: Param): string | number | boolean | null {
  if (value === undefined) return null
  if (typeof value === 'string') return value.includes('\0') ? readable(value) : value
  return value instanceof Date ? value.toISOString() : value
}

/** An instant of the slot engine as a parameter for `timestamptz`. */
export const instant = (minute: Minute): string => new Date(minute * 60_000).toISOString()

/** The slot engine's minute of an instant, rounded down. */
export const minuteOf = (at: Date): Minute => Math.floor(at.getTime() / 60_000)

/** SQLSTATE of a failed query, whoever threw it; null if it is no database error. */
export function sqlState(error: unknown): string | null {
  for (let e = error; e instanceof Error; e = e.cause) {
    const code = (e as { code?: unknown }).code
    // «EPIPE» has five letters as well; no SQLSTATE is without a digit.
    if (typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code)) return code
  }
  return null
}

/** Codes of postgres.js and of sockets for a connection that broke or could not be made. */
const BROKEN_WIRE = /^(CONNECT|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/

/**
 * True for a failure that the work itself is not to blame for, so that it may be done again as it is: the connection
 * broke (SQLSTATE 08), the server stops or is full (57P, 53), or the transaction had to make way for another (40).
 */
export function isPassing(error: unknown): boolean {
  const state = sqlState(error)
  if (state) return /^(08|40|53|57P)/.test(state)
  for (let e = error; e instanceof Error; e = e.cause) {
    const code = (e as { code?: unknown }).code
    if (typeof code === 'string' && BROKEN_WIRE.test(code)) return true
  }
  return false
}

/** Name of the constraint that a query broke; postgres.js and PGlite keep it in different places. */
export function brokenConstraint(error: unknown): string | null {
  for (let e = error; e instanceof Error; e = e.cause) {
    const { constraint, constraint_name } = e as { constraint?: unknown; constraint_name?: unknown }
    const name = constraint_name ?? constraint
    if (typeof name === 'string') return name
  }
  return null
}
