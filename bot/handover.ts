import { logEvent, membersToTell } from '../db/clients.ts'
import { type Said, transcript } from '../db/messages.ts'
import { tellChat } from '../db/turns.ts'
import { describeDraft } from './booking/describe.ts'
import type { Turn } from './context.ts'
import { button } from './show.ts'
import type { Say } from './texts.ts'

export type HandoverReason = 'asked' | 'late' | 'trouble' | 'no-time'

/** Staff read this much of the dialogue in the card; the rest is in the staff app. */
const CARD_LINES = 12
const CARD_LINE_LENGTH = 200

/** Puts the dialogue into the queue and tells staff on duty, with the transcript and the half-made booking. */
export async function callPerson(turn: Turn, reason: HandoverReason): Promise<void> {
  const { tx, chat, catalog } = turn
  if (chat.owner === 'bot') {
    chat.owner = 'queue'
    chat.queueReason = reason
  }
  await logEvent(tx, {
    businessId: catalog.businessId,
    kind: 'handover',
    at: turn.now,
    chatId: chat.id,
    clientId: turn.client.id,
    data: { reason },
  })
  const members = await membersToTell(tx, catalog.businessId)
  if (members.length === 0) return
  const said = await transcript(tx, chat.id, CARD_LINES)
  for (const member of members) {
    const say = turn.texts.in(member.language)
    if (member.chatId !== chat.id) addCard(turn, say, member, cardOf(turn, say, said, reason))
  }
}

/** Tells staff what a client wrote while a person leads the dialogue or is awaited. */
export async function passOn(turn: Turn, text: string): Promise<void> {
  const members = await membersToTell(turn.tx, turn.catalog.businessId)
  const owner = members.filter((member) => member.id === turn.chat.ownerMemberId)
  for (const member of owner.length > 0 ? owner : members) {
    if (member.chatId === turn.chat.id) continue
    const say = turn.texts.in(member.language)
    addCard(turn, say, member, say('card-message', { name: turn.client.name ?? say('card-client'), text }))
  }
}

/** Staff answered a card: the words go to the client's chat as an event of its own, which makes the chat theirs. */
export async function answerClient(turn: Turn, aboutChatId: number, text: string): Promise<void> {
  const { tx, chat, member, inbound } = turn
  if (!member) throw new Error('only staff answer clients')
  await tellChat(tx, {
    businessId: chat.businessId,
    chatId: aboutChatId,
    key: `reply:${inbound.id}`,
    update: { event: 'reply', memberId: member.id, memberChatId: chat.id, text },
    now: turn.now,
  })
  turn.told.add(aboutChatId)
}

/** Staff give a dialogue back to the assistant. */
export async function returnToBot(turn: Turn, aboutChatId: number): Promise<void> {
  const { tx, chat, inbound, member } = turn
  await tellChat(tx, {
    businessId: chat.businessId,
    chatId: aboutChatId,
    key: `return:${inbound.id}`,
    update: { event: 'return', memberId: member?.id ?? null },
    now: turn.now,
  })
  turn.told.add(aboutChatId)
}

function addCard(turn: Turn, say: Say, member: { chatId: number; channelId: number }, text: string): void {
  const { chat } = turn
  turn.elsewhere.push({
    chatId: member.chatId,
    channelId: member.channelId,
    body: { text, reply_markup: { inline_keyboard: [[button(say('card-back'), `return:${chat.id}`)]] } },
    text,
    aboutChatId: chat.id,
  })
}

function cardOf(turn: Turn, say: Say, said: readonly Said[], reason: HandoverReason): string {
  const { client } = turn
  const who = { client: say('card-client'), bot: say('card-bot'), member: say('card-person'), system: '' }
  // The message in work is still `received` and stands in the transcript as the last line.
  const lines = said.map((line) => `${who[line.author]}: ${shortened(line.text ?? '')}`)
  const draft = describeDraft(turn)
  return say('card', {
    reason: say(`reason-${reason}`),
    name: client.name ?? say('card-client'),
    channel: turn.channel.kind,
    draft: draft ? say('card-draft', { draft }) : say('card-no-draft'),
    transcript: lines.join('\n'),
  })
}

function shortened(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' · ')
  return line.length > CARD_LINE_LENGTH ? `${line.slice(0, CARD_LINE_LENGTH - 1)}…` : line
}
