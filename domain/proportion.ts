/** A share with how far it can be trusted. */
export type Proportion = { share: number; from: number; to: number }

/** 97.5% quantile of the normal distribution. */
const Z = 1.959964

/**
 * The share of `hits` among `all` with its 95% interval by Wilson's score (E. B. Wilson, JASA 22, 1927), which holds for
 * small numbers too; null when there is nothing to count.
 */
export function proportion(hits: number, all: number): Proportion | null {
  if (all === 0) return null
  const share = hits / all
  const spread = Z * Math.sqrt((share * (1 - share)) / all + Z ** 2 / (4 * all ** 2))
  const middle = share + Z ** 2 / (2 * all)
  const scale = 1 + Z ** 2 / all
  return { share, from: Math.max(0, (middle - spread) / scale), to: Math.min(1, (middle + spread) / scale) }
}
