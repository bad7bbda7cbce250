import { expect, test } from 'vitest'
import { json } from './sql.ts'
import { onPostgres } from './testing/databases.ts'

onPostgres('a pool that has made nothing but queries', (database) => {
  test('writes a document as a document from the first query on, and reads it back', async () => {
    const pool = database.another()
    const [row] = await pool.query<{ kind: string; back: unknown }>(
      'select jsonb_typeof($1::jsonb) as kind, $1::jsonb as back',
      [json({ a: [1, 'два'] })],
    )
    expect(row).toEqual({ kind: 'object', back: { a: [1, 'два'] } })
  })

  test('gives instants as dates and ids as numbers, before and after drizzle is made', async () => {
    const pool = database.another()
    const at = new Date('2026-11-23T07:00:00.123Z')
    const read = () => pool.query('select $1::timestamptz as at, 9000000000::bigint as id', [at])
    const before = await read()
    void pool.orm
    expect(before).toEqual([{ at, id: 9_000_000_000 }])
    expect(await read()).toEqual(before)
  })
})
