import type { Token } from './tokens.ts'

const SELF = /^(я|зовут|зовите|имя|это|i'm|im|am|called|name)$/
const BOOK =
  /^(запиш\p{L}*|запис\p{L}*|постри\p{L}*|подстри\p{L}*|покра\p{L}*|побр\p{L}*|прим\p{L}*|добав\p{L}*|привез\p{L}*|прив[ео]д\p{L}*|постав\p{L}*|впиш\p{L}*|запихн\p{L}*|book|add|bring|sign)$/u
const KIN =
  /^(муж\p{L}{0,2}|жен[аеуы]|сын\p{L}{0,2}|доч\p{L}*|дочк\p{L}*|мам[аеуы]|пап[аеуы]|брат\p{L}?|сестр\p{L}*|подруг\p{L}*|подружк\p{L}*|друг\p{L}?|ребен\p{L}*|внук\p{L}?|внучк\p{L}*|бабушк\p{L}*|дедушк\p{L}*|девушк\p{L}*|парн\p{L}*|парень|клиент\p{L}*|коллег\p{L}*|племянни\p{L}*|свекров\p{L}*|невест\p{L}*|супруг\p{L}*|малыш\p{L}*|husband|wife|son|daughter|mother|father|friend|sister|brother|girlfriend|boyfriend|mom|dad)$/u
const SPARE = /^(пожалуйста|плиз|пж|мне|нам|еще|вы|меня|и|также|срочно|please|my|me|our|на|имя|фамилию)$/

/**
 * True for a name that is the client's own or of somebody to be booked: «меня зовут Анна», «на имя Мария», «запишите
 * Катю», «муж Дима», «мы с Машей», «Анна, 8 916 …». `lead`: the word that governs the name.
 */
export function isOwnName(tokens: readonly Token[], from: number, to: number, lead: string, text: string): boolean {
  const before = tokens[from - 1]
  if (/^(к|ко|у|передай|передайте|скажи|скажите|напиши|напишите|спросите)$/.test(lead)) return false
  if (lead === 'с' || lead === 'со') return isCompanion(tokens, from)
  if (!before) return isSignature(tokens, to, text)
  const isApart = tokens[from]!.gap === 'sign' || tokens[from]!.gap === 'and'
  if (KIN.test(before.word) && tokens[from]!.gap !== 'or') return true
  if (SELF.test(before.word) && !(before.word === 'это' && /\?\s*$/.test(text))) return true
  if (before.word === 'имя' || tokens[from - 2]?.word === 'имя') return true
  if (before.word === 's' && /^(it|name|here)$/.test(tokens[from - 2]?.word ?? '')) return true
  if (before.word === 'is' && tokens[from - 2]?.word === 'name') return true
  if (/^(уважением|от|рекомендаци\p{L}|совету|отзыву)$/u.test(before.word) || lead === 'for' || lead === 'для')
    return true
  if (tokens.slice(Math.max(0, from - 3), from).some(({ word }) => word === 'зовут')) return true
  if (!isApart && (isBooked(tokens, from) || isOnName(tokens, from))) return true
  return isSignature(tokens, to, text)
}

/** «Запишите, пожалуйста, Катю»; not «запишите к Кате». */
function isBooked(tokens: readonly Token[], from: number): boolean {
  for (let at = from - 1; at >= 0 && at >= from - 4; at--) {
    const { word } = tokens[at]!
    if (BOOK.test(word)) return tokens[from]!.before !== 'на'
    if (!SPARE.test(word) && !KIN.test(word)) return false
  }
  return false
}

/** «Запись на Смирнову Ольгу», «посмотрите на Ирину». */
function isOnName(tokens: readonly Token[], from: number): boolean {
  const at = SURNAME.test(tokens[from - 1]!.raw) ? from - 1 : from
  return (
    tokens[at - 1]?.word === 'на' && /^(запись|записи|бронь|посмотри|проверь|оформ)/.test(tokens[at - 2]?.word ?? '')
  )
}

const SURNAME = /^\p{Lu}\p{Ll}+(ов|ев|ин|ск)\p{Ll}{1,3}$/u

/** «Мы с Машей», «вместе с Катей», «приду с Олей»: they come too. */
function isCompanion(tokens: readonly Token[], from: number): boolean {
  const before = tokens[from - 2]?.word ?? ''
  return /^(мы|нас|нам|я|меня|вместе|вдвоем|прид\p{L}+|приед\p{L}+|одновременно|on|we)$/u.test(before)
}

/** A name beside a phone number. */
function isSignature(tokens: readonly Token[], to: number, text: string): boolean {
  const phone = /\+?\d[\d\s()-]{8,}\d/.exec(text)
  if (!phone || phone[0].replace(/\D/g, '').length < 10) return false
  const gap = phone.index - tokens[to]!.end
  const back = tokens[to]!.start - (phone.index + phone[0].length)
  return (gap >= 0 && gap < 25) || (back >= 0 && back < 10)
}
