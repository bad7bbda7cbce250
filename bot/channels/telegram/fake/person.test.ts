import { Bot, InlineKeyboard, InputFile, Keyboard } from 'grammy'
import type { Update } from 'grammy/types'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FakeTelegram, startFakeTelegram } from './telegram.ts'
import type { FakeBot } from './world.ts'

let telegram: FakeTelegram
let fake: FakeBot
let salon: Bot
/** All that the bot was told, oldest first. */
const updates: Update[] = []
let stopped: Promise<void>

beforeAll(async () => {
  telegram = await startFakeTelegram({ now: () => 1_763_700_000_000 })
  fake = telegram.addBot()
  salon = new Bot(fake.token, { client: { apiRoot: telegram.root } })
  salon.use((ctx, next) => {
    updates.push(ctx.update)
    return next()
  })
  salon.command('start', (ctx) =>
    ctx.reply(`Здравствуйте${ctx.match && `, вы по ссылке ${ctx.match}`}`, {
      reply_markup: new InlineKeyboard().text('Записаться', 'book').row().url('Сайт', 'https://okoshko.ru'),
    }),
  )
  salon.callbackQuery('book', async (ctx) => {
    await ctx.answerCallbackQuery('Минутку')
    await ctx.editMessageText('Оставьте телефон')
    await ctx.reply('Ваш телефон?', { reply_markup: new Keyboard().requestContact('Поделиться').row().text('Не хочу') })
  })
  salon.on('message:contact', (ctx) =>
    ctx.reply(ctx.message.contact.user_id === ctx.from.id ? 'Записали' : 'Это не ваш номер', {
      reply_markup: { remove_keyboard: true },
    }),
  )
  salon.hears('календарь', (ctx) =>
    ctx.replyWithDocument(new InputFile(Buffer.from('BEGIN:VCALENDAR'), 'визит.ics'), { caption: 'Ваш визит' }),
  )
  salon.on(['message:sticker', 'message:voice', 'message:photo', 'message:location'], (ctx) =>
    ctx.reply('Понимаю только слова'),
  )
  salon.on('edited_message', (ctx) => ctx.reply(`Исправили на «${ctx.editedMessage.text}»`))
  salon.on('message:text', (ctx) => ctx.reply(`Вы сказали «${ctx.message.text.slice(0, 50)}»`))
  await new Promise<void>((resolve) => {
    stopped = salon.start({ onStart: () => resolve() })
  })
})
afterAll(async () => {
  await salon.stop()
  await stopped
  await telegram.close()
})

test('a person starts by a deep link, taps, shares a contact and gets a file', async () => {
  const anna = telegram.person({ last_name: 'Котова', username: 'anna_k' })
  await anna.starts(fake, 'ad_vk1-k7')
  await anna.sees(fake, /по ссылке ad_vk1-k7/)
  await anna.taps(fake, /^запис/i)
  expect(await anna.sees(fake, /Оставьте телефон/)).toMatchObject({ edited: 1, buttons: [] })
  await anna.sees(fake, /Ваш телефон/)
  expect(anna.toasts(fake)).toEqual(['Минутку'])
  await anna.sharesContact(fake, '+79161234567')
  await anna.sees(fake, /Записали/)
  await anna.sends(fake, 'календарь')
  const sent = await anna.sees(fake, /Ваш визит/)
  expect(sent.document).toEqual({ file_name: 'визит.ics', bytes: new TextEncoder().encode('BEGIN:VCALENDAR') })
  expect(anna.chat(fake).map(({ from, text, caption }) => `${from}: ${text || caption}`)).toEqual([
    'person: /start ad_vk1-k7',
    'bot: Оставьте телефон',
    'bot: Ваш телефон?',
    'person: undefined',
    'bot: Записали',
    'person: календарь',
    'bot: Ваш визит',
  ])
})

test('updates look like the real ones', async () => {
  const vera = telegram.person({ first_name: 'Вера', language_code: 'en' })
  await vera.starts(fake, 'x')
  await vera.sees(fake, /ссылке x/)
  await vera.taps(fake, { data: 'book' })
  await vera.sees(fake, /телефон\?/)
  const own = updates.filter((update) => (update.message ?? update.callback_query)?.from.id === vera.id)
  const from = { id: vera.id, is_bot: false, first_name: 'Вера', language_code: 'en' }
  const chat = { id: vera.id, first_name: 'Вера', type: 'private' }
  expect(own[0]).toEqual({
    update_id: expect.any(Number),
    message: {
      message_id: expect.any(Number),
      from,
      chat,
      date: 1_763_700_000,
      text: '/start x',
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
    },
  })
  expect(own[1]).toEqual({
    update_id: expect.any(Number),
    callback_query: {
      id: expect.stringMatching(/^\d{10,}$/),
      from,
      chat_instance: expect.stringMatching(/^-\d+$/),
      data: 'book',
      message: expect.objectContaining({
        chat,
        text: 'Здравствуйте, вы по ссылке x',
        from: expect.objectContaining({ id: fake.id, is_bot: true }),
        reply_markup: {
          inline_keyboard: [
            [{ text: 'Записаться', callback_data: 'book' }],
            [{ text: 'Сайт', url: 'https://okoshko.ru' }],
          ],
        },
      }),
    },
  })
})

test("another person's contact is told from the own one", async () => {
  const anna = telegram.person()
  await anna.sendsContactOf(fake, { phone_number: '+79160000000', first_name: 'Пётр', user_id: 5 })
  await anna.sees(fake, /не ваш номер/)
})

test('a tap on what is not on the screen throws with the captions that are', async () => {
  const anna = telegram.person()
  await anna.starts(fake)
  const { message_id } = await anna.sees(fake, /Здравствуйте/)
  await expect(anna.taps(fake, 'Отменить')).rejects.toThrow(
    `no button «Отменить»; on the screen of Анна:\n  ${message_id}: Записаться\n  ${message_id}: Сайт`,
  )
  await expect(anna.taps(fake, 'Сайт')).rejects.toThrow('opens https://okoshko.ru')
  await anna.taps(fake, 'Записаться', { message_id })
  await anna.sees(fake, /телефон\?/)
  await expect(anna.taps(fake, 'Поделиться')).rejects.toThrow('use sharesContact')
  await anna.taps(fake, 'Не хочу')
  await anna.sees(fake, /Вы сказали «Не хочу»/)
  await anna.sharesContact(fake, '+79161234567')
  await anna.sees(fake, /Записали/)
  await expect(anna.taps(fake, 'Не хочу')).rejects.toThrow('(no buttons)')
  expect(updates.at(-1)?.message?.reply_to_message?.text).toBe('Ваш телефон?')
})

test('stickers, voices, photos and locations arrive', async () => {
  const anna = telegram.person()
  for (const send of [anna.sendsSticker, anna.sendsVoice, anna.sendsPhoto, anna.sendsLocation]) {
    await send(fake)
    await anna.sees(fake, /только слова/)
  }
})

test('edits and replies arrive as such', async () => {
  const anna = telegram.person()
  const { message_id } = await anna.sends(fake, 'завтра')
  const heard = await anna.sees(fake, /завтра/)
  await anna.edits(fake, message_id, 'послезавтра')
  await anna.sees(fake, /Исправили на «послезавтра»/)
  await anna.replies(fake, heard.message_id, 'нет')
  await anna.sees(fake, /«нет»/)
  expect(updates.at(-1)?.message?.reply_to_message).toMatchObject({
    message_id: heard.message_id,
    text: 'Вы сказали «завтра»',
  })
  await expect(anna.edits(fake, heard.message_id, 'я')).rejects.toThrow('is not a text of Анна')
})

test('a text over 4096 characters goes in parts, as the apps send it', async () => {
  const anna = telegram.person()
  await anna.sends(fake, 'я'.repeat(10_000))
  const mine = () => updates.filter((update) => update.message?.from.id === anna.id)
  await expect.poll(() => mine().length).toBe(3)
  expect(mine().map((update) => update.message?.text?.length)).toEqual([4096, 4096, 1808])
})

test('blocking is told to the bot, a blocked bot hears nothing, and starting again unblocks', async () => {
  const anna = telegram.person()
  await anna.starts(fake)
  await anna.sees(fake, /Здравствуйте/)
  anna.blocks(fake)
  await expect(anna.sends(fake, 'привет')).rejects.toThrow('has blocked')
  await expect(salon.api.sendMessage(anna.id, 'Напоминаем')).rejects.toThrow(
    '403: Forbidden: bot was blocked by the user',
  )
  await anna.starts(fake)
  await anna.sees(fake, /Здравствуйте/)
  const changes = updates.filter((update) => update.my_chat_member?.from.id === anna.id)
  expect(changes.map((update) => update.my_chat_member?.new_chat_member.status)).toEqual(['kicked', 'member'])
})

test('sees takes messages in order, each once, and on a timeout shows the chat', async () => {
  const anna = telegram.person()
  await anna.starts(fake)
  await anna.sees(fake, /Здравствуйте/)
  await expect(anna.sees(fake, /Здравствуйте/, { timeout: 10 })).rejects.toThrow(
    /did not see \/Здравствуйте\/ in 10 ms[\s\S]*person: \/start[\s\S]*bot: Здравствуйте {2}\[Записаться] \/ \[Сайт]/,
  )
  for (const text of ['эхо', 'эхо']) await salon.api.sendMessage(anna.id, text)
  const [first, second] = [await anna.sees(fake, /эхо/), await anna.sees(fake, /эхо/)]
  expect(second.message_id).toBe(first.message_id + 1)
  const later = anna.sees(fake, (message) => message.text.includes('второе'))
  await anna.sends(fake, 'первое')
  await anna.sends(fake, 'второе')
  await later
  await expect(anna.sees(fake, /первое/, { timeout: 10 })).rejects.toThrow('did not see')
})

test('a deep link carries only what Telegram lets it carry, and two bots do not share a chat', async () => {
  const anna = telegram.person()
  await expect(anna.starts(fake, 'a b')).rejects.toThrow('no deep link')
  await expect(anna.starts(fake, 'a'.repeat(65))).rejects.toThrow('no deep link')
  const other = telegram.addBot()
  await anna.sends(other, 'привет')
  expect(anna.chat(fake)).toEqual([])
  expect(anna.chat(other)).toHaveLength(1)
})
