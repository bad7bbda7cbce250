import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export class DirectoryTaken extends Error {
  constructor(directory: string) {
    super(`${directory} is in use by another Okoshko process. Stop it first, or set DATA_DIR to another directory.`)
    this.name = 'DirectoryTaken'
  }
}

/**
 * Takes `directory` for this process and returns the release; throws `DirectoryTaken` when another process holds it.
 * The lock is the operating system's own on a SQLite file, so a killed process leaves nothing behind.
 */
export function takeDirectory(directory: string): () => void {
  const lock = new DatabaseSync(join(directory, 'lock.sqlite'))
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive; create table if not exists holder (pid integer)')
  } catch (error) {
    lock.close()
    if (error instanceof Error && /locked|busy/i.test(error.message)) throw new DirectoryTaken(directory)
    throw error
  }
  return () => lock.close()
}
