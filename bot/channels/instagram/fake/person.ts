import { type Found, keeps, tapsIn, unable } from '../../meta/fake/talk.ts'
import type { Done, Person } from '../../telegram/fake/person.ts'
import { sees, transcript } from '../../telegram/fake/sight.ts'
import { type QuickReply, tappedBy } from './replies.ts'
import { PHONE } from './screen.ts'
import { type FakeAccount, type FakeTalk, type FakeUser, midOf, talkOf, type World } from './world.ts'

/** The hands of a person in Instagram: the same as in Telegram, so that one script plays in both, and what only this platform has. */
export type InstagramPerson = Person & {
  instagram: FakeUser
  talk: FakeTalk
  /** Sends a message of any kind, as the platform tells of it. */
  brings: (message: object, options?: { at?: number; more?: object }) => Promise<Done>
  /** Taps what the screen shows no more. */
  tapsAgain: (data: string, message_id: number) => Promise<Done>
  /** Taps a question of the empty chat; `referral`: how they came. */
  asks: (question: { question: string; payload: string }, referral?: object) => Promise<Done>
  /** Comes by a link into the chat that there is, and says nothing. */
  comes: (referral: object) => Promise<void>
  reacts: (emoji: string) => Promise<void>
  reads: () => Promise<void>
  unsends: (message_id: number) => Promise<void>
  /** Somebody of the business answers in Instagram's own app. */
  hears: (text: string, mid?: string) => Promise<void>
}

/** Makes the hands of a person whom the world knows; `tell` brings an event of theirs. */
export function makePerson(
  world: World,
  account: FakeAccount,
  user: FakeUser,
  tell: (event: object) => Promise<void>,
): InstagramPerson {
  const talk = talkOf(account, user)
  const { chat } = talk
  const people = { sender: { id: user.id }, recipient: { id: account.accountId } }
  const act = (event: object, at = world.now()) => tell({ ...people, timestamp: at, ...event })
  const said = (words: string, at: number): { message_id: number; mid: string } => {
    talk.wroteAt = Math.max(talk.wroteAt ?? 0, at)
    const mid = midOf(world)
    const message_id = world.last
    talk.mids.set(message_id, mid)
    keeps(chat, { message_id, date: Math.floor(at / 1000), text: words })
    return { message_id, mid }
  }
  const say = (content: object, { at = world.now(), more = {} }: { at?: number; more?: object } = {}): Done => {
    const { message_id, mid } = said((content as { text?: string }).text ?? '', at)
    void act({ message: { mid, ...content }, ...more }, at)
    return { message_id, update_id: message_id }
  }
  const attach = (type: string, more: object = {}) =>
    say({ attachments: [{ type, payload: { url: `https://lookaside.example/${type}` } }], ...more })
  const press = ({ stored, button }: Found): Done => {
    const sent = account.sent.find(({ message_id }) => message_id === stored.message.message_id)!
    return say(tappedBy(sent.payload, button.callback_data!))
  }
  const repliesOf = (message_id: number) =>
    (account.sent.find((one) => one.message_id === message_id)?.payload.message as { quick_replies?: QuickReply[] })
      ?.quick_replies ?? []
  return {
    id: Number(user.id),
    user: chat.user,
    instagram: user,
    talk,
    brings: async (message, options) => say(message, options),
    tapsAgain: async (data, message_id) => {
      const [row] = repliesOf(message_id).flatMap(({ payload }) => payload?.split('|')[0] ?? [])
      return say({ text: 'x', quick_reply: { payload: row === undefined ? data : `${row}|${data}` } })
    },
    asks: async ({ question, payload }, referral) => {
      const { message_id, mid } = said(question, world.now())
      void act({ postback: { mid, title: question, payload, ...(referral && { referral }) } })
      return { message_id, update_id: message_id }
    },
    comes: (referral) => act({ referral }),
    reacts: (emoji) => {
      const mid = account.sent.findLast(({ person }) => person === user.id)?.mid
      return act({ reaction: { mid, action: 'react', reaction: 'other', emoji } })
    },
    reads: () => act({ read: { mid: account.sent.findLast(({ person }) => person === user.id)?.mid } }),
    unsends: (message_id) => act({ message: { mid: talk.mids.get(message_id), is_deleted: true } }),
    hears: (text, mid = midOf(world)) =>
      tell({
        sender: people.recipient,
        recipient: people.sender,
        timestamp: world.now(),
        message: { mid, text, is_echo: true },
      }),
    starts: async (_bot, payload) => say({ text: payload === undefined ? '/start' : `/start ${payload}` }),
    sends: async (_bot, text) => say({ text }),
    taps: (_bot, wanted, where) => tapsIn(chat, wanted, where?.message_id, press),
    sharesContact: async (_bot, phone) => {
      const offered = chat.shown
        .at(-1)
        ?.buttons.flat()
        .some(({ callback_data }) => callback_data === PHONE)
      return say({ text: phone, ...(offered && { quick_reply: { payload: phone } }) })
    },
    sendsContactOf: unable('send the contact of another'),
    sendsSticker: async () => attach('image', { is_sticker: true }),
    sendsVoice: async () => attach('audio'),
    sendsPhoto: async (_bot, caption) => attach('image', caption ? { text: caption } : {}),
    sendsLocation: async () => say({ is_unsupported: true }),
    edits: async (_bot, message_id, text) => {
      void act({ message_edit: { mid: talk.mids.get(message_id), text, num_edit: 1 } })
      return { message_id, update_id: message_id }
    },
    replies: async (_bot, toMessageId, text) => say({ text, reply_to: { mid: talk.mids.get(toMessageId) } }),
    blocks: () => {
      throw new Error('Instagram tells nobody of a block: plan a fault 551')
    },
    unblocks: () => {},
    chat: () => transcript(chat),
    sees: (_bot, wanted, limit) => sees(chat, wanted, limit?.timeout ?? 20_000),
    toasts: () => [...chat.toasts],
    unanswered: () => 0,
  }
}
