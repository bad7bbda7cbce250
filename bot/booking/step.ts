import type { Turn } from '../context.ts'
import type { Draft } from '../draft.ts'
import { openQuestion } from './question.ts'
import { hasChoice, locationOf, servicesOf } from './wish.ts'

export type Step = 'location' | 'service' | 'master' | 'question' | 'time' | 'consent' | 'contact' | 'confirm'

/** What a half-made booking still needs, in the order in which it is asked. */
export function nextStep(
  turn: Pick<Turn, 'catalog' | 'variants'>,
  draft: Draft,
  client: { name: string | null; phone: string | null; consented: boolean },
): Step {
  const { catalog } = turn
  if (!locationOf(catalog, draft)) return 'location'
  if (servicesOf(catalog, draft).length === 0) return 'service'
  if (draft.kind === 'book' && draft.master === undefined && hasChoice(catalog, draft)) return 'master'
  if (mayBeAsked(draft) && openQuestion(turn, draft)) return 'question'
  if (draft.start === undefined) return 'time'
  if (draft.kind === 'move') return 'confirm'
  if (!client.consented) return 'consent'
  if (!client.name || !client.phone) return 'contact'
  return 'confirm'
}

/** Who has named a time already is not asked anything before it is offered. */
export const mayBeAsked = ({ kind, start, wanted }: Draft): boolean =>
  kind === 'book' && start === undefined && wanted === undefined
