import { Composer } from 'grammy'
import { advanceLead, logEvent } from '../../db/clients.ts'
import { confirmHold } from '../../db/confirm.ts'
import { endWaiting } from '../../db/waitlist.ts'
import { prolongOffer } from '../../db/waitoffers.ts'
import { OFFER_MINUTES } from '../../domain/waitlist.ts'
import { tellBooked } from '../booking/booked.ts'
import type { Ctx, Turn } from '../context.ts'
import { newDraft } from '../draft.ts'
import { passOn } from '../handover.ts'
import { speak } from '../show.ts'
import { stayWithPerson } from '../takeover.ts'
import { sayMoment } from '../words.ts'
import { decline, entryOf, isKnown, leave, leftWords, offerOf } from './waitlist.ts'

/** Answers to an offer of the waitlist while a person leads the dialogue: they count, and the person hears of them. */
export const waitLed = new Composer<Ctx>()

waitLed.callbackQuery(/^(wy|wn|wx):(\d{1,15})(?::(\d{1,10}))?$/, async (ctx, next) => {
  const { turn } = ctx
  if (turn.member || turn.chat.owner !== 'member') return next()
  stayWithPerson(turn)
  await ctx.answerCallbackQuery()
  const [, kind, id, start] = ctx.match
  if (kind === 'wy') return take(turn, Number(id), Number(start))
  const entry = await entryOf(turn, Number(id))
  const left = kind === 'wx' && entry !== null && (await leave(turn, entry))
  const view = kind === 'wn' ? await decline(turn, Number(id), Number(start)) : null
  speak(turn, view?.text ?? (left ? leftWords(turn, entry) : turn.say('wait-none')), { author: 'system' })
})

async function take(turn: Turn, id: number, start: number): Promise<void> {
  const { tx, say, catalog, client, minute, now } = turn
  const { businessId } = catalog
  const offer = await offerOf(turn, id, start)
  if (!offer) {
    const view = await decline(turn, id, start)
    return speak(turn, view.text, { author: 'system' })
  }
  const { entry, visit } = offer
  const zone = catalog.locations.find((location) => location.id === visit.locationId)?.timezone ?? catalog.timezone
  const time = sayMoment(say.language, zone, start)
  if (await isKnown(turn)) {
    const booked = await confirmHold(tx, turn.catalogs, { businessId, id: visit.id, clientId: client.id, now: minute })
    if (booked.ok) {
      await endWaiting(tx, entry.id, 'booked', now, visit.id)
      const { leadId } = booked.visit
      if (leadId !== null) await advanceLead(tx, leadId, 'booked')
      const about = { businessId, chatId: turn.chat.id, clientId: client.id, leadId, appointmentId: visit.id }
      await logEvent(tx, { ...about, kind: 'booked', at: now })
      tellBooked(turn, booked.visit)
      return passOn(turn, say('card-picked', { time }))
    }
  }
  await prolongOffer(tx, entry, minute + OFFER_MINUTES)
  const { locationId, services, masterId } = entry
  turn.draft = { ...newDraft(), locationId, services, master: masterId, start, holdId: visit.id, waitId: id }
  speak(turn, say('pick-held', { time }), { author: 'system' })
  await passOn(turn, say('card-picked', { time }))
}
