import type { Conversation } from '@grammyjs/conversations'
import type { Context } from 'grammy'
import type { ReplyKeyboardMarkup } from 'grammy/types'
import { saveContact } from '../../db/clients.ts'
import { joinByPhone, lockPhone } from '../../db/clients-join.ts'
import type { Ctx, Turn } from '../context.ts'
import { nameFrom } from '../naming.ts'
import { phoneOf } from '../phone.ts'
import { button, humanButton, markup } from '../show.ts'
import type { Say } from '../texts.ts'
import { goneScreen } from './hold.ts'
import { leavesContact } from './leaving.ts'
import { CONTACT, nextView } from './proceed.ts'

/** Grows when the screenplay below changes: an open conversation of another version is dropped, the draft resumes it. */
export const CONTACT_VERSION = 4

type Talk = Conversation<Ctx, Context>

/** The one way to the world from inside a conversation: run once, its result replayed. Return only plain data. */
function world<T>(talk: Talk, work: (turn: Turn) => T | Promise<T>): Promise<T> {
  return talk.external((ctx) => work(ctx.turn))
}

/** Asks for the name, then for the phone, whichever is missing, and goes on to the summary. */
export async function contact(talk: Talk, ctx: Context): Promise<void> {
  const known = await world(talk, ({ client }) => ({ name: client.name, phone: client.phone }))
  const name = known.name ?? (await askName(talk, ctx))
  if (!known.phone) await askPhone(talk, ctx, name)
  const next = await world(talk, (turn) => afterContact(turn))
  await ctx.reply(next.text, { reply_markup: next.markup })
}

async function askName(talk: Talk, first: Context): Promise<string> {
  const suggested = nameFrom(first.from?.first_name ?? '')
  const ask = await world(talk, ({ say }) => ({
    text: say('ask-name'),
    again: say('name-unclear'),
    plain: markup(say, { text: '' }),
    suggesting: markup(say, { text: '', buttons: suggested ? [[button(suggested, 'name')]] : [] }),
  }))
  await first.reply(ask.text, { reply_markup: ask.suggesting })
  for (;;) {
    const ctx = await talk.wait()
    if (suggested && ctx.callbackQuery?.data === 'name') {
      await ctx.answerCallbackQuery()
      await keepContact(talk, { name: suggested })
      return suggested
    }
    await passByOthers(talk, ctx)
    const name = nameFrom(ctx.message?.text ?? '')
    if (name) {
      await keepContact(talk, { name })
      return name
    }
    await ctx.reply(ask.again, { reply_markup: ask.plain })
  }
}

async function askPhone(talk: Talk, first: Context, name: string): Promise<void> {
  const ask = await world(talk, ({ say, channel, chat }) => ({
    ...askedBy(say, { name, channel: channel.kind, own: chat.phone }),
    again: say('phone-unclear'),
    foreign: say('phone-foreign-contact'),
    saved: say('phone-saved'),
  }))
  await first.reply(ask.text, { reply_markup: ask.keyboard })
  for (;;) {
    const ctx = await talk.wait()
    if (ask.own && ctx.callbackQuery?.data === OWN_PHONE) {
      await ctx.answerCallbackQuery()
      await keepContact(talk, { phone: ask.own, phoneVerified: true })
      await ctx.reply(ask.saved)
      return
    }
    await passByOthers(talk, ctx)
    const shared = ctx.message?.contact
    if (shared && shared.user_id !== ctx.from?.id) {
      await ctx.reply(ask.foreign, { reply_markup: ask.keyboard })
      continue
    }
    const phone = phoneOf(shared?.phone_number ?? ctx.message?.text ?? '')
    if (phone) {
      await keepContact(talk, { phone, phoneVerified: shared !== undefined || phone === ask.own })
      await ctx.reply(ask.saved, { reply_markup: { remove_keyboard: true } })
      return
    }
    await ctx.reply(ask.again, { reply_markup: ask.keyboard })
  }
}

const OWN_PHONE = 'phone'

/** How the phone is asked for: one that the platform vouches for has only to be agreed to, once the consent is given. */
function askedBy(say: Say, { name, channel, own }: { name: string; channel: string; own: string | null }) {
  if (own) {
    const phone = `+${own}`
    const buttons = [[button(say('phone-own'), OWN_PHONE)]]
    return { text: say('ask-phone-own', { name, phone }), own: phone, keyboard: markup(say, { text: '', buttons }) }
  }
  const text = say(channel === 'web' ? 'ask-phone-web' : 'ask-phone', { name })
  const keyboard = phoneKeyboard(say('share-contact'), say('menu-human'), humanButton(say), channel)
  return { text, own: null, keyboard }
}

/** The button that shares the own contact, and the way to a person: Telegram takes one kind of keyboard, a web page both. */
function phoneKeyboard(
  share: string,
  human: string,
  humanInline: ReturnType<typeof humanButton>,
  channel: string,
): ReplyKeyboardMarkup {
  const shareButton = { text: share, request_contact: true as const }
  if (channel === 'web')
    return { keyboard: [[shareButton]], ...{ inline_keyboard: [[humanInline]] } } as ReplyKeyboardMarkup
  return { keyboard: [[shareButton], [human]], resize_keyboard: true, one_time_keyboard: true }
}

/** Taps, commands, questions and calls for a person belong to the rest of the dialogue; this one stays open meanwhile. */
async function passByOthers(talk: Talk, ctx: Context): Promise<void> {
  const text = ctx.message?.text
  if (!ctx.message || (text && leavesContact(text))) await talk.skip({ next: true })
}

function keepContact(talk: Talk, known: { name?: string; phone?: string; phoneVerified?: boolean }): Promise<void> {
  return world(talk, (turn) => keep(turn, known))
}

/**
 * Keeps what a client told of themself, in the row and for the rest of the turn. A phone that the messenger vouches for tells who they are in
 * another one: from then on they are one client.
 */
export async function keep(
  turn: Turn,
  known: { name?: string; phone?: string; phoneVerified?: boolean },
): Promise<void> {
  const { tx, chat, now, client } = turn
  const { phone, phoneVerified } = known
  if (phone && phoneVerified) await lockPhone(tx, chat.businessId, phone)
  await saveContact(tx, client.id, known)
  turn.client = { ...client, ...known }
  if (!phone || !phoneVerified || turn.member) return
  const one = { businessId: chat.businessId, clientId: client.id, chatId: chat.id, now }
  turn.client = (await joinByPhone(tx, one)) ?? turn.client
}

async function afterContact(turn: Turn) {
  const next = await nextView(turn)
  const view = next && next !== CONTACT ? next : goneScreen(turn)
  return { text: view.text, markup: markup(turn.say, view) }
}
