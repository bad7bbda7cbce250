import { deny } from './denial.ts'
import { type Heard, type Hit, hear } from './hear.ts'
import { joinSegments } from './joining.ts'
import { type Catalogued, isWho, type Offer, type Offered, readOffer } from './offered.ts'
import { type Found, resolve } from './resolve.ts'
import { type Segment, segmentsOf } from './segments.ts'
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
    return gather(segments, resolve(segments, heard, offer, unwanted), offer, heard, text)
  }
}

function gather<S extends Catalogued>(
  segments: readonly Segment[],
  found: readonly Found<S>[],
  offer: Offer<S>,
  heard: Heard,
  text: string,
): ServicesSaid<S> {
  const [sure, maybe, denied] = [new Set<Offered<S>>(), new Set<Offered<S>>(), new Set<Offered<S>>()]
  const put = (set: Set<Offered<S>>, all: readonly Offered<S>[]) => {
    for (const one of all) set.add(one)
  }
  const wanted = segments.map((segment, index) => ({ ...segment, ...found[index]!, next: segments[index + 1] }))
  for (const one of wanted)
    if (one.denied) put(denied, [...one.sure, ...one.maybe])
    else put(one.gap === 'or' || one.next?.gap === 'or' ? maybe : sure, one.sure)
  // «Сделать ногти, маникюр с гель-лаком»: the second tells which.
  for (const one of wanted) if (!one.denied && !one.maybe.some((other) => sure.has(other))) put(maybe, one.maybe)
  // «Чем маникюр с гель-лаком отличается от обычного»: both are spoken of.
  const isCompared = COMPARED.test(text)
  const [only] = sure
  if (only && isCompared && sure.size === 1)
    put(
      sure,
      offer.all.filter((one) => isPartOf(one, only)),
    )
  for (const one of [...sure]) if (!isCompared && [...sure].some((other) => isPartOf(one, other))) sure.delete(one)
  for (const one of sure) maybe.delete(one)
  // «Без укладки», and nothing else: it is what the message is about.
  if (sure.size + maybe.size === 0)
    for (const one of wanted)
      if (one.denied) {
        put(sure, one.sure)
        put(maybe, one.maybe)
      }
  const asked = wanted.some((one) => one.asked && !one.denied)
  const list = (set: ReadonlySet<Offered<S>>) => offer.all.flatMap((one) => (set.has(one) ? [one.service] : []))
  if (sure.size + maybe.size > 0 || asked) {
    const heeded = wanted.filter((one) => one.sure.length + one.maybe.length > 0 || one.asked)
    const spans = spansOf(
      heeded.flatMap((one) => one.hits),
      heard.tokens,
      text,
    )
    return { sure: list(sure), maybe: list(maybe), denied: list(denied), asked, spans }
  }
  const { services, words } = literal(offer, heard)
  const spans = words.map(({ start, end }): [number, number] => [start, end])
  const isOne = services.length === 1
  return { sure: isOne ? services : [], maybe: isOne ? [] : services, denied: [], asked, spans }
}

/** Two things are weighed against each other. */
const COMPARED = /отлича|разниц|что лучше|difference|differ|versus|(?<!\p{L})vs(?!\p{L})/iu

/** «Маникюр с гель-лаком» is not also «Маникюр». */
const isPartOf = <S>(one: Offered<S>, other: Offered<S>) =>
  one.said.size < other.said.size && [...one.said.keys()].every((key) => other.said.has(key))

/** A short answer in words of a service's name or of its category: «спины», «детская», «на мужскую», «групповые». */
function literal<S extends Catalogued>(offer: Offer<S>, heard: Heard): { services: S[]; words: Token[] } {
  const { tokens, fillers, hits } = heard
  const adjective = hits.find(({ to, means }) => ADJECTIVE.test(tokens[to]!.word) && isWho(means[0]?.key ?? ''))
  if (adjective && fillers[adjective.to + 1] !== false) {
    const services = offer.all.flatMap(({ said, service }) => (said.has(adjective.means[0]!.key) ? [service] : []))
    if (services.length > 0) return { services, words: [tokens[adjective.to]!] }
  }
  const isNamed = ({ stem }: Token) => stem.length > 4 && offer.all.some(({ stems }) => stems.has(stem))
  const words = tokens.filter((token, at) => !fillers[at] || isNamed(token))
  if (words.length === 0 || words.length > 3 || tokens.length > words.length + 1) return { services: [], words: [] }
  const named = offer.all.flatMap(({ stems, service }) => (words.every(({ stem }) => stems.has(stem)) ? [service] : []))
  const keys = hits.flatMap(({ means }) => means.map(({ key }) => key))
  const category =
    words.length <= hits.length && offer.categories.find((one) => one.keys.every((key) => keys.includes(key)))
  const services = named.length > 0 || !category ? named : [...category.services]
  return { services, words: services.length > 0 ? words : [] }
}

const ADJECTIVE = /^(мужск|женск|детск)(ая|ую|ой)$/

/** Where hits stand in the text, those that touch as one. */
function spansOf(hits: readonly Hit[], tokens: readonly Token[], text: string): [number, number][] {
  const spans: [number, number][] = []
  for (const { from, to } of [...hits].sort((a, b) => a.from - b.from)) {
    const [start, end] = [tokens[from]!.start, tokens[to]!.end]
    const last = spans.at(-1)
    if (last && (start <= last[1] || /^[\s-]*$/.test(text.slice(last[1], start)))) last[1] = Math.max(last[1], end)
    else spans.push([start, end])
  }
  return spans
}
