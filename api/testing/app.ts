import type { BrowserContext } from 'playwright-core'

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
