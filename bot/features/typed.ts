import { Composer } from 'grammy'
import { upcomingVisits } from '../../db/visits.ts'
import { MASTER } from '../../domain/catalog.ts'
import { instantOf, localOf } from '../../domain/time.ts'
import { readWhen } from '../../domain/when.ts'
import { chooseTime, confirmChoice } from '../booking/choose.ts'
import { dropDraft } from '../booking/drop.ts'
import { startsFor } from '../booking/offer.ts'
import { byDay, locationScreen, nearestScreen, serviceButtons, serviceScreen, timeScreen } from '../booking/screens.ts'
import { locationOf, mastersFor, servicesAt, servicesOf } from '../booking/wish.ts'
import type { Ctx } from '../context.ts'
import { humanButton, menuView } from '../menu.ts'
import { phoneOf, withoutPhones } from '../phone.ts'
import { send } from '../show.ts'
import { intentOf, meansAny, meantForMenu, personNamed, servicesNamed, yesOrNo } from '../understanding.ts'
import { sayDay, sayMoment } from '../words.ts'
import { agree, beginBooking, chooseMaster, chooseService, resume } from './book.ts'
import { callAtWish } from './person.ts'
import { placeView, priceView } from './questions.ts'
import { beginCancel, beginMove, finishCancel, showMine } from './visits.ts'

const LONGEST = 2000

/** What a client types: an answer to the question that is open, else a wish in plain words. */
export const typed = new Composer<Ctx>()

typed.command('book', (ctx) => beginBooking(ctx))
typed.command('my', (ctx) => showMine(ctx))
typed.command('human', (ctx) => callAtWish(ctx))
typed.callbackQuery('human', async (ctx) => {
  await ctx.answerCallbackQuery()
  await callAtWish(ctx)
})

typed.on('message:text', async (ctx) => {
  const text = ctx.message.text.trim()
  if (text.length > LONGEST) return void (await ctx.reply(ctx.turn.say('too-long')))
  if (!meantForMenu(text) && (await answerQuestion(ctx, text))) return
  await answerWish(ctx, text)
})

/** Reads the text as an answer to the open question; false when it is none. */
async function answerQuestion(ctx: Ctx, text: string): Promise<boolean> {
  const { turn } = ctx
  switch (turn.draft?.asked) {
    case 'location':
      return answerLocation(ctx, text)
    case 'service':
      return answerService(ctx, text)
    case 'master':
      return answerMaster(ctx, text)
    case 'time':
      return answerTime(ctx, text)
    case 'consent':
      if (yesOrNo(text) === true || /соглас|agree/i.test(text)) await agree(ctx)
      else if (phoneOf(text)) await ctx.reply(turn.say('phone-before-consent'))
      else return false
      return true
    case 'contact':
      // The screenplay is gone (a deploy, a failed replay): the draft brings it back.
      await resume(ctx)
      return true
    case 'confirm':
      if (yesOrNo(text) === true) await confirmChoice(ctx)
      else if (yesOrNo(text) === false) await drop(ctx)
      else return answerTime(ctx, text)
      return true
    case 'cancelReason':
      await finishCancel(ctx, text)
      return true
    default:
      return false
  }
}

async function answerLocation(ctx: Ctx, text: string): Promise<boolean> {
  const { turn } = ctx
  const found = personNamed(text, turn.catalog.locations)
  if (!found || !turn.draft) return false
  turn.draft.locationId = found.id
  await resume(ctx)
  return true
}

async function answerService(ctx: Ctx, text: string): Promise<boolean> {
  const { turn } = ctx
  const { draft, catalog, say } = turn
  const location = draft && locationOf(catalog, draft)
  if (!location) return false
  const found = servicesNamed(text, servicesAt(catalog, location))
  if (found.length === 1) {
    await chooseService(ctx, found[0]!.id)
    return true
  }
  if (found.length > 1) {
    const buttons = [...serviceButtons(turn, found), [humanButton(say)]]
    await send(ctx, { text: say('ask-service-among'), buttons })
    return true
  }
  if (intentOf(text)) return false
  await send(ctx, { ...serviceScreen(turn, draft), text: say('service-unknown') })
  return true
}

async function answerMaster(ctx: Ctx, text: string): Promise<boolean> {
  const { turn } = ctx
  const { draft, catalog } = turn
  const location = draft && locationOf(catalog, draft)
  if (!location) return false
  if (meansAny(text)) {
    await chooseMaster(ctx, null)
    return true
  }
  const person = personNamed(text, mastersFor(catalog, servicesOf(catalog, draft), location))
  if (!person) return false
  await chooseMaster(ctx, person.id)
  return true
}

async function answerTime(ctx: Ctx, text: string): Promise<boolean> {
  const { turn } = ctx
  const { draft, catalog, say } = turn
  const location = draft && locationOf(catalog, draft)
  if (!location) return false
  const master = personNamed(text, mastersFor(catalog, servicesOf(catalog, draft), location))
  if (master && draft.kind === 'book') draft.master = master.id
  const when = readWhen(text, turn.minute, location.timezone)
  if (when === 'impossible') {
    await send(ctx, timeScreen(turn, draft, await startsFor(turn, draft), 0, say('time-unclear')))
    return true
  }
  if (!when) {
    if (!master) return false
    await resume(ctx)
    return true
  }
  await ctx.conversation.exitAll()
  const zone = location.timezone
  const today = localOf(zone, turn.minute).date
  const slots = await startsFor(turn, draft)
  const days = byDay(zone, slots)
  if (when.minutes === null) {
    draft.day = when.date ?? today
    draft.start = undefined
    draft.asked = 'time'
    const next = [...days.keys()].find((known) => known >= draft.day!)
    const lead =
      next && next !== draft.day
        ? say('no-time-that-day', {
            day: sayDay(say.language, draft.day, today),
            nearest: sayDay(say.language, next, today),
          })
        : undefined
    await send(ctx, timeScreen(turn, draft, slots, 0, lead))
    return true
  }
  const { minutes } = when
  const date = when.date ?? draft.day ?? today
  const start = instantOf(zone, date, minutes)
  if (start <= turn.minute && when.date !== null) {
    const nearest = slots.slice(0, 3)
    const time = sayMoment(say.language, zone, start)
    await send(ctx, nearestScreen(turn, draft, say('time-past', { time }), nearest))
    return true
  }
  await chooseTime(ctx, start <= turn.minute ? instantOf(zone, nextDate(days, today, minutes, zone), minutes) : start)
  return true
}

/** A time without a day is today if ahead, else the next day that has it on offer, else tomorrow. */
function nextDate(days: Map<string, number[]>, today: string, minutes: number, zone: string): string {
  for (const [date, starts] of days) if (date > today && starts.includes(instantOf(zone, date, minutes))) return date
  return [...days.keys()].find((date) => date > today) ?? today
}

async function answerWish(ctx: Ctx, text: string): Promise<void> {
  const { turn } = ctx
  const { say, catalog } = turn
  const named = servicesNamed(text, catalog.services)
  switch (intentOf(text)) {
    case 'human':
      return callAtWish(ctx)
    case 'mine':
      return showMine(ctx)
    case 'move':
      return withVisit(ctx, beginMove)
    case 'cancel':
      if (turn.draft?.kind === 'book' && (await noneAhead(ctx))) return drop(ctx)
      return withVisit(ctx, beginCancel)
    case 'price':
      return send(ctx, priceView(turn))
    case 'place':
      return send(ctx, placeView(turn))
    case 'drop':
      return drop(ctx)
    case 'hello':
      return send(ctx, menuView(turn, say('hello', { business: catalog.name })))
    case 'book':
      if (named.length === 1) return chooseService(ctx, named[0]!.id)
      return turn.draft?.kind === 'book' ? resume(ctx) : beginBooking(ctx)
    default:
      if (
        named.length === 1 &&
        !personNamed(
          text,
          catalog.resources.filter((one) => one.kind === MASTER),
        )
      )
        return chooseService(ctx, named[0]!.id)
      if (turn.draft?.asked === 'location') return send(ctx, locationScreen(turn))
      if (withoutPhones(text) !== text && !turn.client.phone) return void (await ctx.reply(say('phone-before-consent')))
      return send(ctx, menuView(turn, say('unclear')))
  }
}

async function drop(ctx: Ctx): Promise<void> {
  await dropDraft(ctx.turn)
  await ctx.conversation.exitAll()
  await send(ctx, menuView(ctx.turn, ctx.turn.say('draft-dropped')))
}

async function noneAhead({ turn }: Ctx): Promise<boolean> {
  return (await upcomingVisits(turn.tx, turn.catalog.businessId, turn.client.id, turn.minute)).length === 0
}

/** Does it with the client's only visit ahead, or shows them all to choose. */
async function withVisit(ctx: Ctx, work: (ctx: Ctx, id: number) => Promise<void>): Promise<void> {
  const { turn } = ctx
  await ctx.conversation.exitAll()
  const ahead = await upcomingVisits(turn.tx, turn.catalog.businessId, turn.client.id, turn.minute)
  return ahead.length === 1 ? work(ctx, ahead[0]!.id) : showMine(ctx)
}
