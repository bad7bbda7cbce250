/** Keeps calls from a service that is down; one state per key. */
export type Breaker = {
  /** Whether a call may be made now. After a pause one call is let through as a trial; ask only when it will be made. */
  allows: (key: string) => boolean
  succeeded: (key: string) => void
  /** `hopeless`: no use to try again soon, whatever went before; `holdMs`: the service itself asked to wait. */
  failed: (key: string, how?: { hopeless?: boolean; holdMs?: number }) => void
}

export type BreakerOptions = {
  /** Milliseconds of any epoch. */
  clock: () => number
  /** So many failures in a row open the circuit (5). */
  failures?: number
  /** Until the next trial (30 s). */
  pauseMs?: number
}

/** No service's wish to wait is heard for longer than this. */
const LONGEST_HOLD = 600_000

export function createBreaker({ clock, failures = 5, pauseMs = 30_000 }: BreakerOptions): Breaker {
  const states = new Map<string, { row: number; openUntil: number | null }>()
  return {
    allows: (key) => {
      const state = states.get(key)
      if (!state || state.openUntil === null) return true
      if (clock() < state.openUntil) return false
      // Others wait for the trial's end; should it never tell, the next trial comes after another pause.
      state.openUntil = clock() + pauseMs
      return true
    },
    succeeded: (key) => states.delete(key),
    failed: (key, { hopeless = false, holdMs = 0 } = {}) => {
      const state = states.get(key) ?? { row: 0, openUntil: null }
      states.set(key, state)
      state.row = hopeless ? failures : state.row + 1
      const pause = state.row >= failures ? Math.max(pauseMs, holdMs) : holdMs
      if (pause > 0) state.openUntil = Math.max(state.openUntil ?? 0, clock() + Math.min(pause, LONGEST_HOLD))
    },
  }
}
