import { leasePoller, releasePoller, savePollOffset } from '../../../db/channels.ts'
import { receive } from '../../../db/messages.ts'
import type { Db } from '../../../db/sql.ts'
import type { TelegramApi } from './api.ts'
import { ALLOWED_UPDATES, inboundOf } from './receive.ts'

export type Polling = {
  db: Db
  api: TelegramApi
  channel: { id: number; businessId: number; pollOffset: number }
  token: string
  /** Name of this process among the nodes. */
  node: string
  clock: () => Date
  wake: (chatId: number) => void
  onError: (error: unknown) => void
  signal: AbortSignal
}

const LONG_POLL_S = 25
const LEASE_MS = 60_000

/**
 * Polls one bot until `signal`: updates are stored first and confirmed by the next call, so that a crash between loses
 * none. One node polls at a time, held by a lease in the channel's row.
 */
export async function poll(polling: Polling): Promise<void> {
  const { db, channel, node, clock, signal, onError } = polling
  let offset = channel.pollOffset
  let failures = 0
  while (!signal.aborted) {
    try {
      const now = clock()
      const until = new Date(now.getTime() + LEASE_MS)
      if (!(await leasePoller(db, { channelId: channel.id, node, now, until }))) {
        await pause(5000, signal)
        continue
      }
      offset = await pollOnce(polling, offset)
      failures = 0
    } catch (error) {
      if (signal.aborted) break
      onError(error)
      await pause(Math.min(30_000, 500 * 2 ** failures++), signal)
    }
  }
  await releasePoller(db, channel.id, node).catch(onError)
}

async function pollOnce({ db, api, channel, token, clock, wake, signal }: Polling, offset: number): Promise<number> {
  const answer = await api.call<{ update_id: number }[]>(
    token,
    'getUpdates',
    { offset, timeout: LONG_POLL_S, allowed_updates: ALLOWED_UPDATES },
    { timeoutMs: (LONG_POLL_S + 10) * 1000, signal },
  )
  if (!answer.ok) {
    if (answer.retryAfterMs !== null) await pause(answer.retryAfterMs, signal)
    throw new Error(`getUpdates: ${answer.description}`)
  }
  const updates = answer.result
  for (const update of updates) {
    const inbound = inboundOf(update, channel, clock())
    const stored = inbound && (await receive(db, inbound))
    if (stored) wake(stored.chatId)
  }
  const next = updates.reduce((most, update) => Math.max(most, update.update_id + 1), offset)
  if (next > offset) await savePollOffset(db, channel.id, next)
  return next
}

/** Waits, but not longer than the process lives. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}
