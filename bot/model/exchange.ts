import { type Reply, readReply } from './completion.ts'
import { pause } from './deadline.ts'
import { bodyIn, type Dialect, learn, OPENAI } from './dialect.ts'
import { type Failure, failure, failureOf } from './failure.ts'
import type { Prompt } from './prompt.ts'

export type ExchangeOptions = {
  apiKey: string
  model: string
  baseUrl: string
  fetch?: typeof fetch
  clock: () => number
  timeoutMs: number
  retries: number
  retryPauseMs: number
  maxTokens: number
}

/** What an exchange has cost so far; `pending`: prompt tokens of a request that is still without an answer. */
export type Tally = { requests: number; promptTokens: number; completionTokens: number; pending: number }

/** Sends a prompt and brings the model's text. Never rejects; heeds the signal; `left` tells the remaining ms. */
export type Exchange = (
  prompt: Prompt,
  run: { signal: AbortSignal; left: () => number; tally: Tally },
) => Promise<string | Failure>

/** An exchange with one server and model. What the server does not take is learnt from its refusals and kept in mind. */
export function createExchange(options: ExchangeOptions): Exchange {
  const { apiKey, model, baseUrl, clock, timeoutMs, retries, retryPauseMs, maxTokens } = options
  // The SDK takes 40 MB: it is loaded only where there is a key. Its own settings from the environment are not ours.
  const connecting = import('openai').then((sdk) => {
    const own = { organization: null, project: null, adminAPIKey: null, webhookSecret: null }
    const settings = { apiKey, baseURL: baseUrl, fetch: options.fetch, maxRetries: 0, logLevel: 'off' as const }
    return { sdk, client: new sdk.OpenAI({ ...own, ...settings }) }
  })
  // Every request awaits it and reports what is wrong; until then it must not count as unheard.
  connecting.catch(() => {})
  let known: Dialect = OPENAI

  return async (prompt, { signal, left, tally }) => {
    let spoken = known
    for (let more = retries; ; more--) {
      const reply = await send(prompt, spoken, signal, left, tally)
      if ('content' in reply) {
        known = spoken
        return reply.content
      }
      if (more <= 0 || signal.aborted) return reply
      const other = reply.status === 400 || reply.status === 422 ? learn(spoken, reply) : null
      if (other) {
        spoken = other.dialect
        if (other.sure) known = spoken
        continue
      }
      const wait = reply.retryAfterMs ?? retryPauseMs
      // A wait that leaves too little time for an answer is not worth it.
      if (!reply.passing || wait > left() - timeoutMs / 4) return reply
      await pause(wait, signal)
      if (signal.aborted) return failure('timeout')
    }
  }

  async function send(
    prompt: Prompt,
    spoken: Dialect,
    signal: AbortSignal,
    left: () => number,
    tally: Tally,
  ): Promise<Reply | Failure> {
    const expected = expectedTokens(prompt)
    try {
      const { sdk, client } = await connecting
      tally.requests++
      tally.pending = expected
      try {
        const timeout = Math.max(1, Math.ceil(left()))
        const body = await client.chat.completions.create(bodyIn(spoken, prompt, model, maxTokens), { signal, timeout })
        const reply = readReply(body)
        tally.promptTokens += reply.promptTokens ?? expected
        tally.completionTokens +=
          reply.completionTokens ?? estimate(typeof reply.content === 'string' ? reply.content : '')
        tally.pending = 0
        return reply
      } catch (error) {
        if (signal.aborted || error instanceof sdk.APIConnectionTimeoutError) return failure('timeout')
        const failed = failureOf(error, clock())
        // A refused request is free; one whose answer got lost may have been charged.
        if (failed.status !== null) tally.pending = 0
        return failed
      } finally {
        tally.promptTokens += tally.pending
        tally.pending = 0
      }
    } catch {
      return failure('network')
    }
  }
}

/** Russian takes about a token for three characters; rather too many than too few. */
const estimate = (text: string) => Math.ceil(text.length / 3)

/** Tokens of the prompt before a server has counted them. */
export const expectedTokens = ({ system, user, schema }: Prompt): number =>
  estimate(system + user + JSON.stringify(schema))
