import { setTimeout as sleep } from 'node:timers/promises'
import type { Person } from '../../bot/channels/telegram/fake/person.ts'
import type { FakeBot, FakeChat, TranscriptMessage } from '../../bot/channels/telegram/fake/world.ts'

export type Draw = () => number

export type Living = {
  bot: FakeBot
  person: Person
  draw: Draw
  /** Ends the life after the step in work. */
  signal: AbortSignal
  /** How long somebody waits for an answer before they write again: longer than a dead node's lease. */
  patienceMs: number
  /** What a person thinks before the next step, ms at most. */
  thinkMs: number
  onSilence: () => void
}

/** A client who books, moves, cancels, asks and calls for a person, for as long as the load runs. */
export async function liveAsClient(life: Living): Promise<void> {
  const { bot, person, draw, signal } = life
  await person.starts(bot)
  const chat = bot.chats.get(person.id)!
  let seen = 0
  while (!signal.aborted) {
    const fresh = await news(chat, seen, life)
    seen = chat.shown.length
    if (fresh.length === 0) {
      if (signal.aborted) return
      life.onSilence()
      await person.sends(bot, '/start')
      continue
    }
    await sleep(draw() * life.thinkMs)
    if (!signal.aborted) await step(life, fresh)
  }
}

/** What appeared in a chat since `seen`; empty when nothing came in time. */
async function news(chat: FakeChat, seen: number, { patienceMs, signal }: Living): Promise<TranscriptMessage[]> {
  const until = Date.now() + patienceMs
  while (chat.shown.length <= seen) {
    if (Date.now() > until || signal.aborted) return []
    await sleep(20)
  }
  // What belongs together comes together.
  await sleep(100)
  return chat.shown.slice(seen)
}

type Rule = { data: RegExp; chance?: number }

/** What an undecided client taps, the first that fits: from the summary back to the first question. */
const RULES: readonly Rule[] = [
  { data: /^agree$/ },
  { data: /^ok$/, chance: 0.95 },
  { data: /^cxr:/ },
  { data: /^time:/, chance: 0.85 },
  { data: /^day:/ },
  { data: /^mst:/ },
  { data: /^svc:/ },
  { data: /^cat:/ },
  { data: /^mv:/, chance: 0.3 },
  { data: /^cx:/, chance: 0.3 },
]

async function step({ bot, person, draw }: Living, fresh: readonly TranscriptMessage[]): Promise<unknown> {
  const texts = fresh.map((message) => message.text).join('\n')
  const buttons = fresh.flatMap((message) => message.buttons.flat().map((button) => ({ ...button, message })))
  if (buttons.some((button) => button.request_contact)) {
    const phone = `+7900${String(person.id % 10_000_000).padStart(7, '0')}`
    return draw() < 0.5 ? person.sharesContact(bot, phone) : person.sends(bot, phone)
  }
  if (/Как вас зовут/.test(texts)) return person.sends(bot, person.user.first_name)
  for (const { data, chance = 1 } of RULES) {
    const fitting = buttons.filter((button) => data.test(button.callback_data ?? ''))
    const chosen = fitting[Math.floor(draw() * fitting.length)]
    if (chosen && draw() < chance) return tap(person, bot, chosen.message, chosen.callback_data!)
  }
  const rest = ['/book', '/book', '/book', 'Записаться', 'мои записи', 'сколько стоит', 'адрес', 'Позовите менеджера']
  return person.sends(bot, rest[Math.floor(draw() * rest.length)]!)
}

async function tap(person: Person, bot: FakeBot, message: TranscriptMessage, data: string): Promise<unknown> {
  try {
    return await person.taps(bot, { data }, { message_id: message.message_id })
  } catch {
    // The screen changed under the finger.
    return person.sends(bot, '/book')
  }
}

/** The owner answers every card and gives the dialogue back. */
export async function liveAsOwner(life: Living): Promise<void> {
  const { bot, person, signal } = life
  await person.starts(bot)
  const chat = bot.chats.get(person.id)!
  for (let seen = 0; !signal.aborted; seen++) {
    while (chat.shown.length <= seen && !signal.aborted) await sleep(50)
    const card = chat.shown[seen]
    const back = card?.buttons.flat().find((button) => /^return:\d+$/.test(button.callback_data ?? ''))
    if (!card || !back?.callback_data || !card.text.startsWith('Нужен человек')) continue
    await sleep(life.draw() * life.thinkMs)
    await person.replies(bot, card.message_id, `Слушаю вас, ${card.message_id}`)
    await sleep(life.thinkMs)
    await tap(person, bot, card, back.callback_data)
  }
}
