import { Composer } from 'grammy'
import type { Ctx } from '../context.ts'
import { answerClient, returnToBot } from '../handover.ts'

/** What staff do from their own chat with the bot: answer a card, give a dialogue back. */
export const staff = new Composer<Ctx>()

staff.on('message', async (ctx, next) => {
  const { turn } = ctx
  const about = turn.pointsAt?.aboutChatId
  if (!turn.member || about == null) return next()
  const text = ctx.message.text
  if (!text) {
    await ctx.reply(turn.say('card-text-only'))
    return
  }
  await answerClient(turn, about, text)
  await ctx.reply(turn.say('card-sent'))
})

staff.callbackQuery(/^return:(\d+)$/, async (ctx, next) => {
  const { turn } = ctx
  if (!turn.member || turn.pointsAt?.aboutChatId !== Number(ctx.match[1])) return next()
  await returnToBot(turn, turn.pointsAt.aboutChatId)
  await ctx.answerCallbackQuery({ text: turn.say('card-returned') })
})
