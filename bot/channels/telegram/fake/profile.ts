import type { BotCommand, BotCommandScope, MenuButton } from 'grammy/types'
import { type Call, knownChat } from './messages.ts'
import { type Answer, isRefusal } from './refusal.ts'
import { type FakeBot, privateChat } from './world.ts'

type Described = FakeBot['descriptions'][string]

/** `default`, `default:ru`, `chat:501:en`: where a list of commands is kept. */
function commandsKey(fields: Call['fields']): string {
  const scope = (fields.scope ?? { type: 'default' }) as BotCommandScope & { chat_id?: unknown; user_id?: unknown }
  return [scope.type, scope.chat_id, scope.user_id, fields.language_code].filter((part) => part).join(':')
}

export function setMyCommands({ bot, fields }: Call): Answer {
  bot.commands[commandsKey(fields)] = fields.commands as BotCommand[]
  return { result: true }
}

export function deleteMyCommands({ bot, fields }: Call): Answer {
  delete bot.commands[commandsKey(fields)]
  return { result: true }
}

export const getMyCommands = ({ bot, fields }: Call): Answer => ({ result: bot.commands[commandsKey(fields)] ?? [] })

/** An empty text takes the language's own text away. */
const setter =
  (field: keyof Described) =>
  ({ bot, fields }: Call): Answer => {
    const language = String(fields.language_code ?? '')
    const { [field]: _before, ...rest } = bot.descriptions[language] ?? {}
    const text = String(fields[field] ?? '')
    bot.descriptions[language] = text ? { ...rest, [field]: text } : rest
    return { result: true }
  }

/** A language without its own text shows everybody's. */
const getter =
  (field: keyof Described) =>
  ({ bot, fields }: Call): Answer => {
    const own = bot.descriptions[String(fields.language_code ?? '')]?.[field]
    const fallback = field === 'name' ? bot.name : ''
    return { result: { [field]: own ?? bot.descriptions['']?.[field] ?? fallback } }
  }

export const setMyName = setter('name')
export const getMyName = getter('name')
export const setMyDescription = setter('description')
export const getMyDescription = getter('description')
export const setMyShortDescription = setter('short_description')
export const getMyShortDescription = getter('short_description')

export function setChatMenuButton(call: Call): Answer {
  const { bot, fields } = call
  const chat = fields.chat_id === undefined ? undefined : knownChat(call)
  if (chat && isRefusal(chat)) return chat
  bot.menuButtons[String(fields.chat_id ?? 'default')] = (fields.menu_button ?? { type: 'default' }) as MenuButton
  return { result: true }
}

export const getChatMenuButton = ({ bot, fields }: Call): Answer => ({
  result: bot.menuButtons[String(fields.chat_id ?? 'default')] ?? { type: 'default' },
})

/** ChatFullInfo with what the specification requires of it. */
export function getChat(call: Call): Answer {
  const chat = knownChat(call)
  if (isRefusal(chat)) return chat
  return {
    result: {
      ...privateChat(chat.user),
      accent_color_id: chat.user.id % 7,
      max_reaction_count: 11,
      accepted_gift_types: {
        unlimited_gifts: true,
        limited_gifts: true,
        unique_gifts: true,
        premium_subscription: true,
        gifts_from_channels: true,
      },
    },
  }
}
