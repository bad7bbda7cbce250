/** The first-run guide: what an owner does before the first client comes. */
export const GUIDE_STEPS = 7

/** How many minutes each step takes, as the header counts what is left. */
const MINUTES = [0.5, 1, 1, 2.5, 3, 1.5, 0.5] as const

/** How far the owner is. `skipped` steps wait as a card; `values` holds what was typed and has no other place yet. */
export type Guide = { step: number; done: boolean; skipped: number[]; values: Record<string, unknown> }

export const NEW_GUIDE: Guide = { step: 1, done: false, skipped: [], values: {} }

/** Minutes that are left from a step on, that step among them; whole and at least one. */
export function minutesLeft(step: number): number {
  const left = MINUTES.slice(step - 1).reduce<number>((sum, minutes) => sum + minutes, 0)
  return Math.max(1, Math.round(left))
}

/** The owner tries the booking out in this step: what is booked then is no visit of a client. */
export const REHEARSAL_STEP = 6
