import { move } from '../../db/book.ts'
import { advanceLead, logEvent } from '../../db/clients.ts'
import { confirmHold } from '../../db/confirm.ts'
import { upcomingVisits, type Visit, visitById } from '../../db/visits.ts'
import { endWaiting, lockWaiting } from '../../db/waitlist.ts'
import type { Minute } from '../../domain/catalog.ts'
import { localOf } from '../../domain/time.ts'
import type { Ctx, Turn } from '../context.ts'
import { askForSource } from '../features/heard.ts'
import { askForOffers } from '../marketing.ts'
import { menuView } from '../menu.ts'
import { passageButton } from '../passage.ts'
import { button, send, show } from '../show.ts'
import { sayMoment } from '../words.ts'
import { approvalOf, askApproval } from './approval.ts'
import { lateToChange } from './change.ts'
import { visitWords } from './describe.ts'
import { goneScreen, holdPlace, takenView } from './hold.ts'
import { startsFor } from './offer.ts'
import { proceed, timesOrPerson } from './proceed.ts'
import { wishFrom, zoneOf } from './wish.ts'

/** A time was chosen: a new visit is held at once, a move only remembers it until it is confirmed. */
export async function chooseTime(ctx: Ctx, start: Minute): Promise<void> {
  const { turn } = ctx
  const { draft, catalog, say } = turn
  if (!draft || !wishFrom(catalog, draft)) return show(ctx, goneScreen(turn))
  const zone = zoneOf(catalog, draft)
  draft.day = localOf(zone, start).date
  Object.assign(draft, { until: undefined, hours: undefined })
  if (draft.kind === 'move') {
    if (start === draft.was) {
      const lead = say('move-same', { time: sayMoment(say.language, zone, start) })
      return show(ctx, await timesOrPerson(turn, { lead }))
    }
    const slots = await startsFor(turn, draft)
    if (!slots.some((slot) => slot.start === start)) return show(ctx, await takenView(turn, start, 'closed'))
    draft.start = start
    return proceed(ctx)
  }
  const held = await holdPlace(turn, start)
  if (typeof held === 'string') return show(ctx, await takenView(turn, start, held))
  await proceed(ctx)
}

/** «Записать» or «Перенести» on the summary. */
export async function confirmChoice(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const { draft, catalog, client, say } = turn
  if (draft?.kind === 'book' && draft.start !== undefined) return confirmBooking(ctx)
  if (draft?.kind === 'move' && draft.start !== undefined) return confirmMove(ctx)
  if (draft) return proceed(ctx, { anew: true })
  // Tapped twice: what was asked for is done already.
  const [ahead] = await upcomingVisits(turn.tx, catalog.businessId, client.id, turn.minute)
  await send(ctx, ahead ? menuView(turn, say('already-booked', visitWords(catalog, say, ahead))) : goneScreen(turn))
}

async function confirmBooking(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const { catalog, client, draft } = turn
  if (!client.name || !client.phone || draft?.start === undefined || draft.holdId === undefined) return proceed(ctx)
  const approval = await approvalOf(turn)
  if (approval) return askApproval(ctx, approval)
  const hold = { businessId: catalog.businessId, id: draft.holdId, clientId: client.id, now: turn.minute }
  // Who waited for it is locked before the visit, as those do who offer places.
  const waited =
    draft.waitId === undefined ? null : { businessId: hold.businessId, id: draft.waitId, clientId: client.id }
  const entry = waited && (await lockWaiting(turn.tx, waited))
  const booked = await confirmHold(turn.tx, turn.catalogs, hold)
  if (!booked.ok && booked.reason === 'changed') {
    // The hold was ended meanwhile, by time or by staff: the same place is asked for anew.
    draft.holdId = undefined
    return proceed(ctx)
  }
  if (!booked.ok) return show(ctx, await takenView(turn, draft.start, booked.reason))
  if (entry) await endWaiting(turn.tx, entry.id, 'booked', turn.now, booked.visit.id)
  const more = draft.several === true
  turn.draft = null
  if (booked.visit.leadId !== null) await advanceLead(turn.tx, booked.visit.leadId, 'booked')
  await log(turn, 'booked', booked.visit)
  await finishWith(ctx, 'booked', booked.visit, more)
  // One question at a time, and none in the middle of several bookings.
  if (!more && (await askForSource(turn))) return
  await askForOffers(turn)
}

async function confirmMove(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const { catalog, client, draft } = turn
  const wish = draft && wishFrom(catalog, draft)
  if (!wish || draft.visitId === undefined || draft.version === undefined || draft.start === undefined)
    return send(ctx, goneScreen(turn))
  const visit = await visitById(turn.tx, catalog.businessId, draft.visitId)
  if (visit && visit.clientId === client.id && (await lateToChange(ctx, visit))) return
  const moved = await move(turn.tx, turn.catalogs, {
    businessId: catalog.businessId,
    id: draft.visitId,
    version: draft.version,
    clientId: client.id,
    wish,
    start: draft.start,
    now: turn.minute,
  })
  if (!moved.ok && moved.reason === 'changed') {
    turn.draft = null
    return show(ctx, menuView(turn, turn.say('visit-gone')))
  }
  if (!moved.ok) return show(ctx, await takenView(turn, draft.start, moved.reason))
  turn.draft = null
  await log(turn, 'moved', moved.visit)
  await finishWith(ctx, 'moved', moved.visit)
}

/** The news in place of the question, with what can be done next (`more`: one more booking) and a file for the calendar. */
async function finishWith(ctx: Ctx, key: 'booked' | 'moved', visit: Visit, more = false): Promise<void> {
  const { turn } = ctx
  const { say, catalog } = turn
  await show(ctx, {
    text: say(key, visitWords(catalog, say, visit)).trimEnd(),
    buttons: [
      more ? [button(say('book-more'), 'book')] : [],
      [button(say('move'), `mv:${visit.id}`), button(say('cancel'), `cx:${visit.id}`)],
      key === 'booked' ? await passageButton(turn, say('passage-reminders')) : [],
    ],
  })
  // A reference: the file is made when the message is delivered.
  await ctx.api.raw.sendDocument({
    chat_id: ctx.chatId!,
    document: `calendar:${visit.id}`,
    caption: say('calendar-file'),
  })
}

async function log(turn: Turn, kind: 'booked' | 'moved', visit: Visit): Promise<void> {
  await logEvent(turn.tx, {
    businessId: visit.businessId,
    kind,
    at: turn.now,
    chatId: turn.chat.id,
    clientId: visit.clientId,
    leadId: visit.leadId,
    appointmentId: visit.id,
  })
}
