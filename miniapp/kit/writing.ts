import { useOnline } from '../api/online.ts'
import { useSession } from '../api/session.ts'
import { feel } from '../telegram/telegram.ts'
import { useText } from '../texts/texts.ts'
import { say } from './bar.ts'

/** Why nothing can be written now (no connection), for what writes; and how to say it when it is pressed all the same. */
export function useWriting(writes: boolean): { reason: string | null; refuse: (reason: string) => void } {
  const { online } = useOnline()
  const { entry } = useSession()
  const t = useText()
  const reason = !writes ? null : !online ? t('trouble-wait-online') : entry === 'ended' ? t('enter-over') : null
  return {
    reason,
    refuse: (why) => {
      feel('refused')
      say({ text: why })
    },
  }
}
