import type { Update } from 'grammy/types'
import { lastScreen } from '../db/messages.ts'
import type { Turn } from './context.ts'

/** What a client chooses from on a screen; the rest of its buttons lead elsewhere. */
const OPTION = /^(loc|cat|svc|mst|day|time|qa):/

/** Marks a tap that nobody made: there is no button to answer. */
export const TYPED = 'typed:'

/**
 * «Вторую», «последний», «2» as the tap on that option of the screen that the client sees last; null for every other message.
 * So typing and tapping have one way.
 */
export async function asTap(turn: Turn): Promise<Update | null> {
  const { understood, draft, inbound, tx, chat } = turn
  const { message } = inbound.update as Update
  if (understood?.answer?.kind !== 'choice' || !draft?.asked || !message?.from) return null
  const screen = await lastScreen(tx, chat.id)
  const options = screen.filter((data) => OPTION.test(data))
  const data = options.at(understood.answer.index)
  if (data === undefined) return null
  const { update_id } = inbound.update as Update
  const query = { id: `${TYPED}${inbound.id}`, from: message.from, chat_instance: '', data }
  return { update_id, callback_query: { ...query, message: { chat: message.chat, message_id: 0, date: 0 } } }
}
