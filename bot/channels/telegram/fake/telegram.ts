import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { User } from 'grammy/types'
import { seeded } from '../../../../domain/seeded.ts'
import { type Fault, type Limits, makeFaults } from './faults.ts'
import { makePerson, type Person } from './person.ts'
import { handle } from './server.ts'
import { interruptPoller, makeQueue, pushJson, whenDrained } from './updates.ts'
import { stopDelivery } from './webhook.ts'
import { type FakeBot, makeAgent, type World } from './world.ts'

export type FakeTelegramOptions = {
  /** The server's clock in ms, for dates, limits and lifetimes; long polls and redelivery wait in real time. */
  now?: () => number
  /** Multiplies the pauses between redeliveries by webhook: 0.01 makes 1 s, 2 s, 4 s into 10, 20, 40 ms. */
  redeliveryScale?: number
  /** Answers 429 above these rates; without them nothing is limited. */
  limits?: Limits
}

export type FakeTelegram = {
  /** `http://127.0.0.1:PORT`: what TELEGRAM_API_ROOT and grammY's `apiRoot` are set to. */
  root: string
  /** Registers a bot: other tokens are refused with 401. */
  addBot: (bot?: { token?: string; username?: string; name?: string }) => FakeBot
  /** A person; a known id gives the same one again. */
  person: (person?: Partial<Omit<User, 'is_bot'>>) => Person
  /** Plans a fault; the returned function takes it back. */
  fail: (fault: Fault) => () => void
  /** Queues a raw update, numbered if it has no `update_id` key; a string goes out as it is (by webhook only). */
  inject: (bot: FakeBot, update: unknown) => void
  /** From now on every update is delivered so many times: in one batch, or by parallel webhook requests. */
  duplicateUpdates: (bot: FakeBot, copies: number) => void
  /** From now on what waits is delivered in an order drawn from the seed; without a seed in the right order again. */
  reorderUpdates: (bot: FakeBot, seed?: number) => void
  /** Resolves when the bot has confirmed or acknowledged every update. */
  drained: (bot: FakeBot) => Promise<void>
  close: () => Promise<void>
}

/** Ids of real people and bots have not fitted 32 bits for years; so do these. */
const FIRST_PERSON = 7_100_000_001
const FIRST_BOT = 8_200_000_001

/** Starts a Telegram on loopback that keeps to the specification, plays people and fails on demand. */
export async function startFakeTelegram(options: FakeTelegramOptions = {}): Promise<FakeTelegram> {
  const now = options.now ?? Date.now
  const world: World = {
    now,
    redeliveryScale: options.redeliveryScale ?? 1,
    bots: new Map(),
    people: new Map(),
    faults: makeFaults(now, options.limits ?? {}),
    agent: makeAgent(),
    lastId: 0,
  }
  const server = createServer((request, response) => {
    handle(world, request, response).catch((error: Error) => {
      if (response.headersSent || response.destroyed) return
      response.writeHead(500).end(JSON.stringify({ ok: false, error_code: 500, description: `${error.stack}` }))
    })
  })
  // On a busy machine the silence between two laws is long: a wire that is closed just then would be a failure of the platform.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    root: `http://127.0.0.1:${port}`,
    addBot: (given = {}) => addBot(world, given),
    person: (given = {}) => {
      const id = given.id ?? FIRST_PERSON + world.people.size
      const known = world.people.get(id)
      const user = known ?? { id, is_bot: false, first_name: 'Анна', language_code: 'ru', ...given }
      world.people.set(id, user)
      return makePerson(world, user)
    },
    fail: world.faults.plan,
    inject,
    duplicateUpdates: (bot, copies) => {
      bot.updates.copies = copies
    },
    reorderUpdates: (bot, seed) => {
      bot.updates.draw = seed === undefined ? undefined : seeded(seed)
    },
    drained: (bot) => whenDrained(bot.updates),
    close: async () => {
      for (const bot of world.bots.values()) {
        stopDelivery(bot)
        interruptPoller(bot.updates, 'the end of the fake Telegram')
      }
      world.agent.destroy()
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
    },
  }
}

function addBot(world: World, given: { token?: string; username?: string; name?: string }): FakeBot {
  const number = world.bots.size + 1
  const token = given.token ?? `${FIRST_BOT + world.bots.size}:AAFake${String(number).padStart(29, '0')}`
  const id = Number(token.split(':')[0])
  if (!/^\d+:[\w-]+$/.test(token)) throw new Error(`${token} does not look like a bot's token`)
  const bot: FakeBot = {
    id,
    token,
    username: given.username ?? `okoshko_test${number}_bot`,
    name: given.name ?? 'Окошко',
    commands: {},
    descriptions: {},
    menuButtons: {},
    webhook: undefined,
    calls: [],
    sent: [],
    chats: new Map(),
    queries: new Map(),
    files: new Map(),
    updates: makeQueue(world.now),
    lastMessageId: 0,
  }
  world.bots.set(token, bot)
  return bot
}

function inject(bot: FakeBot, update: unknown): void {
  const id = bot.updates.nextId++
  if (typeof update === 'string') {
    if (!bot.webhook) throw new Error('text that is no update can be injected only into a webhook')
    pushJson(bot.updates, id, update, 0)
    return
  }
  const numbered = typeof update === 'object' && update !== null && !('update_id' in update)
  const json = JSON.stringify(numbered ? { update_id: id, ...update } : update)
  pushJson(bot.updates, id, json, laneOf(update))
}

/** The chat that an update belongs to, if it shows one. */
function laneOf(update: unknown): number {
  const { message, edited_message, callback_query } = (update ?? {}) as Record<
    string,
    { chat?: { id?: number }; from?: { id?: number } } | undefined
  >
  return message?.chat?.id ?? edited_message?.chat?.id ?? callback_query?.from?.id ?? 0
}
