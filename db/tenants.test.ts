import { beforeAll, expect, test } from 'vitest'
import { brokenConstraint, type Db, sqlState } from './sql.ts'
import { onEachDatabase } from './testing/databases.ts'

type Column = { table: string; column: string; type: string; required: boolean }
type Key = { name: string; table: string; parent: string; column: string; composite: boolean }

/** Every column that a row must or may be given, in tables that belong to a business. */
const COLUMNS = `select c.table_name as table, c.column_name as column, c.udt_name as type,
    c.is_nullable = 'NO' and c.column_default is null as required
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_identity = 'NO' order by c.ordinal_position`

/** Every foreign key by its last column; in a composite one the first is the business. */
const KEYS = `select con.conname as name, con.conrelid::regclass::text as table, con.confrelid::regclass::text as parent,
    a.attname as column, cardinality(con.conkey) > 1 as composite
  from pg_constraint con join pg_attribute a on a.attrelid = con.conrelid and a.attnum = con.conkey[cardinality(con.conkey)]
  where con.contype = 'f' and con.connamespace = 'public'::regnamespace`

/** A checked table takes one of its owners, and what is unique would be refused as such: tried on a row without it. */
const LEFT_OUT = new Set(['working_hours.resource_id', 'working_hours.date', 'offers.redeemed_by'])

/** Columns that a check wants filled. */
const CHOSEN = new Set(['working_hours.weekday', 'offers.percent', 'crm_portals.webhook'])

onEachDatabase('two businesses in one database', (database) => {
  let columns: Column[]
  let keys: Key[]
  const rows = { ours: new Map<string, number>(), theirs: new Map<string, number>() }

  beforeAll(async () => {
    columns = await database.db.query<Column>(COLUMNS)
    keys = await database.db.query<Key>(KEYS)
    await fill(database.db, rows.ours, 1)
    await fill(database.db, rows.theirs, 2)
  }, 30_000)

  /** Writes one row into every table of a business, parents first, every link set. */
  async function fill(db: Db, ids: Map<string, number>, nth: number) {
    const tables = [...new Set(columns.map(({ table }) => table))]
    const parentsOf = (table: string) => keys.filter((key) => key.table === table && key.parent !== table)
    while (ids.size < tables.length) {
      const ready = tables.filter(
        (table) =>
          !ids.has(table) &&
          (table === 'businesses' || ids.has('businesses')) &&
          parentsOf(table).every(({ parent }) => ids.has(parent)),
      )
      expect(ready).not.toEqual([])
      for (const table of ready) ids.set(table, await writeRow(db, table, ids, nth))
    }
  }

  async function writeRow(db: Db, table: string, ids: ReadonlyMap<string, number>, nth: number): Promise<number> {
    const given = columns.flatMap(({ table: owner, column, type, required }) => {
      if (owner !== table || LEFT_OUT.has(`${table}.${column}`)) return []
      const key = keys.find((known) => known.table === table && known.column === column && known.parent !== table)
      if (key) return [[column, String(ids.get(key.parent))]]
      if (column === 'business_id') return [[column, String(ids.get('businesses'))]]
      return required || CHOSEN.has(`${table}.${column}`) ? [[column, dummy(type, nth)]] : []
    })
    const [row] = await db.query<{ id?: number }>(
      `insert into ${table} (${given.map(([column]) => `"${column}"`).join(', ')})
       values (${given.map(([, value]) => `'${value}'`).join(', ')}) returning *`,
    )
    return row!.id ?? 0
  }

  /** Another value for each business: two rows that are alike would be refused as such, before any link is looked at. */
  function dummy(type: string, nth: number): string {
    if (type.startsWith('_')) return '{}'
    if (type === 'timestamptz') return `2027-03-0${nth}T10:00Z`
    if (type === 'tstzrange') return `[2027-03-0${nth},2027-03-0${nth + 1})`
    if (type === 'date') return '2027-03-01'
    if (type === 'jsonb') return '{}'
    if (type === 'bool') return 'false'
    return type === 'text' ? `x${nth}` : String(nth)
  }

  test('no row can be linked to a row of the other, by whichever key', async () => {
    const composite = keys.filter((key) => key.composite)
    expect(composite.length).toBeGreaterThan(30)
    const passed: string[] = []
    for (const { name, table, column, parent } of composite) {
      const theirs = rows.theirs.get(parent)!
      const values = table === 'working_hours' && column === 'resource_id' ? ', location_id = null' : ''
      const text = `update ${table} set ${column} = $1${values} where business_id = $2`
      const error = await database.db
        .transaction((tx) => tx.query(text, [theirs, rows.ours.get('businesses')!]))
        .catch((cause: unknown) => cause)
      if (sqlState(error) !== '23503' || brokenConstraint(error) !== name) passed.push(`${table}.${column}`)
    }
    expect(passed).toEqual([])
  })

  test('every link of a visit is held by such a key', () => {
    const tables = [
      'appointments',
      'appointment_parts',
      'occupancies',
      'sessions',
      'resources',
      'timetable',
      'time_off',
    ]
    const free = columns.filter(
      ({ table, column }) =>
        tables.includes(table) &&
        column.endsWith('_id') &&
        column !== 'business_id' &&
        !keys.some((key) => key.table === table && key.column === column && key.composite),
    )
    expect(free).toEqual([])
  })
})
