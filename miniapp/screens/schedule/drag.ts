import { type PointerEvent as Press, useEffect, useRef, useState } from 'react'
import type { Column, Item } from './columns.ts'
import { minuteAt, type Scale } from './geometry.ts'

export type Held = {
  item: Item & { kind: 'visit' }
  from: Column
  /** Where it would fall: a column and a minute of its day. */
  column: string
  minute: number
  dropped: boolean
}

const MOVED_PX = 6

/** Dragging a visit by mouse: from 6 px on, snapped to the step; Esc puts it back, a drop on the old place is none. */
export function useDrag(scale: Scale, step: number) {
  const [held, setHeld] = useState<Held | null>(null)
  const end = useRef<() => void>(undefined)
  useEffect(() => () => end.current?.(), [])

  const grab = (event: Press, column: Column, item: Item) => {
    if (item.kind !== 'visit') return
    const start = { x: event.clientX, y: event.clientY }
    const block = event.currentTarget as HTMLElement
    const grabbed = event.clientY - block.getBoundingClientRect().top
    let now: Held | null = null
    const put = (next: Held | null) => {
      now = next
      setHeld(next)
    }
    const move = (at: PointerEvent) => {
      if (!now && Math.hypot(at.clientX - start.x, at.clientY - start.y) < MOVED_PX) return
      at.preventDefault()
      document.documentElement.toggleAttribute('data-dragging', true)
      const under = columnAt(at.clientX)
      if (!under) return
      const y = at.clientY - grabbed - under.getBoundingClientRect().top
      const minute = Math.round(minuteAt(scale, y) / step) * step
      const within = Math.min(Math.max(minute, scale.from), scale.to - (item.to - item.from))
      put({ item, from: column, column: under.dataset.column!, minute: within, dropped: false })
    }
    const stop = () => {
      document.documentElement.removeAttribute('data-dragging')
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', drop)
      window.removeEventListener('pointercancel', back)
      window.removeEventListener('keydown', onEscape, true)
    }
    const drop = () => {
      stop()
      if (!now) return
      // The click that follows belongs to the drag.
      const swallow = (click: MouseEvent) => click.stopPropagation()
      window.addEventListener('click', swallow, { capture: true, once: true })
      setTimeout(() => window.removeEventListener('click', swallow, true))
      put(now.column === column.key && now.minute === item.from ? null : { ...now, dropped: true })
    }
    const back = () => {
      stop()
      put(null)
    }
    const onEscape = (key: KeyboardEvent) => {
      if (key.key !== 'Escape') return
      key.stopPropagation()
      key.preventDefault()
      back()
    }
    end.current = stop
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', drop)
    window.addEventListener('pointercancel', back)
    window.addEventListener('keydown', onEscape, true)
  }
  return { held, grab, release: () => setHeld(null) }
}

const columnAt = (x: number): HTMLElement | undefined =>
  [...document.querySelectorAll<HTMLElement>('[data-column]')].find((column) => {
    const { left, right } = column.getBoundingClientRect()
    return left <= x && x < right
  })
