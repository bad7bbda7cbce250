import type { Heard, Kind } from './hear.ts'
import { closure, isHead, isWho, type Offer } from './offered.ts'
import { holders, isHeld, type Segment, wantedOf } from './segments.ts'

/**
 * Puts together what a message says in pieces: «стрижка, мужская», «женскую и мужскую стрижку», «зуб болит, хочу
 * удалить», «ламинирование бровей и ресниц», and «стрижка и борода» where that is one service.
 */
export function joinSegments<S>(segments: readonly Segment[], heard: Heard, offer: Offer<S>): Segment[] {
  const joined: Segment[] = []
  const rest = [...segments]
  for (let segment = rest.shift(); segment; segment = rest.shift()) {
    const before = joined.at(-1)
    const after = rest[0]
    if (hasHead(segment)) joined.push(withAct(segment, before, heard, offer))
    else if (segment.denied) continue
    else if (wantedOf(segment, offer).who.length > 0) placeWho(segment, before, after, joined, offer)
    else if (before?.denied && hasKind(segment, 'detail')) joined.push(insteadOf(before, segment))
    else if (before && suits(before, segment, offer)) merge(before, segment)
    else if (after && suits(after, segment, offer)) mergeFirst(segment, after)
    else if (after && !hasHead(after) && hasKind(segment, 'part') && hasKind(after, 'verb')) mergeFirst(segment, after)
    else if (before && hasKind(segment, 'part') && hasKind(before, 'part')) joined.push(onSamePart(before, segment))
    else joined.push(segment)
  }
  return combined(joined, offer)
}

const hasKind = ({ said }: Segment, kind: Kind) => [...said.values()].includes(kind)
const hasHead = ({ said }: Segment) => [...said.values()].some((kind) => isHead(kind) || kind === 'own')
const heads = ({ said }: Segment) => [...said].filter(([, kind]) => isHead(kind))
const whose = ({ said }: Segment) => [...said.keys()].filter(isWho)

function merge(into: Segment, other: Segment): void {
  into.hits.push(...other.hits)
  for (const [key, kind] of other.said) if (!into.said.has(key)) into.said.set(key, kind)
}

function mergeFirst(first: Segment, into: Segment): void {
  merge(into, first)
  into.hits.sort((a, b) => a.from - b.from)
  into.gap = first.gap
}

/** True when a thing can have what is said apart from it: «маникюр, с гель-лаком», «массаж, спина», «удалить. зуб». */
function suits<S>(segment: Segment, other: Segment, offer: Offer<S>): boolean {
  if (segment.denied || other.gap === 'or') return false
  const said = new Map([...segment.said, ...other.said])
  const wanted = wantedOf({ ...segment, said }, offer)
  const keys = [...other.said].filter(([, kind]) => kind !== 'verb').map(([key]) => key)
  return keys.length > 0 && holders(wanted, offer).some(({ holds }) => keys.every((key) => holds.has(key)))
}

/** «Мужу» and «детская» go to the thing beside them that is made for people of the kind; a thing that is somebody's is done twice. */
function placeWho<S>(
  segment: Segment,
  before: Segment | undefined,
  after: Segment | undefined,
  joined: Segment[],
  offer: Offer<S>,
): void {
  const { who } = wantedOf(segment, offer)
  const takes = (other: Segment | undefined) =>
    other &&
    heads(other).some(([key]) => (offer.by.get(key) ?? []).some((one) => one.who.some((key) => who.includes(key))))
  const to = takes(before) ? before : takes(after) ? after : undefined
  if (!to) joined.push(segment)
  else if (whose(to).length > 0 || to.denied) {
    const own = new Map([...to.said].filter(([key, kind]) => !isWho(key) && kind !== 'verb'))
    joined.push({ ...segment, hits: [...segment.hits, ...to.hits], said: new Map([...own, ...segment.said]) })
  } else if (to === before) merge(to, segment)
  else mergeFirst(segment, to)
}

/** «Не маникюр с гель-лаком, а обычный»: the same thing, otherwise. */
function insteadOf(before: Segment, segment: Segment): Segment {
  return { ...segment, hits: [...segment.hits, ...before.hits], said: new Map([...heads(before), ...segment.said]) }
}

/** «Массаж спины и лица»: the second is a massage too. */
function onSamePart(before: Segment, segment: Segment): Segment {
  const own = [...before.said].filter(([, kind]) => kind !== 'part')
  return { ...segment, hits: [...segment.hits, ...before.hits], said: new Map([...own, ...segment.said]) }
}

const GENITIVE = /(ей|ц|ов|ев|ок|ек)$/

/** «Ламинирование бровей и ресниц»: the second thing is under the same act, as its case tells. */
function withAct<S>(segment: Segment, before: Segment | undefined, { tokens }: Heard, offer: Offer<S>): Segment {
  if (!before || segment.gap === 'none' || !hasKind(before, 'thing')) return segment
  const acts = [...before.said].filter(([, kind]) => kind === 'act')
  const isBare = [...segment.said.values()].every((kind) => kind === 'thing')
  if (acts.length === 0 || !isBare || !GENITIVE.test(tokens[segment.hits[0]!.from]!.word)) return segment
  const said = new Map([...acts, ...segment.said])
  return isHeld(before.said, offer) && !isHeld(said, offer) ? segment : { ...segment, said }
}

/** Two jobs that a catalogue has as one service. */
function combined<S>(segments: readonly Segment[], offer: Offer<S>): Segment[] {
  const all: Segment[] = []
  for (const segment of segments) {
    const before = all.at(-1)
    if (before && segment.gap !== 'or' && !before.denied && !segment.denied && isOne(before, segment, offer))
      merge(before, segment)
    else all.push(segment)
  }
  return all
}

function isOne<S>(one: Segment, other: Segment, offer: Offer<S>): boolean {
  if (heads(one).length === 0 || heads(other).length === 0) return false
  const joint = new Map([...one.said, ...other.said])
  const given = closure(joint.keys())
  return holders(wantedOf({ ...one, said: joint }, offer), offer).some(
    ({ jobs, who }) =>
      jobs.length > 1 &&
      (!given.has('child') || who.includes('child')) &&
      jobs.every((keys) => keys.every((key) => given.has(key))) &&
      [one, other].every((part) => jobs.some((keys) => keys.some((key) => closure(part.said.keys()).has(key)))),
  )
}
