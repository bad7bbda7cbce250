import { memberById, memberNamed } from '../db/calls.ts'
import { logEvent } from '../db/clients.ts'
import { tellChat } from '../db/inbox.ts'
import { silenceBot } from '../db/takeover.ts'
import { addCard, nameOr, showLeader } from './cards.ts'
import type { Turn } from './context.ts'
import { speak } from './show.ts'

/** Where a tap is answered that another chat's turn decides about. */
export type Tap = { queryId: string; channelId: number; kind: string; chat: string }

/** Staff answered a client: the words go to the client's chat as an event of its own, which makes the chat theirs. */
export async function answerClient(
  turn: Turn,
  aboutChatId: number,
  text: string,
  key = `reply:${turn.inbound.id}`,
): Promise<void> {
  const { member } = turn
  if (!member) throw new Error('only staff answer clients')
  await tell(turn, aboutChatId, key, { event: 'reply', memberId: member.id, text })
}

/** Staff want a dialogue: whose it is by then is decided, and their tap answered, in the dialogue's own turn. */
export async function askToTake(turn: Turn, aboutChatId: number, queryId: string): Promise<void> {
  const { chat, inbound, member, channel } = turn
  if (!member) throw new Error('only staff take dialogues')
  const tap: Tap = { queryId, channelId: chat.channelId, kind: channel.kind, chat: chat.externalId }
  await tell(turn, aboutChatId, `take:${inbound.id}`, { event: 'take', memberId: member.id, tap })
}

/** Staff give a dialogue back to the assistant. */
export async function returnToBot(turn: Turn, aboutChatId: number): Promise<void> {
  const { inbound, member } = turn
  await tell(turn, aboutChatId, `return:${inbound.id}`, { event: 'return', memberId: member?.id ?? null })
}

async function tell(turn: Turn, chatId: number, key: string, update: object): Promise<void> {
  await tellChat(turn.tx, { businessId: turn.chat.businessId, chatId, key, update, now: turn.now })
  turn.told.add(chatId)
}

/** The first who takes a dialogue has it; everybody hears who that is. Without a tap it was taken in the staff app. */
export async function takeDialogue(turn: Turn, memberId: number, tap: Tap | null): Promise<void> {
  const { tx, chat, texts, say } = turn
  const { businessId, owner, ownerMemberId } = chat
  const taken = owner === 'member' && ownerMemberId !== null ? await memberNamed(tx, businessId, ownerMemberId) : null
  const taker = await memberNamed(tx, businessId, memberId)
  const staffSay = texts.in(taker?.language ?? 'ru')
  const answer = (text: string) => {
    if (tap) turn.said.answers.push({ queryId: tap.queryId, text, alert: false, at: tap })
  }
  if (taken && taken.id !== memberId) return answer(staffSay('card-taken', { name: nameOr(staffSay, taken) }))
  if (taken) return answer(staffSay('card-yours'))
  await lead(turn, memberId)
  if (owner === 'queue') speak(turn, say('human-took'), { author: 'system' })
  answer(staffSay('card-took'))
}

/** A person leads this dialogue from now on: what the bot was about to say or to ask is dropped, the draft stays. */
export async function lead(turn: Turn, memberId: number): Promise<void> {
  const { tx, chat, texts, now } = turn
  const before = chat.owner === 'member' ? chat.ownerMemberId : null
  Object.assign(chat, { owner: 'member', ownerMemberId: memberId, queueReason: null, state: null })
  stayWithPerson(turn)
  if (before === memberId) return
  await silenceBot(tx, chat.id, 'a person answers here')
  await logEvent(tx, { businessId: chat.businessId, kind: 'takeover', at: now, chatId: chat.id, memberId })
  await showLeader(turn)
  if (before === null) return
  const [former, leader] = [
    await memberById(tx, chat.businessId, before),
    await memberNamed(tx, chat.businessId, memberId),
  ]
  if (!former || !leader) return
  const say = texts.in(former.language)
  addCard(turn, former, chat.id, say('card-led', { name: nameOr(say, leader) }), { kind: 'led' })
}

/** Somebody has spoken: the dialogue stays with its person for the business's time of silence from now. */
export function stayWithPerson({ chat, catalog, now }: Turn): void {
  const { returnMinutes } = catalog.settings
  chat.returnAt = returnMinutes > 0 ? new Date(now.getTime() + returnMinutes * 60_000) : null
}

/** Both sides were silent for long: the bot leads again and says so with its next answer, not now. */
export async function returnUnsaid(turn: Turn): Promise<void> {
  const { chat, tx, now } = turn
  if (chat.owner !== 'member' || chat.returnAt !== null) return
  // Who led it is kept: by that the next answer knows that the client was not told yet.
  chat.owner = 'bot'
  const about = { businessId: chat.businessId, at: now, chatId: chat.id, memberId: chat.ownerMemberId }
  await logEvent(tx, { ...about, kind: 'returned', data: { silence: true } })
  await showLeader(turn)
}
