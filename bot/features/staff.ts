import { Composer } from 'grammy'
import { addCard } from '../cards.ts'
import type { Ctx } from '../context.ts'
import { answerClient, askToTake, returnToBot } from '../takeover.ts'

/** What staff do from their own chat with the bot: answer a card, take a dialogue, give it back. */
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
  addCard(turn, { ...turn.chat, chatId: turn.chat.id }, about, turn.say('card-sent'))
})

// A button of a card names the dialogue: members may take up any of their business, and no other is reached by it.
// The dialogue's own turn answers the tap: only there it is known who was first.
staff.callbackQuery(/^take:(\d{1,15})$/, (ctx, next) =>
  ctx.turn.member ? askToTake(ctx.turn, Number(ctx.match[1]), ctx.callbackQuery.id) : next(),
)

staff.callbackQuery(/^return:(\d{1,15})$/, async (ctx, next) => {
  if (!ctx.turn.member) return next()
  await returnToBot(ctx.turn, Number(ctx.match[1]))
  await ctx.answerCallbackQuery({ text: ctx.turn.say('card-returned') })
})
