import { useContext, useEffect, useRef } from 'react'
import { LayerContext } from '../../kit/layer.ts'
import { go, scrollOf } from '../../nav/go.ts'
import { useKey } from '../../nav/keys.ts'
import { TAPPED_AGAIN } from '../../nav/tabs.tsx'
import type { Column } from './columns.ts'
import type { DaySchedule } from './data.ts'
import { type Scale, topOf } from './geometry.ts'
import { nowIn } from './nowline.tsx'

/** The first time, now stands at a third of the screen; later it is only the finger that scrolls. */
export function useOpening(data: DaySchedule | undefined, columns: readonly Column[], scale: Scale, now: number): void {
  const { key } = useContext(LayerContext)
  const done = useRef(false)
  const minute = nowIn(columns, now)
  const toNow = () => {
    const grid = document.querySelector('.grid')
    if (!grid || minute === null) return false
    const top = grid.getBoundingClientRect().top + window.scrollY + topOf(scale, minute)
    window.scrollTo({ top: Math.max(0, top - window.innerHeight / 3) })
    return true
  }
  const latest = useRef(toNow)
  useEffect(() => {
    latest.current = toNow
  })
  const ready = data !== undefined && columns.length > 0
  useEffect(() => {
    if (!ready || done.current) return
    done.current = true
    if (scrollOf(key) === 0) latest.current()
  }, [ready, key])
  useEffect(() => {
    const tapped = (event: Event) => {
      if ((event as CustomEvent).detail !== 'day') return
      event.preventDefault()
      if (!latest.current()) go('/day')
    }
    document.addEventListener(TAPPED_AGAIN, tapped)
    return () => document.removeEventListener(TAPPED_AGAIN, tapped)
  }, [])
}

/** J and K walk the visits of the day in the order of time. */
export function useWalk(): void {
  const walk = (by: number) => {
    const all = [...document.querySelectorAll<HTMLElement>('[data-visit][data-item]')].sort(
      (a, b) => Number(a.dataset.from) - Number(b.dataset.from),
    )
    const at = all.indexOf(document.activeElement as HTMLElement)
    const next = all[at < 0 ? 0 : at + by]
    next?.focus({ preventScroll: true })
    next?.scrollIntoView({ block: 'nearest' })
  }
  useKey('KeyJ', 'key-next', () => walk(1))
  useKey('KeyK', 'key-next', () => walk(-1))
}

/** `M` moves the visit that has the focus, or the one that is open beside. */
export function moveFocused(open: number | null, date: string | undefined): void {
  const focused = document.activeElement?.closest<HTMLElement>('[data-visit]')
  const id = focused ? Number(focused.dataset.visit) : open
  if (id && date) go(`/day/${date}?move=${id}`)
}
