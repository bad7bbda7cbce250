import { Composer } from 'grammy'
import { logEvent } from '../../db/clients.ts'
import { awaitsWords, keepScore, keepWords } from '../../db/feedback.ts'
import { visitById } from '../../db/visits.ts'
import { visitWords } from '../booking/describe.ts'
import type { Ctx, Turn } from '../context.ts'
import { callPerson, passOn } from '../handover.ts'
import { askForOffers } from '../marketing.ts'
import { menuView } from '../menu.ts'
import { promiseWords } from '../promise.ts'
import { send, show } from '../show.ts'
import type { Intent } from '../understanding/intents.ts'

/** What clients say of a visit: a score, and words after it. A low one goes to a person at once. */
export const feedback = new Composer<Ctx>()

/** Up to this score something went wrong. */
const LOW = 3

feedback.callbackQuery(/^rate:(\d{1,15}):([1-5])$/, async (ctx) => {
  const { turn } = ctx
  const { tx, say, catalog, client, chat, now } = turn
  const [appointmentId, score] = [Number(ctx.match[1]), Number(ctx.match[2])]
  const about = { businessId: catalog.businessId, appointmentId, clientId: client.id, chatId: chat.id }
  const kept = await keepScore(tx, { ...about, score, now })
  const visit = kept && (await visitById(tx, catalog.businessId, appointmentId))
  const led = chat.owner === 'member'
  if (!visit) {
    await ctx.answerCallbackQuery({ text: say('feedback-late'), show_alert: true })
    return
  }
  await logEvent(tx, { ...about, kind: 'feedback', at: now, data: { score } })
  const low = score <= LOW
  if (low) await callPerson(turn, 'feedback')
  const words = visitWords(catalog, say, visit)
  if (low || led) await passOn(turn, say('card-feedback', { score, ...words }))
  const answer = low ? 'feedback-low' : 'feedback-high'
  await ctx.answerCallbackQuery(led ? { text: say(answer).slice(0, 200), show_alert: true } : undefined)
  if (led) return
  if (low) return show(ctx, { text: `${say('feedback-low')} ${promiseWords(turn)}` })
  const url = catalog.locations.find(({ id }) => id === visit.locationId)?.reviewUrl
  await show(ctx, {
    text: [say('feedback-high'), url && say('feedback-review')].filter(Boolean).join(' '),
    buttons: url ? [[{ text: say('feedback-review-link'), url }]] : [],
  })
  await askForOffers(turn)
})

// Whoever waits for a person writes to that person: the words go on, and are kept with the score.
feedback.on('message:text', async (ctx, next) => {
  const { turn } = ctx
  if (turn.member || turn.chat.owner === 'bot' || !rates(turn)) return next()
  await keepWords(turn.tx, { ...where(turn), text: turn.masked ?? ctx.message.text })
  await next()
})

/** Words that ask for nothing are about the visit. */
const TALK: ReadonlySet<Intent> = new Set(['thanks', 'complaint', 'greeting', 'goodbye'])

/** What a client writes after a score, in a dialogue that the assistant leads; false when it is something else. */
export async function takeFeedback(ctx: Ctx, text: string): Promise<boolean> {
  const { turn } = ctx
  const { understood } = turn
  if (turn.member || turn.chat.owner !== 'bot' || turn.draft || !rates(turn)) return false
  if (understood?.answered && !TALK.has(understood.intent)) return false
  if (!(await awaitsWords(turn.tx, where(turn)))) return false
  const kept = await keepWords(turn.tx, { ...where(turn), text: turn.masked ?? text })
  // A complaint is more than a word about a score: a person takes it.
  if (!kept || understood?.intent === 'complaint') return false
  await send(ctx, menuView(turn, turn.say('feedback-words')))
  return true
}

const rates = ({ catalog }: Turn) => catalog.chains?.includes('feedback') === true
const where = ({ catalog, chat, now }: Turn) => ({ businessId: catalog.businessId, chatId: chat.id, now })
