import { memberNamed } from '../db/calls.ts'
import { logChange } from '../db/changes.ts'
import { logEvent } from '../db/clients.ts'
import { forgetDraft } from './booking/booked.ts'
import { showLeader } from './cards.ts'
import type { TemplateUse } from './channels/whatsapp/layout.ts'
import type { Turn } from './context.ts'
import { type EchoEvent, hearEcho } from './echoes.ts'
import { type FormEvent, hearForm } from './forms.ts'
import { callNext, tellLeader } from './handover.ts'
import { menuButtons } from './menu.ts'
import { handlePassage, type PassageEvent } from './passage.ts'
import { placeButtons } from './places.ts'
import { speak } from './show.ts'
import { lead, returnUnsaid, stayWithPerson, type Tap, takeDialogue } from './takeover.ts'

/** Who answers in a dialogue, as the audit log keeps it. */
export type Leading = { owner: 'bot' | 'queue' | 'member'; memberId: number | null; reason: string | null }

/** What other chats, the staff app and the loop put into a chat's inbox: such things change a chat only in its own turn. */
export type ChatEvent =
  | {
      event: 'reply'
      memberId: number
      text: string
      /** Places that the client may book by a tap, minutes. */
      places?: number[]
      /** The approved text that it goes out as. */
      template?: TemplateUse
    }
  /** `tap`: in the member's chat with the bot, and answered there. */
  | { event: 'take'; memberId: number; tap?: Tap }
  /** `to` gets the dialogue. */
  | { event: 'pass'; memberId: number; to: number }
  | { event: 'return'; memberId: number | null }
  /** A member takes back what they did, if the dialogue still stands as they left it. */
  | { event: 'restore'; memberId: number; from: Leading; to: Leading }
  | FormEvent
  | PassageEvent
  | EchoEvent
  /** Staff booked what was collected. */
  | { event: 'booked'; memberId: number; visitId: number }
  /** Nobody has answered in time. */
  | { event: 'call' }
  /** Neither side has spoken for long. */
  | { event: 'silence' }

/** True for an event of our own, false for a platform's update. */
export function isEvent(update: unknown): update is ChatEvent {
  return typeof update === 'object' && update !== null && 'event' in update
}

/** Applies an event to the chat of this turn; who answers there from now on stands in the audit log. */
export async function handleEvent(turn: Turn, event: ChatEvent): Promise<void> {
  const { tx, chat, now } = turn
  const before = leadingOf(turn)
  await apply(turn, event)
  const after = leadingOf(turn)
  if (!('memberId' in event) || event.memberId === null) return
  if (before.owner === after.owner && before.memberId === after.memberId) return
  const { memberId, event: action } = event
  const { businessId, id: objectId } = chat
  await logChange(tx, { businessId, at: now, memberId, object: 'chat', objectId, action, before, after })
}

const leadingOf = ({ chat: { owner, ownerMemberId: memberId, queueReason: reason } }: Turn): Leading => ({
  owner,
  memberId: owner === 'member' ? memberId : null,
  reason,
})

async function apply(turn: Turn, event: ChatEvent): Promise<void> {
  switch (event.event) {
    case 'reply': {
      const { memberId, text, places = [], template } = event
      await lead(turn, memberId)
      const buttons = placeButtons(turn, places)
      speak(turn, text, { author: 'member', memberId, ...(buttons.length > 0 && { buttons }) })
      if (template) turn.said.rows.at(-1)!.body.template = template
      return
    }
    case 'take':
      return takeDialogue(turn, event.memberId, event.tap ?? null)
    case 'pass':
      if (!(await memberNamed(turn.tx, turn.chat.businessId, event.to))) return
      await lead(turn, event.to)
      return tellLeader(turn, 'passed')
    case 'restore':
      return restore(turn, event.from, event.to)
    case 'booked':
      // What the client reads of it waits, so that it can be undone.
      return forgetDraft(turn)
    case 'form':
      return hearForm(turn, event)
    case 'echo':
      return hearEcho(turn, event)
    case 'call':
      return callNext(turn)
    case 'silence':
      return returnUnsaid(turn)
    case 'ask':
    case 'proved':
    case 'refused':
    case 'leave':
    case 'arrive':
      return handlePassage(turn, event)
    case 'return':
      return giveBack(turn, event.memberId)
  }
}

async function giveBack(turn: Turn, memberId: number | null): Promise<void> {
  const { chat, tx, now } = turn
  if (chat.owner === 'bot') return
  Object.assign(chat, { owner: 'bot', ownerMemberId: null, queueReason: null })
  await logEvent(tx, { businessId: chat.businessId, kind: 'returned', at: now, chatId: chat.id, memberId })
  await showLeader(turn)
  speak(turn, turn.say('bot-back'), { buttons: menuButtons(turn) })
}

/** What was decided since then stands. */
async function restore(turn: Turn, from: Leading, to: Leading): Promise<void> {
  const { chat, tx, now, catalog } = turn
  const is = leadingOf(turn)
  if (is.owner !== from.owner || is.memberId !== from.memberId) return
  if (to.owner === 'member' && to.memberId !== null) return lead(turn, to.memberId)
  Object.assign(chat, { owner: to.owner, ownerMemberId: null, queueReason: to.reason })
  if (to.owner === 'queue') {
    const { callMinutes } = catalog.settings
    chat.callAt = callMinutes > 0 ? new Date(now.getTime() + callMinutes * 60_000) : null
  } else stayWithPerson(turn)
  await logEvent(tx, { businessId: chat.businessId, kind: 'restored', at: now, chatId: chat.id })
  await showLeader(turn)
}
