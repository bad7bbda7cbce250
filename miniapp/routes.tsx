import { type ComponentType, lazy } from 'react'
import { loadMoreTexts } from './texts/texts.ts'

/** What a screen gets: parts of its own address, also while another layer lies over it. */
export type ScreenProps = { params: Record<string, string | undefined>; search: URLSearchParams }

export type Tab = 'today' | 'day' | 'queue' | 'clients' | 'more'

export type Route = {
  /** `:name` is a part of the address, `:name?` may be missing. */
  pattern: string
  kind: 'root' | 'page' | 'sheet'
  tab: Tab
  /** On a wide screen: a panel of 440 at the right, the rest beside its narrow list, or the whole content area. */
  wide?: 'panel' | 'beside' | 'area'
  screen: ComponentType<ScreenProps>
}

type Load = () => Promise<{ default: ComponentType<ScreenProps> }>

const screen = (load: Load) => lazy(load)

/** A screen whose texts are not in the first load. */
const later = (load: Load) => lazy(async () => (await Promise.all([load(), loadMoreTexts()]))[0])

const experiments = later(() => import('./screens/experiments/experiments.tsx'))
const settings = later(() => import('./screens/settings/settings.tsx'))
const numbers = later(() => import('./screens/numbers/numbers.tsx'))

/** Every address of the app. A screen is loaded when it is first opened. */
export const ROUTES: Route[] = [
  { pattern: '/today', kind: 'root', tab: 'today', screen: screen(() => import('./screens/today/today.tsx')) },
  { pattern: '/day/:date?', kind: 'root', tab: 'day', screen: screen(() => import('./screens/schedule/schedule.tsx')) },
  { pattern: '/queue', kind: 'root', tab: 'queue', screen: screen(() => import('./screens/queue/queue.tsx')) },
  { pattern: '/clients', kind: 'root', tab: 'clients', screen: screen(() => import('./screens/clients/clients.tsx')) },
  { pattern: '/more', kind: 'root', tab: 'more', screen: later(() => import('./screens/more/more.tsx')) },
  {
    pattern: '/visit/:id',
    kind: 'page',
    tab: 'day',
    wide: 'panel',
    screen: screen(() => import('./screens/visit/visit.tsx')),
  },
  {
    pattern: '/queue/:chat',
    kind: 'page',
    tab: 'queue',
    wide: 'beside',
    screen: screen(() => import('./screens/dialogue/dialogue.tsx')),
  },
  {
    pattern: '/clients/:id',
    kind: 'page',
    tab: 'clients',
    wide: 'beside',
    screen: screen(() => import('./screens/clients/client.tsx')),
  },
  { pattern: '/settings/:group/:id?', kind: 'page', tab: 'more', wide: 'area', screen: settings },
  {
    pattern: '/unclear',
    kind: 'page',
    tab: 'more',
    wide: 'area',
    screen: later(() => import('./screens/unclear/unclear.tsx')),
  },
  {
    pattern: '/links',
    kind: 'page',
    tab: 'more',
    wide: 'area',
    screen: later(() => import('./screens/links/links.tsx')),
  },
  { pattern: '/experiments/:id?', kind: 'page', tab: 'more', wide: 'area', screen: experiments },
  { pattern: '/numbers/tests', kind: 'page', tab: 'more', wide: 'area', screen: experiments },
  { pattern: '/numbers/rows/:fact', kind: 'page', tab: 'more', wide: 'area', screen: numbers },
  { pattern: '/numbers/:section?', kind: 'page', tab: 'more', wide: 'area', screen: numbers },
  {
    pattern: '/past/:section?',
    kind: 'page',
    tab: 'more',
    wide: 'area',
    screen: later(() => import('./screens/past/past.tsx')),
  },
  {
    pattern: '/guide/:step?',
    kind: 'page',
    tab: 'more',
    wide: 'area',
    screen: later(() => import('./screens/guide/guide.tsx')),
  },
  { pattern: '/new', kind: 'sheet', tab: 'day', screen: screen(() => import('./screens/booking/booking.tsx')) },
]

/** Address of the tab's root. */
export const rootOf = (tab: Tab) => `/${tab}`
