import { CASES, casesOf, isName, vocativeOf } from '../../domain/names.ts'
import { isOwnName } from './clientnames.ts'
import { isKnownWord } from './hear.ts'
import type { Token } from './tokens.ts'
import { isSlip } from './typos.ts'

/** Whoever has a name. */
export type Named = { name: string }

/** A word of a master's name, with the cases that its form may stand for. */
type Part<M> = { master: M; part: number; cases: number }

/** Masters whom the words `from` to `to` may mean. `lead`: the word that governs the name. */
export type Mention<M> = { masters: M[]; from: number; to: number; lead: string; isDoubtful: boolean; denied: boolean }

/** The words of masters' names by form. */
export function formsOfAll<M extends Named>(masters: readonly M[]): Map<string, Part<M>[]> {
  const forms = new Map<string, Part<M>[]>()
  for (const master of masters)
    partsOf(master.name).forEach((word, part) => {
      for (const [form, cases] of casesOf(word)) forms.set(form, [...(forms.get(form) ?? []), { master, part, cases }])
      const called = vocativesOf(word)
      for (const form of called) if (!forms.has(form)) forms.set(form, [{ master, part, cases: VOCATIVE }])
    })
  return forms
}

const VOCATIVE = 64
export const ROLE =
  /^(мастер|доктор|врач|тренер|барбер|специалист|стилист|парикмахер|косметолог|массажист|механик|терапевт|хирург|ортодонт|стоматолог|топ|инструктор|бровист|колорист|визажист|дядя|дяде|тетя|тете|dr|doctor|master|coach|trainer|stylist|barber)/

const partsOf = (name: string) =>
  name
    .replace(/\(.*?\)/g, ' ')
    .split(/[\s-]+/)
    .map((part) => part.replace(/[^\p{L}]/gu, ''))
    .filter((part) => part.length > 1 && !ROLE.test(part.toLowerCase()))

function vocativesOf(word: string): string[] {
  return [...casesOf(word)].flatMap(([form, cases]) => (cases & CASES.nominative ? (vocativeOf(form) ?? []) : []))
}

/** Forms of names that are words too: they need a capital or a preposition to be names. */
export const WORDS = new Set(
  'вера веру веры верой вере верь надежда надежды надежду надеждой любовь любви люба любой любою любу любе любы роза розы розу марта марте марту марк марка марки марке слава славу славы славе света свете светы свету поля полей поле полю лев льва мила милой милую милы миле рая раю рае мая роман романа романы романом тома томе том тому лада лады рада рады вали валю мира дана дано соли коли тони тема теме тему темой темы тем азы серый серого серому серым сером mark may art'.split(
    ' ',
  ),
)

/** The people whom a message names, in order. */
export function mentionsOf<M extends Named>(
  tokens: readonly Token[],
  forms: ReadonlyMap<string, Part<M>[]>,
  text: string,
): Mention<M>[] {
  const mentions: Mention<M>[] = []
  for (let from = 0; from < tokens.length; from++) {
    const lead = leadOf(tokens, from)
    let parts = partsAt(tokens, from, forms, lead)
    if (parts.length === 0) parts = slipped(tokens, from, forms, lead)
    if (parts.length === 0) continue
    let to = from
    let masters = [...new Set(parts.map((one) => one.master))]
    let named = new Map(parts.map((one) => [one.master, new Set([one.part])]))
    for (let next = from + 1; next < tokens.length && tokens[next]!.gap === 'none'; next++) {
      const more = (forms.get(tokens[next]!.word) ?? []).filter((one) => !named.get(one.master)?.has(one.part))
      const same = masters.filter((master) => more.some((one) => one.master === master))
      if (same.length === 0) break
      masters = same
      for (const one of more) named.get(one.master)?.add(one.part)
      to = next
    }
    named = new Map([...named].filter(([master]) => masters.includes(master)))
    const isDoubtful = masters.some((master) => isOtherPerson(master, named.get(master)!, tokens[to + 1]))
    if (!isOwnName(tokens, from, to, lead, text))
      mentions.push({ masters, from, to, lead, isDoubtful, denied: isRefused(tokens, from) })
    from = to
  }
  return mentions
}

/** The word that stands before a name and tells its case, with «мастеру», «моей» and the like left out. */
export function leadOf(tokens: readonly Token[], at: number): string {
  let here = at
  while (
    here > 0 &&
    tokens[here]!.gap === 'none' &&
    (ROLE.test(tokens[here - 1]!.word) || OWN.test(tokens[here - 1]!.word))
  )
    here--
  if (here === 0 || tokens[here]!.gap === 'sign') return ''
  return tokens[here - 1]!.word
}

const OWN =
  /^(мо(ей|ему|его|им|я|й)|наш\p{L}*|ваш\p{L}*|вашей|любим\p{L}*|сво(ей|ему)|этой|этому|самой|самому|my|your)$/u
export const isLead = (lead: string) => CASE_OF.has(lead)

/** The case that a preposition asks for. */
const CASE_OF = new Map<string, number>([
  ['к', CASES.dative],
  ['ко', CASES.dative],
  ['у', CASES.genitive],
  ['с', CASES.instrumental],
  ['со', CASES.instrumental],
  ['with', 63],
  ['to', 63],
  ['by', 63],
])

function partsAt<M>(
  tokens: readonly Token[],
  at: number,
  forms: ReadonlyMap<string, Part<M>[]>,
  lead: string,
): Part<M>[] {
  const { word, raw, gap, before } = tokens[at]!
  const all = forms.get(word) ?? []
  if (all.length === 0 || /^\d/.test(before) || /^(в|во|in)$/.test(before)) return []
  const isCapital = /^\p{Lu}/u.test(raw)
  const isMarked = isLead(lead)
  // «Света нет», but «Лев работает завтра?» and «а Вера?»
  const isSubject = at === 0 && isCapital && all.some((one) => (one.cases & CASES.nominative) !== 0)
  const isPerson = isMarked || isSubject || tokens.length <= 2 || (isCapital && at > 0 && gap !== 'sign')
  if (WORDS.has(word) && !isPerson) return []
  const wanted = CASE_OF.get(lead)
  const fit = all.filter((one) => {
    if (one.cases === VOCATIVE) return !isMarked && isCapital && (tokens[at + 1]?.gap !== 'none' || at === 0)
    return wanted === undefined || (one.cases & (wanted | CASES.nominative)) !== 0
  })
  const exact = fit.filter((one) => wanted !== undefined && (one.cases & wanted) !== 0)
  return exact.length > 0 ? exact : fit
}

/** A long name with one slip, where nothing else can be meant: capitalised or asked for, and like one name only. */
function slipped<M>(
  tokens: readonly Token[],
  at: number,
  forms: ReadonlyMap<string, Part<M>[]>,
  lead: string,
): Part<M>[] {
  const { word, raw } = tokens[at]!
  const isMarked = lead === 'к' || lead === 'ко' || (/^\p{Lu}/u.test(raw) && at > 0)
  if (word.length < 6 || !isMarked || isName(word) || isKnownWord(tokens[at]!)) return []
  const near = [...forms].flatMap(([form, parts]) => (form.length > 4 && isSlip(word, form, 'usual') ? parts : []))
  return new Set(near.map((one) => one.master)).size === 1 ? near : []
}

/** «Ирина Сергеевна» where the list has «Ирина Павловна»: likely, but to be asked. */
function isOtherPerson(master: Named, named: ReadonlySet<number>, next: Token | undefined): boolean {
  const parts = partsOf(master.name)
  if (parts.length < 2 || named.size === parts.length || next?.gap !== 'none') return false
  const hasPatronymic = parts.some((part) => PATRONYMIC.test(part.toLowerCase()))
  if (PATRONYMIC.test(next.word)) return hasPatronymic
  return !hasPatronymic && /^\p{Lu}\p{Ll}+(ов|ев|ин|ск)/u.test(next.raw)
}

const PATRONYMIC = /(вн|ичн|ич)(а|ы|е|у|ой|ою|ем)?$/

/** «Не к Анне», «кроме Ольги», «вместо Димы», «к Анне, нет, лучше к Марии». */
function isRefused(tokens: readonly Token[], at: number): boolean {
  for (let here = at - 1; here >= 0 && here >= at - 4; here--) {
    const { word } = tokens[here]!
    if (/^(не|кроме|вместо|without|except|not)$/.test(word)) return tokens[here + 1]!.word !== 'только'
    if (!/^(к|ко|у|с|со|на|хочу|надо|нужно|нужна|нужен|for|to|with)$/.test(word) && !ROLE.test(word)) break
  }
  const rest = tokens.slice(at + 1, at + 7)
  const turn = rest.findIndex(({ word }) => /^(нет|лучше|точнее|вернее|rather)$/.test(word))
  const then = rest[turn + 1]
  if (turn < 0 || turn > 2 || !then) return false
  return rest.slice(turn + 1).some(({ word, raw }) => /^(к|у|с)$/.test(word) || (/^\p{Lu}/u.test(raw) && isName(word)))
}
