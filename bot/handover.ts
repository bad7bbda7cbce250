import { logEvent, membersToTell } from '../db/clients.ts'
import { type Said, transcript } from '../db/messages.ts'
import { waitingDialogues } from '../db/queue.ts'
import { type Client, tellChat } from '../db/turns.ts'
import { describeDraft } from './booking/describe.ts'
import type { Turn } from './context.ts'
import { type Draft, draftFrom } from './draft.ts'
import { button } from './show.ts'
import type { Say } from './texts.ts'

const REASONS = [
  'red-flag',
  'complaint',
  'asked',
  'late',
  'trouble',
  'no-time',
  'unusual',
  'unclear',
  'vip',
  'barred',
  'wish',
] as const
export type HandoverReason = (typeof REASONS)[number]

/** Staff read this much of the dialogue in the card; the rest is in the staff app. */
const CARD_LINES = 12
const CARD_LINE_LENGTH = 200
const MOST_CARDS = 20

/** Puts the dialogue into the queue and tells staff on duty, with the transcript and the half-made booking. */
export async function callPerson(turn: Turn, reason: HandoverReason): Promise<void> {
  const { tx, chat, catalog, client, channel, draft } = turn
  // Who waits already is not announced again for the same reason.
  if (chat.owner === 'queue' && chat.queueReason === reason) return
  if (chat.owner !== 'member') {
    chat.owner = 'queue'
    chat.queueReason = reason
  }
  await logEvent(tx, {
    businessId: catalog.businessId,
    kind: 'handover',
    at: turn.now,
    chatId: chat.id,
    clientId: client.id,
    data: { reason },
  })
  const members = (await membersToTell(tx, catalog.businessId)).filter((member) => member.chatId !== chat.id)
  if (members.length === 0) return
  const said = (await transcript(tx, chat.id, CARD_LINES)).map((line) =>
    line.id === turn.inbound.id && turn.masked !== null ? { ...line, text: turn.masked } : line,
  )
  const dialogue = { client, channel: channel.kind, draft, reason, said }
  for (const member of members) {
    const say = turn.texts.in(member.language)
    addCard(turn, say, member, chat.id, cardOf(turn, say, dialogue))
  }
}

/** Tells staff what a client wrote while a person leads the dialogue or is awaited. */
export async function passOn(turn: Turn, said: string): Promise<void> {
  const members = await membersToTell(turn.tx, turn.catalog.businessId)
  const owner = members.filter((member) => member.id === turn.chat.ownerMemberId)
  const text = turn.masked ?? said
  for (const member of owner.length > 0 ? owner : members) {
    if (member.chatId === turn.chat.id) continue
    const say = turn.texts.in(member.language)
    addCard(
      turn,
      say,
      member,
      turn.chat.id,
      say('card-message', { name: turn.client.name ?? say('card-client'), text }),
    )
  }
}

/** Gives a member who comes anew the cards of all dialogues that wait; returns how many there are. */
export async function tellWaiting(turn: Turn): Promise<number> {
  const { tx, chat, say, catalog } = turn
  const { dialogues, count } = await waitingDialogues(tx, catalog.businessId, chat.id, MOST_CARDS)
  for (const { chatId, draft, reason, ...dialogue } of dialogues) {
    const card = {
      ...dialogue,
      draft: draftFrom(draft),
      reason: REASONS.find((known) => known === reason) ?? 'asked',
      said: await transcript(tx, chatId, CARD_LINES),
    }
    addCard(turn, say, { chatId: chat.id, channelId: chat.channelId }, chatId, cardOf(turn, say, card))
  }
  return count
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

/** What staff see about a dialogue can be answered by a reply, and the dialogue given back by a button. */
export function cardBody(say: Say, text: string, aboutChatId: number): Record<string, unknown> {
  return { text, reply_markup: { inline_keyboard: [[button(say('card-back'), `return:${aboutChatId}`)]] } }
}

/** Adds a message about a dialogue to a member's chat. */
export function addCard(
  turn: Turn,
  say: Say,
  member: { chatId: number; channelId: number },
  aboutChatId: number,
  text: string,
): void {
  const { chatId, channelId } = member
  turn.elsewhere.push({ chatId, channelId, body: cardBody(say, text, aboutChatId), text, aboutChatId })
}

type Dialogue = {
  client: Client
  channel: string
  draft: Draft | null
  reason: HandoverReason
  said: readonly Said[]
}

function cardOf(turn: Turn, say: Say, { client, channel, draft, reason, said }: Dialogue): string {
  const who = { client: say('card-client'), bot: say('card-bot'), member: say('card-person'), system: '' }
  // The message in work is still `received` and stands in the transcript as the last line.
  const lines = said.map((line) => `${who[line.author]}: ${shortened(line.text ?? '')}`)
  const begun = describeDraft({ ...turn, draft }, say)
  return say('card', {
    reason: say(`reason-${reason}`),
    name: client.name ?? say('card-client'),
    phone: client.phone ? `, ${client.phone}` : '',
    channel: say('channel', { kind: channel }),
    draft: begun || say('draft-none'),
    transcript: lines.join('\n'),
  })
}

function shortened(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' · ')
  return line.length > CARD_LINE_LENGTH ? `${line.slice(0, CARD_LINE_LENGTH - 1)}…` : line
}
