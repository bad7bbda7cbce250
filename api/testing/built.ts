import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** Once per test run: the staff app is built as it is shipped, so that no test sees the build of yesterday. */
export default async function setup(): Promise<void> {
  // Vitest's own mode would build the React of development, three times as large.
  const mode = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  const configFile = fileURLToPath(new URL('../../miniapp/vite.config.ts', import.meta.url))
  await build({ configFile, mode: 'production', logLevel: 'error' })
  process.env.NODE_ENV = mode
}
