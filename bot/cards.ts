import type { InlineKeyboardButton } from 'grammy/types'
import { cardsAbout, memberNamed, type Reached, staffAbout } from '../db/calls.ts'
import type { Said } from '../db/messages.ts'
import type { Client } from '../db/turns.ts'
import { isOnDuty } from '../domain/calls.ts'
import { appButton } from './app.ts'
import { describeDraft } from './booking/describe.ts'
import type { Turn } from './context.ts'
import type { Draft } from './draft.ts'
import { button } from './show.ts'
import type { Say } from './texts.ts'
import { sayDuration } from './words.ts'

/** Staff read this much of the dialogue in the card; the rest is in the staff app. */
export const CARD_LINES = 12
const CARD_LINE_LENGTH = 200

/** What staff see about a dialogue: a call to it, or a single message of it that waits or is being answered. */
export type CardKind = 'call' | 'waits' | 'led'

const take = (say: Say, chat: number) => button(say('card-take'), `take:${chat}`)
const giveBack = (say: Say, chat: number) => button(say('card-back'), `return:${chat}`)
const canned = (say: Say, chat: number) => button(say('card-canned'), `canned:${chat}`)

function buttonsOf(say: Say, chat: number, kind: CardKind, open: InlineKeyboardButton[]): InlineKeyboardButton[][] {
  if (kind === 'call')
    return [
      [take(say, chat), giveBack(say, chat)],
      [canned(say, chat), ...open],
    ]
  return [[kind === 'waits' ? take(say, chat) : canned(say, chat), giveBack(say, chat)], ...(open[0] ? [open] : [])]
}

/** Opens the dialogue in the staff app, where Telegram can. */
const openIn = (turn: Turn, say: Say, chat: number) =>
  appButton(turn, say('card-open'), `h_${turn.chat.businessId}_${chat}`)

/** By its buttons a call is told from all else that is said about a dialogue. */
const markerOf = (chat: number) => ({
  reply_markup: { inline_keyboard: [[{ callback_data: `take:${chat}` }], [{ callback_data: `canned:${chat}` }]] },
})

/** What staff see about a dialogue can be answered by a reply; buttons take it, give it back, or help to answer. */
export function cardBody(
  say: Say,
  text: string,
  aboutChatId: number,
  { kind = 'led', quiet = false, open = [] }: { kind?: CardKind; quiet?: boolean; open?: InlineKeyboardButton[] } = {},
): Record<string, unknown> {
  const reply_markup = { inline_keyboard: buttonsOf(say, aboutChatId, kind, open) }
  return { text, reply_markup, ...(quiet && { disable_notification: true }) }
}

/** Adds a message about a dialogue to a member's chat. */
export function addCard(
  turn: Turn,
  member: { chatId: number; channelId: number; language: Say['language'] },
  aboutChatId: number,
  text: string,
  how?: { kind?: CardKind; quiet?: boolean },
): void {
  const { chatId, channelId, language } = member
  const say = turn.texts.in(language)
  const body = cardBody(say, text, aboutChatId, { ...how, open: openIn(turn, say, aboutChatId) })
  turn.elsewhere.push({ chatId, channelId, body, text, aboutChatId })
}

/** All members whom we can reach, who of them is on duty at this moment, with what they know of this turn's dialogue; of one that begins to wait, nothing. */
export async function staffOf(
  { tx, chat, catalog, minute }: Turn,
  { anew }: { anew: boolean },
): Promise<(Reached & { responsible: boolean })[]> {
  const since = anew ? null : chat.queuedAt
  const about = { businessId: chat.businessId, chatId: chat.id, marker: markerOf(chat.id), since }
  const responsible = catalog.settings.responsible[chat.channelId]
  return (await staffAbout(tx, about)).map((member) => ({
    ...member,
    onDuty: isOnDuty(member, catalog.timezone, minute),
    responsible: member.id === responsible,
  }))
}

/** Writes onto the cards of this turn's dialogue who leads it now. */
export async function showLeader(turn: Turn): Promise<void> {
  const { tx, chat, texts } = turn
  const { businessId, owner, ownerMemberId } = chat
  const about = { businessId, chatId: chat.id, marker: markerOf(chat.id), since: chat.queuedAt }
  const cards = await cardsAbout(tx, about)
  if (cards.length === 0) return
  const leader = owner === 'member' && ownerMemberId !== null ? await memberNamed(tx, businessId, ownerMemberId) : null
  for (const { id, memberId, chatId, channelId, language, text: before } of cards) {
    const say = texts.in(language)
    const own = leader?.id === memberId
    const head = leader && !own ? say('card-led', { name: nameOr(say, leader) }) : say(own ? 'card-yours' : 'card-free')
    const open = openIn(turn, say, chat.id)
    const free = [[take(say, chat.id), canned(say, chat.id)], ...(open[0] ? [open] : [])]
    const rest = own ? buttonsOf(say, chat.id, 'led', open) : leader ? [] : free
    const text = `${head}\n\n${before}`
    const body = { text, reply_markup: { inline_keyboard: rest } }
    turn.elsewhere.push({
      chatId,
      channelId,
      method: 'editMessageText',
      targetId: id,
      body,
      text,
      aboutChatId: chat.id,
    })
  }
}

/** How a member is called before others. */
export const nameOr = (say: Say, { name }: { name: string }): string => name || say('card-person')

export type Dialogue = {
  client: Client
  channel: string
  draft: Draft | null
  reason: string
  said: readonly Said[]
  /** What the last words of the client were understood to mean, in words for staff. */
  understood?: string
  /** For how long it has waited, minutes; from one minute on it is said. */
  waited?: number
}

/** The text of a call: why, who, what is begun, and the last lines. */
export function cardText(turn: Turn, say: Say, dialogue: Dialogue): string {
  const { client, channel, draft, reason, said, understood, waited = 0 } = dialogue
  const who = { client: say('card-client'), bot: say('card-bot'), member: say('card-person'), system: say('card-bot') }
  // The message in work is still `received` and stands in the transcript as the last line.
  const lines = said.map((line) => `${who[line.author]}: ${shortened(line.text ?? '')}`)
  const begun = describeDraft({ ...turn, draft }, say) || say('draft-none')
  const text = say('card', {
    reason,
    name: client.name ?? say('card-client'),
    phone: client.phone ? `, ${client.phone}` : '',
    channel: say('channel', { kind: channel }),
    draft: understood ? `${begun}\n${say('card-understood', { text: shortened(understood) })}` : begun,
    transcript: lines.join('\n'),
  })
  return waited < 1 ? text : `${say('card-waits', { time: sayDuration(say, [waited]) })}\n\n${text}`
}

function shortened(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' · ')
  return line.length > CARD_LINE_LENGTH ? `${line.slice(0, CARD_LINE_LENGTH - 1)}…` : line
}
