import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { answering } from '../../db/testing/asked.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** To be `asked` before the built staff app is used. */
    builtApp: string
  }
}

const ROOT = join(import.meta.dirname, '../..')

/** Once per test run, when the first test asks: the staff app is built as it is shipped, so that no test sees the build of yesterday. */
export default async function setup(project: TestProject): Promise<() => void> {
  let built: Promise<string> | undefined
  const app = () => {
    built ??= buildApp()
    return built
  }
  const { url, close } = await answering({ '/app': app })
  project.provide('builtApp', `${url}/app`)
  return close
}

async function buildApp(): Promise<string> {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const config = join(ROOT, 'miniapp/vite.config.ts')
  // Vitest's own mode would build the React of development, three times as large.
  const env = { ...process.env, NODE_ENV: 'production' }
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [vite, 'build', '--config', config, '--logLevel', 'error'],
    { cwd: ROOT, env },
  )
  return stdout
}
