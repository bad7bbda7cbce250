import type { Catalog, Question } from '../../domain/catalog.ts'
import type { Turn } from '../context.ts'
import type { Draft } from '../draft.ts'
import { button, rows, type View } from '../show.ts'

/** More is an interrogation. */
const MOST = 3

/** The variant of an experiment that a client belongs to, always the same one. */
export const variantOf = (clientId: number): string => (clientId % 2 === 0 ? 'a' : 'b')

/** The business's own question that this booking has not answered or skipped yet; null when there is none. */
export function openQuestion(catalog: Catalog, draft: Draft, clientId: number): Question | null {
  const { answers = {} } = draft
  const variant = variantOf(clientId)
  const meant = catalog.questions.filter((one) => one.variant === null || one.variant === variant).slice(0, MOST)
  return meant.find((one) => !(one.key in answers)) ?? null
}

/** The question with its answers to tap; it can always be skipped. */
export function questionScreen({ say, chat }: Turn, question: Question): View {
  const options = question.options.map((option, index) => button(option, `qa:${question.id}:${index}`))
  return {
    text: (chat.language === 'en' && question.textEn) || question.text,
    buttons: [...rows(options, 2), [button(say('skip'), `qa:${question.id}:skip`)]],
  }
}
