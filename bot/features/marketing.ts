import { Composer } from 'grammy'
import { logEvent } from '../../db/clients.ts'
import { grantMarketing, marketingWording } from '../../db/marketing.ts'
import type { Ctx } from '../context.ts'
import { passOn } from '../handover.ts'
import { here, stopOffers } from '../marketing.ts'
import { plainWords } from '../plain.ts'
import { send, settle, speak } from '../show.ts'

/** Whether a client wants offers: said by a button or a word, whoever leads the dialogue. */
export const marketing = new Composer<Ctx>()

/** Words that can mean nothing else. */
const STOP = /^(стоп|stop|отписаться|отпишите( меня)?|отписка|unsubscribe)$/u
const NO_OFFERS =
  /не (пишите|присылайте|шлите|беспокойте|надо (мне )?(писать|присылать))( мне)?|хватит (мне )?(писать|присылать|спамить)|(уберите|удалите|исключите) .*(рассылк|базы)|отпишите|без рекламы|stop (texting|messaging|sending|writing)|don'?t (text|message|write)/u

/** True for a message that ends offers; `bare`: it is the one word of it, which elsewhere may mean something else. */
export function refusesOffers(text: string): { bare: boolean } | null {
  const plain = plainWords(text)
  return STOP.test(plain) ? { bare: true } : NO_OFFERS.test(plain) ? { bare: false } : null
}

marketing.callbackQuery(/^offers:yes:(\d{1,6}):(ru|en)$/, async (ctx) => {
  const { turn } = ctx
  const { tx, catalog } = turn
  const language = ctx.match[2] as 'ru' | 'en'
  const wording = await marketingWording(tx, catalog.businessId, Number(ctx.match[1]), language)
  if (!wording) return ctx.answerCallbackQuery({ text: turn.say('button-gone'), show_alert: true })
  await grantMarketing(tx, { ...here(turn), version: wording.version, language })
  await log(ctx, 'marketing_granted')
  await done(ctx, 'offers-agreed')
})

marketing.callbackQuery('offers:no', async (ctx) => {
  await log(ctx, 'marketing_declined')
  await done(ctx, 'offers-declined')
})

marketing.callbackQuery(/^offers:text:(\d{1,6}):(ru|en)$/, async (ctx) => {
  const { turn } = ctx
  const language = ctx.match[2] as 'ru' | 'en'
  const wording = await marketingWording(turn.tx, turn.catalog.businessId, Number(ctx.match[1]), language)
  if (!wording) return ctx.answerCallbackQuery({ text: turn.say('button-gone'), show_alert: true })
  await ctx.answerCallbackQuery()
  speak(turn, wording.body, { author: 'system' })
})

marketing.callbackQuery('offers:off', async (ctx) => {
  const { turn } = ctx
  await stopOffers(turn)
  if (turn.chat.owner === 'member') return ctx.answerCallbackQuery({ text: turn.say('no-offers'), show_alert: true })
  await ctx.answerCallbackQuery()
  await send(ctx, { text: turn.say('no-offers') })
})

// Where the assistant answers, the rest of the dialogue takes the word: there it may be about a booking.
marketing.on('message:text', async (ctx, next) => {
  const { turn } = ctx
  const { text } = ctx.message
  if (turn.member || turn.chat.owner === 'bot' || !refusesOffers(text)) return next()
  await stopOffers(turn)
  speak(turn, turn.say('no-offers'), { author: 'system' })
  if (turn.chat.owner === 'member') return next()
  await passOn(turn, text)
})

/** The question turns into a line that needs no answer; where a person leads it is told apart. */
async function done(ctx: Ctx, key: 'offers-agreed' | 'offers-declined'): Promise<void> {
  const text = ctx.turn.say(key)
  if (ctx.turn.chat.owner === 'member') await ctx.answerCallbackQuery({ text, show_alert: true })
  else {
    await ctx.answerCallbackQuery()
    await settle(ctx, text)
  }
}

async function log({ turn }: Ctx, kind: string): Promise<void> {
  const { tx, chat, client, now } = turn
  await logEvent(tx, { businessId: chat.businessId, kind, at: now, chatId: chat.id, clientId: client.id })
}
