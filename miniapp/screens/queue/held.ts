import { useEffect, useRef, useState } from 'react'

/** How long a card that left stays, with the word where it went. */
const GONE_MS = 5000

/** A finger is down, or the list is scrolled: nothing may move under it. */
function useStill(): boolean {
  const [still, setStill] = useState(false)
  const down = useRef(0)
  useEffect(() => {
    const look = () => setStill(down.current > 0 || window.scrollY > 80)
    const press = () => {
      down.current++
      look()
    }
    const lift = () => {
      down.current = 0
      look()
    }
    const events = [
      ['pointerdown', press],
      ['pointerup', lift],
      ['pointercancel', lift],
      ['scroll', look],
    ] as const
    for (const [name, hear] of events) window.addEventListener(name, hear, { passive: true })
    return () => {
      for (const [name, hear] of events) window.removeEventListener(name, hear)
    }
  }, [])
  return still
}

type Keyed = { id: number }

/**
 * A list that does not move under a finger: what is known stays in its place with its newest words, what is new comes last, or waits
 * (`fresh`) where it would come before others. What left stays for five seconds (`gone`).
 */
export function useHeld<T extends Keyed>(items: T[], list: string, grows: boolean) {
  const still = useStill()
  const [, again] = useState(0)
  const shown = useRef<{ list: string; items: T[]; gone: Map<number, number> }>({ list, items, gone: new Map() })
  const now = Date.now()
  const was = shown.current.list === list ? shown.current : { list, items, gone: new Map<number, number>() }
  const byId = new Map(items.map((item) => [item.id, item]))
  const known = new Set(was.items.map(({ id }) => id))
  for (const { id } of was.items) {
    if (byId.has(id)) was.gone.delete(id)
    else if (!was.gone.has(id)) was.gone.set(id, now + GONE_MS)
  }
  const stays = was.items.filter(({ id }) => byId.has(id) || (was.gone.get(id) ?? 0) > now || still)
  const fresh = items.filter(({ id }) => !known.has(id))
  const held = still && !grows && fresh.length > 0
  const ordered = held
    ? stays.map((item) => byId.get(item.id) ?? item)
    : merged(
        items,
        stays.filter(({ id }) => !byId.has(id)),
        was.items,
      )
  shown.current = { list, items: ordered, gone: was.gone }
  useEffect(() => {
    const next = Math.min(...was.gone.values())
    if (!Number.isFinite(next)) return
    const timer = setTimeout(() => again((n) => n + 1), Math.max(50, next - Date.now()))
    return () => clearTimeout(timer)
  })
  return {
    items: ordered,
    gone: new Set(ordered.filter(({ id }) => !byId.has(id)).map(({ id }) => id)),
    fresh: held ? fresh.length : 0,
    release: () => {
      shown.current = { list, items, gone: new Map() }
      window.scrollTo({ top: 0 })
      again((n) => n + 1)
    },
  }
}

/** The list with those who left at the places where they stood. */
function merged<T extends Keyed>(items: T[], left: T[], before: T[]): T[] {
  const all = [...items]
  for (const one of left) all.splice(Math.min(before.indexOf(one), all.length), 0, one)
  return all
}
