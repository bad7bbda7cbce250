import type { Update } from 'grammy/types'
import { type Answer, conflict } from './refusal.ts'

/** An update not yet confirmed, written down when it happened, so that a later edit does not change it. */
export type Pending = {
  id: number
  json: string
  /** Updates of one lane (chat) are delivered by webhook one after another. */
  lane: number
  /** Milliseconds of the server's clock after which it is dropped. */
  expires: number
}

type UpdateKind = Exclude<keyof Update, 'update_id'>
type Poller = { limit: number; timer: NodeJS.Timeout; answer: (answer: Answer) => void }

const UNLESS_ASKED_FOR = ['chat_member', 'message_reaction', 'message_reaction_count']

/** What waits to be fetched or delivered for one bot. */
export type UpdateQueue = {
  nextId: number
  /** Not set by the bot: everything but what must be asked for. */
  allowed: readonly string[] | undefined
  pending: Set<Pending>
  poller: Poller | undefined
  /** How many times each update is delivered. */
  copies: number
  /** Set: the next to go is drawn by this instead of taken in order. */
  draw: (() => number) | undefined
  /** Called with every new update while a webhook is set. */
  deliver: ((pending: Pending) => void) | undefined
  now: () => number
  drained: Set<() => void>
}

export const makeQueue = (now: () => number): UpdateQueue => ({
  nextId: 900_001,
  allowed: undefined,
  pending: new Set(),
  poller: undefined,
  copies: 1,
  draw: undefined,
  deliver: undefined,
  now,
  drained: new Set(),
})

/** Queues an update unless the bot did not ask for its kind. `life` in seconds. Returns its id. */
export function pushUpdate(
  queue: UpdateQueue,
  kind: UpdateKind,
  content: object,
  lane: number,
  life = 86_400,
): number | undefined {
  if (queue.allowed ? !queue.allowed.includes(kind) : UNLESS_ASKED_FOR.includes(kind)) return undefined
  const id = queue.nextId++
  pushJson(queue, id, JSON.stringify({ update_id: id, [kind]: content }), lane, life)
  return id
}

/** Queues an update already written as JSON (or as something that only claims to be). */
export function pushJson(queue: UpdateQueue, id: number, json: string, lane: number, life = 86_400): void {
  const pending = { id, json, lane, expires: queue.now() + life * 1000 }
  queue.pending.add(pending)
  if (queue.deliver) queue.deliver(pending)
  else if (queue.poller) setImmediate(answerPoller, queue)
}

/** Confirmed, delivered or expired: forgotten. */
export function forget(queue: UpdateQueue, pending: Pending): void {
  queue.pending.delete(pending)
  if (queue.pending.size > 0) return
  for (const resolve of queue.drained) resolve()
  queue.drained.clear()
}

export function forgetAll(queue: UpdateQueue): void {
  for (const pending of [...queue.pending]) forget(queue, pending)
}

function batch(queue: UpdateQueue, limit: number): string {
  const chosen: string[] = []
  for (const pending of queue.pending) {
    if (pending.expires <= queue.now()) {
      forget(queue, pending)
      continue
    }
    if (chosen.length >= limit) break
    chosen.push(pending.json)
  }
  const { draw, copies } = queue
  if (draw) {
    for (let last = chosen.length - 1; last > 0; last--) {
      const other = Math.floor(draw() * (last + 1))
      const held = chosen[last]
      chosen[last] = chosen[other] as string
      chosen[other] = held as string
    }
  }
  return (copies > 1 ? chosen.flatMap((json) => Array(copies).fill(json)) : chosen).join(',')
}

function answerPoller(queue: UpdateQueue): void {
  const { poller } = queue
  if (!poller) return
  const updates = batch(queue, poller.limit)
  if (!updates) return
  stopPoller(queue)
  poller.answer({ json: `[${updates}]` })
}

function stopPoller(queue: UpdateQueue): void {
  if (queue.poller) clearTimeout(queue.poller.timer)
  queue.poller = undefined
}

/** Ends a long poll because the bot did something that rules it out. */
export function interruptPoller(queue: UpdateQueue, by: string): void {
  const { poller } = queue
  stopPoller(queue)
  poller?.answer(conflict(`terminated by ${by}`))
}

/** `getUpdates`: a positive offset confirms everything before it, a negative one keeps only the last updates. Waits up to
 *  `timeout` seconds of real time for the first update; `onClose` tells that the caller hung up. */
export function poll(
  queue: UpdateQueue,
  { offset, limit, timeout }: { offset: number; limit: number; timeout: number },
  onClose: (hungUp: () => void) => void,
): Promise<Answer> | Answer {
  interruptPoller(queue, 'other getUpdates request; make sure that only one bot instance is running')
  const from = offset < 0 ? ([...queue.pending].at(offset)?.id ?? 0) : offset
  for (const pending of [...queue.pending]) if (pending.id < from) forget(queue, pending)
  const updates = batch(queue, limit)
  if (updates || timeout === 0) return { json: `[${updates}]` }
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      stopPoller(queue)
      resolve({ json: '[]' })
    }, timeout * 1000)
    const poller = { limit, timer, answer: resolve }
    queue.poller = poller
    onClose(() => {
      if (queue.poller === poller) stopPoller(queue)
    })
  })
}

/** Resolves when every update was confirmed (`getUpdates`) or acknowledged (webhook). */
export function whenDrained(queue: UpdateQueue): Promise<void> {
  if (queue.pending.size === 0) return Promise.resolve()
  return new Promise((resolve) => queue.drained.add(resolve))
}
