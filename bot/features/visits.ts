import { Composer } from 'grammy'
import { cancel } from '../../db/cancel.ts'
import { logEvent } from '../../db/clients.ts'
import { upcomingVisits, type Visit, visitById } from '../../db/visits.ts'
import { localOf } from '../../domain/time.ts'
import { changeable, goneVisit, lateToChange } from '../booking/change.ts'
import { visitWords } from '../booking/describe.ts'
import { dropDraft } from '../booking/drop.ts'
import { timesOrPerson } from '../booking/proceed.ts'
import { sameHours, shiftedFrom } from '../booking/shift.ts'
import { applyWhen, type Wishes } from '../booking/typedtime.ts'
import { isClass, servicesOf, zoneOf } from '../booking/wish.ts'
import type { Ctx } from '../context.ts'
import { newDraft } from '../draft.ts'
import { callPerson } from '../handover.ts'
import { menuView } from '../menu.ts'
import { calledView } from '../promise.ts'
import { button, rows, send, show } from '../show.ts'
import { putOtherMaster, readWish } from './reading.ts'
import { waitingView } from './waitlist.ts'

const REASONS = ['cancel-ill', 'cancel-plans', 'cancel-other'] as const

/** «Мои записи», move and cancel. */
export const visits = new Composer<Ctx>()

visits.callbackQuery('mine', async (ctx) => {
  await ctx.answerCallbackQuery()
  await showMine(ctx)
})

visits.callbackQuery(/^mv:(\d{1,15})$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  await beginMove(ctx, Number(ctx.match[1]))
})

visits.callbackQuery(/^cx:(\d{1,15})$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  await beginCancel(ctx, Number(ctx.match[1]))
})

visits.callbackQuery(/^cxr:(\d{1,15}):(\d)$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const key = REASONS[Number(ctx.match[2])]
  const { draft, texts } = ctx.turn
  const visitId = Number(ctx.match[1])
  if (key && draft?.kind === 'cancel' && draft.visitId === visitId) return finishCancel(ctx, texts.in('ru')(key))
  await goneVisit(ctx, visitId)
})

visits.callbackQuery('keep', async (ctx) => {
  await ctx.answerCallbackQuery()
  await keepVisit(ctx)
})

/** The visit stays as it is; a booking that is begun meanwhile is not touched. */
export async function keepVisit(ctx: Ctx): Promise<void> {
  if (ctx.turn.draft?.kind !== 'book') ctx.turn.draft = null
  await show(ctx, menuView(ctx.turn, ctx.turn.say('kept')))
}

/** The client's visits ahead, each with its buttons. */
export async function showMine(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const { say, catalog } = turn
  const ahead = await upcomingVisits(turn.tx, catalog.businessId, turn.client.id, turn.minute)
  const waiting = await waitingView(turn)
  if (ahead.length === 0 && waiting.lines.length === 0) return send(ctx, menuView(turn, say('mine-none')))
  const lines = ahead.map((visit) => say('visit-line', visitWords(catalog, say, visit)))
  const many = ahead.length > 1
  const buttons = ahead.map((visit, index) => {
    const mark = many ? `${index + 1}. ` : ''
    return [button(mark + say('move'), `mv:${visit.id}`), button(mark + say('cancel-short'), `cx:${visit.id}`)]
  })
  const list = lines.map((line, index) => (many ? `${index + 1}. ${line}` : line))
  await send(ctx, {
    text: [ahead.length > 0 ? say('mine', { count: ahead.length }) : say('mine-none'), ...list, ...waiting.lines].join(
      '\n\n',
    ),
    buttons: [...buttons, ...waiting.buttons, [button(say('book-more'), 'book')]],
  })
}

/**
 * Starts a move: the services and their masters stay, only the time is asked, unless it is said already. `said`: the words,
 * in which it may be told by the visit's own («на день позже»), and another master.
 */
export async function beginMove(ctx: Ctx, visitId: number, when: Wishes | null = null, said = ''): Promise<void> {
  const { turn } = ctx
  const visit = await changeable(ctx, visitId)
  if (!visit) return
  await dropDraft(turn)
  await ctx.conversation.exitAll()
  turn.draft = { ...draftOf(ctx, visit), kind: 'move', asked: 'time' }
  if (servicesOf(turn.catalog, turn.draft).length < visit.parts.length) {
    // A service that is gone from the catalog has no offer: a person finds the way.
    turn.draft = null
    await callPerson(turn, 'unusual')
    return send(ctx, calledView(turn))
  }
  const { master } = readWish(turn, said, undefined)
  putOtherMaster(turn, turn.draft, master)
  const shifted = shiftedFrom(turn, said)
  const hours = sameHours(turn, said)
  if (when?.[0].days && !when[0].hours && hours) return applyWhen(ctx, [{ ...when[0], hours }])
  if (when ?? shifted) return applyWhen(ctx, when ?? [shifted!])
  await send(ctx, await timesOrPerson(turn))
}

/** Starts a cancellation by asking for its reason. */
export async function beginCancel(ctx: Ctx, visitId: number): Promise<void> {
  const { turn } = ctx
  const { say, catalog } = turn
  const visit = await changeable(ctx, visitId)
  if (!visit) return
  await dropDraft(turn)
  await ctx.conversation.exitAll()
  turn.draft = { ...draftOf(ctx, visit), kind: 'cancel', asked: 'cancelReason' }
  const reasons = REASONS.map((key, index) => button(say(key), `cxr:${visit.id}:${index}`))
  await send(ctx, {
    text: say('ask-cancel-reason', visitWords(catalog, say, visit)),
    buttons: [...rows(reasons, 2), [button(say('cancel-move'), `mv:${visit.id}`), button(say('move-keep'), 'keep')]],
  })
}

function draftOf({ turn }: Ctx, visit: Visit) {
  const draft = {
    ...newDraft(),
    locationId: visit.locationId,
    services: visit.parts.map((part) => part.serviceId),
    visitId: visit.id,
    version: visit.version,
    was: visit.start,
  }
  const classes = servicesOf(turn.catalog, draft).some(isClass)
  return {
    ...draft,
    masters: classes ? undefined : visit.parts.map((part) => part.masterId),
    day: localOf(zoneOf(turn.catalog, draft), visit.start).date,
  }
}

/** Cancels the visit that the draft is about, with the reason given. */
export async function finishCancel(ctx: Ctx, reason: string): Promise<void> {
  const { turn } = ctx
  const { draft, catalog, client, say } = turn
  if (draft?.visitId === undefined || draft.version === undefined) return goneVisit(ctx)
  const visit = await visitById(turn.tx, catalog.businessId, draft.visitId)
  const mine = visit?.clientId === client.id ? visit : null
  const live = mine?.status === 'booked' || mine?.status === 'confirmed'
  if (mine && live && (await lateToChange(ctx, mine))) return
  const cancelled = await cancel(turn.tx, {
    businessId: catalog.businessId,
    id: draft.visitId,
    version: draft.version,
    clientId: client.id,
    by: 'client',
    reason: reason.slice(0, 500),
    now: turn.minute,
  })
  if (!cancelled) return goneVisit(ctx, draft.visitId)
  turn.draft = null
  await logEvent(turn.tx, {
    businessId: catalog.businessId,
    kind: 'cancelled',
    at: turn.now,
    chatId: turn.chat.id,
    clientId: client.id,
    appointmentId: cancelled.id,
  })
  const { when } = visitWords(catalog, say, cancelled)
  await show(ctx, { text: say('cancelled', { when }), buttons: [[button(say('book-again'), 'book')]] })
}
