import type { Message, User } from 'grammy/types'
import { commandsIn } from './entities.ts'
import { withoutReply } from './messages.ts'
import { findButton, sees, shownAs, transcript, type Waiting, type Wanted } from './sight.ts'
import { pushUpdate } from './updates.ts'
import {
  asSeen,
  type Button,
  botUser,
  chatOf,
  type FakeBot,
  type FakeChat,
  keepFile,
  nextMessageId,
  privateChat,
  type StoredMessage,
  seconds,
  type TranscriptMessage,
  type World,
} from './world.ts'

/** What a person's act left behind; no `update_id` when the bot did not ask for such updates. */
export type Done = { message_id: number; update_id: number | undefined }
export type SharedContact = { phone_number: string; first_name: string; last_name?: string; user_id?: number }

const LONGEST_MESSAGE = 4096
const TINY = new TextEncoder().encode('fake')

/** Plays a person in private chats with bots. Every act resolves once its update waits for the bot, not once it is handled. */
export type Person = {
  id: number
  user: User
  /** Presses «Start», by a deep link with a payload (≤ 64 of A-Za-z0-9_-); unblocks first if need be. */
  starts: (bot: FakeBot, payload?: string) => Promise<Done>
  /** Types a text. Like the apps, splits it every 4096 characters; the last part is returned. */
  sends: (bot: FakeBot, text: string) => Promise<Done>
  /** Taps the newest button with such a caption or data that is on the screen; throws and lists them if there is none. */
  taps: (bot: FakeBot, wanted: Wanted, where?: { message_id?: number }) => Promise<Done>
  /** Shares the own contact, by the keyboard's button if one is shown. */
  sharesContact: (bot: FakeBot, phone: string) => Promise<Done>
  sendsContactOf: (bot: FakeBot, contact: SharedContact) => Promise<Done>
  sendsSticker: (bot: FakeBot) => Promise<Done>
  sendsVoice: (bot: FakeBot) => Promise<Done>
  sendsPhoto: (bot: FakeBot, caption?: string) => Promise<Done>
  sendsLocation: (bot: FakeBot) => Promise<Done>
  edits: (bot: FakeBot, message_id: number, text: string) => Promise<Done>
  replies: (bot: FakeBot, toMessageId: number, text: string) => Promise<Done>
  blocks: (bot: FakeBot) => void
  unblocks: (bot: FakeBot) => void
  /** All that was said, oldest first, as it looks now. */
  chat: (bot: FakeBot) => TranscriptMessage[]
  /** The first message or edit of the bot, after the one that the last `sees` resolved with, that matches text or caption. */
  sees: (bot: FakeBot, wanted: Waiting, limit?: { timeout?: number }) => Promise<TranscriptMessage>
  /** Texts of answered taps, oldest first. */
  toasts: (bot: FakeBot) => string[]
  /** How many taps still show their clock: not answered yet. */
  unanswered: (bot: FakeBot) => number
}

/** Makes the hands of a person whom the world already knows. */
export function makePerson(world: World, user: User): Person {
  const open = (bot: FakeBot): FakeChat => {
    const chat = chatOf(bot, user)
    if (chat.blocked) throw new Error(`${user.first_name} has blocked @${bot.username} and can't write to it`)
    chat.opened = true
    return chat
  }

  const say = (bot: FakeBot, content: Partial<Message>, replyTo?: StoredMessage): Done => {
    const chat = open(bot)
    const message = {
      message_id: nextMessageId(bot),
      from: user,
      chat: privateChat(user),
      date: seconds(world),
      ...(replyTo && { reply_to_message: withoutReply(replyTo.message) }),
      ...content,
    } as Message
    chat.messages.set(message.message_id, { message, from: 'person', edited: 0, deleted: false })
    return { message_id: message.message_id, update_id: pushUpdate(bot.updates, 'message', message, user.id) }
  }

  const worded = (text: string): Partial<Message> => {
    const entities = commandsIn(text)
    return { text, ...(entities.length > 0 && { entities }) }
  }

  const write = (bot: FakeBot, text: string, replyTo?: StoredMessage): Done => {
    const kept = text.trim()
    if (kept === '') throw new Error('the apps do not send an empty message')
    const characters = [...kept]
    let done: Done | undefined
    for (let at = 0; at < characters.length; at += LONGEST_MESSAGE) {
      done = say(bot, worded(characters.slice(at, at + LONGEST_MESSAGE).join('')), at === 0 ? replyTo : undefined)
    }
    return done as Done
  }

  const changeMembership = (bot: FakeBot, blocked: boolean): void => {
    const chat = chatOf(bot, user)
    if (chat.blocked === blocked) return
    chat.blocked = blocked
    const member = { user: botUser(bot), status: 'member' }
    const kicked = { user: botUser(bot), status: 'kicked', until_date: 0 }
    const change = {
      chat: privateChat(user),
      from: user,
      date: seconds(world),
      old_chat_member: blocked ? member : kicked,
      new_chat_member: blocked ? kicked : member,
    }
    pushUpdate(bot.updates, 'my_chat_member', change, user.id)
  }

  const messageIn = (chat: FakeChat, message_id: number): StoredMessage => {
    const stored = chat.messages.get(message_id)
    if (stored && !stored.deleted) return stored
    throw new Error(`there is no message ${message_id} in the chat:\n${shownAs(transcript(chat))}`)
  }

  const press = (bot: FakeBot, chat: FakeChat, stored: StoredMessage, button: Button): Done => {
    const { message_id } = stored.message
    if (button.request_contact) throw new Error(`«${button.text}» asks for a contact: use sharesContact`)
    if (button.request_location) throw new Error(`«${button.text}» asks for a location: use sendsLocation`)
    if (button.callback_data === undefined) {
      if (stored.keyboard && !button.web_app) return write(bot, button.text)
      throw new Error(`«${button.text}» opens ${button.url ?? button.web_app ?? 'something else'}: the bot is not told`)
    }
    const id = `${BigInt(user.id) * 1_000_000n + BigInt(++world.lastId)}`
    bot.queries.set(id, { chat, at: world.now(), answered: false })
    const query = {
      id,
      from: user,
      message: stored.message,
      chat_instance: chat.instance,
      data: button.callback_data,
    }
    return { message_id, update_id: pushUpdate(bot.updates, 'callback_query', query, user.id, 150) }
  }

  const media = (bot: FakeBot, file_name: string, type: string) =>
    keepFile(world, bot, { file_name, type, bytes: TINY })

  return {
    id: user.id,
    user,
    starts: async (bot, payload) => {
      if (payload !== undefined && !/^[\w-]{1,64}$/.test(payload)) {
        throw new Error(`no deep link can carry the payload ${JSON.stringify(payload)}`)
      }
      changeMembership(bot, false)
      return write(bot, payload === undefined ? '/start' : `/start ${payload}`)
    },
    sends: async (bot, text) => write(bot, text),
    taps: async (bot, wanted, where) => {
      const chat = open(bot)
      const { stored, button } = findButton(chat, wanted, where?.message_id)
      return press(bot, chat, stored, button)
    },
    sharesContact: async (bot, phone) => {
      const chat = open(bot)
      const keyboard = chat.keyboardOf === undefined ? undefined : chat.messages.get(chat.keyboardOf)
      const asked =
        keyboard &&
        asSeen(keyboard)
          .buttons.flat()
          .some((button) => button.request_contact)
      const { first_name, last_name, id: user_id } = user
      return say(
        bot,
        { contact: { phone_number: phone, first_name, ...(last_name && { last_name }), user_id } },
        asked ? keyboard : undefined,
      )
    },
    sendsContactOf: async (bot, contact) => say(bot, { contact }),
    sendsSticker: async (bot) => {
      const file = media(bot, 'sticker.webp', 'image/webp')
      const look = {
        type: 'regular',
        width: 512,
        height: 512,
        is_animated: false,
        is_video: false,
        emoji: '👍',
      } as const
      return say(bot, { sticker: { ...file, ...look, set_name: 'HotCherry' } })
    },
    sendsVoice: async (bot) =>
      say(bot, { voice: { ...media(bot, 'voice.ogg', 'audio/ogg'), duration: 3, mime_type: 'audio/ogg' } }),
    sendsPhoto: async (bot, caption) => {
      const photo = [90, 1280].map((width) => ({ ...media(bot, 'photo.jpg', 'image/jpeg'), width, height: width }))
      return say(bot, { photo, ...(caption && { caption }) })
    },
    sendsLocation: async (bot) => say(bot, { location: { latitude: 55.751244, longitude: 37.618423 } }),
    edits: async (bot, message_id, text) => {
      const stored = messageIn(open(bot), message_id)
      if (stored.from !== 'person' || stored.message.text === undefined) {
        throw new Error(`message ${message_id} is not a text of ${user.first_name}`)
      }
      const { entities: _old, ...rest } = stored.message
      stored.message = { ...rest, edit_date: seconds(world), ...worded(text) } as Message
      stored.edited += 1
      return { message_id, update_id: pushUpdate(bot.updates, 'edited_message', stored.message, user.id) }
    },
    replies: async (bot, toMessageId, text) => write(bot, text, messageIn(open(bot), toMessageId)),
    blocks: (bot) => changeMembership(bot, true),
    unblocks: (bot) => changeMembership(bot, false),
    chat: (bot) => transcript(chatOf(bot, user)),
    sees: (bot, wanted, limit) => sees(chatOf(bot, user), wanted, limit?.timeout ?? 20_000),
    toasts: (bot) => [...chatOf(bot, user).toasts],
    unanswered: (bot) =>
      [...bot.queries.values()].filter((query) => query.chat.user.id === user.id && !query.answered).length,
  }
}
