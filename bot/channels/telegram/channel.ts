import type { Leased } from '../../../db/messages.ts'
import type { Channel, Sent } from '../../deliver.ts'
import type { Pace } from '../../pace.ts'
import type { Answer, TelegramApi } from './api.ts'

/** A file that an attachment's reference stands for; null when what it was about is gone. */
export type Render = (businessId: number, reference: string) => Promise<File | null>

export type TelegramChannelOptions = {
  api: TelegramApi
  tokenOf: (channelId: number) => Promise<string>
  render: Render
  pace: Pace
}

/** core.telegram.org/bots/faq: about one message a second to one chat, short bursts are let through. */
export const TELEGRAM_PACE: Pace = { perSecond: 1, burst: 5 }

/** Telegram as a channel: rows of `messages` are Bot API calls already; what is left is the wire and its refusals. */
export function createTelegramChannel({ api, tokenOf, render, pace }: TelegramChannelOptions): Channel {
  return {
    kind: 'telegram',
    pace,
    async send(row) {
      const token = await tokenOf(row.channelId)
      try {
        return sentOf(await callOf(api, token, row, render))
      } catch (error) {
        return { ok: false, outcome: 'again', reason: error instanceof Error ? error.message : String(error) }
      }
    },
    async answer(channelId, { queryId, text, alert }) {
      const params = { callback_query_id: queryId, text: text ?? undefined, show_alert: alert || undefined }
      await api.call(await tokenOf(channelId), 'answerCallbackQuery', params, { timeoutMs: 5000 })
    },
  }
}

type SentMessage = { message_id: number } | true

async function callOf(api: TelegramApi, token: string, row: Leased, render: Render): Promise<Answer<SentMessage>> {
  const params: Record<string, unknown> = { chat_id: row.chat, ...row.body }
  if (row.method === 'sendDocument') {
    const file = await render(row.businessId, String(row.body.document))
    if (!file) return { ok: false, status: 410, description: 'the attachment is gone', retryAfterMs: null }
    return api.call(token, row.method, { ...params, document: 'attach://file' }, { files: { file } })
  }
  if (row.method.startsWith('edit') || row.method === 'deleteMessage') {
    // The message it changes never reached the platform: say it anew, so that nothing is lost.
    if (row.target === null && row.method === 'editMessageText') return api.call(token, 'sendMessage', params)
    params.message_id = Number(row.target)
  }
  return api.call(token, row.method, params)
}

function sentOf(answer: Answer<SentMessage>): Sent {
  if (answer.ok) return { ok: true, platformId: answer.result === true ? null : String(answer.result.message_id) }
  const { status, description, retryAfterMs } = answer
  if (description.includes('message is not modified')) return { ok: true, platformId: null }
  if (status === 429) return { ok: false, outcome: 'later', reason: description, afterMs: retryAfterMs ?? 1000 }
  if (status === 403) return { ok: false, outcome: 'blocked', reason: description }
  // 401 and 404 are a bot whose token was changed: the owner puts it right, meanwhile nothing is lost.
  if (status >= 500 || status === 401 || status === 404 || status === 409)
    return { ok: false, outcome: 'again', reason: description }
  return { ok: false, outcome: 'never', reason: description }
}
