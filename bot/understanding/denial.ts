import type { Heard, Hit } from './hear.ts'
import type { Token } from './tokens.ts'

const NOT = /^(не|без|кроме|вместо|убери|уберите|not|without|except|instead)$/
const CARRIES =
  /^(на|для|к|про|с|со|мне|нам|надо|нужно|нужен|нужна|нужны|хочу|хотим|буду|будем|делать|делаем|запись|записывайте|записывай|сам|сама|саму|само|самый|самая|именно|просто|эту|этот|of|a|an|the|my|want|need|do|for)$/
const REFUSED = /^(надо|нужно|нужен|нужна|нужны|хочу|хотим|буду|будем|делаем|делать|need|want)$/
const RATHER = /^(лучше|точнее|вернее|ой|нет|есть|передумал\p{L}*|rather|actually|sorry)$/u
const CHANGE = /^(помен|замен|смен|change|switch|swap)/

/**
 * For each concept of a message, whether it is what the client does not want: «не маникюр, а …», «вместо стрижки»,
 * «укладку не надо», «стрижка, нет, лучше укладка», «поменять маникюр на педикюр».
 */
export function deny({ tokens, hits }: Heard): boolean[] {
  const ends = new Set(hits.map((hit) => hit.to))
  const denied = hits.map((hit) => isNegated(tokens, hit.from, ends) || isRefused(tokens, hit))
  hits.forEach((hit, index) => {
    const next = hits[index + 1]
    if (!next) return
    if (isCorrected(tokens, hit, next) || isExchanged(tokens, hit, next)) denied[index] = true
    // «Не мужскую стрижку»: what is denied reaches to the thing itself.
    const isLead = hit.means.every(
      ({ kind }) => kind === 'who' || kind === 'kind' || kind === 'detail' || kind === 'quality',
    )
    if (denied[index] && isLead && next.from === hit.to + 1 && tokens[next.from]!.gap === 'none')
      denied[index + 1] = true
  })
  return denied
}

function isNegated(tokens: readonly Token[], at: number, ends: ReadonlySet<number>): boolean {
  // «Она больше не стрижёт» is about the haircut.
  if (/(ет|ит|ут|ют|ете)$/.test(tokens[at]!.word)) return false
  let here = at
  while (here > 0 && tokens[here]!.gap === 'none') {
    const { word } = tokens[here - 1]!
    if (NOT.test(word)) {
      if (word === 'не' && /^(только|обязательно)$/.test(tokens[here]!.word)) return false
      // «Стрижку не надо укладку …»: the word before has it.
      return !(ends.has(here - 2) && tokens[here - 1]!.gap === 'none' && REFUSED.test(tokens[here]!.word))
    }
    if (!CARRIES.test(word)) return false
    here--
  }
  return false
}

function isRefused(tokens: readonly Token[], { to }: Hit): boolean {
  let at = to + 1
  while (tokens[at] && /^(мне|нам|пока|уже|тогда|больше)$/.test(tokens[at]!.word)) at++
  if (tokens[at]?.gap === 'none' && /^(убери|уберите|убираем|уберем)$/.test(tokens[at]!.word)) return true
  if (tokens[at]?.word !== 'не' || tokens[at]!.gap === 'and') return false
  if (!REFUSED.test(tokens[at + 1]?.word ?? '')) return false
  const next = tokens[at + 2]
  return next?.gap !== 'none' || !/(ть|ти|ться|чь)$/.test(next.word)
}

function isCorrected(tokens: readonly Token[], { to }: Hit, { from }: Hit): boolean {
  for (let at = from - 1; at > to; at--) {
    const { word, gap } = tokens[at]!
    if (RATHER.test(word)) {
      const after = tokens[at + 1]!.gap
      if (word === 'нет') return gap !== 'none' || after !== 'none'
      if (/^(ой|sorry|передумал)/.test(word)) return true
      return after === 'none' && (word !== 'есть' || tokens[at - 1]?.word === 'то')
    }
    if (!CARRIES.test(word) && !/^(все|же|таки|давайте|давай|можно|хотя)$/.test(word)) return false
  }
  return false
}

function isExchanged(tokens: readonly Token[], one: Hit, other: Hit): boolean {
  if (!/^(на|to|for)$/.test(tokens[other.from]!.before)) return false
  for (let at = one.from; at >= 0 && at >= one.from - 3; at--) {
    if (at < one.from && CHANGE.test(tokens[at]!.word)) return true
    if (tokens[at]!.gap !== 'none') return false
  }
  return false
}
