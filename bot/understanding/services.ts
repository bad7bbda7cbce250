import { deny } from './denial.ts'
import { type Hit, hear } from './hear.ts'
import { joinSegments } from './joining.ts'
import { type Catalogued, closure, isHead, isWho, type Offer, type Offered, readOffer, strict } from './offered.ts'
import { holders, isFor, type Segment, segmentsOf, wantedOf } from './segments.ts'
import { type Token, tokensOf } from './tokens.ts'

export type { Catalogued } from './offered.ts'

/** What a message says about services. */
export type ServicesSaid<S> = {
  /** Named unmistakably: one, or several when several are named. */
  sure: S[]
  /** Those of which one may be meant. */
  maybe: S[]
  /** Named as not wanted («без укладки»); where nothing else is named they are in `sure` too. */
  denied: S[]
  /** True when something of the kind was asked for that the catalogue lacks. */
  asked: boolean
  /** Where in the text the words about services stand: start and end, in order. */
  spans: [number, number][]
}

const matchers = new WeakMap<readonly Catalogued[], (text: string) => ServicesSaid<never>>()

/** The services that a message names; see `createServiceMatcher`. What is read of a catalogue is kept with the array. */
export function matchServices<S extends Catalogued>(text: string, services: readonly S[]): ServicesSaid<S> {
  const known = matchers.get(services) as ((text: string) => ServicesSaid<S>) | undefined
  if (known) return known(text)
  const match = createServiceMatcher(services)
  matchers.set(services, match as (text: string) => ServicesSaid<never>)
  return match(text)
}

/** A function that tells which services of a catalogue a message names: by their names, synonyms and the owner's words. */
export function createServiceMatcher<S extends Catalogued>(services: readonly S[]): (text: string) => ServicesSaid<S> {
  const offer = readOffer(services)
  return (text) => {
    const tokens = tokensOf(text)
    const heard = hear(tokens, offer.own)
    const denied = deny(heard)
    const segments = joinSegments(segmentsOf(heard, denied, offer), heard, offer)
    const unwanted = new Set(heard.hits.flatMap((hit, index) => (denied[index] ? hit.means.map(({ key }) => key) : [])))
    const answer = (segment: Segment) => resolve(segment, offer, tokens, heard.fillers, unwanted)
    const found = segments.map(answer)
    passOn(segments, found, tokens, answer)
    return gather(segments, found, offer, text, heard.hits, tokens, heard.fillers)
  }
}

/** What one segment comes to. */
type Found<S> = { sure: Offered<S>[]; maybe: Offered<S>[]; asked: boolean; short: readonly string[] }

const NOTHING = { sure: [], maybe: [], asked: false, short: [] }

function resolve<S>(
  segment: Segment,
  offer: Offer<S>,
  tokens: readonly Token[],
  fillers: readonly boolean[],
  unwanted: ReadonlySet<string>,
): Found<S> {
  const wanted = wantedOf(segment, offer)
  const owned = wanted.own.map((key) => offer.owned.get(key)!).filter((one) => isFor(one, wanted.who))
  const kinds = [...segment.said.values()]
  if (!wanted.isNamed) return NOTHING
  const isLost = kinds.every((kind) => kind !== 'job' && kind !== 'thing') && isAboutElse(segment, tokens, fillers)
  const said = segment.denied ? segment.said : null
  const fit = holders(wanted, offer).filter(
    (one) => said || ![...one.said.keys()].some((key) => unwanted.has(key) && !segment.said.has(key)),
  )
  if (fit.length === 0 || isLost) {
    if (owned.length > 0) return { ...NOTHING, sure: owned }
    return { ...NOTHING, asked: kinds.some(isHead) && wanted.need.length > 0 }
  }
  const score = (one: Offered<S>) =>
    [...wanted.wish, ...wanted.who].filter((key) => one.holds.has(key)).length * 2 +
    (wanted.verbs.some((key) => one.holds.has(key)) ? 1 : 0)
  const best = Math.max(...fit.map(score))
  let top = fit.filter((one) => score(one) === best)
  if (owned.length > 0 && !owned.some((one) => fit.includes(one))) return { ...NOTHING, sure: owned }
  if (owned.some((one) => top.includes(one))) return { ...NOTHING, sure: top.filter((one) => owned.includes(one)) }
  const given = closure([...segment.said.keys(), ...wanted.need])
  const exact = top.filter((one) => [...one.said.keys()].every((key) => given.has(key)))
  const single = top.filter((one) => isSpokenOf(one, given))
  if (exact.length > 0) top = exact
  else if (single.length > 0) top = single
  const [only, another] = top
  const short = [...wanted.wish, ...wanted.who].filter((key) => !top.some((one) => one.holds.has(key)))
  const isSure =
    !another &&
    !isStrained(only!, wanted.verbs, given) &&
    (!only!.who.includes('child') || given.has('child')) &&
    wanted.need.every((key) => only!.holds.has(strict(key)) || key.startsWith(strict('')))
  return { sure: isSure ? [only!] : [], maybe: isSure ? [] : top, asked: false, short }
}

/** «Маникюр и педикюр с покрытием», «стрижка и укладка мужу»: what does not suit the one thing is said of the other. */
function passOn<S>(
  segments: readonly Segment[],
  found: Found<S>[],
  tokens: readonly Token[],
  answer: (segment: Segment) => Found<S>,
): void {
  segments.forEach((segment, index) => {
    const { short } = found[index]!
    for (const to of [index - 1, index + 1]) {
      const other = segments[to]
      if (short.length === 0 || !other || other.denied || isApart(tokens, segment, other)) continue
      const said = new Map([...other.said, ...short.map((key) => [key, segment.said.get(key) ?? 'detail'] as const)])
      if (short.some((key) => other.said.has(key)) || (short.some(isWho) && [...other.said.keys()].some(isWho)))
        continue
      const better = answer({ ...other, said })
      if (better.sure.length > 0 && better.short.length === 0) found[to] = better
    }
  })
}

/** «Мужу маникюр и мне стрижку»: whose each is, is said. */
function isApart(tokens: readonly Token[], one: Segment, other: Segment): boolean {
  const [first, second] = one.hits[0]!.from < other.hits[0]!.from ? [one, other] : [other, one]
  return tokens
    .slice(first.hits.at(-1)!.to, second.hits[0]!.from)
    .some(({ word }) => /^(мне|меня|я|себе|me|myself)$/.test(word))
}

/** «Ремонт колодок» where they are replaced: near, but not the same. */
function isStrained<S>({ said, holds }: Offered<S>, verbs: readonly string[], given: ReadonlySet<string>): boolean {
  if (verbs.length === 0 || verbs.some((key) => holds.has(key))) return false
  return [...said].some(([key, kind]) => (kind === 'act' || kind === 'verb') && !given.has(key))
}

/** «Отец и сын» are haircuts too, but nobody means them who says «стрижка». */
const isSpokenOf = <S>({ said }: Offered<S>, given: ReadonlySet<string>) =>
  [...said].some(([key, kind]) => isHead(kind) || given.has(key))

/** «Консультация гинеколога»: an act on something that we don't know at all. */
function isAboutElse({ hits }: Segment, tokens: readonly Token[], fillers: readonly boolean[]): boolean {
  const last = hits.at(-1)!
  if (hits.some(({ means }) => means.some(({ kind }) => kind === 'part'))) return false
  if (last.means.every(({ kind }) => kind !== 'act')) return false
  let at = last.to + 1
  while (tokens[at] && tokens[at]!.gap === 'none' && fillers[at]) at++
  const next = tokens[at]
  if (next?.gap !== 'none' || hits.some((hit) => hit.from === at)) return false
  return (
    next.word.length > 3 &&
    !/^\p{Lu}/u.test(next.raw) &&
    /(а|я|ы|и|ов|ев|ей|ий)$/.test(next.word) &&
    !/(ая|яя|ий|ый|ли|ти)$/.test(next.word)
  )
}

function gather<S extends Catalogued>(
  segments: readonly Segment[],
  found: readonly Found<S>[],
  offer: Offer<S>,
  text: string,
  hits: readonly Hit[],
  tokens: readonly Token[],
  fillers: readonly boolean[],
): ServicesSaid<S> {
  const sure = new Set<Offered<S>>()
  const maybe = new Set<Offered<S>>()
  const denied = new Set<Offered<S>>()
  const spans: [number, number][] = []
  let asked = false
  segments.forEach((segment, index) => {
    const one = found[index]!
    if (one.sure.length + one.maybe.length > 0 || one.asked)
      for (const { from, to } of segment.hits) spans.push([tokens[from]!.start, tokens[to]!.end])
    if (segment.denied) {
      for (const offered of [...one.sure, ...one.maybe]) denied.add(offered)
      return
    }
    asked ||= one.asked
    const isChoice = segment.gap === 'or' || (segments[index + 1]?.gap === 'or' && index + 1 < segments.length)
    for (const offered of one.sure) (isChoice ? maybe : sure).add(offered)
  })
  segments.forEach((segment, index) => {
    const { maybe: group } = found[index]!
    // «Сделать ногти, маникюр с гель-лаком»: the second tells which.
    if (!segment.denied && !group.some((one) => sure.has(one))) for (const one of group) maybe.add(one)
  })
  for (const one of [...sure])
    if (
      [...sure].some(
        (other) =>
          other !== one && one.said.size < other.said.size && [...one.said.keys()].every((key) => other.said.has(key)),
      )
    )
      sure.delete(one)
  if (sure.size > 0) for (const one of sure) maybe.delete(one)
  // «Без укладки», and nothing else: it is what the message is about.
  if (sure.size + maybe.size === 0)
    segments.forEach((segment, index) => {
      for (const one of segment.denied ? found[index]!.sure : []) sure.add(one)
      for (const one of segment.denied ? found[index]!.maybe : []) maybe.add(one)
    })
  const list = (set: ReadonlySet<Offered<S>>) => offer.all.flatMap((one) => (set.has(one) ? [one.service] : []))
  if (sure.size + maybe.size === 0 && !asked) {
    const rest = literal(offer, tokens, fillers, hits)
    if (rest.length > 0)
      return {
        sure: rest.length === 1 ? rest : [],
        maybe: rest.length === 1 ? [] : rest,
        denied: [],
        asked,
        spans: [[tokens[0]!.start, tokens.at(-1)!.end]],
      }
  }
  return { sure: list(sure), maybe: list(maybe), denied: list(denied), asked, spans: joined(spans, text) }
}

/** A short answer in a word or two of a service's name or of its category: «спины», «детская», «групповые». */
function literal<S extends Catalogued>(
  offer: Offer<S>,
  tokens: readonly Token[],
  fillers: readonly boolean[],
  hits: readonly Hit[],
): S[] {
  const spoken = tokens.filter(
    ({ stem }, at) => !fillers[at] || (stem.length > 4 && offer.all.some((one) => one.stems.has(stem))),
  )
  if (spoken.length === 0 || spoken.length > 3 || tokens.length > spoken.length + 1) return []
  const fit = offer.all.filter(({ stems }) => spoken.every(({ stem }) => stems.has(stem)))
  if (fit.length > 0) return fit.map(({ service }) => service)
  const keys = hits.flatMap(({ means }) => means.map(({ key }) => key))
  const category = offer.categories.find((one) => one.keys.every((key) => keys.includes(key)))
  return category && spoken.length <= hits.length ? [...category.services] : []
}

/** Spans with those that touch made one. */
function joined(spans: readonly [number, number][], text: string): [number, number][] {
  const all: [number, number][] = []
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = all.at(-1)
    if (last && (from <= last[1] || /^[\s-]*$/.test(text.slice(last[1], from)))) last[1] = Math.max(last[1], to)
    else all.push([from, to])
  }
  return all
}
