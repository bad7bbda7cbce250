import type { Asked, Draft } from '../draft.ts'
import { nameFrom } from '../naming.ts'
import { type Intent, intentOf, plainWords } from '../understanding.ts'

/** True for what is no name or phone but something else that the client wants. */
export function leavesContact(text: string): boolean {
  if (text.startsWith('/')) return true
  const intent = intentOf(text)
  return intent !== null && intent !== 'thanks' && intent !== 'hello' && nameFrom(text) === null
}

const CANCELS = /(?<!\p{L})(отмен|отказ|откаж|cancel)/u

/**
 * True when a text leaves the open question for something else: a person, the own visits, a question. What answers the
 * question is no change of mind: «не смогу в 15, давайте в 16» is another time, «не смогу прийти» a reason to cancel.
 */
export function leavesQuestion(text: string, draft: Draft, asked: Asked, saysWhen: boolean): boolean {
  const intent = intentOf(text)
  if (asked === 'contact') return leavesContact(text) && intent !== 'move'
  switch (intent) {
    case 'human':
    case 'mine':
    case 'drop':
    case 'price':
    case 'place':
      return asked !== 'cancelReason' || !ABOUT_REASON.has(intent)
    case 'cancel':
      return asked !== 'cancelReason' && (CANCELS.test(plainWords(text)) || !saysWhen)
    case 'move':
      if (asked === 'cancelReason') return true
      return draft.kind !== 'move' && asked !== 'confirm' && asked !== 'time' && asked !== 'consent'
    default:
      return false
  }
}

/** «Дорого, нашла по другой цене» is a reason, no question about prices. */
const ABOUT_REASON: ReadonlySet<Intent> = new Set(['price', 'place'])
