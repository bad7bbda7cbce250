import { logEvent } from '../db/clients.ts'
import { silenceBot } from '../db/turns.ts'
import type { Turn } from './context.ts'
import { menuButtons } from './menu.ts'
import { speak } from './show.ts'

/** What other chats put into a chat's inbox: such things change a chat only in its own turn. */
export type ChatEvent =
  | { event: 'reply'; memberId: number; memberChatId: number; text: string }
  | { event: 'return'; memberId: number | null }

/** True for an event of our own, false for a platform's update. */
export function isEvent(update: unknown): update is ChatEvent {
  return typeof update === 'object' && update !== null && 'event' in update
}

/** Applies an event to the chat of this turn. */
export async function handleEvent(turn: Turn, event: ChatEvent): Promise<void> {
  const { chat, tx } = turn
  const about = { businessId: chat.businessId, at: turn.now, chatId: chat.id, memberId: event.memberId }
  switch (event.event) {
    case 'reply': {
      if (chat.owner !== 'member') {
        await silenceBot(tx, chat.id, 'a person answers here')
        await logEvent(tx, { ...about, kind: 'takeover' })
      }
      chat.owner = 'member'
      chat.ownerMemberId = event.memberId
      chat.queueReason = null
      // Two voices in one dialogue confuse: what the assistant had begun to ask is dropped, the draft stays.
      chat.state = null
      speak(turn, event.text, { author: 'member', memberId: event.memberId })
      return
    }
    case 'return': {
      if (chat.owner === 'bot') return
      chat.owner = 'bot'
      chat.ownerMemberId = null
      chat.queueReason = null
      await logEvent(tx, { ...about, kind: 'returned' })
      speak(turn, turn.say('bot-back'), { buttons: menuButtons(turn) })
    }
  }
}
