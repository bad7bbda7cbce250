import { logEvent } from '../db/clients.ts'
import { showLeader } from './cards.ts'
import type { Turn } from './context.ts'
import { callNext } from './handover.ts'
import { menuButtons } from './menu.ts'
import { speak } from './show.ts'
import { lead, returnUnsaid, type Tap, takeDialogue } from './takeover.ts'

/** What other chats and the loop put into a chat's inbox: such things change a chat only in its own turn. */
export type ChatEvent =
  | { event: 'reply'; memberId: number; memberChatId: number; text: string }
  | { event: 'take'; memberId: number; tap: Tap }
  | { event: 'return'; memberId: number | null }
  /** Nobody has answered in time. */
  | { event: 'call' }
  /** Neither side has spoken for long. */
  | { event: 'silence' }

/** True for an event of our own, false for a platform's update. */
export function isEvent(update: unknown): update is ChatEvent {
  return typeof update === 'object' && update !== null && 'event' in update
}

/** Applies an event to the chat of this turn. */
export async function handleEvent(turn: Turn, event: ChatEvent): Promise<void> {
  const { chat, tx } = turn
  switch (event.event) {
    case 'reply':
      await lead(turn, event.memberId)
      speak(turn, event.text, { author: 'member', memberId: event.memberId })
      return
    case 'take':
      return takeDialogue(turn, event.memberId, event.tap)
    case 'call':
      return callNext(turn)
    case 'silence':
      return returnUnsaid(turn)
    case 'return': {
      if (chat.owner === 'bot') return
      Object.assign(chat, { owner: 'bot', ownerMemberId: null, queueReason: null })
      await logEvent(tx, {
        businessId: chat.businessId,
        kind: 'returned',
        at: turn.now,
        chatId: chat.id,
        memberId: event.memberId,
      })
      await showLeader(turn)
      speak(turn, turn.say('bot-back'), { buttons: menuButtons(turn) })
    }
  }
}
