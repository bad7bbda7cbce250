import { useEffect, useRef, useState } from 'react'
import { confirmClosing } from '../telegram/telegram.ts'
import { call } from './client.ts'

/** What the server keeps of a form; null when there is nothing. */
type Kept<T> = { value: T; savedAt: string } | null

export type Draft<T> = {
  value: T
  set: (value: T) => void
  /** When the restored draft was written; null when there was none, or it was dropped. */
  savedAt: string | null
  /** Forgets it, here and on the server: after a save, or «Убрать». */
  clear: () => void
  /** False until the server said what it keeps. */
  ready: boolean
}

const PAUSE_MS = 800

/**
 * A form that survives: saved on the server 800 ms after the last key and when the app is hidden, under the member,
 * the business and `key` («chat-7», «visit-new»). Another key is another form, with nothing of the first.
 */
export function useDraft<T>(key: string, empty: T): Draft<T> {
  const [state, setState] = useState({ key, value: empty, savedAt: null as string | null, ready: false })
  // The form of another key starts empty in the same paint: a text never shows under another client.
  const own = state.key === key ? state : { key, value: empty, savedAt: null, ready: false }
  const unsaved = useRef<{ key: string; value: T } | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const flush = useRef(() => {
    clearTimeout(timer.current)
    const waiting = unsaved.current
    if (!waiting) return
    unsaved.current = null
    call('PUT', `/api/drafts/${encodeURIComponent(waiting.key)}`, { value: waiting.value }, { outlives: true })
      .then(() => confirmClosing(unsaved.current !== null))
      // Not saved: it stays here and goes with the next key.
      .catch(() => {
        unsaved.current ??= waiting
      })
  })

  useEffect(() => {
    let gone = false
    const typed = () => unsaved.current?.key === key
    call<Kept<T>>('GET', `/api/drafts/${encodeURIComponent(key)}`)
      // A draft that can't be read is none: nobody is kept from typing.
      .catch(() => null)
      .then((kept) => {
        if (gone) return
        if (typed()) setState((now) => ({ ...now, ready: true }))
        else setState({ key, value: kept?.value ?? empty, savedAt: kept?.savedAt ?? null, ready: true })
      })
    const hidden = () => document.visibilityState === 'hidden' && flush.current()
    document.addEventListener('visibilitychange', hidden)
    return () => {
      gone = true
      document.removeEventListener('visibilitychange', hidden)
      flush.current()
    }
    // `empty` is often a new object in each render; the key alone says which form this is.
  }, [key])

  return {
    value: own.value,
    savedAt: own.savedAt,
    ready: own.ready,
    set: (value) => {
      setState({ ...own, value })
      unsaved.current = { key, value }
      confirmClosing(true)
      clearTimeout(timer.current)
      timer.current = setTimeout(flush.current, PAUSE_MS)
    },
    clear: () => {
      clearTimeout(timer.current)
      unsaved.current = null
      confirmClosing(false)
      setState({ key, value: empty, savedAt: null, ready: true })
      // A draft that stays is offered again, and can be put away then.
      void call('DELETE', `/api/drafts/${encodeURIComponent(key)}`).catch(() => undefined)
    },
  }
}
