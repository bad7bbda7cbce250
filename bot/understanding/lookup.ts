import { plainWord, stemOf, type Token } from './tokens.ts'

/** One word of a pattern; see the head of synonyms.ts for how it is written. */
export type WordPattern = { text: string; how: 'start' | 'exact' | 'stem' | 'capitals'; before: string | null }

/** Reads «стриж*», «корни.», «с_тренером», «ТО», «маникюр». */
export function wordPattern(written: string): WordPattern {
  const [word, before] = written.split('_').reverse() as [string, string | undefined]
  const bare = plainWord(word.replace(/[*.]$/, ''))
  const rest = { before: before ?? null }
  if (word.endsWith('*')) return { text: bare, how: 'start', ...rest }
  if (/^[А-Я]{2,}$/.test(word)) return { text: bare, how: 'capitals', ...rest }
  if (word.endsWith('.') || bare.length < 4) return { text: bare, how: 'exact', ...rest }
  return { text: stemOf(bare), how: 'stem', ...rest }
}

/** True when a word of a message is what a pattern means. */
export function fits(token: Token, { text, how, before }: WordPattern): boolean {
  if (before !== null && token.before !== before) return false
  if (how === 'start') return token.word.startsWith(text)
  return how === 'stem' ? token.stem === text : token.word === text && (how === 'exact' || isAbbreviation(token))
}

/** «ТО» is a service, «то» a word: told by capitals or by what stands before it. */
function isAbbreviation({ raw, start, before, after }: Token): boolean {
  if (/^\p{Lu}+$/u.test(raw)) return true
  if (/^(же|время|что|чтоб|чтобы|число|самое|место|окно|окошко|есть|утро|воскресенье|лето)$/.test(after)) return false
  if (start === 0 && /^(делаете|делать|сделать|пройти|большое|малое|сколько|стоит)$/.test(after)) return true
  return /^(на|пройти|прохожд|сдела|делае|планов|очередн|перв|втор|нулев)/.test(before)
}

/** How much of a word a pattern tells: the more the better. */
export const weightOf = ({ text, how }: WordPattern) => text.length + (how === 'start' ? 0 : 0.5)

/** Values by the word that they begin with. */
export type Lookup<T> = {
  add(pattern: WordPattern, value: T): void
  /** All values whose word fits; `fits` still has to judge what else the pattern asks for. */
  find(token: Token): T[]
}

export function createLookup<T>(): Lookup<T> {
  const whole = new Map<string, T[]>()
  const stems = new Map<string, T[]>()
  const starts = new Map<string, T[]>()
  let longest = 0
  return {
    add({ text, how }, value) {
      const map = how === 'start' ? starts : how === 'stem' ? stems : whole
      const list = map.get(text)
      if (list) list.push(value)
      else map.set(text, [value])
      if (how === 'start') longest = Math.max(longest, text.length)
    },
    find({ word, stem }) {
      const found = [...(whole.get(word) ?? []), ...(stems.get(stem) ?? [])]
      for (let length = Math.min(longest, word.length); length > 0; length--) {
        const values = starts.get(word.slice(0, length))
        if (values) found.push(...values)
      }
      return found
    },
  }
}
