import type { Http } from '../../bot/channels/telegram/api.ts'

export type Button = { text: string; data: string }

/** What a client has on the screen: the last message of a chat that has buttons, or none. */
export type Screen = { messageId: number; text: string; buttons: Button[] }

export type Telegram = {
  http: Http
  screenOf(chat: string): Screen | null
  /** Calls that brought a message to somebody. */
  sent(): number
}

type Markup = { inline_keyboard?: { text: string; callback_data?: string }[][] }
type Params = { chat_id?: string | number; message_id?: number; text?: string; reply_markup?: Markup }

/** A Telegram in this process that takes everything: a year has too many messages for a wire. */
export function createTelegram(clock: () => Date): Telegram {
  const screens = new Map<string, Screen>()
  let messages = 0
  const take = (method: string, params: Params): unknown => {
    if (!method.startsWith('send') && !method.startsWith('edit')) return true
    const chat = String(params.chat_id)
    const messageId = method.startsWith('edit') ? params.message_id! : ++messages
    const text = params.text ?? ''
    const buttons = buttonsOf(params.reply_markup)
    const shown = screens.get(chat)
    if (buttons.length > 0 || shown?.messageId === messageId) screens.set(chat, { messageId, text, buttons })
    const date = Math.floor(clock().getTime() / 1000)
    return { message_id: messageId, date, chat: { id: Number(chat), type: 'private' }, text }
  }
  return {
    http: async (url, { body }) => {
      const method = url.slice(url.lastIndexOf('/') + 1)
      const params = typeof body === 'string' ? (JSON.parse(body) as Params) : paramsOf(body)
      const result = take(method, params)
      return { status: 200, json: async () => ({ ok: true, result }) }
    },
    screenOf: (chat) => screens.get(chat) ?? null,
    sent: () => messages,
  }
}

const buttonsOf = (markup: Markup | undefined): Button[] =>
  (markup?.inline_keyboard ?? [])
    .flat()
    .flatMap(({ text, callback_data }) => (callback_data ? [{ text, data: callback_data }] : []))

const paramsOf = (form: FormData): Params => ({ chat_id: String(form.get('chat_id')) })
