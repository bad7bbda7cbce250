import { type Token, tokensOf } from './tokens.ts'
import { isSlip } from './typos.ts'

export type Place = { name: string; district: string | null; address: string }

/**
 * The branch that a text names by its name, district or street, in whatever case and with one slip in a long word; null
 * for none or several. Words that all branches share tell nothing, nor do numbers: «в 7» is an hour.
 */
export function matchPlace<P extends Place>(text: string, places: readonly P[]): P | null {
  const own = places.map((place) => wordsOf(`${place.name} ${place.district ?? ''} ${place.address}`))
  const asked = wordsOf(text)
  const telling = asked.filter((word) => !own.every((words) => words.some((one) => isLike(word, one))))
  const scores = own.map((words) => telling.filter((word) => words.some((one) => isLike(word, one))).length)
  const best = Math.max(0, ...scores)
  const found = places.filter((_, index) => scores[index] === best)
  return best > 0 && found.length === 1 ? found[0]! : null
}

const GENERIC =
  /^(ул|улиц\p{L}*|пр|просп|проспект\p{L}*|пер|переул\p{L}*|наб|пл|площад\p{L}*|шоссе|тракт\p{L}*|д|дом\p{L}?|корп\p{L}*|стр\p{L}*|бокс\p{L}?|этаж\p{L}?|оф|офис\p{L}?|м|метро|г|город\p{L}*|район\p{L}*|филиал\p{L}*|салон\p{L}*|на|в|во|у|из|от|до|по|за|к|ко|с|со|не|или|где|что|это|как|для|мне|вас|вам|the|at|on|in|street|st)$/u

const wordsOf = (text: string): Token[] =>
  tokensOf(text).filter(({ word }) => word.length > 2 && !/\d/.test(word) && !GENERIC.test(word))

/** The same word but for its ending: one stem begins the other, and what differs is short; or one slip apart. */
function isLike(asked: Token, own: Token): boolean {
  const [short, long] = asked.stem.length <= own.stem.length ? [asked.stem, own.stem] : [own.stem, asked.stem]
  if (short === long) return true
  if (short.length >= 4 && long.length - short.length <= 2 && long.startsWith(short)) return true
  return asked.word.length >= 6 && own.stem.length >= 5 && isSlip(asked.stem, own.stem, 'usual')
}
