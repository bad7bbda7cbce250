import { Composer } from 'grammy'
import { advanceLead, hasConsent, logEvent } from '../../db/clients.ts'
import { confirmHold } from '../../db/confirm.ts'
import { tellBooked } from '../booking/booked.ts'
import { chooseTime } from '../booking/choose.ts'
import { holdPlace } from '../booking/hold.ts'
import { startsNear } from '../booking/offer.ts'
import { zoneOf } from '../booking/wish.ts'
import type { Ctx, Turn } from '../context.ts'
import { passOn } from '../handover.ts'
import { placeButtons } from '../places.ts'
import { speak } from '../show.ts'
import { stayWithPerson } from '../takeover.ts'
import { sayMoment } from '../words.ts'

/** A tap on a place that a person offered: it counts while that person leads, where other buttons of the bot are silent. */
export const pick = new Composer<Ctx>()

pick.callbackQuery(/^pick:(\d{1,10})$/, async (ctx, next) => {
  const { turn } = ctx
  const start = Number(ctx.match[1])
  if (turn.member || turn.draft?.kind !== 'book') return next()
  await ctx.answerCallbackQuery()
  if (turn.chat.owner !== 'member') return chooseTime(ctx, start)
  stayWithPerson(turn)
  await take(turn, start)
})

/** Books where all is known, else holds the place; what is said goes out though a person leads. */
async function take(turn: Turn, start: number): Promise<void> {
  const { say, catalog, client, draft, tx, minute } = turn
  const time = sayMoment(say.language, zoneOf(catalog, draft), start)
  const held = await holdPlace(turn, start)
  if (held === 'taken' || held === 'closed') {
    const near = await startsNear(turn, draft!, start)
    const buttons = placeButtons(
      turn,
      near.map((slot) => slot.start),
    )
    return speak(turn, say(near.length > 0 ? 'pick-taken' : 'pick-closed', { time }), { author: 'system', buttons })
  }
  if (held === 'changed') return speak(turn, say('pick-closed', { time }), { author: 'system' })
  const known = client.name && client.phone && (await hasConsent(tx, client.id, 'personal_data'))
  if (known) {
    const { businessId } = catalog
    const booked = await confirmHold(tx, turn.catalogs, { businessId, id: held.id, clientId: client.id, now: minute })
    if (booked.ok) {
      const { visit } = booked
      if (visit.leadId !== null) await advanceLead(tx, visit.leadId, 'booked')
      const about = { businessId, chatId: turn.chat.id, clientId: client.id, leadId: visit.leadId }
      await logEvent(tx, { ...about, kind: 'booked', at: turn.now, appointmentId: visit.id })
      tellBooked(turn, visit)
      return passOn(turn, say('card-picked', { time }))
    }
  }
  speak(turn, say('pick-held', { time }), { author: 'system' })
  await passOn(turn, say('card-picked', { time }))
}
