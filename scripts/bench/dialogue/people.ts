import type { Update } from 'grammy/types'
import { Pool } from 'undici'
import { BOT } from './answers.ts'
import type { Server } from './child.ts'
import type { Shown, Telegram } from './telegram.ts'

/** What a person does at a step: a command to begin with, then a button of what they see. */
export type Script = { begin: string; tap: (step: number, data: readonly string[]) => string }

/** People in their chats, each with the last message that they see. */
export type Crowd = {
  /** Takes everyone from step `from` to step `to`, one after the other in turn; milliseconds of each answer. */
  walk(from: number, to: number): Promise<number[]>
  close(): Promise<void>
}

const CONNECTIONS = 64
const PATIENCE_MS = 20_000

let chats = 1_000_000
let updates = 1

/** `size` people who have not written yet; they act in turn, so that nobody answers within a millisecond. */
export function gather(server: Server, telegram: Telegram, script: Script, size: number): Crowd {
  const { origin, path, headers } = server.hook
  const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 })
  const people = Array.from({ length: size }, () => ({
    id: chats++,
    sees: null as Shown | null,
    busy: Promise.resolve(0),
  }))

  const post = async (update: Update) => {
    const body = JSON.stringify(update)
    const response = await pool.request({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
    await response.body.dump()
    if (response.statusCode !== 200) throw new Error(`the webhook answered ${response.statusCode}`)
  }
  const act = async (person: (typeof people)[number], step: number): Promise<number> => {
    const began = performance.now()
    const answer = within(telegram.next(person.id), `chat ${person.id} got no answer at step ${step}`)
    const posted = post(person.sees ? tapOf(person.id, person.sees, step) : commandOf(person.id))
    person.sees = await answer
    const took = performance.now() - began
    await posted
    return took
  }
  const tapOf = (id: number, sees: Shown, step: number): Update => {
    const buttons = sees.reply_markup?.inline_keyboard.flat() ?? []
    const data = buttons.flatMap((button) => ('callback_data' in button ? [button.callback_data] : []))
    const user = userOf(id)
    return {
      update_id: updates++,
      callback_query: {
        id: String(4_000_000_000 + updates),
        from: user,
        chat_instance: String(id),
        data: script.tap(step, data),
        message: { ...sees, from: BOT, chat: { id, type: 'private', first_name: user.first_name } },
      },
    } as Update
  }
  const commandOf = (id: number): Update => {
    const from = userOf(id)
    const [command] = script.begin.split(' ')
    return {
      update_id: updates++,
      message: {
        message_id: 1,
        date: Math.floor(Date.now() / 1000),
        from,
        chat: { id, type: 'private', first_name: from.first_name },
        text: script.begin,
        entities: [{ type: 'bot_command', offset: 0, length: command!.length }],
      },
    } as Update
  }

  return {
    async walk(from, to) {
      const times: number[] = []
      const all = size * (to - from + 1)
      let next = 0
      const worker = async () => {
        while (next < all) {
          const turn = next++
          const person = people[turn % size]!
          const step = from + Math.floor(turn / size)
          person.busy = person.busy.then(() => act(person, step))
          times.push(await person.busy)
        }
      }
      await Promise.all(Array.from({ length: Math.min(CONNECTIONS, size) }, worker))
      return times
    },
    close: () => pool.close(),
  }
}

/** The dialogue that both stacks answer alike. */
export function sameSteps(steps: number): Script {
  return { begin: `/book ${steps}`, tap: (step, data) => data[step % data.length]! }
}

/** The product's own: the way to the times of a service, then forth and back between days and times. */
export function productSteps(): Script {
  const way = [/^book$/, /^cat:/, /^svc:/, /^mst:0$/]
  return {
    begin: '/start',
    tap: (step, data) => {
      const wanted = way[step - 2] ?? (step % 2 === 0 ? /^days:/ : /^day:/)
      const found = data.find((one) => wanted.test(one)) ?? data.find((one) => /^days?:/.test(one))
      if (!found) throw new Error(`step ${step}: no button ${wanted} among ${data.join(' ')}`)
      return found
    },
  }
}

const userOf = (id: number) => ({ id, is_bot: false, first_name: 'Анна', username: `anna${id}`, language_code: 'ru' })

async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(what)), PATIENCE_MS)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
