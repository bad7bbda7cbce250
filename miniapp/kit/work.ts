import { useState } from 'react'
import { useText } from '../texts/texts.ts'
import { say } from './bar.ts'
import { troubleOf } from './states.tsx'

/** Work that a press waits for: `busy` until it is done. What it was refused for is said; `after` is done either way. */
export function useWork(after?: () => void) {
  const t = useText()
  const [busy, setBusy] = useState(false)
  const work = async (todo: () => Promise<unknown>): Promise<void> => {
    if (busy) return
    setBusy(true)
    try {
      await todo()
    } catch (error) {
      say({ text: troubleOf(t, error) })
    } finally {
      setBusy(false)
      after?.()
    }
  }
  return { busy, work }
}
