import type { InlineKeyboardButton, KeyboardButton } from 'grammy/types'
import type { WebRow } from '../../../db/web.ts'

/** `data` is a tap, `url` a link, `contact` asks for the phone number. */
export type WebButton = { text: string; data?: string; url?: string; contact?: true }

/** A message as the page of the website chat shows it. */
export type WebMessage = {
  id: number
  from: 'client' | 'bot' | 'person'
  /** Who of the staff speaks. */
  name?: string
  text: string
  at: string
  buttons?: WebButton[][]
  file?: { name: string; url: string; kind: string }
  status?: 'sent'
}

/** Address of the file that an attachment's reference stands for. */
export type FileUrl = (reference: string) => Promise<string>

/** Rows as messages: an edit gives the message it changes anew, under that message's id. */
export async function webMessages(rows: readonly WebRow[], fileUrl: FileUrl): Promise<WebMessage[]> {
  const messages = new Map<number, WebMessage>()
  for (const row of rows) {
    const id = row.targetId || row.id
    if (row.method === 'deleteMessage') {
      messages.delete(id)
      continue
    }
    const before = messages.get(id)
    const buttons = buttonsOf(row.body.reply_markup)
    messages.set(id, {
      id,
      from: row.direction === 'in' ? 'client' : row.author === 'member' ? 'person' : 'bot',
      ...(row.name && { name: row.name }),
      text: row.text ?? before?.text ?? '',
      at: before?.at ?? row.at.toISOString(),
      ...(buttons.length > 0 && { buttons }),
      ...(row.method === 'sendDocument' && {
        file: { name: 'visit.ics', kind: 'calendar', url: await fileUrl(String(row.body.document)) },
      }),
      ...(row.direction === 'in' && { status: 'sent' as const }),
    })
  }
  return [...messages.values()]
}

/** A price on a narrow button stays in one line: «1 600 ₽» is never torn. */
const whole = (caption: string): string => caption.replace(/(\d) (?=\d{3}(?!\d)|₽)/g, '$1\u00a0')

function buttonsOf(markup: unknown): WebButton[][] {
  const { inline_keyboard, keyboard } = (markup ?? {}) as {
    inline_keyboard?: InlineKeyboardButton[][]
    keyboard?: KeyboardButton[][]
  }
  const inline = (inline_keyboard ?? []).map((row) =>
    row.map((button) => ({
      text: whole(button.text),
      ...('callback_data' in button && { data: button.callback_data }),
      ...('url' in button && { url: button.url }),
    })),
  )
  const reply = (keyboard ?? []).map((row) =>
    row.map((button) =>
      typeof button === 'string' ? { text: button } : { text: button.text, contact: true as const },
    ),
  )
  return [...inline, ...reply].filter((row) => row.length > 0)
}
