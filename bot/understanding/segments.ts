import type { Heard, Hit, Kind } from './hear.ts'
import { lexicon } from './hear.ts'
import { isHead, isWho, type Offer, type Offered, strict } from './offered.ts'
import { type Gap, gapBetween, type Token } from './tokens.ts'

/** Concepts of a message that are about one service. */
export type Segment = {
  hits: Hit[]
  /** Concepts by key, in the role in which they were said. */
  said: Map<string, Kind>
  /** What stands between this segment and the one before. */
  gap: Gap
  denied: boolean
}

/** What the service must be, what it should be, and for whom; what the catalogue lacks is taken for its next of kin. */
export type Wanted = { need: string[]; wish: string[]; who: string[]; verbs: string[]; own: string[]; isNamed: boolean }

const BINDING: readonly Kind[] = ['job', 'thing', 'act', 'part', 'kind']

/** What a segment asks of a catalogue. */
export function wantedOf<S>({ said }: Segment, { by }: Offer<S>): Wanted {
  const { concepts } = lexicon()
  const wanted: Wanted = { need: [], wish: [], who: [], verbs: [], own: [], isNamed: false }
  const hasHead = [...said.values()].some(isHead)
  const isForSomebody = [...said.keys()].some(isWho)
  const naming: string[] = []
  const put = (key: string, kind: Kind, depth: number) => {
    const loose = concepts.get(key)?.loose ?? []
    const isWhose = loose.some(isWho)
    if (!by.has(key) && loose.length > 0 && depth < 3 && (kind !== 'quality' || !hasHead || isWhose)) {
      // «Машинкой» says for whom only where nobody is named.
      if (!isWhose || !isForSomebody) for (const other of loose) put(other, concepts.get(other)!.kind, depth + 1)
    } else if (kind === 'own') wanted.own.push(key)
    else if (isWho(key)) wanted.who.push(key)
    else if (BINDING.includes(kind)) wanted.need.push(depth > 0 ? strict(key) : key)
    else if (kind === 'verb') wanted.verbs.push(key)
    else if (kind === 'quality' && by.has(key)) naming.push(key)
    else wanted.wish.push(key)
  }
  for (const [key, kind] of said) put(key, kind, 0)
  // A quality names a service by itself («гель-лак»).
  const names = wanted.need.length === 0 && wanted.own.length === 0
  if (names) wanted.need.push(...naming.slice(0, 1))
  wanted.wish.push(...naming.slice(names ? 1 : 0))
  // «Почистить» says little, «почистить зубы» all.
  const isDone = !hasHead && !names && wanted.need.length > 0 && wanted.verbs.length > 0
  if (isDone) wanted.need.push(...wanted.verbs)
  wanted.isNamed = hasHead || isDone || wanted.own.length > 0 || (names && naming.length > 0)
  wanted.isNamed ||= wanted.need.some((key) => key.startsWith(strict('')) && isHead(concepts.get(key.slice(1))!.kind))
  return wanted
}

/** The services that are all that is needed, and not for somebody else. */
export function holders<S>({ need, who }: Wanted, { by }: Offer<S>): Offered<S>[] {
  const [first, ...rest] = need
  if (first === undefined) return []
  const able = (by.get(first) ?? []).filter((one) => rest.every((key) => one.holds.has(key)))
  // «Стрижка и борода» is no answer to a haircut where there are plain ones, though for others.
  const plain = able.some(({ jobs }) => jobs.length === 0) ? able.filter((one) => jobsMeant(one, need)) : able
  return plain.filter((one) => isFor(one, who))
}

/** True when each of the jobs that a service joins is asked for. */
const jobsMeant = <S>({ jobs }: Offered<S>, need: readonly string[]) =>
  jobs.every((keys) => keys.some((key) => need.includes(key) || need.includes(strict(key))))

export const isFor = <S>(one: Offered<S>, who: readonly string[]) =>
  who.length === 0 || one.who.length === 0 || one.who.some((key) => who.includes(key))

/** True when a catalogue has a service that is all of this. */
export const isHeld = <S>(said: ReadonlyMap<string, Kind>, offer: Offer<S>): boolean =>
  holders(wantedOf({ said: new Map(said), hits: [], gap: 'none', denied: false }, offer), offer).length > 0

/** Divides the concepts of a message among the services that they are about. */
export function segmentsOf<S>(
  { tokens, hits, fillers }: Heard,
  denied: readonly boolean[],
  offer: Offer<S>,
): Segment[] {
  const segments: Segment[] = []
  let open: Segment | null = null
  hits.forEach((hit, index) => {
    const before = hits[index - 1]
    const gap = before ? gapBetween(tokens, before.to, hit.from) : 'sign'
    const isNear = before !== undefined && gap === 'none' && isNextTo(fillers, before.to, hit.from)
    const isDenied = denied[index]!
    if (open && gap === 'none' && belongs(open, hit, leadsTo(tokens, hit, hits[index + 1]), isNear, isDenied, offer)) {
      for (const { key, kind } of hit.means) put(open, key, kind, isDenied)
      open.hits.push(hit)
      return
    }
    const taken: Hit[] = open && isNear && gap === 'none' ? leadingTo(open, hit) : []
    open = { hits: [], said: new Map(), gap, denied: isDenied }
    for (const one of [...taken, hit]) {
      open.hits.push(one)
      for (const { key, kind } of one.means) put(open, key, kind, isDenied)
    }
    if (hit.means.length > 0) segments.push(open)
  })
  return segments
}

/** «Не мужскую, а женскую»: what is denied of a thing is left out of it; a thing that is denied stays, to be told apart. */
function put(segment: Segment, key: string, kind: Kind, denied: boolean): void {
  if (denied && !segment.denied) return
  if (!isHead(segment.said.get(key) ?? 'part')) segment.said.set(key, kind)
}

function isNextTo(fillers: readonly boolean[], from: number, to: number): boolean {
  for (let at = from + 1; at < to; at++) if (!fillers[at]) return false
  return true
}

/** The thing right behind a word, if there is one. */
const leadsTo = (tokens: readonly Token[], hit: Hit, next: Hit | undefined): Hit | undefined =>
  next && next.from === hit.to + 1 && tokens[next.from]!.gap === 'none' && headOf(next) ? next : undefined

const headOf = (hit: Hit): Kind | undefined => hit.means.find(({ kind }) => isHead(kind))?.kind

function belongs<S>(
  open: Segment,
  hit: Hit,
  next: Hit | undefined,
  isNear: boolean,
  isDenied: boolean,
  offer: Offer<S>,
): boolean {
  const hasHead = [...open.said.values()].some(isHead)
  const head = headOf(hit)
  if (!hasHead) return open.denied === isDenied || (open.denied && head !== undefined)
  if (head && open.denied !== isDenied) return false
  // «Вместо маникюра с гель-лаком обычный»: the last is what is wanted instead.
  if (open.denied && !isDenied && hit.means[0]?.kind === 'detail') return false
  const joint = new Map(open.said)
  for (const { key, kind } of hit.means) joint.set(key, kind)
  if (isHeld(joint, offer)) return !leads(open, hit, next, offer)
  const last = headOf(open.hits.at(-1)!) ?? open.hits.at(-1)!.means[0]?.kind
  if (head === 'thing') return isNear && last === 'act'
  if (head === 'act') return isNear && last === 'thing' && hit.means.every(({ key }) => isAlwaysOf(key, offer))
  if (head) return false
  const [first] = hit.means
  if (first?.kind === 'part' || first?.kind === 'kind') return isNear && (last === 'act' || first.kind === 'kind')
  return !leads(open, hit, next, offer)
}

/** True for an act that all services do to some thing: «ногти нарастить» is not «нарастить», who does lashes only. */
const isAlwaysOf = <S>(act: string, { by }: Offer<S>) =>
  (by.get(act) ?? []).every(({ said }) => [...said.values()].some((kind) => kind === 'thing'))

/** True for «мужская» in «маникюр, мужская стрижка»: it stands before another thing, which it suits better. */
function leads<S>(open: Segment, hit: Hit, next: Hit | undefined, offer: Offer<S>): boolean {
  if (headOf(hit) || !next) return false
  const suits = (said: Iterable<[string, Kind]>) => {
    const keys = [...said].filter(([, kind]) => isHead(kind)).map(([key]) => key)
    return hit.means.some(({ key }) =>
      keys.some((one) => (offer.by.get(one) ?? []).some(({ holds }) => holds.has(key))),
    )
  }
  const isWhose = hit.means.some(({ kind }) => kind === 'who')
  if (isWhose && [...open.said.keys()].some(isWho)) return true
  return !suits(open.said) && suits(next.means.map(({ key, kind }) => [key, kind] as [string, Kind]))
}

/** The words before a thing that belong to it rather than to what stood before them: «… зуб удалить», «почистить лицо». */
function leadingTo(open: Segment, hit: Hit): Hit[] {
  const last = open.hits.at(-1)!
  if (!last.means.every(({ kind }) => kind === 'verb') || open.hits.length < 2 || headOf(hit) === 'job') return []
  open.hits.pop()
  for (const { key } of last.means) open.said.delete(key)
  return [last]
}
