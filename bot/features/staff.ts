import { Composer } from 'grammy'
import type { Ctx } from '../context.ts'
import { addCard, answerClient, returnToBot } from '../handover.ts'

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
  // A card itself: a reply to it goes to the same client.
  addCard(turn, turn.say, { chatId: turn.chat.id, channelId: turn.chat.channelId }, about, turn.say('card-sent'))
})

staff.callbackQuery(/^return:(\d+)$/, async (ctx, next) => {
  const { turn } = ctx
  const about = turn.pointsAt?.aboutChatId
  if (!turn.member || about == null || about !== Number(ctx.match[1])) return next()
  await returnToBot(turn, about)
  await ctx.answerCallbackQuery({ text: turn.say('card-returned') })
})
