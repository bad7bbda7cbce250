import { Composer } from 'grammy'
import { logEvent, markAllowed, markBlocked } from '../../db/clients.ts'
import { isNoted } from '../../db/queue.ts'
import type { Ctx, Turn } from '../context.ts'
import { callPerson, passOn } from '../handover.ts'
import { calledView, waitingWords } from '../promise.ts'
import { sayFirst, send } from '../show.ts'
import { stayWithPerson } from '../takeover.ts'
import type { Intent } from '../understanding/intents.ts'

/** Who waits hears the state of things at most so often; what they write meanwhile is passed on all the same. */
const STATE_EVERY_MS = 5 * 60_000
const STATE_TOLD = 'waiting-told'

/** Who speaks in this dialogue: the assistant keeps silent where a person answers. */
export const person = new Composer<Ctx>()

person.on('my_chat_member', async (ctx) => {
  const { chat, now } = ctx.turn
  const blocked = ctx.myChatMember.new_chat_member.status === 'kicked'
  const who = { channelId: chat.channelId, externalId: chat.externalId }
  await (blocked ? markBlocked(ctx.turn.tx, { ...who, at: now }) : markAllowed(ctx.turn.tx, { ...who, now }))
})

person.use(async (ctx, next) => {
  const { turn } = ctx
  if (turn.member) return next()
  switch (turn.chat.owner) {
    case 'bot':
      return turn.chat.ownerMemberId !== null && ctx.message ? answerAgain(turn, next) : next()
    case 'queue':
      return whileWaiting(ctx, next)
    case 'member':
      return whileLed(ctx)
  }
})

/** The first answer after a person fell silent says that the assistant is back. */
async function answerAgain(turn: Turn, next: () => Promise<void>): Promise<void> {
  turn.chat.ownerMemberId = null
  await next()
  if (turn.chat.owner === 'bot') sayFirst(turn, turn.say('bot-again'))
}

async function whileLed(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  stayWithPerson(turn)
  if (ctx.callbackQuery) await ctx.answerCallbackQuery({ text: turn.say('human-here'), show_alert: true })
  else await passOnWords(ctx)
}

/** While a person is awaited the assistant still does what it surely can. */
async function whileWaiting(ctx: Ctx, next: () => Promise<void>): Promise<void> {
  const { turn } = ctx
  if (ctx.callbackQuery) {
    if (ctx.callbackQuery.data !== 'human' || !(await isStateTold(turn))) return next()
    await ctx.answerCallbackQuery({ text: waitingWords(turn), show_alert: true })
    return
  }
  await passOnWords(ctx)
  const said = turn.inbound.text
  if (turn.draft?.asked || (said && isForBot(turn, said))) return next()
  await sayWaiting(ctx)
}

async function passOnWords({ turn, editedMessage }: Ctx): Promise<void> {
  const said = turn.inbound.text
  if (said) await passOn(turn, editedMessage ? turn.say('card-edited', { text: said }) : said)
}

/** Thanks and greetings to a person who is awaited are not for the assistant. */
const FOR_PERSON: ReadonlySet<Intent> = new Set(['thanks', 'greeting', 'goodbye', 'confirm', 'deny', 'complaint'])

/** While a person is awaited the assistant speaks up only where it is this sure. */
const SURELY = 0.85

const isForBot = ({ understood }: Turn, said: string) =>
  said.startsWith('/') ||
  (understood !== null &&
    ((understood.confidence >= SURELY && !FOR_PERSON.has(understood.intent)) || understood.services.sure.length > 0))

const isStateTold = ({ tx, chat, now }: Turn) =>
  isNoted(tx, chat.id, STATE_TOLD, new Date(now.getTime() - STATE_EVERY_MS))

/** The honest state of a dialogue that waits for a person, not more often than every five minutes. */
export async function sayWaiting(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const { tx, chat, now } = turn
  if (await isStateTold(turn)) return
  await logEvent(tx, { businessId: chat.businessId, kind: STATE_TOLD, at: now, chatId: chat.id })
  const { buttons } = calledView(turn)
  await ctx.reply(waitingWords(turn), buttons && { reply_markup: { inline_keyboard: buttons } })
}

/** Calls a person at the client's wish and says so honestly; a half-made booking stays within reach. */
export async function callAtWish(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  await ctx.conversation.exitAll()
  if (turn.member) return send(ctx, { text: turn.say('human-is-you') })
  if (turn.chat.owner === 'queue') return sayWaiting(ctx)
  await callPerson(turn, 'asked')
  const { text, buttons } = calledView(turn)
  await ctx.reply(text, buttons && { reply_markup: { inline_keyboard: buttons } })
}
