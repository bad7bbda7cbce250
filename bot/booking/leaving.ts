import { codeIn } from '../../domain/offers.ts'
import type { Turn } from '../context.ts'
import type { Asked, Draft } from '../draft.ts'
import { nameFrom } from '../naming.ts'
import { plainWords } from '../plain.ts'
import type { Intent } from '../understanding/intents.ts'
import { understand } from '../understanding/understand.ts'
import { shiftIn } from './shift.ts'

/** What interrupts the questions about name and phone. */
const ELSE: ReadonlySet<Intent> = new Set([
  'human',
  'cancel',
  'check_booking',
  'price',
  'hours',
  'address',
  'payment',
  'complaint',
])

/** Less sure, a word may as well be a name. */
const SURE_OF_ELSE = 0.7

/** True for what is no name or phone but something else that the client wants. */
export function leavesContact(text: string): boolean {
  if (text.startsWith('/') || isDropped(text) || codeIn(text) !== null) return true
  if (/\d{5}/.test(text.replace(/[\s()+-]/g, ''))) return false
  const shift = shiftIn(text)
  if (shift && !('open' in shift)) return true
  const read = understand(text, { now: 0, zone: 'UTC', services: [], staff: [] })
  const words = text.trim().split(/\s+/).length
  // «Можно на час позже?» is about the time that is held.
  const moves = read.intent === 'reschedule' && nameFrom(text) === null
  return (ELSE.has(read.intent) || moves) && read.confidence >= SURE_OF_ELSE && (words > 1 || nameFrom(text) === null)
}

const DROP =
  /^(нет |ой |ну |все |спасибо |я |уже |пока )*(стоп|назад|не надо|не нужно|передумал[аи]?|отбой|не буду( записываться)?|в другой раз|stop|back|never ?mind|i changed my mind)( спасибо)?$/u

/** «Стоп», «назад», «не надо»: what is under way is left. */
export const isDropped = (text: string): boolean => DROP.test(plainWords(text).replaceAll(',', ''))

const CANCELS = /(?<!\p{L})(отмен|отказ|откаж|cancel)/u

/** Questions that may stand in the middle of anything. */
const ASIDE: ReadonlySet<Intent> = new Set(['price', 'hours', 'address', 'payment'])

/**
 * True when a text leaves the open question for something else: a person, the own visits, a question. What answers the
 * question is no change of mind: «не смогу в 15, давайте в 16» is another time, «не смогу прийти» a reason to cancel.
 */
export function leavesQuestion({ understood }: Turn, draft: Draft, asked: Asked, text: string): boolean {
  if (isDropped(text)) return true
  if (asked === 'contact') return leavesContact(text) && understood?.intent !== 'reschedule' && shiftIn(text) === null
  if (!understood?.answered || understood.answer) return false
  switch (understood.intent) {
    case 'human':
    case 'check_booking':
      return true
    case 'cancel':
      return asked !== 'cancelReason' && (CANCELS.test(plainWords(text)) || understood.when.length === 0)
    case 'reschedule':
      if (asked === 'cancelReason') return true
      return draft.kind !== 'move' && asked !== 'confirm' && asked !== 'time' && asked !== 'consent'
    default:
      // «Дорого, нашла по другой цене» is a reason, no question about prices.
      return ASIDE.has(understood.intent) && asked !== 'cancelReason'
  }
}
