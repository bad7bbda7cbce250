import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Staff } from './staff.ts'

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

/** Opens the staff app as a member, by a fresh one-time link, at an address («/day/2026-11-24»). */
export async function openApp(
  browser: Browser,
  staff: Staff,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: WIDE, locale: 'ru-RU', ...options })
  const page = await context.newPage()
  const errors: string[] = []
  const writes: string[] = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
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
  return { page, errors, writes, close: () => context.close() }
}

/** What axe-core finds on a page that is serious or worse, in short. */
export async function seriousOn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } }
    type Violation = { id: string; impact: string; nodes: { target: string[] }[] }
    const { violations } = await axe.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`)
  })
}

/** How much wider than the screen a page is. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
