import { Composer } from 'grammy'
import type { InlineKeyboardButton } from 'grammy/types'
import { keyboardOf } from '../../db/messages.ts'
import { after } from '../channels/meta/choices.ts'
import type { Ctx } from '../context.ts'

/** «Ещё» under a list that has no room for all: the rest of the same message's buttons, as a message of its own. */
export const more = new Composer<Ctx>()

more.callbackQuery(/^more:(\d{1,3})$/, async (ctx, next) => {
  const { turn } = ctx
  const keyboard = await keyboardOf(turn.tx, turn.chat.id, turn.pointsAt?.id ?? null)
  if (!keyboard || turn.chat.owner === 'member') return next()
  await ctx.answerCallbackQuery()
  const rest = after(Number(ctx.match[1]), keyboard as InlineKeyboardButton[][])
  await ctx.reply(turn.say('list-rest'), { reply_markup: { inline_keyboard: rest } })
})
