import type { InlineKeyboardButton } from 'grammy/types'
import { logEvent } from '../db/clients.ts'
import { joinByLink } from '../db/clients-join.ts'
import { tellChat } from '../db/inbox.ts'
import { endPassage, keepWaiting, newPassage, type Passage, passageById, settlePassage } from '../db/passages.ts'
import { nextView } from './booking/proceed.ts'
import { showLeader } from './cards.ts'
import type { Turn } from './context.ts'
import { draftFrom } from './draft.ts'
import { callPerson, type HandoverReason, tellLeader } from './handover.ts'
import { menuButtons } from './menu.ts'
import { promiseWords } from './promise.ts'
import { button, speak } from './show.ts'
import { lead } from './takeover.ts'

/**
 * How a dialogue goes over into Telegram, in turns of one chat each: the link is opened there (`features/passage.ts`); who opened it proves
 * that they hold the former dialogue too, by its number or by a tap in it (`ask`, `proved`); then the former chat gives away what it holds
 * (`leave`), and the new one goes on with it (`arrive`).
 */
export type PassageEvent =
  | { event: 'ask'; passage: number }
  | { event: 'proved'; passage: number }
  | { event: 'refused'; passage: number }
  | { event: 'leave'; passage: number; to: number }
  | ({ event: 'arrive'; from: number } & Carried)

type Carried = {
  draft: unknown
  owner: Turn['chat']['owner']
  leader: number | null
  reason: string | null
  queuedAt: string | null
}

/** «Перейти в Telegram» as a link; none where there is no bot, for staff, and for who is there already. */
export async function passageButton(turn: Turn, caption: string): Promise<InlineKeyboardButton[]> {
  const { tx, chat, client, now, channel, member } = turn
  if (member || channel.kind === 'telegram') return []
  const url = await newPassage(tx, { businessId: chat.businessId, chatId: chat.id, clientId: client.id, now })
  return url === null ? [] : [{ text: caption, url }]
}

export async function handlePassage(turn: Turn, event: PassageEvent): Promise<void> {
  const { tx, chat, now, say } = turn
  if (event.event === 'leave') return leave(turn, event)
  if (event.event === 'arrive') return arrive(turn, event)
  const passage = await passageById(tx, { businessId: chat.businessId, id: event.passage, now })
  if (!passage) return
  switch (event.event) {
    case 'ask': {
      const tap = (yes: boolean) =>
        button(say(yes ? 'passage-yes' : 'passage-no'), `psg:${passage.id}:${yes ? 'y' : 'n'}`)
      // Also where a person leads: what the bot says there would not go out.
      return speak(turn, say('passage-ask-former'), { buttons: [[tap(true), tap(false)]], author: 'system' })
    }
    case 'proved':
      return goOver(turn, passage)
    case 'refused':
      await endPassage(tx, passage.id, now)
      return speak(turn, say('passage-wrong'), { buttons: menuButtons(turn) })
  }
}

/** Asks in the former chat, once: only who holds it can answer there. */
export async function askFormer(turn: Turn, passage: Passage): Promise<void> {
  await tell(turn, passage.chatId, `passage:${passage.id}`, { event: 'ask', passage: passage.id })
}

/** The answer given in the former chat goes to where the link was opened. */
export async function answerFormer(turn: Turn, passage: Passage, yes: boolean): Promise<void> {
  const event = yes ? 'proved' : 'refused'
  await tell(turn, passage.toChatId, `passage:${passage.id}:${event}`, { event, passage: passage.id })
}

/** It is proved that one person holds both chats: they are one client, and the former chat gives away what it holds. */
export async function goOver(turn: Turn, passage: Passage): Promise<void> {
  const { tx, chat, client, now, say } = turn
  const { businessId } = chat
  if (!(await endPassage(tx, passage.id, now))) return
  const same = client.id === passage.clientId
  const joining = { businessId, clientId: client.id, chatId: chat.id, now, id: passage.clientId }
  const joined = same ? client : await joinByLink(tx, joining)
  // Two people by their names: what is the other's is not shown here.
  if (!joined) return speak(turn, say('passage-apart'), { buttons: menuButtons(turn) })
  turn.client = joined
  await settlePassage(tx, { clientId: joined.id, chatId: chat.id, kind: turn.channel.kind })
  await tell(turn, passage.chatId, `leave:${passage.id}`, { event: 'leave', passage: passage.id, to: chat.id })
}

async function leave(turn: Turn, { passage, to }: Extract<PassageEvent, { event: 'leave' }>): Promise<void> {
  const { tx, chat, draft, now, say } = turn
  const carried: Carried = {
    draft,
    owner: chat.owner,
    leader: chat.owner === 'member' ? chat.ownerMemberId : null,
    reason: chat.queueReason,
    queuedAt: chat.queuedAt?.toISOString() ?? null,
  }
  await tell(turn, to, `arrive:${passage}`, { event: 'arrive', from: chat.id, ...carried })
  const waited = chat.owner !== 'bot'
  Object.assign(chat, { owner: 'bot', ownerMemberId: null, queueReason: null, state: null })
  turn.draft = null
  await logEvent(tx, { businessId: chat.businessId, kind: 'left', at: now, chatId: chat.id, data: { chatId: to } })
  if (waited) await showLeader(turn)
  speak(turn, say('passage-left'), { author: 'system' })
}

async function arrive(turn: Turn, event: Extract<PassageEvent, { event: 'arrive' }>): Promise<void> {
  const { tx, chat, now, say } = turn
  const about = { businessId: chat.businessId, kind: 'arrived', at: now, chatId: chat.id, clientId: turn.client.id }
  await logEvent(tx, { ...about, data: { chatId: event.from } })
  turn.draft = draftFrom(event.draft) ?? turn.draft
  if (event.owner === 'member' && event.leader !== null) {
    await lead(turn, event.leader)
    await tellLeader(turn, 'moved-on')
    return speak(turn, say('passage-led'), { author: 'system' })
  }
  if (event.owner === 'queue') {
    if (event.queuedAt) {
      await keepWaiting(tx, chat.id, event.queuedAt)
      chat.queuedAt = new Date(event.queuedAt)
    }
    await callPerson(turn, (event.reason ?? 'asked') as HandoverReason)
    return speak(turn, `${say('passage-led')} ${promiseWords(turn)}`, { author: 'system' })
  }
  const next = turn.draft ? await nextView(turn) : null
  // Names and phones are asked by a conversation, which begins with a tap.
  if (next && typeof next !== 'string')
    return speak(turn, `${say('passage-here')}\n\n${next.text}`, { buttons: next.buttons ?? [] })
  speak(turn, say('passage-here'), { buttons: menuButtons(turn) })
}

async function tell(turn: Turn, chatId: number, key: string, update: PassageEvent): Promise<void> {
  await tellChat(turn.tx, { businessId: turn.chat.businessId, chatId, key, update, now: turn.now })
  turn.told.add(chatId)
}
