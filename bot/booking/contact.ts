import type { Conversation } from '@grammyjs/conversations'
import type { Context } from 'grammy'
import { hasConsent, saveContact } from '../../db/clients.ts'
import type { Ctx, Turn } from '../context.ts'
import { phoneOf } from '../phone.ts'
import { button } from '../show.ts'
import { meantForMenu } from '../understanding.ts'
import { confirmScreen } from './proceed.ts'
import { nextStep } from './step.ts'

/** Grows when the screenplay below changes: an open conversation of another version is dropped, the draft resumes it. */
export const CONTACT_VERSION = 1

type Talk = Conversation<Ctx, Context>

/** The one way to the world from inside a conversation: run once, its result replayed. Return only plain data. */
function world<T>(talk: Talk, work: (turn: Turn) => T | Promise<T>): Promise<T> {
  return talk.external((ctx) => work(ctx.turn))
}

/** Asks for the name, then for the phone, whichever is missing, and goes on to the summary. */
export async function contact(talk: Talk, ctx: Context): Promise<void> {
  const known = await world(talk, ({ client, channel }) => ({ ...client, web: channel.kind === 'web' }))
  const name = known.name ?? (await askName(talk, ctx))
  if (!known.phone) await askPhone(talk, ctx, name, known.web)
  const next = await world(talk, (turn) => afterContact(turn))
  await ctx.reply(next.text, { reply_markup: { inline_keyboard: next.buttons ?? [] } })
}

async function askName(talk: Talk, first: Context): Promise<string> {
  const suggested = nameFrom(first.from?.first_name ?? '')
  const ask = await world(talk, ({ say }) => ({ text: say('ask-name'), again: say('name-unclear') }))
  const buttons = suggested ? [[button(suggested, 'name')]] : []
  await first.reply(ask.text, { reply_markup: { inline_keyboard: buttons } })
  for (;;) {
    const ctx = await talk.wait()
    if (suggested && ctx.callbackQuery?.data === 'name') {
      await ctx.answerCallbackQuery()
      await keep(talk, { name: suggested })
      return suggested
    }
    await passByOthers(talk, ctx)
    const name = nameFrom(ctx.message?.text ?? '')
    if (name) {
      await keep(talk, { name })
      return name
    }
    await ctx.reply(ask.again)
  }
}

async function askPhone(talk: Talk, first: Context, name: string, web: boolean): Promise<void> {
  const ask = await world(talk, ({ say }) => ({
    text: say(web ? 'ask-phone-web' : 'ask-phone', { name }),
    share: say('share-contact'),
    again: say('phone-unclear'),
    foreign: say('phone-foreign-contact'),
    saved: say('phone-saved'),
  }))
  await first.reply(ask.text, {
    reply_markup: {
      keyboard: [[{ text: ask.share, request_contact: true }]],
      resize_keyboard: true,
      one_time_keyboard: true,
    },
  })
  for (;;) {
    const ctx = await talk.wait()
    await passByOthers(talk, ctx)
    const shared = ctx.message?.contact
    if (shared && shared.user_id !== ctx.from?.id) {
      await ctx.reply(ask.foreign)
      continue
    }
    const phone = phoneOf(shared?.phone_number ?? ctx.message?.text ?? '')
    if (phone) {
      await keep(talk, { phone, phoneVerified: shared !== undefined })
      await ctx.reply(ask.saved, { reply_markup: { remove_keyboard: true } })
      return
    }
    await ctx.reply(ask.again)
  }
}

/** Taps, commands and calls for a person belong to the rest of the dialogue; the question stays open meanwhile. */
async function passByOthers(talk: Talk, ctx: Context): Promise<void> {
  const text = ctx.message?.text
  if (!ctx.message || text?.startsWith('/') || (text && meantForMenu(text))) await talk.skip({ next: true })
}

function keep(talk: Talk, contact: { name?: string; phone?: string; phoneVerified?: boolean }): Promise<void> {
  return world(talk, async (turn) => {
    await saveContact(turn.tx, turn.client.id, contact)
    turn.client = { ...turn.client, ...contact }
  })
}

async function afterContact(turn: Turn) {
  const { draft, client, catalog } = turn
  if (draft) {
    const consented = await hasConsent(turn.tx, client.id, 'personal_data')
    draft.asked = nextStep(catalog, draft, { ...client, consented })
  }
  return confirmScreen(turn)
}

/** A name as a person writes it, at most 60 letters; null for what can't be one. */
export function nameFrom(text: string): string | null {
  const name = text.trim().replace(/\s+/g, ' ')
  return /^\p{L}[\p{L}\p{M}'’ .-]{0,59}$/u.test(name) ? name : null
}
