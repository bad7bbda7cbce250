import type { Transformer } from 'grammy'
import type { Update } from 'grammy/types'

/** A row to be written for what the bot said: a message of its own, or a change of an earlier one. */
export type SaidRow = {
  author: 'bot' | 'member' | 'system'
  memberId?: number | null
  method: string
  body: Record<string, unknown>
  text: string | null
  /** Our row that is changed. */
  targetId: number | null
  /** Deleted in the turn that said it: never written. */
  dropped?: true
}

/** An answer to a tap; `at`: where, if it was tapped in another chat. */
export type Answer = {
  queryId: string
  text: string | null
  alert: boolean
  at?: { channelId: number; kind: string; chat: string }
}

/** What a turn said: rows for its own chat, and answers to taps, which go out after the commit and are not stored. */
export type Said = {
  rows: SaidRow[]
  answers: Answer[]
}

export const newSaid = (): Said => ({ rows: [], answers: [] })

/** Message ids of rows that are not written yet are negative: -1 is the first of the turn. */
const temporary = (index: number) => -(index + 1)

/**
 * A `fetch` for grammY that writes instead of sending: messages, edits and deletions become rows of `said`, answers to
 * taps are collected, every other method throws. The conversations plugin makes an Api of its own, which carries this
 * function along and calls it once per message, also over replays.
 */
export function bridge(said: Said, now: Date): typeof fetch {
  return async (input, init) => {
    const method = String(input).slice(String(input).lastIndexOf('/') + 1)
    const body = JSON.parse(String(init?.body ?? '{}')) as Record<string, unknown>
    return { json: async () => ({ ok: true, result: perform(said, method, body, now) }) } as Response
  }
}

/**
 * The same as a transformer: it spares what needs no conversation the way through JSON. A conversation's own Api has none
 * and keeps to `bridge`.
 */
export const directly =
  (said: Said, now: Date): Transformer =>
  async (_call, method, payload) =>
    ({ ok: true, result: perform(said, method, payload as Record<string, unknown>, now) }) as never

function perform(said: Said, method: string, body: Record<string, unknown>, now: Date): unknown {
  switch (method) {
    case 'sendMessage':
    case 'sendDocument': {
      const { chat_id, ...rest } = body
      const text = (method === 'sendMessage' ? rest.text : rest.caption) as string | undefined
      said.rows.push({ author: 'bot', method, body: rest, text: text ?? null, targetId: null })
      return {
        message_id: temporary(said.rows.length - 1),
        date: Math.floor(now.getTime() / 1000),
        chat: { id: chat_id, type: 'private', first_name: '' },
        text,
      }
    }
    case 'editMessageText':
    case 'editMessageReplyMarkup':
    case 'deleteMessage':
      change(said, method, body)
      return true
    case 'answerCallbackQuery':
      said.answers.push({
        queryId: String(body.callback_query_id),
        text: (body.text as string | undefined) ?? null,
        alert: body.show_alert === true,
      })
      return true
    default:
      throw new Error(`the dialogue must not call ${method}: only what is written with the turn may be said`)
  }
}

/** A change of a message that is not written yet, or is changed already in this turn, is made there; else it is a row. */
function change(said: Said, method: string, body: Record<string, unknown>): void {
  const { chat_id, message_id, ...rest } = body
  const id = message_id as number
  const unwritten = id < 0 ? said.rows[-id - 1] : said.rows.findLast((row) => row.targetId === id)
  const text = (rest.text as string | undefined) ?? null
  if (!unwritten || unwritten.method === 'deleteMessage') {
    if (id < 0) throw new Error(`message ${id} was not said in this turn`)
    said.rows.push({ author: 'bot', method, body: rest, text, targetId: id })
  } else if (method === 'deleteMessage') {
    unwritten.dropped = true
    if (id > 0) said.rows.push({ author: 'bot', method, body: rest, text: null, targetId: id })
  } else {
    // As on the platform: an edit without buttons takes the old ones away.
    const { reply_markup: _old, ...kept } = unwritten.body
    unwritten.body = { ...kept, ...rest }
    if (text !== null) {
      unwritten.text = text
      if (id > 0) unwritten.method = method
    }
  }
}

/**
 * The update as the dialogue sees it: ids of messages that it points at are our rows' ids, so that the platform's can't
 * collide with them; 0 stands for a message that we don't know.
 */
export function translated(update: Update, pointsAt: number | null): Update {
  const { callback_query: query, message } = update
  if (query?.message)
    return {
      ...update,
      callback_query: { ...query, message: { ...query.message, message_id: pointsAt ?? 0 } },
    } as Update
  if (message?.reply_to_message)
    return {
      ...update,
      message: { ...message, reply_to_message: { ...message.reply_to_message, message_id: pointsAt ?? 0 } },
    } as Update
  return update
}
