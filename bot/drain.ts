import { countFailure } from '../db/turns.ts'
import { type Dialogue, giveUp, type Outcome, TurnFailed, takeTurn } from './turn.ts'

export type Drain = {
  /** Says that a chat has something to handle. Cheap; may be said any number of times. */
  wake(chatId: number): void
  /** Resolves when every woken chat is done, and what its turns asked for is delivered. */
  idle(): Promise<void>
  /** Takes no more turns; resolves when those under way are done. */
  stop(): Promise<void>
}

export type DrainOptions = {
  dialogue: Dialogue
  /** Called after the commit of each turn, not waited for by the next one. */
  after: (outcome: Outcome) => Promise<void>
  /** A message will be tried again at this moment. */
  onLater: (at: Date) => void
  onError: (error: unknown, context: { chatId: number; inboundId?: number; attempts?: number }) => void
  /** How many chats are served at once: less than the pool has connections. */
  width: number
}

const MAX_ATTEMPTS = 3
const RETRY_MS = [200, 1000]

/**
 * The queue before the pool: a chat's messages are handled one after another, at most `width` chats at a time, and a
 * chat that writes a lot goes to the end of the line after each turn, so that it never starves the others.
 */
export function createDrain(options: DrainOptions): Drain {
  const line: number[] = []
  const known = new Set<number>()
  const again = new Set<number>()
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
    const more = await turnOf(options, chatId, (promise) => track(promise), wake)
    running--
    if (more || again.delete(chatId)) line.push(chatId)
    else known.delete(chatId)
    advance()
  }

  const track = (promise: Promise<void>) => {
    work.add(promise)
    void promise.finally(() => work.delete(promise))
  }

  const idle = async () => {
    while (work.size > 0) await Promise.all(work)
  }

  return {
    wake,
    idle,
    stop: () => {
      stopped = true
      line.length = 0
      return idle()
    },
  }
}

/** One turn of a chat; true when there may be another message to handle at once. */
async function turnOf(
  options: DrainOptions,
  chatId: number,
  track: (promise: Promise<void>) => void,
  wake: (chatId: number) => void,
): Promise<boolean> {
  try {
    const outcome = await takeTurn(options.dialogue, chatId)
    if (!outcome) return false
    settle(options, outcome, track, wake)
    return true
  } catch (error) {
    return failed(options, chatId, error, track, wake)
  }
}

/** Counts a failure outside the rolled-back turn; the third gives the message up, so that the chat goes on. */
async function failed(
  options: DrainOptions,
  chatId: number,
  error: unknown,
  track: (promise: Promise<void>) => void,
  wake: (chatId: number) => void,
): Promise<boolean> {
  const { dialogue, onError, onLater } = options
  const inboundId = error instanceof TurnFailed ? error.inboundId : undefined
  try {
    if (inboundId === undefined) {
      onError(error, { chatId })
      return false
    }
    const reason = messageOf(error)
    const next = (attempts: number) => new Date(dialogue.clock().getTime() + (RETRY_MS[attempts - 1] ?? 0))
    const attempts = await countFailure(dialogue.db, inboundId, reason, dialogue.clock())
    onError(error, { chatId, inboundId, attempts })
    if (attempts < MAX_ATTEMPTS) {
      onLater(next(attempts))
      return true
    }
    const outcome = await giveUp(dialogue, chatId, reason)
    if (outcome) settle(options, outcome, track, wake)
    return true
  } catch (broken) {
    // The database itself is away: the message waits in its row, the loop finds it.
    onError(broken, { chatId, inboundId })
    return false
  }
}

function settle(
  options: DrainOptions,
  outcome: Outcome,
  track: (promise: Promise<void>) => void,
  wake: (chatId: number) => void,
): void {
  for (const chatId of outcome.told) wake(chatId)
  track(
    options
      .after(outcome)
      .catch((error: unknown) => options.onError(error, { chatId: outcome.chatId, inboundId: outcome.inboundId })),
  )
}

function messageOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return (cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)).slice(0, 500)
}
