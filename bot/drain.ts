import { countFailure } from '../db/inbox.ts'
import { isPassing } from '../db/sql.ts'
import type { Outcome } from './finish.ts'
import type { Understood as ModelWord } from './model/check.ts'
import type { ModelRequest } from './model/client.ts'
import { type Advice, type Dialogue, TurnFailed, takeTurn } from './turn.ts'

export type Drain = {
  /** Says that a chat has something to handle. Cheap; may be said any number of times. */
  wake(chatId: number): void
  /** Resolves when this chat has nothing to handle any more, as far as this node knows. */
  settled(chatId: number): Promise<void>
  /** Resolves when every woken chat is done, and what its turns asked for is delivered. */
  idle(): Promise<void>
  /** Takes no more turns; resolves when those under way are done. */
  stop(): Promise<void>
}

export type DrainOptions = {
  dialogue: Dialogue
  /** Called after the commit of each turn, not waited for by the next one. */
  after: (outcome: Outcome) => Promise<void>
  /** A message will be tried again, or a chat falls due, at this moment. */
  onLater: (at: Date) => void
  onError: (error: unknown, context: { chatId: number; inboundId?: number; attempts?: number }) => void
  /** How many chats are served at once: less than the pool has connections. */
  width: number
}

/**
 * The queue before the pool: a chat's messages are handled one after another, at most `width` chats at a time, and a
 * chat that writes a lot goes to the end of the line after each turn, so that it never starves the others.
 */
export function createDrain(options: DrainOptions): Drain {
  const line: number[] = []
  const known = new Set<number>()
  const again = new Set<number>()
  const waiters = new Map<number, PromiseWithResolvers<void>>()
  const advices = new Map<number, Advice>()
  const work = new Set<Promise<void>>()
  let running = 0
  let stopped = false

  const wake = (chatId: number) => {
    if (stopped) return
    if (known.has(chatId)) {
      again.add(chatId)
      return
    }
    known.add(chatId)
    line.push(chatId)
    advance()
  }

  const advance = () => {
    while (running < options.width && line.length > 0 && !stopped) {
      running++
      track(serve(line.shift()!))
    }
  }

  const serve = async (chatId: number) => {
    const advice = advices.get(chatId) ?? null
    advices.delete(chatId)
    const more = await turnOf(options, chatId, advice, { track, wake, advise })
    running--
    const woken = again.delete(chatId)
    if (more || woken) line.push(chatId)
    else settle(chatId)
    advance()
  }

  const settle = (chatId: number) => {
    known.delete(chatId)
    waiters.get(chatId)?.resolve()
    waiters.delete(chatId)
  }

  const settled = (chatId: number): Promise<void> => {
    if (!known.has(chatId)) return Promise.resolve()
    const waiter = waiters.get(chatId) ?? Promise.withResolvers<void>()
    waiters.set(chatId, waiter)
    return waiter.promise
  }

  const consulted = async (ask: ModelRequest): Promise<ModelWord | null> => {
    try {
      return (await options.dialogue.listening.consult?.(ask)) ?? null
    } catch (error) {
      options.onError(error, { chatId: ask.chatId })
      return null
    }
  }

  /** Outside of the line: who waits for a model takes no place in it. */
  const advise = (chatId: number, { token, ask }: NonNullable<Outcome['asks']>) =>
    track(
      consulted(ask).then((word) => {
        advices.set(chatId, { token, word })
        wake(chatId)
      }),
    )

  const track = (promise: Promise<void>) => {
    work.add(promise)
    void promise.finally(() => work.delete(promise))
  }

  const idle = async () => {
    while (work.size > 0) await Promise.all(work)
  }

  return {
    wake,
    settled,
    idle,
    stop: () => {
      stopped = true
      for (const chatId of line.splice(0)) settle(chatId)
      return idle()
    },
  }
}

/** One turn of a chat; true when there may be another message to handle at once. */
async function turnOf(
  options: DrainOptions,
  chatId: number,
  advice: Advice | null,
  { track, wake, advise }: Line,
): Promise<boolean> {
  try {
    const outcome = await takeTurn(options.dialogue, chatId, advice)
    if (!outcome) return false
    if (outcome.later) options.onLater(outcome.later)
    if (outcome.asks) advise(chatId, outcome.asks)
    for (const told of outcome.told) wake(told)
    if (outcome.dueAt) options.onLater(outcome.dueAt)
    const { inboundId } = outcome
    track(options.after(outcome).catch((error: unknown) => options.onError(error, { chatId, inboundId })))
    return outcome.more
  } catch (error) {
    return failed(options, chatId, error)
  }
}

type Line = {
  track: (promise: Promise<void>) => void
  wake: Drain['wake']
  advise: (chatId: number, asks: NonNullable<Outcome['asks']>) => void
}

/** Counts a failure outside the rolled-back turn. True when the message may be taken again at once. */
async function failed(options: DrainOptions, chatId: number, error: unknown): Promise<boolean> {
  const { dialogue, onError, onLater } = options
  const inboundId = error instanceof TurnFailed ? error.inboundId : undefined
  if (inboundId === undefined) {
    // The database itself is away: the message waits in its row, the loop finds it.
    onError(error, { chatId })
    return false
  }
  try {
    const { cause } = error as TurnFailed
    const now = dialogue.clock()
    const failure = { inboundId, reason: wordsOf(cause), now, counted: !isPassing(cause) }
    const next = await countFailure(dialogue.db, failure)
    onError(error, { chatId, inboundId, attempts: next?.attempts })
    if (!next || next.retryAt <= now) return true
    onLater(next.retryAt)
    return false
  } catch (broken) {
    onError(broken, { chatId, inboundId })
    return false
  }
}

/** The first line only: the next ones of a database error hold parameters, and with them what people wrote. */
function wordsOf(error: unknown): string {
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return words.split('\n')[0]!.slice(0, 500)
}
