import { useBranch, useSession } from './api/session.ts'
import type { Style } from './format.ts'
import { useWords } from './texts/texts.ts'

/** How this business writes dates and money, for the functions of format.ts. */
export function useStyle(): Style {
  const { language } = useWords()
  const { session } = useSession()
  const branch = useBranch()
  return {
    language,
    zone: branch?.timezone ?? session?.business.timezone ?? 'UTC',
    currency: session?.business.currency ?? 'RUB',
  }
}
