import { useState } from 'react'
import { troubleOf } from '../../kit/states.tsx'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'

/** What was pasted to connect something, on its way: what it was refused for stands at its field, or is told to `refused`. */
export function useConnecting(refused?: (error: unknown) => void) {
  const t = useText()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const send = async (connect: () => Promise<void>) => {
    if (busy) return
    setBusy(true)
    setRefusal(null)
    try {
      await connect()
    } catch (error) {
      feel('refused')
      if (refused) refused(error)
      else setRefusal(troubleOf(t, error))
    } finally {
      setBusy(false)
    }
  }
  return { busy, refusal, setRefusal, send }
}
