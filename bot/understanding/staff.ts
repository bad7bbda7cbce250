import { CASES, casesOf, isName, vocativeOf } from '../../domain/names.ts'
import { isOwnName } from './clientnames.ts'
import { isKnownWord } from './hear.ts'
import { type Token, tokensOf } from './tokens.ts'
import { isSlip } from './typos.ts'

/** Whoever has a name. */
export type Named = { name: string }

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

type Part<M> = { master: M; part: number; cases: number }
type Mention<M> = { masters: M[]; from: number; to: number; lead: string; isDoubtful: boolean; denied: boolean }

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

/** The words of masters' names by form. */
function formsOfAll<M extends Named>(masters: readonly M[]): Map<string, Part<M>[]> {
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
const ROLE =
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
const WORDS = new Set(
  'вера веру веры верой вере верь надежда надежды надежду надеждой любовь любви люба любой любою любе любы роза розы розу марта марте марту марк марка марки марке слава славу славы славе света свете светы свету свет поля полей поле полю лев льва мила милой милую милы миле рая раю рае майя мая роман романа романы романом тома томе том лада лады рада рады ника нике рома зоя яна инга алла ева вали валя валю злата клим герман макс max сева лана лане крис стас жора вик дан дана дане даня дани сень тася мира гена гули гуля лиля виталя ада соли али диме рим риме тем тёма тема теме тему темой темы тима ната ната эля аза азы аля серый серого серому серым сером mark may art alex-'.split(
    ' ',
  ),
)

function mentionsOf<M extends Named>(
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
function leadOf(tokens: readonly Token[], at: number): string {
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
const isLead = (lead: string) => CASE_OF.has(lead)

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
  const isCapital = /^\p{Lu}/u.test(raw) && (at > 0 || raw.length < 2 || /^\p{Lu}\p{Ll}/u.test(raw))
  const isMarked = isLead(lead)
  const isShort = tokens.length <= 2
  if (WORDS.has(word) && !isMarked && !isShort && !(isCapital && at > 0 && gap !== 'sign')) return []
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
  const near = [...forms].flatMap(([form, parts]) => (form.length > 4 && isSlip(word, form) ? parts : []))
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

const PATRONYMIC = /(вн|ичн|ич)(а|ы|е|у|ой|ою|ем|ем)?$/

const isJoined = (one: { from: number }, marked: readonly { from: number; to: number }[], tokens: readonly Token[]) =>
  marked.some(({ from, to }) => {
    const [first, second] = from < one.from ? [to, one.from] : [one.from, from]
    return second - first <= 2 && (tokens[second]!.gap === 'or' || tokens[second]!.gap === 'and')
  })

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

const HELPER = '(мастер|специалист|врач|доктор|тренер|барбер|стилист|механик)'
const CARELESS = '(без разницы|все равно|неважно|не важ(но|ен|на)|не принципиально|пофиг)'
const WHOEVER = new RegExp(
  [
    `люб(ому|ой|ого|ым|ая) (свободн\\p{L}+ )?${HELPER}`,
    '(к|у) люб(ому|ой|ого)(?! (день|дат|врем|час|недел))',
    '(к кому|у кого)[ -](нибудь|либо)|к(то|ому|ого) угодно|кто (сейчас |раньше |первый )?свобод|(к кому|у кого) (свобод|пораньше)',
    'кто[ -](нибудь|либо)( \\p{L}+){0,3} (свобод|сможет|может|приним|примет|возьмет)',
    `${CARELESS}( мне| нам)?,? (к кому|у кого|кто|какой мастер|какому)`,
    `(к кому|кто|мастер\\p{L}*|какой мастер)( мне| нам)? (${CARELESS}|любой)`,
    'with any(one|body)|any(one|body) (is fine|is ok|will do|works|free|available)|whoever( is|.s)? (free|available|fine)',
    'any (free )?(master|stylist|doctor|barber|trainer|coach|specialist|hairdresser)(?!\\p{L})|no preference|doesn.?t matter who',
  ]
    .map((way) => `(?<!\\p{L})(?:${way})`)
    .join('|'),
  'u',
)
const INDIFFERENT =
  /^(мне |нам |да |давайте |ну |пусть |а )*(люб(ой|ая|ому|ого)|без разницы|все равно|неважно|не важно|не принципиально|any|whoever|no matter|doesn.?t matter|no preference)( мне| нам| свободн\p{L}+| подойдет| пойдет| давайте| пожалуйста| please| is fine| one)*$/u

/** True for «к любому», «без разницы, кто», and for «любой» or «всё равно» as a whole answer; not for «в любой день». */
export function meansAny(text: string): boolean {
  const plain = text
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\d\s'’,-]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[,\s]+$/, '')
  return WHOEVER.test(plain) || INDIFFERENT.test(plain)
}
