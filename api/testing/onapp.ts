import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { onPostgres, type TestDatabase } from '../../db/testing/databases.ts'
import { appAsset } from '../assets.ts'
import { openBrowser } from './browser.ts'
import { type Stand, type StandOptions, startStand } from './stand.ts'

/** One stand with the built staff app and one browser, for all laws of a file. */
export type OnApp = {
  database: TestDatabase
  stand: () => Stand
  browser: () => Browser
  /** Errors of pages: none are left at the end of a law. */
  troubles: string[]
}

/** Runs laws of the staff app; `shots`: where screenshots go. */
export function onApp(name: string, shots: string, options: StandOptions, laws: (app: OnApp) => void): void {
  onPostgres(name, (database) => {
    let stand: Stand
    let browser: Browser
    beforeAll(async () => {
      mkdirSync(shots, { recursive: true })
      stand = await startStand(database.db, { appAsset, publicUrl: 'https://salon.example', ...options })
      browser = await openBrowser()
    })
    afterAll(async () => {
      await browser.close()
      await stand.stop()
    })
    const troubles: string[] = []
    afterEach(() => expect(troubles.splice(0)).toEqual([]))
    laws({ database, stand: () => stand, browser: () => browser, troubles })
  })
}
