import { clearChannelError, leasePoller, releasePoller, savePollOffset } from '../../../db/channels.ts'
import { receive } from '../../../db/messages.ts'
import { type Db, sqlState } from '../../../db/sql.ts'
import type { TelegramApi } from './api.ts'
import { ALLOWED_UPDATES, inboundOf } from './receive.ts'

export type Polling = {
  db: Db
  api: TelegramApi
  channel: { id: number; businessId: number; pollOffset: number }
  token: string
  /** Name of this process among the nodes; the same after a restart, so that it needs not wait for its own lease. */
  node: string
  clock: () => Date
  wake: (chatId: number) => void
  onError: (error: unknown) => void
  signal: AbortSignal
  pause?: Pause
}

/** Waits, but not longer than the signal lets it. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>

const LONG_POLL_S = 10
/** Two nodes at once would do no harm, Telegram refuses one of them: the lease may be short, and so is a crash. */
const LEASE_MS = 20_000
const LOOK_MS = 2000
const LONGEST_PAUSE_MS = 30_000

/**
 * Polls one bot until `signal`: updates are stored first and confirmed by the next call, so that a crash between loses
 * none. One node polls at a time, held by a lease in the channel's row.
 */
export async function poll(polling: Polling): Promise<void> {
  const { db, channel, node, clock, signal, onError, pause: wait = pause } = polling
  let offset = channel.pollOffset
  let failures = 0
  while (!signal.aborted) {
    try {
      const now = clock()
      const until = new Date(now.getTime() + LEASE_MS)
      if (!(await leasePoller(db, { channelId: channel.id, node, now, until }))) {
        await wait(LOOK_MS, signal)
        continue
      }
      offset = await pollOnce(polling, offset)
      if (failures > 0) await clearChannelError(db, channel.id)
      failures = 0
    } catch (error) {
      if (signal.aborted) break
      onError(error)
      const least = error instanceof PollRefused ? error.afterMs : 0
      await wait(Math.max(least, Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures++)), signal)
    }
  }
  await releasePoller(db, channel.id, node).catch(onError)
}

class PollRefused extends Error {
  readonly afterMs: number
  constructor(description: string, afterMs: number) {
    super(`getUpdates: ${description}`)
    this.name = 'PollRefused'
    this.afterMs = afterMs
  }
}

async function pollOnce(polling: Polling, offset: number): Promise<number> {
  const { db, api, channel, token, node, clock, wake, onError, signal } = polling
  const answer = await api.call<{ update_id: number }[]>(
    token,
    'getUpdates',
    { offset, timeout: LONG_POLL_S, allowed_updates: ALLOWED_UPDATES },
    { timeoutMs: (LONG_POLL_S + 10) * 1000, signal },
  )
  if (!answer.ok) throw new PollRefused(answer.description, answer.retryAfterMs ?? 0)
  const updates = answer.result
  for (const update of updates) {
    const inbound = inboundOf(update, channel, clock())
    const stored = inbound && (await receive(db, inbound).catch((error) => refused(error, onError)))
    if (stored) wake(stored.chatId)
  }
  if (updates.length === 0) return offset
  // After a week without updates their numbers may begin anew, below the last: so never the greater of both.
  const next = Math.max(...updates.map((update) => update.update_id)) + 1
  await savePollOffset(db, { channelId: channel.id, node, offset: next })
  return next
}

/** An update that the database has no place for must not stop all others. */
function refused(error: unknown, onError: Polling['onError']): null {
  if (!sqlState(error)?.startsWith('22')) throw error
  onError(error)
  return null
}

/** Waits, but not longer than the process lives. */
export const pause: Pause = (ms, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
