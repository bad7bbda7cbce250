import type { Asked, Draft } from '../draft.ts'
import { type Intent, intentOf, plainWords } from '../understanding.ts'

const LONGEST_NAME = 60

/** A name as a person writes it; null for what can't be one: digits, signs, questions, «да», a page of text. */
export function nameFrom(text: string): string | null {
  const name = text
    .replace(/\p{Cf}/gu, '')
    .replace(/^\s*(меня зовут|мое имя|моё имя|это|я|my name is|i am|i'm)\s+/iu, '')
    .trim()
    .replace(/[.!]+$/, '')
    .replace(/\s+/g, ' ')
  if (name.length > LONGEST_NAME || !/^\p{L}[\p{L}\p{M}'’ .-]*$/u.test(name)) return null
  if (!looksLikeName(name) && (intentOf(name) || NO_NAMES.test(plainWords(name)))) return null
  return name === name.toLowerCase() ? capitals(name) : name
}

const NO_NAMES = /^(да|нет|не|ок|ага|угу|зачем|почему|что|как|кто|yes|no|ok|why|what)(?!\p{L})/u

/** Several words, each with a capital: «Vincent Price» is a person, «Сколько стоит» a question. */
function looksLikeName(name: string): boolean {
  const words = name.split(' ')
  return words.length > 1 && words.length <= 4 && words.every((word) => /^\p{Lu}/u.test(word))
}

const capitals = (name: string) => name.replace(/(^|[\s'’-])\p{Ll}/gu, (start) => start.toUpperCase())

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
