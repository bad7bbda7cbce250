import { ROUTES, type Route, rootOf } from '../routes.tsx'

/** An address of the app with its screen: `path` has no query, `key` has it without the open sheet. */
export type Spot = {
  path: string
  key: string
  route: Route
  params: Record<string, string | undefined>
  search: URLSearchParams
}

export type Layers = { root: Spot; page: Spot | null; sheet: Spot | null }

/** Pages that may lie over each other before they replace one another. */
const DEEPEST = 3

/** The parts of an address by a pattern (`/day/:date?`); null when it is another one. */
export function matchPattern(pattern: string, path: string): Record<string, string | undefined> | null {
  const wanted = pattern.split('/').slice(1)
  const given = path.split('/').slice(1)
  if (given.length > wanted.length) return null
  const params: Record<string, string | undefined> = {}
  for (const [at, part] of wanted.entries()) {
    const value = given[at]
    if (!part.startsWith(':')) {
      if (value !== part) return null
    } else if (value) params[part.replace(/[:?]/g, '')] = decodeURIComponent(value)
    else if (!part.endsWith('?')) return null
  }
  return params
}

/** The screen behind an address with its query; null for an unknown one. */
export function spotOf(address: string): Spot | null {
  const [path = '', query = ''] = address.split('?')
  for (const route of ROUTES) {
    const params = matchPattern(route.pattern, path)
    if (!params) continue
    const search = new URLSearchParams(query)
    const own = new URLSearchParams(search)
    own.delete('sheet')
    return { path, key: own.size > 0 ? `${path}?${own}` : path, route, params, search }
  }
  return null
}

/** Whether the address is a layer over a page: a sheet with its own screen, or one that a screen opened in itself. */
export const isSheet = (spot: Spot) => spot.route.kind === 'sheet' || spot.search.has('sheet')

/** What is on the screen for an address and those beneath it; the tab's root stands beneath whatever came alone. */
export function layersOf(address: string, under: string[]): Layers | null {
  const top = spotOf(address)
  if (!top) return null
  const spots = [...under.map(spotOf).filter((spot) => spot !== null), top]
  const last = (kind: Route['kind']) => spots.findLast((spot) => spot.route.kind === kind) ?? null
  return {
    root: last('root') ?? spotOf(rootOf(top.route.tab))!,
    page: last('page'),
    sheet: top.route.kind === 'sheet' ? top : null,
  }
}

export type Step = { under: string[]; replace: boolean }

/** How an address is entered from where one is: what lies beneath it, and whether it takes the place of the present one. */
export function stepTo(to: string, here: { address: string; under: string[] }): Step {
  const target = spotOf(to)
  const now = spotOf(here.address)
  if (!target || !now) return { under: [], replace: true }
  // A sheet of a tab lies over whatever it was opened from; the tab itself over nothing.
  if (target.route.kind === 'root' && !isSheet(target)) return { under: [], replace: true }
  if (target.path === now.path && isSheet(target) === isSheet(now)) return { under: here.under, replace: true }
  // One layer over a page at most: whatever a sheet leads to takes its place.
  if (isSheet(now)) return { under: here.under, replace: true }
  if (!isSheet(target)) {
    const pages = [...here.under, here.address].filter((address) => spotOf(address)?.route.kind === 'page').length
    if (pages >= DEEPEST) return { under: here.under, replace: true }
  }
  return { under: [...here.under, here.address], replace: false }
}
