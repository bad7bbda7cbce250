import { createServer } from 'node:http'
import type { InlineKeyboardMarkup } from 'grammy/types'
import { BOT } from './answers.ts'

/** A message as it stands in a chat. */
export type Shown = { message_id: number; date: number; text: string; reply_markup?: InlineKeyboardMarkup }

/** A Bot API over HTTP that takes everything and tells who sees what. */
export type Telegram = {
  root: string
  /** The next message sent to, or edited in, this chat. */
  next(chatId: number): Promise<Shown>
  close(): void
}

type Params = { chat_id: number | string; message_id?: number; text: string; reply_markup?: InlineKeyboardMarkup }

/** Starts it on a free port of loopback. */
export async function startTelegram(): Promise<Telegram> {
  const awaited = new Map<number, (shown: Shown) => void>()
  let made = 1000
  const perform = (method: string, params: Params): unknown => {
    if (method !== 'sendMessage' && method !== 'editMessageText') return true
    const chatId = Number(params.chat_id)
    const shown: Shown = {
      message_id: params.message_id ?? ++made,
      date: Math.floor(Date.now() / 1000),
      text: params.text,
      reply_markup: params.reply_markup,
    }
    awaited.get(chatId)?.(shown)
    awaited.delete(chatId)
    return { ...shown, from: BOT, chat: { id: chatId, type: 'private', first_name: 'Анна' } }
  }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const method = (request.url ?? '').slice((request.url ?? '').lastIndexOf('/') + 1)
      const result = perform(method, JSON.parse(Buffer.concat(parts).toString() || '{}') as Params)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ ok: true, result }))
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('the Bot API has no port')
  return {
    root: `http://127.0.0.1:${address.port}`,
    next: (chatId) => new Promise((resolve) => awaited.set(chatId, resolve)),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
