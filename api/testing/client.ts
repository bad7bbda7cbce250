import { expect } from 'vitest'
import type { InstagramPerson } from '../../bot/channels/instagram/fake/person.ts'
import type { Person } from '../../bot/channels/telegram/fake/person.ts'
import type { Wanted } from '../../bot/channels/telegram/fake/sight.ts'
import type { Button, TranscriptMessage } from '../../bot/channels/telegram/fake/world.ts'
import type { WhatsAppPerson } from '../../bot/channels/whatsapp/fake/person.ts'
import type { FakeUser } from '../../bot/channels/whatsapp/fake/world.ts'
import type { Db } from '../../db/sql.ts'
import type { Stand } from './stand.ts'

/** A tap by caption, pattern or data, for scripts; a bare string is typed. */
export const tap = (wanted: Wanted) => ({ tap: wanted })

/** What a client does, and after it what they must see. */
export type Script = readonly (string | { tap: Wanted } | RegExp)[]

/** A person at the stand's bot. */
export type Client = {
  person: Person
  /** Types, taps and looks, one after another; returns what was seen last. */
  plays: (...script: Script) => Promise<TranscriptMessage>
  /** The next thing that the bot says and that fits. */
  sees: (wanted: RegExp) => Promise<TranscriptMessage>
  /** Captions of the buttons that are under a message, in order. */
  captions: (message: TranscriptMessage) => string[]
  /** All that the bot has said and changed, as it appeared. */
  shown: () => TranscriptMessage[]
  /** How much the bot has said and changed so far. */
  heard: () => number
}

/** A new client, where the stand's clients write; `first_name` «Анна», Russian, unless told. */
export function clientOf(stand: Stand, about: Parameters<Stand['telegram']['person']>[0] = {}): Client {
  if (stand.instagram) return instagramClient(stand, about)
  return stand.whatsapp ? whatsappClient(stand, about) : telegramClient(stand, about)
}

/** A new client at the stand's bot in Telegram, wherever others write; staff are there. */
export function telegramClient(stand: Stand, about: Parameters<Stand['telegram']['person']>[0] = {}): Client {
  const person = stand.telegram.person(about)
  return handsOf(stand, person, () => stand.bot.chats.get(person.id)?.shown ?? [])
}

/** A new client at the stand's number in WhatsApp. */
export function whatsappClient(
  stand: Stand,
  about: Partial<FakeUser> & { first_name?: string } = {},
): Client & { person: WhatsAppPerson } {
  const { whatsapp } = stand
  if (!whatsapp) throw new Error('this stand has no WhatsApp')
  const person = whatsapp.platform.person(whatsapp.number, about)
  return { ...handsOf(stand, person, () => person.talk.chat.shown), person }
}

/** A new client who writes to the stand's account in Instagram. */
export function instagramClient(
  stand: Stand,
  about: { first_name?: string } = {},
): Client & { person: InstagramPerson } {
  const { instagram } = stand
  if (!instagram) throw new Error('this stand has no Instagram')
  const { first_name } = about
  const person = instagram.platform.person(instagram.account, { ...(first_name && { first_name }) })
  return { ...handsOf(stand, person, () => person.talk.chat.shown), person }
}

/** A button by its full name, also where there was room for the short one only. */
const captionOf = ({ text, callback_data }: Button): string =>
  callback_data === 'human' && text === 'Менеджер' ? 'Связаться с менеджером' : text

function handsOf({ bot, log }: Stand, person: Person, shown: Client['shown']): Client {
  const sees = (wanted: RegExp) =>
    person.sees(bot, wanted).catch((error: unknown) => {
      // What was waited for in vain is mostly told by what the program says of itself.
      const said = log.filter(({ level }) => level !== 'info').slice(-5)
      throw new Error(`${String(error)}\nthe log: ${JSON.stringify(said)}`, { cause: error })
    })
  return {
    person,
    sees,
    shown,
    captions: (message) => message.buttons.flat().map(captionOf),
    heard: () => shown().length,
    async plays(...script) {
      let seen: TranscriptMessage | undefined
      for (const act of script) {
        if (act instanceof RegExp) seen = await sees(act)
        else if (typeof act === 'string') await person.sends(bot, act)
        else await person.taps(bot, act.tap)
      }
      return seen!
    },
  }
}

/** A tap that the screen shows no more: the second of a double one, or one of an old app. */
export async function tapsAgain(stand: Stand, { person }: Client, data: string, messageId: number): Promise<void> {
  if ('tapsAgain' in person) return void (await (person as WhatsAppPerson | InstagramPerson).tapsAgain(data, messageId))
  const { user, id } = person
  const message = { message_id: messageId, date: 1, chat: { id, type: 'private' }, text: 'x' }
  stand.telegram.inject(stand.bot, { callback_query: { id: '4711', from: user, chat_instance: '1', data, message } })
}

/** Resolves when all that was sent to the bot is handled and all that followed from it is delivered. */
export async function settled(
  { telegram, bot, whatsapp, instagram, system, businessId }: Stand,
  db: Db,
): Promise<void> {
  await telegram.drained(bot)
  if (whatsapp) await whatsapp.platform.drained(whatsapp.number)
  for (let round = 0; round < 500; round++) {
    if (instagram) await instagram.platform.drained(instagram.account)
    await system.drain.idle()
    const [row] = await db.query<{ open: number }>(
      `select count(*)::int as open from messages where business_id = $1 and status in ('received', 'queued', 'sending')`,
      [businessId],
    )
    if (row?.open === 0) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('messages are still under way')
}

/** Laws that every dialogue keeps: nothing failed, and each message with buttons has the way to a person. */
export function expectGoodManners(stand: Stand): void {
  expect(stand.log.filter((line) => line.level === 'error')).toEqual([])
  const { whatsapp, instagram } = stand
  for (const message of [...stand.bot.sent, ...(whatsapp?.number.sent ?? []), ...(instagram?.account.sent ?? [])]) {
    const buttons = message.buttons.flat()
    const card = buttons.some(
      (button) =>
        button.web_app !== undefined || /^(return|take|canned|reply|titles|mark):/.test(button.callback_data ?? ''),
    )
    const resume = buttons.length === 1 && buttons[0]?.callback_data === 'resume'
    if (buttons.length === 0 || card || resume) continue
    const human =
      /«менеджер»|“manager”/.test(message.text) ||
      buttons.some((button) => button.callback_data === 'human' || /менеджер|manager/i.test(button.text))
    expect(human, `no way to a person under «${message.text}»`).toBe(true)
    expect(message.text).not.toMatch(/undefined|null|NaN|\{|\}/)
  }
}

/** A member of the staff who has written to the bot, on duty unless told. */
export async function hired(
  stand: Stand,
  db: Db,
  name: string,
  role: 'owner' | 'admin' | 'manager' | 'master' = 'manager',
  onDuty = true,
): Promise<Client> {
  const member = telegramClient(stand, { first_name: name })
  await db.query(
    `insert into members (business_id, name, role, channel_id, external_id, on_duty, created_at)
     select $1, $2, $3, id, $4, $5, $6::timestamptz from channels where business_id = $1 and kind = 'telegram'`,
    [stand.businessId, name, role, String(member.person.id), onDuty, stand.clock.now],
  )
  await member.plays('/start', role === 'owner' ? /Вы владелец/ : /Вы в команде/)
  return member
}

/** Leads a new client to a booked visit; returns its id. */
export async function booked(stand: Stand, db: Db, client: Client, when = '16:00', day = 'завтра'): Promise<number> {
  const { person } = client
  await client.plays('/start', /Здравствуйте/, 'мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)
  await client.plays(`${day} в ${when}`, /согласие|зовут|Проверьте/)
  const known = await db.query(
    `select 1 from clients c join identities i on i.client_id = c.id
     where i.external_id = $1 and c.business_id = $2 and c.phone is not null`,
    [String(person.id), stand.businessId],
  )
  if (known.length === 0)
    await client.plays(tap('Даю согласие'), /зовут/, person.user.first_name, /номер/, '+7 900 123-45-67', /Проверьте/)
  await client.plays(tap('Записать'), /Готово, вы записаны/)
  const [visit] = await db.query<{ id: number }>(
    `select a.id from appointments a join identities i on i.client_id = a.client_id
     where i.external_id = $1 and a.business_id = $2 and a.status = 'booked' order by a.id desc limit 1`,
    [String(person.id), stand.businessId],
  )
  return visit!.id
}

/** Who leads a client's dialogue, and why it waits. */
export async function ownerOf(
  stand: Stand,
  db: Db,
  { person }: Client,
): Promise<{ owner: string; reason: string | null }> {
  const [row] = await db.query<{ owner: string; reason: string | null }>(
    'select owner, queue_reason as reason from chats where external_id = $1 and business_id = $2',
    [String(person.id), stand.businessId],
  )
  return row!
}

/** The dialogue in which somebody writes to the stand's business. */
export async function chatIdOf({ system, businessId }: Stand, { person }: { person: { id: number } }): Promise<number> {
  const [row] = await system.db.query<{ id: number }>(
    'select id from chats where external_id = $1 and business_id = $2',
    [String(person.id), businessId],
  )
  return row!.id
}
