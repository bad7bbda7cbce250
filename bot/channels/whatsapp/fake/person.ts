import { type Found, keeps, tapsIn, unable } from '../../meta/fake/talk.ts'
import type { Done, Person } from '../../telegram/fake/person.ts'
import { sees, shownAs, transcript } from '../../telegram/fake/sight.ts'
import { CONTACT } from './screen.ts'
import { type FakeNumber, type FakeTalk, type FakeUser, talkOf, type World } from './world.ts'

/** The hands of a person in WhatsApp: the same as in Telegram, so that one script plays in both, and what only this platform has. */
export type WhatsAppPerson = Person & {
  whatsapp: FakeUser
  talk: FakeTalk
  /** Sends a message of any kind, as the platform tells of it. */
  brings: (message: object, options?: { context?: string; at?: number }) => Promise<Done>
  reacts: (emoji: string) => Promise<Done>
  /** Taps what the screen shows no more. */
  tapsAgain: (data: string, message_id: number) => Promise<Done>
}

const WINDOW_MS = 24 * 3_600_000

/** Makes the hands of a person whom the world knows; `tell` brings a webhook. */
export function makePerson(
  world: World,
  number: FakeNumber,
  user: FakeUser,
  tell: (value: object) => Promise<void>,
): WhatsAppPerson {
  const talk = talkOf(number, user)
  const { chat } = talk
  const say = (content: object, { context, at }: { context?: string; at?: number } = {}): Done => {
    const now = at ?? world.now()
    talk.windowUntil = Math.max(talk.windowUntil, now + WINDOW_MS)
    const message_id = ++world.last
    const wamid = `wamid.HBi${String(message_id).padStart(12, '0')}`
    talk.wamids.set(message_id, wamid)
    const words = (content as { text?: { body?: string } }).text?.body ?? ''
    keeps(chat, { message_id, date: Math.floor(now / 1000), text: words })
    const from = { ...(user.phone && { from: user.phone }), ...(user.userId && { from_user_id: user.userId }) }
    const known = { ...(user.phone && { wa_id: user.phone }), ...(user.userId && { user_id: user.userId }) }
    const profile = { name: user.name, ...(user.username && { username: user.username }) }
    void tell({
      contacts: [{ profile, ...known }],
      messages: [
        {
          ...from,
          id: wamid,
          timestamp: String(Math.floor(now / 1000)),
          ...(context && { context: { from: '74950000000', id: context } }),
          ...content,
        },
      ],
    })
    return { message_id, update_id: message_id }
  }
  const write = (text: string, context?: string) => say({ type: 'text', text: { body: text } }, { context })
  const file = (kind: string, more: object = {}) => say({ type: kind, [kind]: { id: '1', mime_type: 'x/y', ...more } })

  const press = ({ stored, button }: Found): Done => {
    const { message_id: id } = stored.message
    const sent = number.sent.find((one) => one.message_id === id)!
    return say(replyOf(sent.payload, button.callback_data!, button.text), { context: talk.wamids.get(id) })
  }
  return {
    id: Number(user.phone ?? 0),
    user: chat.user,
    whatsapp: user,
    talk,
    brings: async (message, options) => say(message, options),
    tapsAgain: async (data, message_id) => {
      const reply = { type: 'button_reply', button_reply: { id: data, title: 'x' } }
      return say({ type: 'interactive', interactive: reply }, { context: talk.wamids.get(message_id) })
    },
    reacts: async (emoji) => {
      const last = number.sent.findLast((one) => one.address === user.phone || one.address === user.userId)
      return say({ type: 'reaction', reaction: { message_id: last?.wamid ?? '', emoji } })
    },
    starts: async (_bot, payload) => write(payload === undefined ? '/start' : `/start ${payload}`),
    sends: async (_bot, text) => write(text),
    taps: (_bot, wanted, where) => tapsIn(chat, wanted, where?.message_id, press),
    sharesContact: async (_bot, phone) => {
      const asked = chat.shown.findLast(({ buttons }) =>
        buttons.flat().some(({ callback_data }) => callback_data === CONTACT),
      )
      return say(
        {
          type: 'contacts',
          contacts: [
            {
              name: { formatted_name: user.name, first_name: user.name },
              ...(asked && { origin: 'contact_request' }),
              phones: [{ phone, ...(user.phone && { wa_id: user.phone }) }],
            },
          ],
        },
        { context: asked && talk.wamids.get(asked.message_id) },
      )
    },
    sendsContactOf: async (_bot, { phone_number: phone, first_name }) =>
      say({ type: 'contacts', contacts: [{ name: { formatted_name: first_name, first_name }, phones: [{ phone }] }] }),
    sendsSticker: async () => file('sticker', { animated: false }),
    sendsVoice: async () => file('audio', { voice: true }),
    sendsPhoto: async (_bot, caption) => file('image', caption ? { caption } : {}),
    sendsLocation: async () => say({ type: 'location', location: { latitude: 55.75, longitude: 37.61 } }),
    edits: unable('edit'),
    replies: async (_bot, toMessageId, text) => write(text, talk.wamids.get(toMessageId)),
    blocks: () => {
      throw new Error('WhatsApp tells nobody of a block: plan a fault 131026')
    },
    unblocks: () => {},
    chat: () => transcript(chat),
    sees: (_bot, wanted, limit) => sees(chat, wanted, limit?.timeout ?? 20_000),
    toasts: () => [...chat.toasts],
    unanswered: () => 0,
  }
}

/** A tap as the platform tells of it: a button of three, a row of a list, a quick reply of a template. */
function replyOf(payload: Record<string, unknown>, id: string, caption: string): object {
  if (payload.type === 'template') return { type: 'button', button: { payload: id, text: caption } }
  const { type, action } = payload.interactive as {
    type: string
    action: { sections?: { rows: { id: string; title: string; description?: string }[] }[] }
  }
  if (type === 'button')
    return { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id, title: caption } } }
  const row = action.sections?.flatMap(({ rows }) => rows).find((one) => one.id === id)
  if (!row) throw new Error(`«${caption}» is no row:\n${shownAs([])}`)
  return { type: 'interactive', interactive: { type: 'list_reply', list_reply: row } }
}
