import { type By, logChange } from './changes.ts'
import { replanReminders } from './reminders.ts'
import { json, type Sql, type Tx } from './sql.ts'

/** A kind of row that staff edit in the settings: what of it may change, and what is read besides, as SQL over `t`. */
export type Kind = {
  /** Its name in the audit log. */
  object: string
  table: string
  fields: readonly string[]
  extra?: Record<string, string>
  /** Statements that write fields kept elsewhere: over `edited.id`, `$1` the business, `$5` the field as JSON. */
  links?: { field: string; sql: string }
  /** Fields by which visits ahead are reminded: their change plans reminders anew. */
  reminds?: readonly string[]
}

const week = (owner: string) =>
  `(select jsonb_agg(coalesce(w.spans, '[]') order by d.day) from generate_series(1, 7) d(day)
     left join working_hours w on w.${owner} = t.id and w.weekday = d.day having count(w.id) > 0)`

const MASTERS = `
, gone as (delete from service_masters m using edited e where m.service_id = e.id and $5::jsonb is not null
    and not m.resource_id in (select (x ->> 'resourceId')::bigint from jsonb_array_elements($5::jsonb) x)),
made as (insert into service_masters (business_id, service_id, resource_id, segments, price)
    select $1, e.id, x."resourceId", x.segments, x.price
    from edited e, jsonb_to_recordset($5::jsonb) as x("resourceId" bigint, segments integer[], price bigint)
    on conflict (service_id, resource_id) do update set segments = excluded.segments, price = excluded.price)`

/** Everything that the settings edit row by row. */
// biome-ignore format: a table
export const KINDS = {
  service: {
    object: 'service', table: 'services',
    fields: ['category', 'name', 'segments', 'bufferBefore', 'bufferAfter', 'price', 'priceFrom', 'variableCost', 'capacity', 'needs', 'synonyms', 'rules', 'cycleDays', 'goesWith', 'trial', 'active', 'position'],
    extra: {
      masters: `(select coalesce(jsonb_agg(jsonb_build_object('resourceId', m.resource_id, 'segments', m.segments, 'price', m.price) order by m.resource_id), '[]')
        from service_masters m where m.service_id = t.id)`,
    },
    links: { field: 'masters', sql: MASTERS },
    reminds: ['rules'],
  },
  resource: {
    object: 'resource', table: 'resources',
    fields: ['locationId', 'kind', 'name', 'about', 'synonyms', 'active', 'position'],
    extra: { hours: week('resource_id') },
  },
  location: {
    object: 'location', table: 'locations',
    fields: ['name', 'timezone', 'district', 'address', 'directions', 'phone', 'position'],
    extra: { hours: week('location_id') },
    reminds: ['timezone'],
  },
  faq: { object: 'faq', table: 'faq', fields: ['topic', 'question', 'answer', 'position'] },
  promo: { object: 'promo', table: 'promos', fields: ['campaign', 'text', 'position'] },
  question: { object: 'question', table: 'questions', fields: ['key', 'text', 'textEn', 'options', 'active', 'position'] },
  reply: { object: 'reply', table: 'replies', fields: ['title', 'text', 'position'] },
} as const satisfies Record<string, Kind>

/** A row as the API shows it: `id`, `version` and its fields. */
export type Row = { id: number; version: number } & Record<string, unknown>

export type Edited = { ok: true; row: Row } | { ok: false; reason: 'gone' } | { ok: false; reason: 'changed'; now: Row }

/** All rows of a kind, in their order. */
export async function rowsOf(sql: Sql, kind: Kind, businessId: number): Promise<Row[]> {
  const rows = await sql.query<{ row: Row }>(
    `select ${shown(kind)} as row from ${kind.table} t where t.business_id = $1 order by t.position, t.id`,
    [businessId],
  )
  return rows.map(({ row }) => row)
}

/** One row; null when it is gone. */
export async function rowOf(sql: Sql, kind: Kind, businessId: number, id: number, lock = ''): Promise<Row | null> {
  const [found] = await sql.query<{ row: Row }>(
    `select ${shown(kind)} as row from ${kind.table} t where t.business_id = $1 and t.id = $2 ${lock}`,
    [businessId, id],
  )
  return found?.row ?? null
}

/** Adds a row after the others, with every field of its kind in `values`; catalogs are read anew. */
export async function addRow(tx: Tx, kind: Kind, by: By, values: Record<string, unknown>): Promise<Row> {
  const columns = kind.fields.filter((field) => field !== 'position')
  const [made] = await tx.query<{ id: number }>(
    `with edited as (insert into ${kind.table} (business_id, position, ${columns.map(snake).join(', ')})
       select $1, coalesce((select max(position) + 1 from ${kind.table} where business_id = $1), 0),
         ${columns.map((field) => `r.${snake(field)}`).join(', ')}
       from jsonb_populate_record(null::${kind.table}, $4::jsonb) r
       where $2::bigint is null and $3::bigint is null returning id)
     ${tail(kind)}`,
    [by.businessId, null, null, json(snaked(kind, values)), ...linked(kind, values)],
  )
  const row = (await rowOf(tx, kind, by.businessId, made!.id))!
  await logged(tx, kind, by, row.id, 'added', undefined, kept(kind, row))
  return row
}

/** Changes a row that still is as the caller saw it; catalogs are read anew. */
export async function editRow(
  tx: Tx,
  kind: Kind,
  by: By,
  { id, version, change }: { id: number; version: number; change: Record<string, unknown> },
): Promise<Edited> {
  const before = await rowOf(tx, kind, by.businessId, id, 'for no key update')
  if (!before) return { ok: false, reason: 'gone' }
  if (before.version !== version) return { ok: false, reason: 'changed', now: before }
  const names = [...kind.fields, ...(kind.links ? [kind.links.field] : [])]
  const differs = names.filter((name) => change[name] !== undefined && !same(change[name], before[name]))
  if (differs.length === 0) return { ok: true, row: before }
  const values = Object.fromEntries(differs.map((name) => [name, change[name]]))
  await tx.query(
    `with edited as (update ${kind.table} t set (version, ${kind.fields.map(snake).join(', ')}) =
       (select t.version + 1, ${kind.fields.map((field) => `r.${snake(field)}`).join(', ')}
        from jsonb_populate_record(t, $4::jsonb) r)
       where t.business_id = $1 and t.id = $2 and t.version = $3 returning t.id)
     ${tail(kind)}`,
    [by.businessId, id, version, json(snaked(kind, values)), ...linked(kind, values)],
  )
  if (differs.some((name) => kind.reminds?.includes(name))) await replanReminders(tx, by.businessId, by.now)
  await logged(tx, kind, by, id, 'changed', Object.fromEntries(differs.map((name) => [name, before[name]])), values)
  return { ok: true, row: { ...before, ...values, version: version + 1 } }
}

/** Removes a row for good; null when it is gone already. Catalogs are read anew. */
export async function removeRow(tx: Tx, kind: Kind, by: By, id: number): Promise<Row | null> {
  const before = await rowOf(tx, kind, by.businessId, id, 'for no key update')
  if (!before) return null
  await tx.query(
    `with edited as (delete from ${kind.table} where business_id = $1 and id = $2 returning id)
     update businesses set version = version + 1 where id = $1`,
    [by.businessId, id],
  )
  await logged(tx, kind, by, id, 'removed', kept(kind, before))
  return before
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const shown = (kind: Kind) =>
  `jsonb_build_object('id', t.id, 'version', t.version, ${kind.fields
    .map((field) => `'${field}', t.${snake(field)}`)
    .concat(Object.entries(kind.extra ?? {}).map(([field, text]) => `'${field}', ${text}`))
    .join(', ')})`

const tail = (kind: Kind) =>
  `${kind.links?.sql ?? ''}, touched as (update businesses set version = version + 1 where id = $1) select id from edited`

const snaked = (kind: Kind, values: Record<string, unknown>) =>
  Object.fromEntries(
    kind.fields.filter((field) => values[field] !== undefined).map((field) => [snake(field), values[field]]),
  )

const linked = (kind: Kind, values: Record<string, unknown>) => (kind.links ? [json(values[kind.links.field])] : [])

/** What of a row can be written again. */
const kept = (kind: Kind, row: Row) =>
  Object.fromEntries([...kind.fields, ...(kind.links ? [kind.links.field] : [])].map((name) => [name, row[name]]))

/** Equal as JSON, whatever the order of keys. */
export function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return (a ?? null) === (b ?? null)
  const [left, right] = [Object.entries(a), Object.entries(b)]
  if (left.length !== right.length) return false
  return left.every(([key, value]) => key in b && same(value, (b as Record<string, unknown>)[key]))
}

function logged(tx: Tx, kind: Kind, by: By, objectId: number, action: string, before?: unknown, after?: unknown) {
  const { businessId, memberId, now: at } = by
  return logChange(tx, { businessId, at, memberId, object: kind.object, objectId, action, before, after })
}
