import { plainWords } from './plain.ts'

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
  if (!looksLikeName(name) && NO_NAMES.test(plainWords(name))) return null
  return name === name.toLowerCase() ? capitals(name) : name
}

const NO_NAMES =
  /^(да|нет|не|ок|ага|угу|зачем|почему|что|как|кто|где|когда|сколько|привет|здравствуйте|спасибо|отмен\p{L}*|перен\p{L}*|стоп|назад|даю|соглас\p{L}*|хорошо|конечно|давай\p{L}*|хочу|лучше|друго[йе]|прочита\p{L}*|присыла\p{L}*|продолж\p{L}*|оставить|выбрать|цена|цены|прайс|адрес|менеджер|администратор|человек|оператор|запи[сш]\p{L}*|опазд\p{L}*|опозд\p{L}*|можно|позже|раньше|yes|no|ok|why|what|who|where|when|how|price|address|cancel|hello|hi|thanks|manager|human|stop|back|book|agree|more|continue)(?!\p{L})/u

/** Several words, each with a capital: «Vincent Price» is a person, «Сколько стоит» a question. */
function looksLikeName(name: string): boolean {
  const words = name.split(' ')
  return words.length > 1 && words.length <= 4 && words.every((word) => /^\p{Lu}/u.test(word))
}

const capitals = (name: string) => name.replace(/(^|[\s'’-])\p{Ll}/gu, (start) => start.toUpperCase())
