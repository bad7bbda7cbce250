import { useEffect, useRef } from 'react'

/** A chord by `event.code`, so that a Russian layout works: 'KeyN', 'Alt+Digit1', 'Mod+KeyZ', 'Shift+Slash'. */
export type Chord = string

type Bound = { chord: Chord; label: string; act: () => unknown }
const bound: Bound[] = []
let on = true

/** Keys can be turned off: a screen reader or a habit may need them. */
export function turnKeys(next: boolean): void {
  on = next
}

/** The chord of a press; Ctrl and ⌘ are one. */
export function chordOf(event: Pick<KeyboardEvent, 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>): Chord {
  const parts = [
    (event.ctrlKey || event.metaKey) && 'Mod',
    event.altKey && 'Alt',
    event.shiftKey && 'Shift',
    event.code.replace('Numpad', 'Digit'),
  ]
  return parts.filter(Boolean).join('+')
}

/** How a chord is written for people: «Alt+1», «N», «?». */
export const chordName = (chord: Chord) =>
  chord
    .replace('Shift+Slash', '?')
    .replace('Slash', '/')
    .replace('Mod', /Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl')
    .replace('ArrowLeft', '←')
    .replace('ArrowRight', '→')
    .replace(/Key|Digit/, '')

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Starts listening; once. The newest binding of a chord wins. While somebody types, only chords with Ctrl or ⌘ work. */
export function startKeys(): () => void {
  const press = (event: KeyboardEvent) => {
    if (!on || event.defaultPrevented || event.isComposing) return
    const chord = chordOf(event)
    // The undo of a field is the field's.
    if (typing(event.target) && (!chord.startsWith('Mod') || chord === 'Mod+KeyZ')) return
    const found = bound.findLast((one) => one.chord === chord)
    if (!found) return
    event.preventDefault()
    found.act()
  }
  document.addEventListener('keydown', press)
  return () => document.removeEventListener('keydown', press)
}

/** Binds a chord while the component is on screen; `label` is its line in the list of keys. Null binds nothing. */
export function useKey(chord: Chord, label: string, act: (() => unknown) | null): void {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  const active = act !== null
  useEffect(() => {
    if (!active) return
    const one = { chord, label, act: () => latest.current?.() }
    bound.push(one)
    return () => void bound.splice(bound.indexOf(one), 1)
  }, [chord, label, active])
}

/** The keys that work now, once each. */
export function keysNow(): { chord: Chord; label: string }[] {
  const seen = new Map(bound.map(({ chord, label }) => [chord, { chord, label }]))
  return [...seen.values()]
}
