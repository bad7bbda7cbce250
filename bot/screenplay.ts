import type { ConversationData, VersionedState } from '@grammyjs/conversations'
import type { Ctx } from './context.ts'

/** Open conversations live in the chat's row and are saved with the turn. */
export const chatState = {
  read: ({ turn }: Ctx) => (isReplayable(turn.chat.state) ? turn.chat.state : undefined),
  write: ({ turn }: Ctx, state: VersionedState<ConversationData>) => {
    turn.chat.state = state
  },
  delete: ({ turn }: Ctx) => {
    turn.chat.state = null
  },
}

/**
 * Whether the state can be what the plugin wrote. Our screenplays do one thing after another, so the answers in a log
 * stand in the order of its questions; over another order a replay would wait for ever. What is none is left out: the
 * draft knows where to go on.
 */
export function isReplayable(stored: unknown): stored is VersionedState<ConversationData> {
  if (!isObject(stored) || !Array.isArray(stored.version) || !isObject(stored.state)) return false
  return Object.values(stored.state).every((states) => Array.isArray(states) && states.every(isLog))
}

function isLog(conversation: unknown): boolean {
  if (!isObject(conversation) || !isObject(conversation.replay) || !Array.isArray(conversation.interrupts)) return false
  const { send, receive } = conversation.replay
  if (!Array.isArray(send) || !Array.isArray(receive) || !send.every(isObject)) return false
  const answered = receive.every((answer, index) => isObject(answer) && answer.send === index && index < send.length)
  return (
    answered &&
    conversation.interrupts.every((open) => Number.isInteger(open) && open >= receive.length && open < send.length)
  )
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
