import { isName } from '../../domain/names.ts'
import { nameFrom } from '../naming.ts'

// Up to three words after an introduction; which of them are the name is told by capital letters.
const WORDS = String.raw`(\p{L}[\p{L}'’-]+(?: \p{L}[\p{L}'’-]+){0,2})`
const INTRODUCTIONS: readonly RegExp[] = [
  /(?<!\p{L})(?:меня|мне) (\p{L}[\p{L}'’-]+) (?:зовут|звать)/iu,
  // «Наталья, +7 926 …»: who leaves a phone signs with the own name.
  /^(\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+){0,2}),? ?\+?\d[\d ()-]{9,}/u,
  new RegExp(String.raw`(?<!\p{L})(?:меня|мне) зовут ${WORDS}`, 'iu'),
  new RegExp(
    String.raw`(?<!\p{L})(?:мо[её] имя|зовут|имя[:—-]?|на имя|под именем|фамилия[:—-]?|на фамилию)(?: -| —)? ${WORDS}`,
    'iu',
  ),
  new RegExp(String.raw`(?<!\p{L})(?:my name is|my name's|name is|the name of|the name|name:|call me) ${WORDS}`, 'iu'),
]
/** «Это …», «Я …» begin much else: only a capital letter and the end of the phrase tell a name. */
const CAPITAL = String.raw`(\p{Lu}\p{Ll}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]+){0,2})(?=$|[.!,;)]| here)`
const SHORT_INTRODUCTIONS: readonly RegExp[] = [
  new RegExp(`(?:^|[.!,;] ?|привет |здравствуйте |день )(?:[Ээ]то|[Яя]|[Вв]ас беспокоит|[Пп]ишет вам) ${CAPITAL}`, 'u'),
  new RegExp(`(?:^|[.!,;] ?|[Hh]i |[Hh]ello )(?:[Ii]t's|[Tt]his is|[Ii]'m|[Ii] am) ${CAPITAL}`, 'u'),
]
const NO_NAMES =
  /^(не|как|мой|моя|мы|вы|он|она|так|тут|уже|все|всё|ещё|еще|очень|можно|надо|хочу|на|и|in|at|the|a|not|so|very|here|late|sick|looking|on|going|your|my|for|back)$/iu

/** «Это Света слушай …», «its tom here»: in whatever letters, where the word is a name that people have. */
const SAID_TO_BE = /(?<!\p{L})(?:это|its|it's|i'm|this is) (\p{L}[\p{L}'’-]+)/iu

/** The client's own name and where in the text it stands. */
export type OwnName = { name: string; span: [number, number] }

/**
 * The name that a client gives as their own: «меня зовут Ира», «это Олег», «запишите на имя Марина»; a bare one only where
 * it was asked for. Null when there is none.
 */
export function ownName(text: string, asked: boolean): OwnName | null {
  for (const pattern of [...INTRODUCTIONS, ...SHORT_INTRODUCTIONS]) {
    const found = pattern.exec(text)
    if (!found?.[1]) continue
    const said = nameAmong(found[1])
    const name = NO_NAMES.test(said.split(' ')[0]!) ? null : nameFrom(said)
    if (!name) continue
    const start = found.index + found[0].lastIndexOf(found[1])
    return { name, span: [start, start + said.length] }
  }
  const word = SAID_TO_BE.exec(text)
  if (word?.[1] && isName(word[1])) {
    const start = word.index + word[0].length - word[1].length
    const name = nameFrom(word[1])
    if (name) return { name, span: [start, start + word[1].length] }
  }
  if (!asked) return null
  // The phone is often given in the same breath.
  const bare = text.replace(/[,;]? ?\+?\d[\d ()-]{8,}$/u, '').replace(/^(да|ну|yes|ok|ок),? /iu, '')
  const name = bare.split(' ').length <= 4 ? nameFrom(bare) : null
  return name ? { name, span: [0, text.length] } : null
}

/** The first word, with those that follow as long as they have capitals. */
function nameAmong(words: string): string {
  const [first = '', ...rest] = words.split(' ')
  const end = rest.findIndex((word) => !/^\p{Lu}/u.test(word))
  return [first, ...rest.slice(0, end < 0 ? rest.length : end)].join(' ')
}
