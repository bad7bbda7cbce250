import type { Leased } from '../../../db/leases.ts'
import { LINK_MARK } from '../../app.ts'
import type { Channel, Sent } from '../../deliver.ts'
import type { Pace } from '../../pace.ts'
import type { Answer, TelegramApi } from './api.ts'

/** A file that an attachment's reference stands for; null when what it was about is gone. */
export type Render = (businessId: number, reference: string) => Promise<File | null>

export type TelegramChannelOptions = {
  api: TelegramApi
  tokenOf: (channelId: number) => Promise<string>
  /** The platform does not know this token: it may have been changed since it was read. */
  forgetToken: (channelId: number) => void
  render: Render
  /** A fresh link into the staff app for a member; null when there is no address to give. */
  linkFor: (businessId: number, memberId: number) => Promise<string | null>
  pace: Pace
}

/** core.telegram.org/bots/faq: about one message a second to one chat, short bursts are let through. */
export const TELEGRAM_PACE: Pace = { perSecond: 1, burst: 5 }

/** core.telegram.org/bots/api#answercallbackquery */
const LONGEST_TOAST = 200

/** Telegram as a channel: rows of `messages` are Bot API calls already; what is left is the wire and its refusals. */
export function createTelegramChannel(options: TelegramChannelOptions): Channel {
  const { api, tokenOf, forgetToken, pace } = options
  return {
    kind: 'telegram',
    pace,
    async send(row) {
      const sent = sentOf(await callOf(options, await tokenOf(row.channelId), row))
      if (!sent.ok && sent.broken) forgetToken(row.channelId)
      return sent
    },
    async answer(channelId, { queryId, text, alert }) {
      const shown = text && text.length > LONGEST_TOAST ? `${text.slice(0, LONGEST_TOAST - 1)}…` : text
      const params = { callback_query_id: queryId, text: shown ?? undefined, show_alert: alert || undefined }
      await api.call(await tokenOf(channelId), 'answerCallbackQuery', params, { timeoutMs: 5000 })
    },
  }
}

type SentMessage = { message_id: number } | true

async function callOf(
  { api, render, linkFor }: TelegramChannelOptions,
  token: string,
  row: Leased,
): Promise<Answer<SentMessage>> {
  // What belongs to other platforms stays here.
  const { appLink, template: _template, words: _words, ...body } = row.body
  const params: Record<string, unknown> = { chat_id: row.chat, ...body }
  // Codes of links are kept only as hashes: what is said to a member gets its link on the way out.
  if (typeof appLink === 'number') {
    const link = (await linkFor(row.businessId, appLink)) ?? NO_ADDRESS
    params.text = String(body.text).replace(LINK_MARK, link)
  }
  // Whom it is for stands in its scope.
  if (row.method === 'setMyCommands') return api.call(token, row.method, body)
  if (row.method === 'setChatMenuButton') params.chat_id = Number(row.chat)
  if (row.method === 'sendDocument') {
    const file = await render(row.businessId, String(row.body.document))
    if (!file) return { ok: false, status: 410, description: 'the attachment is gone', retryAfterMs: null }
    return api.call(token, row.method, { ...params, document: 'attach://file' }, { files: { file } })
  }
  if (row.method === 'sendPhoto') {
    const { caption, photo, ...rest } = params
    const file = await render(row.businessId, String(photo))
    if (file) return api.call(token, row.method, { ...params, photo: 'attach://file' }, { files: { file } })
    return caption === undefined ? UNDRAWN : api.call(token, 'sendMessage', { ...rest, text: caption })
  }
  if (row.method === 'editMessageText') {
    const edited =
      row.target === null
        ? GONE
        : await api.call<SentMessage>(token, row.method, { ...params, message_id: Number(row.target) })
    // The message it changes never reached the platform, or is there no more: say it anew, so that nothing is lost.
    return edited.ok || !UNEDITABLE.test(edited.description) ? edited : api.call(token, 'sendMessage', params)
  }
  if (row.method.startsWith('edit') || row.method === 'deleteMessage') {
    if (row.target === null) return GONE
    params.message_id = Number(row.target)
  }
  return api.call(token, row.method, params)
}

const UNDRAWN: Answer<never> = { ok: false, status: 410, description: 'the picture is gone', retryAfterMs: null }

const NO_ADDRESS = '/app'

const GONE: Answer<never> = { ok: false, status: 400, description: 'message to edit not found', retryAfterMs: null }
const UNEDITABLE = /message (to edit not found|can't be edited)|MESSAGE_ID_INVALID/
/** Refusals of what is so already: the text stands, the message is gone. */
const DONE_ALREADY = /message is not modified|message to delete not found/

function sentOf(answer: Answer<SentMessage>): Sent {
  if (answer.ok) return { ok: true, platformId: answer.result === true ? null : String(answer.result.message_id) }
  const { status, description, retryAfterMs } = answer
  const reason = description
  if (DONE_ALREADY.test(description)) return { ok: true, platformId: null }
  if (status === 429) return { ok: false, outcome: 'later', reason, afterMs: retryAfterMs ?? 1000 }
  if (status === 403) return { ok: false, outcome: 'blocked', reason }
  // A bot whose token was changed: the owner puts it right, meanwhile nothing is lost.
  if (status === 401 || status === 404) return { ok: false, outcome: 'again', reason, broken: true }
  if (status >= 500 || status === 409) return { ok: false, outcome: 'again', reason }
  return { ok: false, outcome: 'never', reason }
}
