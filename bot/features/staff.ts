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

/** A button of a card: `handle` gets the dialogue that the tapped message is about, whatever the button claims. */
const tap = (trigger: RegExp, handle: (ctx: Ctx, about: number) => Promise<void>) =>
  staff.callbackQuery(trigger, async (ctx, next) => {
    const about = ctx.turn.pointsAt?.aboutChatId
    if (!ctx.turn.member || about == null || about !== Number(ctx.match[1])) return next()
    await handle(ctx, about)
  })

// The dialogue's own turn answers the tap: only there it is known who was first.
tap(/^take:(\d+)$/, (ctx, about) => askToTake(ctx.turn, about, ctx.callbackQuery!.id))

tap(/^return:(\d+)$/, async (ctx, about) => {
  await returnToBot(ctx.turn, about)
  await ctx.answerCallbackQuery({ text: ctx.turn.say('card-returned') })
})
