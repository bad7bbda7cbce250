import { Composer } from 'grammy'
import { markBlocked } from '../../db/clients.ts'
import type { Ctx } from '../context.ts'
import { callPerson, passOn } from '../handover.ts'
import { intentOf } from '../understanding.ts'

/** Who speaks in this dialogue: the assistant keeps silent where a person answers. */
export const person = new Composer<Ctx>()

person.on('my_chat_member', async (ctx) => {
  const { chat, now } = ctx.turn
  const blocked = ctx.myChatMember.new_chat_member.status === 'kicked'
  await markBlocked(ctx.turn.tx, { channelId: chat.channelId, externalId: chat.externalId, at: blocked ? now : null })
})

person.use(async (ctx, next) => {
  const { turn } = ctx
  const { owner } = turn.chat
  if (owner === 'bot' || turn.member) return next()
  const said = turn.inbound.text
  if (ctx.callbackQuery) {
    if (owner === 'queue') return next()
    await ctx.answerCallbackQuery({ text: turn.say('human-here'), show_alert: true })
    return
  }
  if (said) await passOn(turn, said)
  if (owner === 'member') return
  // While a person is awaited the assistant still does what it surely can.
  if (turn.draft?.asked || (said && (said.startsWith('/') || intentOf(said)))) return next()
  await ctx.reply(turn.say('human-waiting'))
})

/** Calls a person at the client's wish and says so honestly. */
export async function callAtWish(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  await ctx.conversation.exitAll()
  if (turn.chat.owner === 'queue') {
    await ctx.reply(turn.say('human-waiting'))
    return
  }
  await callPerson(turn, 'asked')
  const phone = turn.catalog.locations[0]?.phone
  await ctx.reply(phone ? turn.say('human-called-phone', { phone }) : turn.say('human-called'))
}
