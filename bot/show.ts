import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types'
import type { Ctx, Turn } from './context.ts'
import type { Say } from './texts.ts'

/** A screen: what is said, with buttons under it. The way to a person is added to every screen when it is shown. */
export type View = { text: string; buttons?: InlineKeyboardButton[][] }

/** A button that comes back to us; `data` is at most 64 bytes. */
export const button = (text: string, data: string): InlineKeyboardButton => ({ text, callback_data: data })

/** Puts short buttons into rows of `width`. */
export function rows(buttons: readonly InlineKeyboardButton[], width: number): InlineKeyboardButton[][] {
  const result: InlineKeyboardButton[][] = []
  for (let i = 0; i < buttons.length; i += width) result.push(buttons.slice(i, i + width))
  return result
}

/** «Связаться с менеджером»: the last row of every screen. */
export const humanButton = (say: Say): InlineKeyboardButton => button(say('menu-human'), 'human')

/** The buttons of a screen as the platform takes them. */
export function markup(say: Say, { buttons = [] }: View): InlineKeyboardMarkup {
  return { inline_keyboard: [...buttons.filter((row) => row.length > 0), [humanButton(say)]] }
}

/** Shows a screen: in place of the one that was tapped, else as a new message. */
export async function show(ctx: Ctx, view: View): Promise<void> {
  const reply_markup = markup(ctx.turn.say, view)
  if (ctx.callbackQuery?.message?.message_id) await ctx.editMessageText(view.text, { reply_markup })
  else await ctx.reply(view.text, { reply_markup })
}

/** Shows a screen as a message of its own, leaving what stands above as it is. */
export async function send(ctx: Ctx, view: View): Promise<void> {
  await ctx.reply(view.text, { reply_markup: markup(ctx.turn.say, view) })
}

/** Turns the tapped screen into a line that needs no answer any more; a line of its own where the screen is not known: typed, or tapped before it was marked as sent. */
export async function settle(ctx: Ctx, text: string): Promise<void> {
  if (ctx.callbackQuery?.message?.message_id) await ctx.editMessageText(text)
  else await ctx.reply(text)
}

/** Puts a line before the first message of this turn; where nothing was said it is said alone. */
export function sayFirst(turn: Turn, line: string): void {
  const first = turn.said.rows.find((row) => !row.dropped && row.method === 'sendMessage' && row.text !== null)
  if (first) {
    first.text = `${line}\n\n${first.text}`
    first.body.text = first.text
  } else speak(turn, line)
}

/** Says something in the turn's own chat without going through grammY: for events that are no updates. */
export function speak(
  turn: Turn,
  text: string,
  options: { buttons?: InlineKeyboardButton[][]; author?: 'bot' | 'member' | 'system'; memberId?: number } = {},
): void {
  turn.said.rows.push({
    author: options.author ?? 'bot',
    memberId: options.memberId,
    method: 'sendMessage',
    body: { text, ...(options.buttons && { reply_markup: markup(turn.say, { text, buttons: options.buttons }) }) },
    text,
    targetId: null,
  })
}
