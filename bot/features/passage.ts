import { Composer } from 'grammy'
import { openPassage, passageById, passageInto } from '../../db/passages.ts'
import type { Ctx } from '../context.ts'
import { menuView } from '../menu.ts'
import { answerFormer, askFormer, goOver, passageButton } from '../passage.ts'
import { phoneOf } from '../phone.ts'
import { plainWords } from '../plain.ts'
import { send, settle } from '../show.ts'
import { recordLead } from './start.ts'

const WANTS_TELEGRAM =
  /(перейти|перейд\p{L}+|пиш\p{L}+|писать|напиш\p{L}+|продолж\p{L}+|можно|есть|удобн\p{L}+|общ\p{L}+|go on|switch|continue|move|are you) (\p{L}+ ){0,3}(телеграм\p{L}*|телег[аеу]|тг|telegram)(?!\p{L})|^(телеграм\p{L}*|тг|telegram)$/u

/** Goes before the first contact: who comes from another messenger is no new one. */
export const passage = new Composer<Ctx>()

passage.on('message:text', async (ctx, next) => {
  const [, token] = /^\/start(?:@\w+)? g_([\w-]{16,64})$/.exec(ctx.message.text.trim()) ?? []
  return token ? open(ctx, token) : next()
})

/**
 * Nothing of the former dialogue is shown to whoever opens the link: it may have been passed on. They prove by a number for which both
 * messengers vouch, or by a tap in the former chat, that they are the one who holds it.
 */
async function open(ctx: Ctx, token: string): Promise<void> {
  const { turn } = ctx
  const { tx, chat, now, say, member, client } = turn
  turn.masked = '/start g_•••'
  if (member) return send(ctx, menuView(turn, say('passage-member')))
  const found = await openPassage(tx, { businessId: chat.businessId, token, chatId: chat.id, now })
  await recordLead(turn, null, { passage: String(found !== null) })
  if (!found) return send(ctx, menuView(turn, say('passage-wrong')))
  if (found.clientId === client.id) return goOver(turn, found)
  if (found.phones.length === 0) {
    await askFormer(turn, found)
    return send(ctx, { text: say('passage-asked') })
  }
  const share = { text: say('share-contact'), request_contact: true as const }
  const keyboard = [[share], [say('menu-human')]]
  await ctx.reply(say('passage-prove'), { reply_markup: { keyboard, resize_keyboard: true, one_time_keyboard: true } })
}

/** Goes after what hides a phone that comes before the consent: this one is compared, and not kept. */
export const proof = new Composer<Ctx>()

proof.on('message:contact', async (ctx, next) => {
  const { turn } = ctx
  const { tx, chat, now, say, member } = turn
  const found = member ? null : await passageInto(tx, { businessId: chat.businessId, chatId: chat.id, now })
  if (!found) return next()
  const { contact } = ctx.message
  const phone = contact.user_id === ctx.from.id ? phoneOf(contact.phone_number) : null
  if (phone && found.phones.includes(phone)) {
    await ctx.reply(say('passage-known'), { reply_markup: { remove_keyboard: true } })
    return goOver(turn, found)
  }
  await askFormer(turn, found)
  await ctx.reply(say('passage-asked'), { reply_markup: { remove_keyboard: true } })
})

proof.callbackQuery(/^psg:(\d{1,15}):([yn])$/, async (ctx) => {
  const { turn } = ctx
  const { tx, chat, now, say } = turn
  const found = await passageById(tx, { businessId: chat.businessId, id: Number(ctx.match[1]), now })
  const mine = found?.chatId === chat.id ? found : null
  const yes = ctx.match[2] === 'y'
  if (mine) await answerFormer(turn, mine, yes)
  const text = say(!mine ? 'passage-wrong' : yes ? 'passage-yes' : 'passage-refused')
  // Where a person leads, what the assistant says does not go out.
  if (chat.owner === 'member') return ctx.answerCallbackQuery({ text, show_alert: true })
  await ctx.answerCallbackQuery()
  await (mine ? settle(ctx, text) : send(ctx, menuView(turn, text)))
})

/** «Можно в телеграм?» in another messenger: the way there. */
export async function answerTelegram(ctx: Ctx, text: string): Promise<boolean> {
  const { turn } = ctx
  if (turn.channel.kind === 'telegram' || !WANTS_TELEGRAM.test(plainWords(text))) return false
  const link = await passageButton(turn, turn.say('passage-open'))
  if (link.length === 0) return false
  await send(ctx, { text: turn.say('passage-offer'), buttons: [link] })
  return true
}
