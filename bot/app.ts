import type { InlineKeyboardButton } from 'grammy/types'
import type { Turn } from './context.ts'
import type { Say } from './texts.ts'

/** Where a row of ours has a fresh link into the app put in at its delivery: codes are never stored. */
export const LINK_MARK = '•••'

/** The address of the app that Telegram may open inside itself; null without a public https address. */
const insideOf = ({ publicUrl }: Pick<Turn, 'publicUrl'>, to?: string): string | null =>
  publicUrl?.startsWith('https:') ? `${publicUrl}/app/${to ? `?to=${to}` : ''}` : null

/** A button that opens the app at `to` (`h_<business>_<chat>`); none where Telegram can't open it. */
export function appButton(turn: Pick<Turn, 'publicUrl'>, caption: string, to?: string): InlineKeyboardButton[] {
  const url = insideOf(turn, to)
  return url === null ? [] : [{ text: caption, web_app: { url } }]
}

/** What everyone may ask the bot for, and members besides. */
const COMMANDS = { start: 'command-start', book: 'command-book', my: 'command-my', human: 'command-human' }

/** The bot's commands in a language. */
export const commandsIn = (say: Say, staff = false) =>
  Object.entries(staff ? { app: 'command-app', ...COMMANDS } : COMMANDS).map(([command, key]) => ({
    command,
    description: say(key),
  }))

/** Gives a member's own chat the command and the button of the app. */
export function equip(turn: Turn): void {
  const { chat, said, say } = turn
  const settings = (method: string, body: Record<string, unknown>) =>
    said.rows.push({ author: 'system', method, body, text: null, targetId: null })
  const scope = { type: 'chat', chat_id: Number(chat.externalId) }
  settings('setMyCommands', { commands: commandsIn(say, true), scope })
  const url = insideOf(turn)
  if (url) settings('setChatMenuButton', { menu_button: { type: 'web_app', text: say('app-menu'), web_app: { url } } })
}

/** Says a line with the way into the app: a button inside Telegram, and a link for outside, good once. */
export function sayApp(turn: Turn, memberId: number, hello: string | null = null): void {
  const { say, said } = turn
  const inside = appButton(turn, say('app-open'))
  const link = say('app-link', { link: LINK_MARK })
  const text = [hello, link].filter((line) => line !== null).join('\n\n')
  const reply_markup = inside.length > 0 ? { inline_keyboard: [inside] } : undefined
  said.rows.push({
    author: 'bot',
    method: 'sendMessage',
    body: {
      text,
      appLink: memberId,
      link_preview_options: { is_disabled: true },
      ...(reply_markup && { reply_markup }),
    },
    text,
    targetId: null,
  })
}
