import { bigint, customType, timestamp } from 'drizzle-orm/pg-core'

export const id = () => bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity()
export const ref = () => bigint({ mode: 'number' })
export const at = () => timestamp({ withTimezone: true, precision: 3 })

/** A half-open range of instants, `[from,to)`; read and written as PostgreSQL's own text. */
export const instants = customType<{ data: string }>({ dataType: () => 'tstzrange' })

/** Of a row whose composite key to a parent pins the business: a second check per insert would lock a hot row. */
export const sameTenant = () => bigint({ mode: 'number' }).notNull()
