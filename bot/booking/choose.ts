import { book, move } from '../../db/book.ts'
import { advanceLead, latestLead, logEvent } from '../../db/clients.ts'
import { confirmHold } from '../../db/confirm.ts'
import type { Visit } from '../../db/visits.ts'
import type { Minute } from '../../domain/catalog.ts'
import { localOf } from '../../domain/time.ts'
import type { Ctx, Turn } from '../context.ts'
import { humanButton } from '../menu.ts'
import { button, send, show, type View } from '../show.ts'
import { sayMoment } from '../words.ts'
import { visitWords } from './describe.ts'
import { startsNear } from './offer.ts'
import { goneScreen, proceed } from './proceed.ts'
import { nearestScreen } from './screens.ts'
import { locationOf, wishFrom } from './wish.ts'

/** A time was chosen: a new visit is held at once, a move only remembers it until it is confirmed. */
export async function chooseTime(ctx: Ctx, start: Minute): Promise<void> {
  const { turn } = ctx
  const { draft, catalog } = turn
  const wish = draft && wishFrom(catalog, draft)
  if (!draft || !wish) return show(ctx, goneScreen(turn))
  draft.day = localOf(zoneOf(turn), start).date
  if (draft.kind === 'move') {
    draft.start = start
    return proceed(ctx)
  }
  const lead = await latestLead(turn.tx, turn.client.id)
  const held = await book(turn.tx, turn.catalogs, {
    businessId: catalog.businessId,
    key: `chat:${turn.chat.id}:${turn.inbound.id}`,
    wish,
    start,
    clientId: turn.client.id,
    chatId: turn.chat.id,
    leadId: lead?.id,
    door: turn.channel.kind === 'web' ? 'web' : 'telegram',
    now: turn.minute,
    hold: true,
    replaces: draft.holdId,
  })
  if (!held.ok) return show(ctx, await takenView(turn, start, held.reason))
  draft.start = start
  draft.holdId = held.visit.id
  if (lead) await advanceLead(turn.tx, lead.id, 'qualified')
  await proceed(ctx)
}

/** «Записать» or «Перенести» on the summary. */
export async function confirmChoice(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const { draft } = turn
  if (draft?.kind === 'book' && draft.holdId !== undefined) return confirmBooking(ctx, draft.holdId)
  if (draft?.kind === 'move' && draft.start !== undefined) return confirmMove(ctx)
  await send(ctx, goneScreen(turn))
}

async function confirmBooking(ctx: Ctx, id: number): Promise<void> {
  const { turn } = ctx
  const { catalog, client, draft } = turn
  if (!client.name || !client.phone) return proceed(ctx)
  const hold = { businessId: catalog.businessId, id, clientId: client.id, now: turn.minute }
  const booked = await confirmHold(turn.tx, turn.catalogs, hold)
  if (!booked.ok) {
    const around = draft?.start ?? turn.minute
    if (draft) Object.assign(draft, { start: undefined, holdId: undefined, asked: 'time' })
    return show(ctx, await takenView(turn, around, booked.reason))
  }
  turn.draft = null
  if (booked.visit.leadId !== null) await advanceLead(turn.tx, booked.visit.leadId, 'booked')
  await log(turn, 'booked', booked.visit)
  await finishWith(ctx, 'booked', booked.visit)
}

async function confirmMove(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const { catalog, client, draft } = turn
  const wish = draft && wishFrom(catalog, draft)
  if (!wish || draft.visitId === undefined || draft.version === undefined || draft.start === undefined)
    return send(ctx, goneScreen(turn))
  const moved = await move(turn.tx, turn.catalogs, {
    businessId: catalog.businessId,
    id: draft.visitId,
    version: draft.version,
    clientId: client.id,
    wish,
    start: draft.start,
    now: turn.minute,
  })
  if (!moved.ok) {
    const around = draft.start
    draft.start = undefined
    draft.asked = 'time'
    if (moved.reason === 'changed') turn.draft = null
    return show(ctx, await takenView(turn, around, moved.reason))
  }
  turn.draft = null
  await log(turn, 'moved', moved.visit)
  await finishWith(ctx, 'moved', moved.visit)
}

/** The place is gone: the three nearest instead. */
export async function takenView(turn: Turn, start: Minute, reason: 'taken' | 'closed' | 'changed'): Promise<View> {
  const { draft, say } = turn
  if (!draft || reason === 'changed') return goneScreen(turn)
  draft.asked = 'time'
  const slots = await startsNear(turn, draft, start)
  const time = sayMoment(say.language, zoneOf(turn), start)
  if (slots.length === 0) return { text: say('taken-none', { time }), buttons: [[humanButton(say)]] }
  const key = start <= turn.minute ? 'time-past' : reason === 'closed' ? 'time-closed' : 'taken-nearest'
  return nearestScreen(turn, draft, say(key, { time }), slots)
}

/** The news in place of the question, with what can be done next and a file for the calendar. */
async function finishWith(ctx: Ctx, key: 'booked' | 'moved', visit: Visit): Promise<void> {
  const { turn } = ctx
  const { say, catalog } = turn
  await show(ctx, {
    text: say(key, visitWords(catalog, say, visit)).trimEnd(),
    buttons: [[button(say('move'), `mv:${visit.id}`), button(say('cancel'), `cx:${visit.id}`)], [humanButton(say)]],
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

function zoneOf(turn: Turn): string {
  return (turn.draft && locationOf(turn.catalog, turn.draft)?.timezone) ?? turn.catalog.timezone
}
