import type { VariantKey } from './experiments.ts'
import { proportion } from './proportion.ts'

/** One variant's clients: to how many it was shown, of how many the outcome is known, and how many of these came (or paid). */
export type Arm = { exposed: number; judged: number; came: number }
export type Arms = Readonly<Record<VariantKey, Arm>>

/** Shares of two groups against each other: second minus first. */
export type Uplift = { points: number; from: number; to: number }

/** 97.5% and 80% quantiles of the normal distribution: an error of 5% on both sides, a power of 80%. */
const Z_ALPHA = 1.959964
const Z_POWER = 0.841621

/**
 * The difference of two shares with its 95% interval by Newcombe's hybrid score (R. G. Newcombe, Statistics in Medicine 17, 1998,
 * 873–890, method 10): Wilson's intervals of both, put together. Null while one of the groups is empty.
 */
export function upliftOf(a: { came: number; judged: number }, b: { came: number; judged: number }): Uplift | null {
  const [first, second] = [proportion(a.came, a.judged), proportion(b.came, b.judged)]
  if (!first || !second) return null
  const points = second.share - first.share
  return {
    points,
    from: Math.max(-1, points - Math.hypot(second.share - second.from, first.to - first.share)),
    to: Math.min(1, points + Math.hypot(second.to - second.share, first.share - first.from)),
  }
}

/**
 * Clients that each variant needs so that a true change of the share from `baseline` by `effect`, up or down, is seen with a power of
 * 80% at an error of 5% (J. L. Fleiss, Statistical Methods for Rates and Proportions, 1981, §3.2, without the correction for continuity).
 * The dearer direction counts.
 */
export function sizeFor(baseline: number, effect: number, power = Z_POWER): number {
  const need = (other: number) => {
    if (other < 0 || other > 1) return 0
    const mean = (baseline + other) / 2
    const spread =
      Z_ALPHA * Math.sqrt(2 * mean * (1 - mean)) + power * Math.sqrt(baseline * (1 - baseline) + other * (1 - other))
    return Math.ceil((spread / effect) ** 2)
  }
  return Math.max(need(baseline + effect), need(baseline - effect), LEAST)
}

/** Fewer clients in a group prove nothing, whatever the formula says of a share near 0 or 1. */
const LEAST = 20

/** χ² of one degree of freedom that chance exceeds once in a thousand times. */
const CHI_SQUARE = 10.828

/**
 * True when the groups are so unequal that chance does it less than once in a thousand times: somebody is lost on the way, and the
 * result can't be trusted (A. Fabijan et al., KDD 2019, on sample ratio mismatch).
 */
export function isLopsided({ a, b }: Arms): boolean {
  const all = a.exposed + b.exposed
  return all > 0 && (a.exposed - b.exposed) ** 2 / all > CHI_SQUARE
}

/**
 * What may be said. `early`: about so many clients are still missing, and so many visits (or payments) of theirs. `lopsided`: nothing
 * is said of who is better.
 */
export type Verdict =
  | { kind: 'early'; clients: number; outcomes: number }
  | { kind: 'lopsided' }
  | ({ kind: 'better'; variant: VariantKey } & Uplift)
  | ({ kind: 'same' } & Uplift)

/**
 * The verdict on an experiment of `size` clients per variant, fixed at its start: none before both are full, so that nobody stops at
 * a moment that happens to look well. `baseline` is the share that was usual before.
 */
export function verdictOf(arms: Arms, size: number, baseline: number): Verdict {
  if (isLopsided(arms)) return { kind: 'lopsided' }
  const missing = Math.max(0, size - arms.a.judged) + Math.max(0, size - arms.b.judged)
  if (missing > 0) return { kind: 'early', clients: roughly(missing), outcomes: roughly(missing * baseline) }
  const uplift = upliftOf(arms.a, arms.b)!
  if (uplift.from > 0) return { kind: 'better', variant: 'b', ...uplift }
  if (uplift.to < 0) return { kind: 'better', variant: 'a', points: -uplift.points, from: -uplift.to, to: -uplift.from }
  return { kind: 'same', ...uplift }
}

/** A number that is only about right, in two digits: 137 is 140. */
export function roughly(count: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(count, 1))) - 1)
  return Math.ceil(count / step) * step
}
