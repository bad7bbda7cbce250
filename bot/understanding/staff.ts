import { isName } from '../../domain/names.ts'
import { meansAny } from './anyone.ts'
import { isKnownWord } from './hear.ts'
import { formsOfAll, isLead, leadOf, mentionsOf, type Named, ROLE, WORDS } from './mentions.ts'
import { type Token, tokensOf } from './tokens.ts'

export { meansAny } from './anyone.ts'
export type { Named } from './mentions.ts'

/** What a message says about the person who is to do it. */
export type StaffSaid<M> = {
  /** Named: one, or several for several things. */
  sure: M[]
  /** Those of whom one is meant: bearers of one name, or «к Анне или Марии». */
  maybe: M[]
  /** Named as not wanted: «только не к Диме». */
  denied: M[]
  /** «К любому», «без разницы к кому»: nobody in particular. */
  any: boolean
  /** True when somebody was asked for who is not on the list. */
  asked: boolean
  /** Where in the text the names stand: start and end, in order. */
  spans: [number, number][]
}

const matchers = new WeakMap<readonly Named[], (text: string) => StaffSaid<never>>()

/** The masters whom a message names; see `createStaffMatcher`. What is read of a list is kept with the array. */
export function matchStaff<M extends Named>(text: string, masters: readonly M[]): StaffSaid<M> {
  const known = matchers.get(masters) as ((text: string) => StaffSaid<M>) | undefined
  if (known) return known(text)
  const match = createStaffMatcher(masters)
  matchers.set(masters, match as (text: string) => StaffSaid<never>)
  return match(text)
}

/**
 * A function that tells which masters a message names: by the forms of their names, never by likeness, but for one slip
 * in a long name. The client's own name and those of people to be booked are left out.
 */
export function createStaffMatcher<M extends Named>(masters: readonly M[]): (text: string) => StaffSaid<M> {
  const forms = formsOfAll(masters)
  return (text) => {
    const tokens = tokensOf(text)
    const found = mentionsOf(tokens, forms, text)
    const marked = found.filter((one) => isLead(one.lead))
    // «Запишите Катю к Ольге»: where somebody is marked as the master, the others are not.
    const mentions =
      marked.length === 0 ? found : found.filter((one) => marked.includes(one) || isJoined(one, marked, tokens))
    const denied = new Set(mentions.filter((one) => one.denied).flatMap((one) => one.masters))
    const wanted = mentions.filter((one) => !one.denied && !one.masters.every((master) => denied.has(master)))
    const isChoice =
      wanted.length > 1 && wanted.some(({ from }) => tokens[from]!.gap === 'or' || tokens[from - 1]?.gap === 'or')
    const single = wanted.filter((one) => one.masters.length === 1 && !one.isDoubtful && !isChoice)
    const sure = new Set(single.flatMap((one) => one.masters))
    const open = wanted.filter((one) => !one.masters.some((master) => sure.has(master)))
    const maybe = new Set(open.flatMap((one) => one.masters))
    const list = (set: ReadonlySet<M>) => masters.filter((master) => set.has(master))
    return {
      sure: list(sure),
      maybe: list(maybe),
      denied: list(denied),
      any: sure.size === 0 && maybe.size === 0 && meansAny(text),
      asked: found.length === 0 && asksForOther(tokens),
      spans: mentions.map(({ from, to }) => [tokens[from]!.start, tokens[to]!.end]),
    }
  }
}

const isJoined = (one: { from: number }, marked: readonly { from: number; to: number }[], tokens: readonly Token[]) =>
  marked.some(({ from, to }) => {
    const [first, second] = from < one.from ? [to, one.from] : [one.from, from]
    return second - first <= 2 && (tokens[second]!.gap === 'or' || tokens[second]!.gap === 'and')
  })

/** «К Марине» where there is no Marina. */
function asksForOther(tokens: readonly Token[]): boolean {
  return tokens.some(({ word, raw }, at) => {
    const lead = leadOf(tokens, at)
    if (lead !== 'к' && lead !== 'ко' && lead !== 'у') return false
    if (/^(ближ|рядом|недалеко|поближе)/.test(tokens[at - 2]?.word ?? '')) return false
    if (/^(меня|вас|нас|тебя|них|него|нее|кого|кому|вам|нам|мне|ней|нему|ним)$/.test(word) || ROLE.test(word))
      return false
    return (
      (isName(word) && (!WORDS.has(word) || /^\p{Lu}/u.test(raw))) ||
      (/^\p{Lu}\p{Ll}/u.test(raw) && lead !== 'у' && !isKnownWord(tokens[at]!))
    )
  })
}
