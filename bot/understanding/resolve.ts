import type { Heard } from './hear.ts'
import { closure, isHead, isWho, type Offer, type Offered, strict } from './offered.ts'
import { holders, isFor, type Segment, type Wanted, wantedOf } from './segments.ts'
import type { Token } from './tokens.ts'

/** What one segment comes to. `short`: what was wished of it that it does not have. */
export type Found<S> = { sure: Offered<S>[]; maybe: Offered<S>[]; asked: boolean; short: readonly string[] }

const NOTHING = { sure: [], maybe: [], asked: false, short: [] }

/** The services that the segments of a message mean; `unwanted` concepts are those that it denies. */
export function resolve<S>(
  segments: readonly Segment[],
  heard: Heard,
  offer: Offer<S>,
  unwanted: ReadonlySet<string>,
): Found<S>[] {
  const answer = (segment: Segment) => resolveOne(segment, heard, offer, unwanted)
  const found = segments.map(answer)
  passOn(segments, found, heard.tokens, answer)
  return found
}

function resolveOne<S>(segment: Segment, heard: Heard, offer: Offer<S>, unwanted: ReadonlySet<string>): Found<S> {
  const wanted = wantedOf(segment, offer)
  if (!wanted.isNamed) return NOTHING
  const { said, denied } = segment
  const owned = wanted.own.map((key) => offer.owned.get(key)!).filter((one) => isFor(one, wanted.who))
  const isDenied = (one: Offered<S>) => [...one.said.keys()].some((key) => unwanted.has(key) && !said.has(key))
  const fit = holders(wanted, offer).filter((one) => denied || !isDenied(one))
  if (fit.length === 0 || isAboutElse(segment, heard)) {
    if (owned.length > 0) return { ...NOTHING, sure: owned }
    return { ...NOTHING, asked: wanted.need.length > 0 && [...said.values()].some(isHead), short: wanted.who }
  }
  const named = fit.filter(({ aside }) => !wanted.need.some((key) => aside.has(key)))
  const top = nearest(named.length > 0 ? named : fit, wanted)
  // The owner's own word for a service counts, unless more was said than the word.
  if (owned.length > 0 && !owned.some((one) => fit.includes(one))) return { ...NOTHING, sure: owned }
  if (owned.some((one) => top.includes(one))) return { ...NOTHING, sure: top.filter((one) => owned.includes(one)) }
  const given = closure([...said.keys(), ...wanted.need.map((key) => key.replace(strict(''), ''))])
  const meant = fullest(top, given)
  const short = [...wanted.wish, ...wanted.who].filter((key) => !meant.some((one) => one.holds.has(key)))
  const isSure = meant.length === 1 && isMeant(meant[0]!, wanted, given)
  return { ...NOTHING, [isSure ? 'sure' : 'maybe']: meant, short }
}

/** Those that have the most of what was wished. */
function nearest<S>(fit: readonly Offered<S>[], { wish, who, verbs }: Wanted): Offered<S>[] {
  const scores = fit.map(
    ({ holds }) =>
      [...wish, ...who].filter((key) => holds.has(key)).length * 2 + (verbs.some((key) => holds.has(key)) ? 1 : 0),
  )
  const best = Math.max(...scores)
  return fit.filter((_, index) => scores[index] === best)
}

/** Those that were named in full; else all, but «Отец и сын», who have haircuts too, not for «стрижка». */
function fullest<S>(top: Offered<S>[], given: ReadonlySet<string>): Offered<S>[] {
  const full = top.filter(({ said }) => [...said.keys()].every((key) => given.has(key)))
  if (full.length > 0) return full
  const spoken = top.filter(({ said }) => [...said].some(([key, kind]) => isHead(kind) || given.has(key)))
  return spoken.length > 0 ? spoken : top
}

/** False where the only one that fits is not quite what was said: it is offered, not taken. */
function isMeant<S>({ said, holds, who }: Offered<S>, { need, verbs }: Wanted, given: ReadonlySet<string>): boolean {
  if (who.includes('child') && !given.has('child')) return false
  if (!need.every((key) => holds.has(strict(key)) || key.startsWith(strict('')))) return false
  // «Ремонт колодок» where they are replaced.
  if (verbs.length === 0 || verbs.some((key) => holds.has(key))) return true
  return ![...said].some(([key, kind]) => (kind === 'act' || kind === 'verb') && !given.has(key))
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
    .slice(first.hits.at(-1)!.to, second.hits.at(-1)!.to + 3)
    .some(({ word }) => /^(мне|меня|я|себе|me|myself)$/.test(word))
}

/** «Консультация гинеколога»: an act on something that we don't know at all. */
function isAboutElse({ hits, said }: Segment, { tokens, fillers }: Heard): boolean {
  const last = hits.at(-1)!
  if ([...said.values()].some((kind) => kind === 'job' || kind === 'thing' || kind === 'part')) return false
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
