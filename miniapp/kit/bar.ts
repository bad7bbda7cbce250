import { useSyncExternalStore } from 'react'

/** What a bar says. Undo and extra are buttons; the bar goes after `seconds`, or with the next one. */
export type Saying = {
  text: string
  /** «Отменить»; also Ctrl/⌘+Z while the bar is up. */
  undo?: () => void
  /** A second button: «Не писать», «Открыть». */
  extra?: { label: string; act: () => void }
  seconds?: number
}
export type Said = Saying & { id: number; until: number }

const SECONDS = 10

let said: Said | null = null
let made = 0
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function show(next: Said | null): void {
  clearTimeout(timer)
  said = next
  if (next) timer = setTimeout(() => show(null), next.until - Date.now())
  for (const listener of listeners) listener()
}

/** Says what happened; the bar before it goes. */
export function say(saying: Saying): void {
  const seconds = saying.seconds ?? (saying.undo || saying.extra ? SECONDS : 5)
  show({ ...saying, id: ++made, until: Date.now() + seconds * 1000 })
}

/** Takes the bar away. */
export const hush = () => show(null)

/** Undoes what the bar offers to undo; false when it offers nothing. */
export function undoSaid(): boolean {
  const undo = said?.undo
  if (!undo) return false
  show(null)
  undo()
  return true
}

/** `const bar = useBar()`, then `bar.say({ text, undo })`. */
export const useBar = () => ({ say, hush })

/** The bar that is up. */
export const useSaid = (): Said | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => said,
  )
