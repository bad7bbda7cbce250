import type { Question } from '../../domain/catalog.ts'
import type { Turn } from '../context.ts'
import type { Draft } from '../draft.ts'
import { button, rows, type View } from '../show.ts'
import { variantHere } from '../trying.ts'

/** More is an interrogation. */
const MOST = 3

/** The business's own question that this booking has not answered or skipped yet; null when there is none. */
export function openQuestion(turn: Pick<Turn, 'catalog' | 'variants'>, draft: Draft): Question | null {
  const { answers = {} } = draft
  const { questions } = turn.catalog
  const tried = variantHere(turn, { kind: 'questions' })?.does.ask
  const meant = tried?.flatMap((id) => questions.find((one) => one.id === id) ?? []) ?? questions
  return meant.slice(0, MOST).find((one) => !(one.key in answers)) ?? null
}

/** The question with its answers to tap; it can always be skipped. */
export function questionScreen({ say, chat }: Turn, question: Question): View {
  const options = question.options.map((option, index) => button(option, `qa:${question.id}:${index}`))
  return {
    text: (chat.language === 'en' && question.textEn) || question.text,
    buttons: [...rows(options, 2), [button(say('skip'), `qa:${question.id}:skip`)]],
  }
}
