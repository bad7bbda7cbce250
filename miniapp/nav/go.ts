import { useSyncExternalStore } from 'react'
import { navigate, useHistoryState, usePathname, useSearch } from 'wouter/use-browser-location'
import { spotOf, stepTo } from './layers.ts'

export const BASE = '/app'

/** What a history entry of ours carries: the addresses beneath it, so that a reload restores the layers. */
type Entry = { under: string[]; keepFocus?: boolean }

const entryNow = (): Entry => (history.state as Entry | null) ?? { under: [] }
const addressNow = () => (location.pathname.slice(BASE.length) || '/') + location.search

/** How far each address was scrolled, and what had the focus there when it was left. */
const scrolls = new Map<string, number>()
const focused = new Map<string, Element>()
let moved = false

export type GoOptions = {
  /** The new address takes the place of this one, also where it would lie over it. */
  replace?: boolean
  /** The focus stays where it is: a list that is walked by arrows while its card follows. */
  keepFocus?: boolean
}

/** Back is asynchronous: what is opened meanwhile waits for it, or Back would close that instead. */
let leaving = false

/** Opens an address of the app («/visit/5»), with the rules of layers: a root replaces, pages and sheets lie over. */
export function go(to: string, options: GoOptions = {}): void {
  if (leaving) {
    window.addEventListener('popstate', () => go(to, options), { once: true })
    return
  }
  const here = { address: addressNow(), under: entryNow().under }
  const step = stepTo(to, here)
  const spot = spotOf(here.address)
  if (spot && document.activeElement && document.activeElement !== document.body)
    focused.set(spot.key, document.activeElement)
  const target = spotOf(to)
  if (target && target.route.kind !== 'root' && target.path !== spot?.path) scrolls.delete(target.key)
  moved = true
  const under = options.replace && !step.replace ? here.under : step.under
  const state: Entry = { under, keepFocus: options.keepFocus }
  navigate(BASE + to, { replace: options.replace === true || step.replace, state })
}

const arrived = () => {
  leaving = false
}

/** One layer back; at a root there is nothing to do. */
export function back(): void {
  if (leaving || entryNow().under.length === 0) return
  leaving = true
  // Before the listeners of what was opened meanwhile, which are added later.
  window.addEventListener('popstate', arrived, { once: true, capture: true })
  history.back()
}

/** Changes parts of the query of the present address without a history entry; null takes a part away. */
export function setSearch(parts: Record<string, string | null>): void {
  const search = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(parts)) value === null ? search.delete(name) : search.set(name, value)
  const query = search.size > 0 ? `?${search}` : ''
  navigate(location.pathname + query, { replace: true, state: { ...entryNow(), keepFocus: true } })
}

/** The first entry of a visit: puts the tab's root beneath a page or a sheet, so that Back stays in the app. */
export function enter(to: string, over: string): void {
  history.scrollRestoration = 'manual'
  navigate(BASE + over, { replace: true, state: { under: [] } })
  if (to !== over) navigate(BASE + to, { state: { under: [over] } })
}

/** Whether this entry was made by the app before (a reload, a return from elsewhere). */
export const wasHere = () => Array.isArray((history.state as Partial<Entry> | null)?.under)

export type Place = { address: string; under: string[]; keepFocus: boolean }

/** Where one is, as React sees it. */
export function usePlace(): Place {
  const path = usePathname()
  // The query comes with its question mark.
  const search = useSearch().replace(/^\?/, '')
  const entry = useHistoryState<Entry | null>()
  const address = (path.slice(BASE.length) || '/') + (search ? `?${search}` : '')
  return { address, under: entry?.under ?? [], keepFocus: entry?.keepFocus ?? false }
}

/** A sheet of a screen's own: it has an address («?sheet=pay») and a history entry, and Back closes it. */
export function useSheet(name: string) {
  const search = new URLSearchParams(useSearch())
  const [open = '', arg] = (search.get('sheet') ?? '').split(':')
  return {
    open: open === name,
    /** What it was opened with. */
    arg: open === name ? arg : undefined,
    show: (about?: string) => {
      const next = new URLSearchParams(location.search)
      next.set('sheet', about === undefined ? name : `${name}:${about}`)
      go(`${location.pathname.slice(BASE.length)}?${next}`)
    },
    close: back,
  }
}

/** Remembers how far an address is scrolled. */
export const keepScroll = (key: string) => void scrolls.set(key, window.scrollY)
export const scrollOf = (key: string) => scrolls.get(key) ?? 0
/** Whether anything was opened since the start: before that nobody's focus is moved. */
export const hasMoved = () => moved
/** What had the focus at this address when it was left, if it is still there. */
export function focusOf(key: string): HTMLElement | null {
  const element = focused.get(key)
  return element instanceof HTMLElement && element.isConnected && element.offsetParent ? element : null
}

const WIDE = '(min-width: 1024px)'

/** Whether the screen is wide enough for a rail and a panel; width decides, never the platform. */
export function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(WIDE)
      query.addEventListener('change', changed)
      return () => query.removeEventListener('change', changed)
    },
    () => matchMedia(WIDE).matches,
  )
}
