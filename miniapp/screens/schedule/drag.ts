import { type PointerEvent as Press, useEffect, useRef, useState } from 'react'
import type { Column, Item } from './columns.ts'
import { minuteAt, type Scale } from './geometry.ts'

export type Held = {
  item: Item & { kind: 'visit' }
  from: Column
  /** Where it would fall: a column and a minute of its day. */
  column: string
  minute: number
  /** How long it would last. */
  minutes: number
  /** By its lower edge: it stays where it is, its end moves. */
  resizes: boolean
  dropped: boolean
}

/** The lower edge, by which a visit is made longer or shorter. */
const EDGE_PX = 8

const MOVED_PX = 6

/**
 * Dragging a visit by mouse, or its lower edge: from 6 px on, snapped to the step; Esc puts it back, a drop on the old place is none.
 */
export function useDrag(scale: Scale, step: number) {
  const [held, setHeld] = useState<Held | null>(null)
  const end = useRef<() => void>(undefined)
  useEffect(() => () => end.current?.(), [])

  const grab = (event: Press, column: Column, item: Item) => {
    if (item.kind !== 'visit') return
    const start = { x: event.clientX, y: event.clientY }
    const block = event.currentTarget as HTMLElement
    const { top, bottom } = block.getBoundingClientRect()
    const grabbed = event.clientY - top
    const resizes = bottom - event.clientY <= EDGE_PX
    const length = item.to - item.from
    let now: Held | null = null
    const put = (next: Held | null) => {
      now = next
      setHeld(next)
    }
    const move = (at: PointerEvent) => {
      if (!now && Math.hypot(at.clientX - start.x, at.clientY - start.y) < MOVED_PX) return
      at.preventDefault()
      document.documentElement.setAttribute('data-dragging', resizes ? 'edge' : 'whole')
      if (resizes) {
        const box = block.closest('[data-column]')!.getBoundingClientRect()
        const end = Math.round(minuteAt(scale, at.clientY - box.top) / step) * step
        const minutes = Math.min(Math.max(end, item.from + step), scale.to) - item.from
        put({ item, from: column, column: column.key, minute: item.from, minutes, resizes, dropped: false })
        return
      }
      const under = columnAt(at.clientX)
      if (!under) return
      const y = at.clientY - grabbed - under.getBoundingClientRect().top
      const minute = Math.round(minuteAt(scale, y) / step) * step
      const within = Math.min(Math.max(minute, scale.from), scale.to - length)
      put({
        item,
        from: column,
        column: under.dataset.column!,
        minute: within,
        minutes: length,
        resizes,
        dropped: false,
      })
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
      const same = now.column === column.key && now.minute === item.from && now.minutes === length
      put(same ? null : { ...now, dropped: true })
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
