import { type Failure, failure } from './failure.ts'

/** A span of real time that several steps share. */
export type Deadline = {
  /** Aborted when the time is over. */
  signal: AbortSignal
  /** The work's value, or a failure as soon as the time is over, whether or not the work heeds the signal. */
  limit: <T>(work: Promise<T>) => Promise<T | Failure>
  clear: () => void
}

/** Calls `ring` once after so many ms, unless the returned function is called before. */
export type Timer = (ring: () => void, ms: number) => () => void

export function startDeadline(ms: number, timer: Timer = setTimer): Deadline {
  const controller = new AbortController()
  let clear = () => {}
  const over = new Promise<Failure>((resolve) => {
    clear = timer(() => {
      resolve(failure('timeout'))
      controller.abort()
    }, ms)
  })
  return {
    signal: controller.signal,
    limit: (work) => Promise.race([work, over]),
    clear,
  }
}

const setTimer: Timer = (ring, ms) => {
  const timer = setTimeout(ring, ms)
  return () => clearTimeout(timer)
}

/** Resolves after so many ms, or as soon as the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
