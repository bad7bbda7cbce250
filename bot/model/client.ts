import { type Breaker, createBreaker } from './breaker.ts'
import { checkWords, type Understood } from './check.ts'
import { startDeadline, type Timer } from './deadline.ts'
import { createExchange, expectedTokens, type Tally } from './exchange.ts'
import { type Failure, failure, type Reason } from './failure.ts'
import { buildPrompt, type Conversation, type Prompt, type Voice } from './prompt.ts'
import { readWords } from './schema.ts'

export type ModelRequest = {
  businessId: number
  chatId: number
  /** The business's local date, 'YYYY-MM-DD': what the budget is counted by. */
  day: string
  voice: Voice
  conversation: Conversation
  /** Tokens that this business may spend a day; without it the model's own limit. */
  dailyTokens?: number
}

/** What is logged of one question to a model, whatever came of it; never a word of what was said. */
export type ModelCall = {
  businessId: number
  chatId: number
  day: string
  /** ISO instant of the question. */
  at: string
  model: string
  /** Requests over the wire: 1 or 2. */
  requests: number
  /** As counted by the server; estimated where it may have charged without telling. */
  promptTokens: number
  completionTokens: number
  latencyMs: number
  outcome: 'ok' | Reason
}

export type Answer = { ok: true; understood: Understood; latencyMs: number }
/** `status` and `code` are the server's, where it refused: «403 unsupported_country_region_territory». */
export type Refusal = { ok: false; reason: Reason; status: number | null; code: string | null; latencyMs: number }

export type ModelOptions = {
  /** Null or empty: the model is never asked. */
  apiKey: string | null
  model: string
  /** Any compatible server; without it OpenAI. */
  baseUrl?: string | null
  fetch?: typeof fetch
  /** Milliseconds since 1970; timers are real. */
  clock: () => number
  /** For everything, the retry too (4,000). */
  timeoutMs?: number
  /** Rings when that time is over; the host's own unless told. */
  timer?: Timer
  /** Further requests after 429, 5xx, a broken wire or a wording that the server does not take (1). */
  retries?: number
  /** Before a retry that the server named no time for (200). */
  retryPauseMs?: number
  /** The longest answer (600). */
  maxTokens?: number
  breaker?: Breaker
  budget: {
    /** Tokens a day for businesses without a limit of their own. */
    dailyTokens: number
    spent: (businessId: number, day: string) => Promise<number>
  }
  record: (call: ModelCall) => Promise<void>
  /** Told of errors in the ports above, which never reach the caller. */
  onTrouble?: (error: unknown) => void
}

export type Model = {
  /** Understands one message; every «no» is a value. Never rejects; takes no longer than its time and the log's. */
  ask: (request: ModelRequest) => Promise<Answer | Refusal>
}

const OPENAI_URL = 'https://api.openai.com/v1'
/** What the log may take when the question has used up its own time. */
const LOG_MS = 250

/** A language model behind any OpenAI-compatible address, within a budget of time and tokens. */
export function createModel(options: ModelOptions): Model {
  const { model, clock, timeoutMs = 4000, retries = 1, retryPauseMs = 200, maxTokens = 600 } = options
  const apiKey = options.apiKey?.trim()
  const baseUrl = options.baseUrl || OPENAI_URL
  const service = `${baseUrl} ${model}`
  const breaker = options.breaker ?? createBreaker({ clock })
  const trouble = options.onTrouble ?? (() => {})
  const waits = { clock, timeoutMs, retries, retryPauseMs }
  const exchange = apiKey ? createExchange({ apiKey, model, baseUrl, fetch: options.fetch, maxTokens, ...waits }) : null
  const underWay = new Map<number, number>()

  return {
    ask: async (request) => {
      const started = clock()
      const outcome = await understand(request, started).catch((error: unknown) => {
        trouble(error)
        return failure('network')
      })
      const latencyMs = clock() - started
      if (!('reason' in outcome)) return { ok: true, understood: outcome, latencyMs }
      const { reason, status, code } = outcome
      return { ok: false, reason, status, code, latencyMs }
    },
  }

  async function understand(request: ModelRequest, started: number): Promise<Understood | Failure> {
    if (!exchange) return failure('no_key')
    const prompt = buildPrompt(request.voice, request.conversation)
    const deadline = startDeadline(timeoutMs, options.timer)
    const reserved = reserve(request.businessId, expectedTokens(prompt) + maxTokens)
    try {
      const spent = await deadline.limit(spentBy(request))
      if (typeof spent === 'object') return spent
      if (spent + reserved.total > (request.dailyTokens ?? options.budget.dailyTokens)) return failure('over_budget')
      if (!breaker.allows(service)) return failure('open_circuit')

      const tally: Tally = { requests: 0, promptTokens: 0, completionTokens: 0, pending: 0 }
      const left = () => timeoutMs - (clock() - started)
      const said = await deadline.limit(exchange(prompt, { signal: deadline.signal, left, tally }))
      tellBreaker(said)
      const outcome = typeof said === 'string' ? readAnswer(said, prompt, request.conversation.message) : said
      await log({
        businessId: request.businessId,
        chatId: request.chatId,
        day: request.day,
        at: new Date(started).toISOString(),
        model,
        requests: tally.requests,
        promptTokens: tally.promptTokens + tally.pending,
        completionTokens: tally.completionTokens,
        latencyMs: clock() - started,
        outcome: 'reason' in outcome ? outcome.reason : 'ok',
      })
      return outcome
    } finally {
      reserved.release()
      deadline.clear()
    }
  }

  /** Tokens of questions under way, so that many at once don't each see the same rest of a budget. */
  function reserve(businessId: number, tokens: number): { total: number; release: () => void } {
    const total = (underWay.get(businessId) ?? 0) + tokens
    underWay.set(businessId, total)
    const release = () => {
      const others = underWay.get(businessId)! - tokens
      if (others > 0) underWay.set(businessId, others)
      else underWay.delete(businessId)
    }
    return { total, release }
  }

  /** An account that can't be read counts as spent: rather no model than a bill without end. */
  async function spentBy({ businessId, day }: ModelRequest): Promise<number> {
    try {
      return await options.budget.spent(businessId, day)
    } catch (error) {
      trouble(error)
      return Number.POSITIVE_INFINITY
    }
  }

  /** A server that answers, be it with nonsense or a refusal of this very request, is alive. */
  function tellBreaker(said: string | Failure): void {
    if (typeof said !== 'string' && (said.passing || said.hopeless || said.reason === 'timeout'))
      breaker.failed(service, { hopeless: said.hopeless, holdMs: said.retryAfterMs ?? undefined })
    else breaker.succeeded(service)
  }

  async function log(call: ModelCall): Promise<void> {
    const deadline = startDeadline(LOG_MS)
    try {
      const late = await deadline.limit(options.record(call))
      if (late) trouble(new Error('the log of model calls is slow'))
    } catch (error) {
      trouble(error)
    } finally {
      deadline.clear()
    }
  }
}

function readAnswer(content: string, prompt: Prompt, message: string): Understood | Failure {
  const words = readWords(content)
  return words ? checkWords(words, prompt, message) : failure('bad_json')
}
