import { onEachDatabase, onPostgres, type TestDatabase } from '../../db/testing/databases.ts'

/** Where clients of a stand write. */
export type On = 'telegram' | 'whatsapp' | 'instagram'

const META = ['whatsapp', 'instagram'] as const

type Laws = (database: TestDatabase, on: On) => void

/** Runs the same scripts with clients in Telegram, in WhatsApp and in Instagram. */
export function onEachChannel(name: string, laws: Laws): void {
  for (const on of ['telegram', ...META] as const) onPostgres(`${name} in ${on}`, (database) => laws(database, on))
}

/** In Telegram on each database, in Meta's channels on real PostgreSQL. */
export function onEachDatabaseAndChannel(name: string, laws: Laws): void {
  onEachDatabase(name, (database) => laws(database, 'telegram'))
  for (const on of META) onPostgres(`${name} in ${on}`, (database) => laws(database, on))
}
