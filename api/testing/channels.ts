import { onEachDatabase, onPostgres, type TestDatabase } from '../../db/testing/databases.ts'

/** Where clients of a stand write. */
export type On = 'telegram' | 'whatsapp'

type Laws = (database: TestDatabase, on: On) => void

/** Runs the same scripts with clients in Telegram and in WhatsApp. */
export function onEachChannel(name: string, laws: Laws): void {
  for (const on of ['telegram', 'whatsapp'] as const) onPostgres(`${name} in ${on}`, (database) => laws(database, on))
}

/** In Telegram on each database, in WhatsApp on real PostgreSQL. */
export function onEachDatabaseAndChannel(name: string, laws: Laws): void {
  onEachDatabase(name, (database) => laws(database, 'telegram'))
  onPostgres(`${name} in whatsapp`, (database) => laws(database, 'whatsapp'))
}
