import type { Db, Sql } from '../sql.ts'

/** The same database, and how many statements went to it, in transactions too. */
export function counted(db: Db): { db: Db; count: () => number; reset: () => void } {
  let queries = 0
  const count =
    <Args extends unknown[], Answer>(ask: (...args: Args) => Answer) =>
    (...args: Args) => {
      queries++
      return ask(...args)
    }
  // Copied with its getters: a spread would make the `orm` of each transaction, which costs more than its queries.
  const within = <T extends Sql>(sql: T): T =>
    Object.assign(Object.defineProperties({} as T, Object.getOwnPropertyDescriptors(sql)), {
      query: count(sql.query) as Sql['query'],
    })
  return {
    db: {
      ...within(db),
      sequence: (statements) => {
        queries += statements.length
        return db.sequence(statements)
      },
      transaction: (work) =>
        db.transaction((tx) => work(Object.assign(within(tx), { last: count(tx.last) as typeof tx.last }))),
    },
    count: () => queries,
    reset: () => {
      queries = 0
    },
  }
}
