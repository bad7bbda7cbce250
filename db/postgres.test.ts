import { expect, test } from 'vitest'
import { openPostgres } from './postgres.ts'
import { json } from './sql.ts'
import { onEachDatabase, onPostgres } from './testing/databases.ts'

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
    const pool = openPostgres(database.url, { max: 1 })
    const at = new Date('2026-11-23T07:00:00.123Z')
    const read = () => pool.query('select $1::timestamptz as at, 9000000000::bigint as id', [at])
    const before = await read()
    await pool.transaction(async (tx) => void tx.orm)
    expect(before).toEqual([{ at, id: 9_000_000_000 }])
    expect(await read()).toEqual(before)
    await pool.close()
  })
})

onPostgres('a pool whose connections are cut', (database) => {
  const cutAll = () =>
    database.db.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         and query not like 'select pg_terminate%'`,
    )

  test('rejects what was under way, runs nothing of it elsewhere, and works again at once', async () => {
    await database.db.query('create table ledger (n int)')
    const pool = database.another()
    for (let round = 0; round < 20; round++) {
      const began = Promise.withResolvers<void>()
      const cut = Promise.withResolvers<void>()
      const half = pool.transaction(async (tx) => {
        await tx.query('insert into ledger values (1)')
        began.resolve()
        if (round % 2) await cut.promise
        else await tx.query('select pg_sleep(60)')
        await tx.query('insert into ledger values (2)').catch(() => {})
        await tx.query('insert into ledger values (3)')
      })
      const others = Array.from({ length: 5 }, () => {
        const ready = Promise.withResolvers<void>()
        const sleeping = pool.transaction(async (tx) => {
          await tx.query('select 1')
          ready.resolve()
          await tx.query('select pg_sleep(60)')
        })
        return { ready: ready.promise, sleeping }
      })
      const ended = Promise.allSettled([half, ...others.map((other) => other.sleeping)])
      await Promise.all([began.promise, ...others.map((other) => other.ready)])
      await cutAll()
      cut.resolve()
      expect(new Set((await ended).map((one) => one.status))).toEqual(new Set(['rejected']))
      const [fine] = await pool.query<{ n: number }>('select 1 as n')
      expect(fine).toEqual({ n: 1 })
    }
    expect(await pool.query('select n from ledger')).toEqual([])
    await pool.transaction((tx) => tx.query('insert into ledger values (4)'))
    expect(await pool.query('select n from ledger')).toEqual([{ n: 4 }])
  })

  test('lets nothing of a transaction run after its end', async () => {
    const pool = database.another()
    await database.db.query('create table late (n int)')
    const late = Promise.withResolvers<void>()
    let outlived: Promise<unknown> = Promise.resolve()
    await pool
      .transaction(async (tx) => {
        outlived = late.promise.then(() => tx.query('insert into late values (1)'))
        throw new Error('given up')
      })
      .catch(() => {})
    await pool.transaction(async (tx) => {
      late.resolve()
      await expect(outlived).rejects.toThrow(/over/)
      await tx.query('insert into late values (2)')
    })
    expect(await pool.query('select n from late')).toEqual([{ n: 2 }])
  })
})

onPostgres('a transaction', (database) => {
  const numbers = async () =>
    (await database.db.query<{ n: number }>('select n from numbers order by n')).map(({ n }) => n)

  test('commits with its last statement, and lets nothing follow it', async () => {
    await database.db.query('create table numbers (n int primary key)')
    const seen = await database.db.transaction(async (tx) => {
      await tx.query('insert into numbers values ($1)', [1])
      const rows = await tx.last<{ n: number }>('insert into numbers values ($1) returning n', [2])
      expect(await numbers()).toEqual([1, 2])
      await expect(tx.query('insert into numbers values ($1)', [3])).rejects.toThrow(/over/)
      return rows
    })
    expect(seen).toEqual([{ n: 2 }])
    expect(await numbers()).toEqual([1, 2])
  })

  test('whose last statement fails leaves nothing behind, and says why', async () => {
    const failed = database.db.transaction(async (tx) => {
      await tx.query('insert into numbers values ($1)', [4])
      await tx.last('insert into numbers values ($1)', [1])
    })
    await expect(failed).rejects.toMatchObject({ code: '23505' })
    expect(await numbers()).toEqual([1, 2])
  })

  test('is doomed by a statement that failed, even if the work goes on', async () => {
    const failed = database.db.transaction(async (tx) => {
      await tx.query('insert into numbers values ($1)', [5])
      await tx.query('insert into numbers values ($1)', [1]).catch(() => {})
      return 'done'
    })
    await expect(failed).rejects.toMatchObject({ code: '23505' })
    expect(await numbers()).toEqual([1, 2])
  })

  test('waits in line when there are more than connections, and none is lost', async () => {
    const pool = openPostgres(database.url, { max: 3 })
    const work = Array.from({ length: 60 }, (_, n) =>
      n % 3 === 0
        ? pool.query('insert into numbers values ($1)', [100 + n])
        : pool.transaction(async (tx) => {
            await tx.query('insert into numbers values ($1)', [100 + n])
            if (n % 3 === 1) throw new Error('given up')
          }),
    )
    const ended = await Promise.allSettled(work)
    expect(ended.map((one) => one.status === 'rejected')).toEqual(work.map((_, n) => n % 3 === 1))
    expect(await numbers()).toEqual([1, 2, ...work.flatMap((_, n) => (n % 3 === 1 ? [] : [100 + n]))])
    await pool.close()
  })

  test('that finds nobody to connect to rejects, and none of it runs', async () => {
    const pool = openPostgres('postgres://postgres:test@127.0.0.1:1/nowhere', { max: 1 })
    await expect(pool.transaction((tx) => tx.query('select 1'))).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await expect(pool.query('select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await pool.close()
  })
})

onEachDatabase('statements in sequence', (database) => {
  test('see what those before them have committed, and each gives its rows', async () => {
    const { db } = database
    await db.query('create table counted (n int)')
    const insert = 'insert into counted values ($1) returning n'
    expect(await db.sequence([[insert, [1]], [insert, [2]], ['select count(*)::int as n from counted']])).toEqual([
      [{ n: 1 }],
      [{ n: 2 }],
      [{ n: 2 }],
    ])
  })
})
