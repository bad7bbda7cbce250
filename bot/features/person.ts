import { Composer } from 'grammy'
import { markBlocked } from '../../db/clients.ts'
import type { Ctx, Turn } from '../context.ts'
import { callPerson, passOn } from '../handover.ts'
import { button, send } from '../show.ts'
import type { Intent } from '../understanding/intents.ts'

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
  if (said) await passOn(turn, ctx.editedMessage ? turn.say('card-edited', { text: said }) : said)
  if (owner === 'member') return
  // While a person is awaited the assistant still does what it surely can.
  if (turn.draft?.asked || (said && isForBot(turn, said))) return next()
  await ctx.reply(turn.say('human-waiting'))
})

/** Thanks and greetings to a person who is awaited are not for the assistant. */
const FOR_PERSON: ReadonlySet<Intent> = new Set(['thanks', 'greeting', 'goodbye', 'confirm', 'deny', 'complaint'])

const isForBot = ({ understood }: Turn, said: string) =>
  said.startsWith('/') ||
  (understood !== null &&
    ((understood.answered && !FOR_PERSON.has(understood.intent)) || understood.services.sure.length > 0))

/** Calls a person at the client's wish and says so honestly; a half-made booking stays within reach. */
export async function callAtWish(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const { say, chat, catalog, member } = turn
  await ctx.conversation.exitAll()
  if (member) {
    await send(ctx, { text: say('human-is-you') })
    return
  }
  const begun = turn.draft && turn.draft.kind !== 'cancel' ? [[button(say('resume'), 'resume')]] : undefined
  const markup = begun && { reply_markup: { inline_keyboard: begun } }
  if (chat.owner === 'queue') {
    await ctx.reply(say('human-waiting'), markup)
    return
  }
  await callPerson(turn, 'asked')
  const phone = catalog.locations.find((location) => location.id === turn.draft?.locationId) ?? catalog.locations[0]
  await ctx.reply(phone?.phone ? say('human-called-phone', { phone: phone.phone }) : say('human-called'), markup)
}
