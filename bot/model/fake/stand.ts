import {
  type Answer,
  createModel,
  type ModelCall,
  type ModelOptions,
  type ModelRequest,
  type Refusal,
} from '../client.ts'
import type { Conversation, Voice } from '../prompt.ts'
import { SALON } from '../salon.sample.ts'
import { type FakeOpenai, type FakeOpenaiOptions, startFakeOpenai } from './openai.ts'

/** A model over a fake server, with a clock that stands still unless it is moved. */
export type Stand = {
  openai: FakeOpenai
  /** Asks about one message of a client of the sample salon. */
  ask: (
    message: string,
    more?: Partial<Conversation & Omit<ModelRequest, 'voice'>> & { voice?: Partial<Voice> },
  ) => Promise<Answer | Refusal>
  /** The log, in order. */
  logged: ModelCall[]
  troubles: unknown[]
  clock: { now: number }
  close: () => Promise<void>
}

const NOON = Date.parse('2026-11-25T09:00:00Z')

export async function startStand(options: Partial<ModelOptions> = {}, server: FakeOpenaiOptions = {}): Promise<Stand> {
  const openai = await startFakeOpenai(server)
  const clock = { now: NOON }
  const logged: ModelCall[] = []
  const troubles: unknown[] = []
  const model = createModel({
    apiKey: openai.apiKey,
    baseUrl: openai.baseUrl,
    model: openai.model,
    clock: () => clock.now,
    retryPauseMs: 1,
    budget: { dailyTokens: 1_000_000, spent: async () => 0 },
    record: async (call) => void logged.push(call),
    onTrouble: (error) => troubles.push(error),
    ...options,
  })
  return {
    openai,
    ask: (
      message,
      { businessId = 1, chatId = 7, day = '2026-11-25', turns = [], names = [], voice, dailyTokens } = {},
    ) =>
      model.ask({
        businessId,
        chatId,
        day,
        dailyTokens,
        voice: { ...SALON, ...voice },
        conversation: { message, turns, names },
      }),
    logged,
    troubles,
    clock,
    close: openai.close,
  }
}
