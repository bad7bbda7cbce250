import { wantsOffers } from '../../db/marketing.ts'
import { slackAfter, upcomingVisits, type Visit } from '../../db/visits.ts'
import { visitWords } from '../booking/describe.ts'
import type { Ctx } from '../context.ts'
import { callPerson, passOn } from '../handover.ts'
import { here, stopOffers } from '../marketing.ts'
import { menuButtons, menuView } from '../menu.ts'
import { plainWords } from '../plain.ts'
import { promiseWords } from '../promise.ts'
import { button, send } from '../show.ts'
import { refusesOffers } from './marketing.ts'
import { answerTelegram } from './passage.ts'

const LATE =
  /опазд|опозда|задержива|задержусь|задержимся|(буду|приеду|приду|подъеду) (\p{L}+ )?(чуть |немного )?(позже|попозже|с опозданием)|позже (минут )?на|застрял|стою в пробке|в пробке|running late|be (a bit |a little )?late|minutes late|stuck in traffic/u
const HERE =
  /^(я |мы )?(уже )?(на месте|тут|здесь|пришл[аи]|пришел|приехал[аи]?|подъехал[аи]?|внизу|под(ошел|ошла)|стою у (двери|входа|подъезда|шлагбаума)|у вас (под дверью|внизу|у входа)|у двери|у входа|у шлагбаума)|^(i'?m |i am |we'?re )?(already )?(here|outside|downstairs|at the door)$|^arrived$/u
/** «Ваш мастер опоздал на час» is told by a client who waits. */
const OTHERS_LATE =
  /(мастер|врач|доктор|тренер|барбер|специалист|механик|вы|она?|администратор) (\p{L}+ )?(опозда|задержа)/u
/** Of those, what can mean nothing else. */
const LATE_ONLY = /опазд|опозда|задержива|задержусь|задержимся|в пробке|running late|minutes late|stuck in traffic/u
const HERE_ONLY =
  /^(я |мы )?(уже )?(на месте|тут|здесь|пришл[аи]|пришел|приехал[аи]?|подъехал[аи]?|у входа|у двери)$|^(i'?m |i am |we'?re )?(already )?(here|outside|downstairs)$|^arrived$/u
const WRONG_PERSON =
  /(не туда (попал|напис)|не тот номер|номером ошиб|ошиб\p{L}* (номером|чатом|адресом|адресат)|не вам писал|это не вам|wrong (number|chat|person)|not for you)/u
const OF_ANOTHER =
  /запис\p{L}* (мо(ей|его|ю|я) )?(жены|мужа|мамы|папы|дочери|дочки|сына|подруги|друга|сестры|брата|бабушки)|(жена|муж|мама|дочь|дочка|сын|подруга|сестра|брат) (был[аи]? )?записан|my (wife|husband|son|daughter|friend|mom|mother)'?s (appointment|booking|visit)/u

/** Two hours before and one after: so near must a visit be for «опаздываю» and «я на месте». */
const BEFORE = 120
const AFTER = 60

/** Messages of every day that are no wish for a visit: late, here, no more offers, not for us. True when answered. */
export async function answerEveryday(ctx: Ctx, text: string): Promise<boolean> {
  const { turn } = ctx
  const plain = plainWords(text)
  if (turn.member) return false
  const refusal = refusesOffers(text)
  // «Стоп» in the middle of a booking is about the booking, but of who gets offers it is about those as well.
  if (refusal && (!refusal.bare || !turn.draft?.asked || (await wantsOffers(turn.tx, here(turn))))) return noOffers(ctx)
  if (WRONG_PERSON.test(plain)) return wrongPerson(ctx)
  if (await answerTelegram(ctx, text)) return true
  const complains = turn.understood?.intent === 'complaint' && turn.understood.answered
  const isLate = LATE.test(plain) && !complains && !OTHERS_LATE.test(plain)
  const visit = isLate || HERE.test(plain) ? await visitNow(ctx) : null
  if (visit) return isLate ? late(ctx, visit, minutesIn(plain)) : arrived(ctx, visit)
  // Where something is asked already the words may be an answer: «позже на час».
  const asks = /(?<!\p{L})если|what if|\?/u.test(plain)
  if (!asks && !turn.draft?.asked && (isLate ? LATE_ONLY : HERE_ONLY).test(plain)) return notNear(ctx)
  if (OF_ANOTHER.test(plain) && turn.understood?.intent !== 'book') return ofAnother(ctx)
  return false
}

/** No more offers; a booking that is begun stays as it is. */
async function noOffers(ctx: Ctx): Promise<true> {
  const { turn } = ctx
  const { say } = turn
  await stopOffers(turn)
  const begun = turn.draft?.kind === 'book' && turn.draft.asked !== undefined
  const goOn = [[button(say('resume'), 'resume'), button(say('drop'), 'drop')]]
  await send(ctx, { text: say(begun ? 'no-offers-booking' : 'no-offers'), buttons: begun ? goOn : [] })
  return true
}

async function wrongPerson(ctx: Ctx): Promise<true> {
  await send(ctx, { text: ctx.turn.say('wrong-person') })
  return true
}

/** The client's visit that goes on or is about to. */
async function visitNow({ turn }: Ctx): Promise<Visit | null> {
  const { tx, catalog, client, minute } = turn
  const ahead = await upcomingVisits(tx, catalog.businessId, client.id, minute - AFTER)
  return ahead.find(({ start }) => start - minute <= BEFORE) ?? null
}

/** Tells staff, and the client honestly whether the visit still fits. */
async function late(ctx: Ctx, visit: Visit, minutes: number | null): Promise<true> {
  const { turn } = ctx
  const { say, catalog, tx } = turn
  const slack = await slackAfter(tx, visit.id)
  await passOn(turn, say('card-late', { text: turn.inbound.text ?? '', when: visitWords(catalog, say, visit).when }))
  const fits = minutes !== null && (slack === null || minutes <= slack)
  const key = minutes === null ? 'late-noted' : fits ? 'late-fits' : 'late-tight'
  await send(ctx, {
    text: say(key, { minutes: minutes ?? 0, slack: slack ?? 0 }),
    buttons: fits || minutes === null ? [] : [[button(say('move'), `mv:${visit.id}`)]],
  })
  return true
}

/** Late for, or here for, what this chat knows nothing of. */
async function notNear(ctx: Ctx): Promise<true> {
  await send(ctx, menuView(ctx.turn, ctx.turn.say('not-near')))
  return true
}

async function arrived(ctx: Ctx, visit: Visit): Promise<true> {
  const { turn } = ctx
  await passOn(turn, turn.say('card-here', { when: visitWords(turn.catalog, turn.say, visit).when }))
  await send(ctx, { text: turn.say('here-noted') })
  return true
}

/** Another person's booking is nothing that a chat may show or change. */
async function ofAnother(ctx: Ctx): Promise<true> {
  const { turn } = ctx
  await callPerson(turn, 'wish')
  await send(ctx, { text: `${turn.say('of-another')} ${promiseWords(turn)}`, buttons: menuButtons(turn) })
  return true
}

const WORDS: readonly [RegExp, number][] = [
  [/полчас|half an hour/u, 30],
  [/полтора час|hour and a half/u, 90],
  [/(?<!\p{L})(на )?час(ик|ок)?(?!\p{L})|an hour/u, 60],
  [/(?<!\p{L})пят(ь|надцать)? ?мин/u, 5],
  [/десят(ь|ок|очку)/u, 10],
  [/пятнадцат/u, 15],
  [/двадцат/u, 20],
]

function minutesIn(plain: string): number | null {
  const [, count, unit] =
    /(\d{1,3}) ?(?:-\d{1,3} ?)?(мин|m|ч|h)/u.exec(plain.replace(/минут(ок)? (?:на )?(\d{1,3})/u, '$2 мин')) ?? []
  if (count) return Number(count) * (unit === 'ч' || unit === 'h' ? 60 : 1)
  return WORDS.findLast(([pattern]) => pattern.test(plain))?.[1] ?? null
}
