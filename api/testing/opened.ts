import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Staff } from './staff.ts'
import { crampedOn } from './targets.ts'

export const PHONE = { width: 390, height: 844 }
export const WIDE = { width: 1280, height: 800 }

export type Opened = {
  page: Page
  /** Errors that the browser wrote into its console. */
  errors: string[]
  /** Requests that write, as «PATCH /api/…», in order. */
  writes: string[]
  close: () => Promise<void>
}

/** What the browser itself says of an answer that is a refusal, and of a wire that was cut. */
const EXPECTED = /status of 4(00|04|09|22)|ERR_INTERNET_DISCONNECTED|api\/live/

type Opening = BrowserContextOptions & {
  /** Collects the errors of every page that is opened with it, for a test file that looks once after each law. */
  troubles?: string[]
}

/**
 * Opens the staff app as a member, by a fresh one-time link, at an address («/day/2026-11-24»): one load, in a context of its own.
 * Motion is off, as `prefers-reduced-motion` asks: a law that waits for the end of an animation waits for nothing.
 */
export async function openApp(
  browser: Browser,
  staff: Staff,
  address: string,
  { troubles, ...options }: Opening = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: WIDE,
    locale: 'ru-RU',
    timezoneId: 'Europe/Moscow',
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  const errors: string[] = troubles ?? []
  const writes: string[] = []
  page.on('console', (line) => {
    const words = `${line.text()} ${line.location().url}`
    if (line.type() === 'error' && !EXPECTED.test(words)) errors.push(words)
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (request.method() !== 'GET' && pathname.startsWith('/api/') && !/session|drafts|check=1/.test(request.url()))
      writes.push(`${request.method()} ${pathname}`)
  })
  const link = new URL(await staff.link())
  await page.goto(
    `${link.origin}/app${address}${address.includes('?') ? '&' : '?'}code=${link.searchParams.get('code')}`,
  )
  // The address is the app's own again once the code is used up.
  await page.waitForURL((url) => !url.searchParams.has('code'))
  return { page, errors, writes, close: () => context.close() }
}

/** Goes to another address of the app as its links do, without a load, and waits until what is there has come. Nothing lies beneath it: Back stays. */
export async function goTo(page: Page, address: string): Promise<void> {
  await page.evaluate((to) => history.pushState({ under: [] }, '', `/app${to}`), address)
  await settledOn(page)
}

/** Waits for a screen: its heading stands, nothing is loading, nothing moves. */
export async function settledOn(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const seen = (selector: string) => [...document.querySelectorAll(selector)].some((one) => one.checkVisibility())
    return (
      seen('h1') && !seen('.skeleton') && document.getAnimations().every(({ playState }) => playState !== 'running')
    )
  })
}

/** What axe-core finds on a page that is serious or worse, with the markup it is found in. */
export async function seriousOn(page: Page, rules?: string[]): Promise<string[]> {
  if (await page.evaluate(() => !('axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(async (only) => {
    const run = (window as unknown as { axe: typeof axe }).axe.run
    // Without `preload` axe asks for no stylesheet a second time; no rule that is on needs it.
    const options = { resultTypes: ['violations' as const], preload: false }
    const { violations } = await run(document, only ? { ...options, runOnly: { type: 'rule', values: only } } : options)
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  }, rules)
}

/** How much wider than the screen a page is. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

/**
 * Expects of what is on the screen, in the light and in the dark scheme: nothing wider than the window, nothing serious for axe; on
 * a phone nothing that a finger would miss. Keeps a picture of each as `<file>-light.png` and `<file>-dark.png`. Colours are all that
 * the dark scheme changes.
 */
export async function readsWell(page: Page, file: string, options: { fullPage?: boolean } = {}): Promise<void> {
  const phone = page.viewportSize()?.width === PHONE.width
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    const over = Math.max(0, await overflowOf(page))
    const cramped = phone && scheme === 'light' ? await crampedOn(page) : []
    const found = await seriousOn(page, scheme === 'dark' ? ['color-contrast'] : undefined)
    expect({ file, scheme, over, cramped, found }).toEqual({ file, scheme, over: 0, cramped: [], found: [] })
    await page.screenshot({ path: `${file}-${scheme}.png`, ...options })
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
