import { readFormatted } from './entities.ts'
import { badRequest, isRefusal, type Refusal } from './refusal.ts'
import spec from './spec.json' with { type: 'json' }

type Fields = Record<string, unknown>

/** Limits are in characters; the long way of counting is needed only where UTF-16 is already over. */
const longer = (text: string, limit: number): boolean => text.length > limit && [...text].length > limit

const LOOKS = new Set(['text', 'icon_custom_emoji_id', 'style'])
const inlineActions = Object.keys(spec.types.InlineKeyboardButton).filter((name) => !LOOKS.has(name))
const keyboardActions = Object.keys(spec.types.KeyboardButton).filter((name) => !LOOKS.has(name))
const given = (button: Fields, names: readonly string[]): string[] => names.filter((name) => button[name] != null)

/** Telegram completes a bare domain, but wants a dot in it: `http://localhost` is refused. */
function urlComplaint(kind: string, url: string): string | undefined {
  const complaint = (reason: string) => `inline keyboard button ${kind} '${url}' is invalid: ${reason}`
  if (/^(tg|ton|tonsite):/i.test(url)) return undefined
  const absolute = /^[a-z][a-z\d+.-]*:\/\//i.test(url) ? url : `http://${url}`
  if (!URL.canParse(absolute)) return complaint('Wrong HTTP URL')
  const { protocol, hostname } = new URL(absolute)
  if (protocol !== 'http:' && protocol !== 'https:') return complaint('Unsupported URL protocol')
  return hostname.includes('.') || hostname.startsWith('[') ? undefined : complaint('Wrong HTTP URL')
}

function styleComplaint(button: Fields): string | undefined {
  if (button.style === undefined || /^(danger|success|primary)$/.test(String(button.style))) return undefined
  return `unsupported button style "${button.style}"`
}

function inlineButton(button: Fields): string | undefined {
  if (button.text === '') return 'inline keyboard button text must be non-empty'
  const actions = given(button, inlineActions)
  if (actions.length === 0) return 'Text buttons are unallowed in the inline keyboard'
  if (actions.length > 1) return `exactly one action is allowed, found ${actions.join(', ')}`
  if (typeof button.callback_data === 'string') {
    const size = Buffer.byteLength(button.callback_data)
    if (size < 1 || size > 64) return 'BUTTON_DATA_INVALID'
  }
  if (typeof button.url === 'string') {
    const complaint = urlComplaint('URL', button.url)
    if (complaint) return complaint
  }
  const app = (button.web_app as { url: string } | undefined)?.url
  if (app !== undefined && !/^https:\/\//i.test(app)) {
    return `inline keyboard button Web App URL '${app}' is invalid: Only HTTPS links are allowed`
  }
  const copied = (button.copy_text as { text: string } | undefined)?.text
  if (copied !== undefined && (copied === '' || longer(copied, 256))) return 'BUTTON_COPY_TEXT_INVALID'
  return styleComplaint(button)
}

function keyboardButton(button: Fields): string | undefined {
  if (button.text === '') return 'keyboard button text must be non-empty'
  const actions = given(button, keyboardActions)
  if (actions.length > 1) return `at most one action is allowed, found ${actions.join(', ')}`
  return styleComplaint(button)
}

function buttonCount(rows: unknown): string | undefined {
  return (rows as unknown[][]).reduce((sum, row) => sum + row.length, 0) > 100 ? 'reply markup is too long' : undefined
}

/** What the specification says in prose about objects: a complaint, or nothing. */
export const OBJECT_RULES: Record<string, (value: Fields) => string | undefined> = {
  InlineKeyboardButton: inlineButton,
  KeyboardButton: keyboardButton,
  InlineKeyboardMarkup: (markup) => buttonCount(markup.inline_keyboard),
  ReplyKeyboardMarkup: (markup) => buttonCount(markup.keyboard),
  BotCommand: ({ command, description }) => {
    if (!/^[a-z0-9_]{1,32}$/.test(String(command))) return 'BOT_COMMAND_INVALID'
    if (description === '' || longer(String(description), 256)) return 'BOT_COMMAND_DESCRIPTION_INVALID'
    return undefined
  },
}

function textRule(fields: Fields): Refusal | undefined {
  if (fields.text === undefined) return fields.rich_message ? undefined : badRequest('message text is empty')
  const read = readFormatted(String(fields.text), fields.parse_mode, fields.entities)
  if (isRefusal(read)) return read
  if (read.text === '') return badRequest('message text is empty')
  return longer(read.text, 4096) ? badRequest('message is too long') : undefined
}

function captionRule(fields: Fields): Refusal | undefined {
  if (fields.caption === undefined) return undefined
  const read = readFormatted(String(fields.caption), fields.parse_mode, fields.caption_entities)
  if (isRefusal(read)) return read
  return longer(read.text, 1024) ? badRequest('message caption is too long') : undefined
}

const atMost = (field: string, limit: number, reason: string) => (fields: Fields) =>
  longer(String(fields[field] ?? ''), limit) ? badRequest(reason) : undefined

const ACTIONS =
  /^(typing|upload_photo|(record|upload)_(video|voice|video_note)|upload_document|choose_sticker|find_location)$/

/** What the specification says in prose about calls; `caption` is checked for every method that has one. */
export const CALL_RULES: Record<string, (fields: Fields) => Refusal | undefined> = {
  sendMessage: textRule,
  editMessageText: textRule,
  answerCallbackQuery: atMost('text', 200, 'MESSAGE_TOO_LONG'),
  setMyName: atMost('name', 64, 'BOT_TITLE_INVALID'),
  setMyDescription: atMost('description', 512, 'BOT_DESCRIPTION_INVALID'),
  setMyShortDescription: atMost('short_description', 120, 'BOT_SHORT_DESCRIPTION_INVALID'),
  setMyCommands: ({ commands }) =>
    (commands as unknown[]).length > 100 ? badRequest('BOT_COMMANDS_TOO_MUCH') : undefined,
  sendChatAction: ({ action }) =>
    ACTIONS.test(String(action)) ? undefined : badRequest('wrong parameter action in request'),
}
for (const [name, fields] of Object.entries(spec.methods)) if ('caption' in fields) CALL_RULES[name] ??= captionRule
