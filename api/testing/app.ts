import { fileURLToPath } from 'node:url'
import type { BrowserContext } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import type { AppAsset } from '../routes/app.ts'

/** The staff app built in memory, so that test files build beside one another. */
export type BuiltApp = {
  asset: AppAsset
  chunks: Rolldown.OutputChunk[]
}

const CONFIG = fileURLToPath(new URL('../../miniapp/vite.config.ts', import.meta.url))

let built: Promise<BuiltApp> | undefined

/** Builds the staff app as it is shipped, once per test file. */
export function buildApp(): Promise<BuiltApp> {
  built ??= buildOnce()
  return built
}

async function buildOnce(): Promise<BuiltApp> {
  // The build of a test run is the one of production: React is three times as large otherwise.
  const mode = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  const result = (await build({
    configFile: CONFIG,
    mode: 'production',
    logLevel: 'error',
    build: { write: false },
  })) as Rolldown.RolldownOutput
  process.env.NODE_ENV = mode
  const files = new Map(
    result.output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : String(file.source)] as const),
  )
  const typeOf = (name: string) =>
    name.endsWith('.js') ? 'text/javascript' : name.endsWith('.css') ? 'text/css' : 'text/html'
  return {
    asset: async (name) => {
      const body = files.get(name)
      return body === undefined ? null : { body, type: `${typeOf(name)}; charset=utf-8` }
    },
    chunks: result.output.filter((file) => file.type === 'chunk'),
  }
}

/** What the app told a Telegram client. */
export type Told = { type: string; data: Record<string, unknown> }

/**
 * Makes every page of the context believe that it runs in a Telegram client: it answers what the app asks, and keeps what
 * it was told in `window.told`. Returns the address to open.
 */
export async function pretendTelegram(
  context: BrowserContext,
  url: string,
  launch: { initData: string; theme: Record<string, string>; startParam?: string; version?: string },
): Promise<string> {
  await context.addInitScript((theme) => {
    const told: Told[] = []
    const answers: Record<string, [event: string, data: object]> = {
      web_app_request_theme: ['theme_changed', { theme_params: theme }],
      web_app_request_viewport: [
        'viewport_changed',
        { height: innerHeight, width: innerWidth, is_expanded: true, is_state_stable: true },
      ],
      web_app_request_safe_area: ['safe_area_changed', { top: 20, bottom: 10, left: 0, right: 0 }],
      web_app_request_content_safe_area: ['content_safe_area_changed', { top: 12, bottom: 0, left: 0, right: 0 }],
    }
    const say = (event: string, data: object) =>
      window.dispatchEvent(
        new MessageEvent('message', {
          data: JSON.stringify({ eventType: event, eventData: data }),
          source: window.parent,
        }),
      )
    Object.assign(window, {
      told,
      telegram: say,
      TelegramWebviewProxy: {
        postEvent: (type: string, data: string) => {
          told.push({ type, data: JSON.parse(data || '{}') as Told['data'] })
          const answer = answers[type]
          if (answer) setTimeout(say, 0, ...answer)
        },
      },
    })
  }, launch.theme)
  const hash = new URLSearchParams({
    tgWebAppData: launch.initData,
    tgWebAppVersion: launch.version ?? '9.1',
    tgWebAppPlatform: 'ios',
    tgWebAppThemeParams: JSON.stringify(launch.theme),
    ...(launch.startParam && { tgWebAppStartParam: launch.startParam }),
  })
  return `${url}/app/#${hash}`
}
