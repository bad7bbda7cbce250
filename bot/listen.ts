import type { Message, Update } from 'grammy/types'
import { closeTogether } from '../db/closeturn.ts'
import { leaseChat, postponeInbound } from '../db/inbox.ts'
import { type Taken, textsBehind } from '../db/turns.ts'
import { requestOf } from './asking.ts'
import type { Turn } from './context.ts'
import type { Understood as ModelWord } from './model/check.ts'
import type { ModelRequest } from './model/client.ts'
import { withoutPhones } from './phone.ts'
import { sayTried } from './trying.ts'
import { advised, isFragment, understoodOf, wantsModel } from './understood.ts'

/** What is to be done with a message before it is answered. */
export type Heard =
  | { kind: 'answer' }
  /** More of it may come: nobody need look before `until`. */
  | { kind: 'wait'; until: Date }
  /** The model is asked; the chat is leased meanwhile. */
  | { kind: 'ask'; token: string; ask: ModelRequest }

/** Who may be asked about what the local path does not understand, and how long a beginning waits for its end. */
export type Listening = {
  /** Milliseconds. */
  patienceMs: number
  /** Asks a model outside of every transaction; null where nothing came back. Without it the local path is alone. */
  consult: ((request: ModelRequest) => Promise<ModelWord | null>) | null
}

/** Longer than a model call may take, with its retry. */
const MODEL_LEASE_MS = 8000

/**
 * Understands a client's text: with what stands right behind it, if alone it is but a beginning, and with the model's word
 * where there is one. `word` is what the model said about this very message; undefined: it was not asked.
 */
export async function listen(
  turn: Turn,
  taken: Taken,
  { patienceMs, consult }: Listening,
  word: ModelWord | null | undefined,
): Promise<Heard> {
  const message = textOf(turn)
  if (!message) {
    turn.understood = understoodOf(turn)
    return { kind: 'answer' }
  }
  const spokenAt = patienceMs > 0 ? await join(turn, taken, message) : taken.inbound.createdAt
  const understood = understoodOf(turn)
  turn.understood = understood
  if (!understood) return { kind: 'answer' }
  const until = new Date(spokenAt.getTime() + patienceMs)
  if (word === undefined && until > turn.now && isFragment(turn, understood)) {
    await postponeInbound(turn.tx, turn.inbound.id, until)
    return { kind: 'wait', until }
  }
  if (word === undefined && !taken.lease && consult && wantsModel(turn, understood)) {
    const token = crypto.randomUUID()
    const ask = await requestOf(turn)
    const lease = { chatId: turn.chat.id, inboundId: turn.inbound.id, token }
    await leaseChat(turn.tx, { ...lease, until: new Date(turn.now.getTime() + MODEL_LEASE_MS) })
    return { kind: 'ask', token, ask }
  }
  if (word) turn.understood = advised(turn, understood, word)
  if (understood.answered) answerInKind(turn, understood.language)
  return { kind: 'answer' }
}

/** Fewer words («ok», «thanks a lot») say nothing about the language that a person wants to be spoken to. */
const TELLING_WORDS = 4

/** The client is answered in the language of the message, once it is clear. */
function answerInKind(turn: Turn, language: 'ru' | 'en'): void {
  const { chat, inbound, texts, catalog, variants, tried } = turn
  const words = (inbound.text ?? '').match(/\p{L}{2,}/gu) ?? []
  const mixed = language === 'en' && words.some((word) => /[а-яё]/i.test(word))
  if (chat.language === language || mixed || words.length < TELLING_WORDS) return
  chat.language = language
  turn.say = sayTried(texts.in(language), catalog, variants, tried)
}

/** A person's plain text; null for taps, commands, events and everything else. */
function textOf({ inbound }: Turn): (Message & { text: string }) | null {
  const { message } = inbound.update as Update
  if (inbound.author !== 'client' || !message?.text || message.text.startsWith('/')) return null
  return message as Message & { text: string }
}

/** Joins a beginning («здравствуйте», «на завтра») with the texts behind it; returns when the last of them came. */
async function join(turn: Turn, taken: Taken, message: Message & { text: string }): Promise<Date> {
  const { inbound } = taken
  const alone = taken.more ? understoodOf(turn) : null
  if (!alone || !isFragment(turn, alone)) return inbound.createdAt
  const behind = await textsBehind(turn.tx, turn.chat.id, inbound.id)
  if (behind.length === 0) return inbound.createdAt
  const text = [message.text, ...behind.map((one) => one.text)].join('\n')
  const { entities: _own, ...rest } = message
  turn.inbound = { ...inbound, text, update: { ...(inbound.update as Update), message: { ...rest, text } } }
  turn.joined = behind
  return behind.at(-1)!.createdAt
}

/** Closes the messages that were answered together with the one that was taken. */
export async function closeJoined({ tx, joined, masked }: Turn): Promise<void> {
  if (joined.length === 0) return
  await closeTogether(
    tx,
    joined.map(({ id, text }) => ({ id, masked: masked === null ? null : withoutPhones(text) })),
  )
}
