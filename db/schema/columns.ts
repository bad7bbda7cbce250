import { type AnyPgColumn, bigint, customType, date, foreignKey, integer, timestamp } from 'drizzle-orm/pg-core'

export const ref = () => bigint({ mode: 'number' })
export const id = () => ref().primaryKey().generatedAlwaysAsIdentity()
export const at = () => timestamp({ withTimezone: true, precision: 3 })
export const day = () => date({ mode: 'string' })
/** Kopecks. */
export const money = () => bigint({ mode: 'number' })
/** Grows with every edit; a stale one is refused. */
export const version = () => integer().notNull().default(1)
/** Where it stands in its list. */
export const position = () => integer().notNull().default(0)

/** A half-open range of instants, `[from,to)`; read and written as PostgreSQL's own text. */
export const instants = customType<{ data: string }>({ dataType: () => 'tstzrange' })

/** Of a row whose composite key to a parent pins the business: a second check per insert would lock a hot row. */
export const sameTenant = () => ref().notNull()

type Owned = { businessId: AnyPgColumn }

/** A link to a row of the same business: the database itself refuses one to another's. */
export const sameBusiness = (child: Owned, column: AnyPgColumn, parent: Owned & { id: AnyPgColumn }) =>
  foreignKey({ columns: [child.businessId, column], foreignColumns: [parent.businessId, parent.id] })
