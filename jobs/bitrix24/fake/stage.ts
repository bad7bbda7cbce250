import type { Http } from '../../../bot/channels/telegram/api.ts'
import { EMPTY_BUCKET } from '../bucket.ts'
import { type Bitrix, type BitrixOptions, createBitrix } from '../client.ts'
import { type FakeBitrix, type FakeBitrixOptions, startFakeBitrix } from './fake.ts'

/** A clock that stands still until a test, or somebody's waiting, moves it. */
export type StillClock = {
  now: () => number
  clock: () => Date
  move: (ms: number) => void
  /** Waits by moving the clock on. */
  wait: (ms: number) => Promise<void>
}

export function stillClock(start = '2026-11-23T09:00:00Z'): StillClock {
  let at = Date.parse(start)
  const move = (ms: number) => {
    at += ms
  }
  return { now: () => at, clock: () => new Date(at), move, wait: async (ms) => move(ms) }
}

/** The platform's own fetch, for a client in a test. */
export const plainHttp: Http = (url, { timeoutMs, ...init }) =>
  fetch(url, { method: 'POST', ...init, signal: AbortSignal.timeout(timeoutMs) })

export type Stage = StillClock & { fake: FakeBitrix; root: string; bitrix: Bitrix; bucket: BitrixOptions['bucket'] }

/** A portal, its webhook, and our client that speaks to it by a clock which stands still. */
export async function bitrixStage(options: Omit<FakeBitrixOptions, 'now'> = {}): Promise<Stage> {
  const time = stillClock()
  const fake = await startFakeBitrix({ ...options, now: time.now })
  const root = fake.webhook()
  const bucket = { state: EMPTY_BUCKET }
  return { ...time, fake, root, bucket, bitrix: createBitrix({ ...time, root, http: plainHttp, bucket }) }
}
