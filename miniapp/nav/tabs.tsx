import { useQuery } from '@tanstack/react-query'
import { CalendarDays, type LucideIcon, Menu, MessageCircle, Sun, Users } from 'lucide-react'
import { useRight } from '../api/session.ts'
import { Badge } from '../kit/list.tsx'
import { rootOf, type Tab } from '../routes.tsx'
import { useText } from '../texts/texts.ts'
import { go } from './go.ts'
import { useKey } from './keys.ts'

/** What waits behind the tabs. */
export type Badges = { waiting: number; red: boolean; broken: boolean }

const ICONS: Record<Tab, LucideIcon> = {
  today: Sun,
  day: CalendarDays,
  queue: MessageCircle,
  clients: Users,
  more: Menu,
}
const ALL: Tab[] = ['today', 'day', 'queue', 'clients', 'more']

/** The tabs of a role: a master has no queue. */
export function useTabs(): Tab[] {
  const queue = useRight('queue')
  return queue === 'none' ? ALL.filter((tab) => tab !== 'queue') : ALL
}

const LAST = 'okoshko.tab'

/** The tab that was used last on this device; a nicety, so it may be lost. */
export function lastTab(tabs: Tab[]): Tab {
  let kept: string | null = null
  try {
    kept = localStorage.getItem(LAST)
  } catch {
    // A browser that keeps nothing starts where everybody starts.
  }
  return tabs.find((tab) => tab === kept) ?? (tabs.includes('queue') ? 'today' : 'day')
}

function keepTab(tab: Tab): void {
  try {
    localStorage.setItem(LAST, tab)
  } catch {
    // As above.
  }
}

/** Raised when the tab that is open is tapped again: a screen may scroll to now, then to today. */
export const TAPPED_AGAIN = 'okoshko:tab'

/** The tab bar of a phone, the rail of a wide screen. */
export function TabBar({ current, atRoot }: { current: Tab; atRoot: boolean }) {
  const t = useText()
  const tabs = useTabs()
  const { data: badges } = useQuery<Badges>({ queryKey: ['badges'], enabled: false })
  const open = (tab: Tab) => {
    keepTab(tab)
    if (tab !== current || !atRoot) return go(rootOf(tab))
    const heard = !document.dispatchEvent(new CustomEvent(TAPPED_AGAIN, { detail: tab, cancelable: true }))
    if (!heard) window.scrollTo({ top: 0 })
  }
  return (
    <nav className="tabs" aria-label={t('tabs')}>
      {tabs.map((tab, at) => {
        const Icon = ICONS[tab]
        return (
          <a
            key={tab}
            href={`/app${rootOf(tab)}`}
            className="tab"
            aria-current={tab === current ? 'page' : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return
              event.preventDefault()
              open(tab)
            }}
          >
            <span className="tab-icon">
              <Icon size={24} aria-hidden="true" />
              {tab === 'queue' && badges && badges.waiting > 0 && (
                <Badge
                  count={badges.waiting}
                  tone={badges.red ? 'red' : 'quiet'}
                  label={t('tab-waiting', { count: badges.waiting })}
                />
              )}
              {tab === 'more' && badges?.broken && (
                <span className="badge dot">
                  <span aria-hidden="true">!</span>
                  <span className="unseen">{t('tab-broken')}</span>
                </span>
              )}
            </span>
            <span className="tab-word">{t(`tab-${tab}`)}</span>
            <TabKey at={at + 1} open={() => open(tab)} />
          </a>
        )
      })}
    </nav>
  )
}

function TabKey({ at, open }: { at: number; open: () => void }) {
  useKey(`Alt+Digit${at}`, 'key-tabs', open)
  return null
}
