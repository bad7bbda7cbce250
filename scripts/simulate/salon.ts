import { readFileSync } from 'node:fs'
import { connectTelegram } from '../../api/setup.ts'
import { createSystem, type System } from '../../api/system.ts'
import { inboundOf } from '../../bot/channels/telegram/receive.ts'
import { createBusiness } from '../../db/businesses.ts'
import { switchChain } from '../../db/chains.ts'
import { channelByKey } from '../../db/channels.ts'
import { tellChat } from '../../db/inbox.ts'
import type { Db } from '../../db/sql.ts'
import { CHAINS } from '../../domain/chains.ts'
import { TEMPLATES } from '../../domain/templates.ts'
import { createTelegram, type Telegram } from './telegram.ts'

export type Clock = { now: Date }

/** The product over one database with a clock of its own, and a Telegram that takes all it sends. */
export type Salon = {
  db: Db
  system: System
  telegram: Telegram
  businessId: number
  channelId: number
  clock: Clock
  /** A client taps a button of what is on their screen. */
  tap(chat: string, data: string): Promise<void>
  /** A client writes. */
  write(chat: string, text: string): Promise<void>
  /** Staff give back to the assistant all dialogues that waited for a person. */
  answerPeople(): Promise<void>
  /** Waits until all that was said is answered and all that is due is done. */
  settle(): Promise<void>
}

const SECRET = 'a secret key of a simulated salon'

/** Opens a salon of the shipped template at the clock's moment. */
export async function openSalon(db: Db, clock: Clock): Promise<Salon> {
  const telegram = createTelegram(() => clock.now)
  const key = 'simulated'
  const businessId = await db.transaction(async (tx) => {
    const id = await createBusiness(tx, TEMPLATES.salon, { webKey: key, now: clock.now })
    await connectTelegram(tx, { businessId: id, key, token: '1:simulated' }, SECRET)
    const by = { businessId: id, memberId: null, now: clock.now }
    for (const chain of CHAINS) await switchChain(tx, by, { chain, version: 0, change: { active: true } })
    return id
  })
  const channel = await channelByKey(db, 'telegram', key)
  const failures: unknown[] = []
  const system = createSystem({
    db,
    texts: { ru: textFile('ru'), en: textFile('en') },
    http: telegram.http,
    telegramApiRoot: 'https://telegram.invalid',
    secretKey: SECRET,
    publicUrl: null,
    log: (level, event, data) => {
      if (level === 'error') failures.push({ event, ...data })
    },
    clock: () => clock.now,
    telegramPace: null,
    width: 8,
  })
  let updates = 0
  const say = async (chat: string, what: object) => {
    const from = { id: Number(chat), is_bot: false, first_name: 'Клиент', language_code: 'ru' }
    const update = { update_id: ++updates, ...given(what, from, Number(chat), clock.now) }
    const inbound = inboundOf(update, { id: channel!.id, businessId }, clock.now)
    const received = inbound && (await system.intake(inbound))
    if (received) system.drain.wake(received.chatId)
  }
  return {
    db,
    system,
    telegram,
    businessId,
    channelId: channel!.id,
    clock,
    tap: (chat, data) => {
      const screen = telegram.screenOf(chat)
      return say(chat, { data, messageId: screen?.messageId ?? 1 })
    },
    write: (chat, text) => say(chat, { text }),
    async answerPeople() {
      const waiting = await db.query<{ id: number }>(
        `select id from chats where business_id = $1 and owner <> 'bot' order by id`,
        [businessId],
      )
      for (const { id } of waiting) {
        const update = { event: 'return', memberId: null }
        const key = `return:${id}:${clock.now.getTime()}`
        await db.transaction((tx) => tellChat(tx, { businessId, chatId: id, key, update, now: clock.now }))
        system.drain.wake(id)
      }
      await system.drain.idle()
    },
    async settle() {
      await system.drain.idle()
      await system.loop.runDue()
      await system.drain.idle()
      if (failures.length > 0) throw new Error(`the salon is out of order: ${JSON.stringify(failures[0])}`)
    },
  }
}

function given(what: { text?: string; data?: string; messageId?: number }, from: object, id: number, now: Date) {
  const date = Math.floor(now.getTime() / 1000)
  const chat = { id, type: 'private', first_name: 'Клиент' }
  if (what.data === undefined) return { message: { message_id: date, date, chat, from, text: what.text } }
  const message = { message_id: what.messageId, date, chat }
  return { callback_query: { id: `${id}-${date}`, from, chat_instance: '1', data: what.data, message } }
}

const textFile = (language: string) => readFileSync(new URL(`../../bot/texts/${language}.ftl`, import.meta.url), 'utf8')
