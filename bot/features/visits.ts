import { Composer } from 'grammy'
import { cancel } from '../../db/cancel.ts'
import { logEvent } from '../../db/clients.ts'
import { upcomingVisits, type Visit, visitById } from '../../db/visits.ts'
import { rulesOf } from '../../domain/catalog.ts'
import { localOf } from '../../domain/time.ts'
import { visitWords } from '../booking/describe.ts'
import { timesOrPerson } from '../booking/proceed.ts'
import type { Ctx, Turn } from '../context.ts'
import { newDraft } from '../draft.ts'
import { callPerson } from '../handover.ts'
import { humanButton, menuView } from '../menu.ts'
import { button, rows, send, show } from '../show.ts'

const REASONS = ['cancel-ill', 'cancel-plans', 'cancel-other'] as const

/** «Мои записи», move and cancel. */
export const visits = new Composer<Ctx>()

visits.callbackQuery('mine', async (ctx) => {
  await ctx.answerCallbackQuery()
  await showMine(ctx)
})

visits.callbackQuery(/^mv:(\d+)$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  await beginMove(ctx, Number(ctx.match[1]))
})

visits.callbackQuery(/^cx:(\d+)$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  await beginCancel(ctx, Number(ctx.match[1]))
})

visits.callbackQuery(/^cxr:(\d+):(\d)$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const key = REASONS[Number(ctx.match[2])]
  if (key && ctx.turn.draft?.visitId === Number(ctx.match[1])) return finishCancel(ctx, ctx.turn.texts.in('ru')(key))
  return gone(ctx)
})

visits.callbackQuery('keep', async (ctx) => {
  await ctx.answerCallbackQuery()
  ctx.turn.draft = null
  await show(ctx, menuView(ctx.turn, ctx.turn.say('kept')))
})

/** The client's visits ahead, each with its buttons. */
export async function showMine(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const { say, catalog } = turn
  const ahead = await upcomingVisits(turn.tx, catalog.businessId, turn.client.id, turn.minute)
  if (ahead.length === 0) return send(ctx, menuView(turn, say('mine-none')))
  const lines = ahead.map((visit) => say('visit-line', visitWords(catalog, say, visit)))
  const many = ahead.length > 1
  const buttons = ahead.flatMap((visit, index) => {
    const mark = many ? `${index + 1}. ` : ''
    return [[button(mark + say('move'), `mv:${visit.id}`), button(mark + say('cancel'), `cx:${visit.id}`)]]
  })
  const text = [say('mine'), ...lines.map((line, index) => (many ? `${index + 1}. ${line}` : line))].join('\n\n')
  await send(ctx, { text, buttons: [...buttons, [humanButton(say)]] })
}

/** Starts a move: the services and the master stay, only the time is asked. */
export async function beginMove(ctx: Ctx, visitId: number): Promise<void> {
  const { turn } = ctx
  const visit = await changeable(ctx, visitId)
  if (!visit) return
  turn.draft = {
    ...newDraft(),
    kind: 'move',
    locationId: visit.locationId,
    services: visit.parts.map((part) => part.serviceId),
    master: visit.sessionId === null ? (visit.parts[0]?.masterId ?? null) : null,
    visitId: visit.id,
    version: visit.version,
    day: localOf(zoneOf(turn, visit), visit.start).date,
    asked: 'time',
  }
  await send(ctx, await timesOrPerson(turn))
}

/** Starts a cancellation by asking for its reason. */
export async function beginCancel(ctx: Ctx, visitId: number): Promise<void> {
  const { turn } = ctx
  const { say, catalog } = turn
  const visit = await changeable(ctx, visitId)
  if (!visit) return
  turn.draft = { ...newDraft(), kind: 'cancel', visitId: visit.id, version: visit.version, asked: 'cancelReason' }
  const reasons = REASONS.map((key, index) => button(say(key), `cxr:${visit.id}:${index}`))
  await send(ctx, {
    text: say('ask-cancel-reason', visitWords(catalog, say, visit)),
    buttons: [
      ...rows(reasons, 2),
      [button(say('cancel-move'), `mv:${visit.id}`), button(say('move-keep'), 'keep')],
      [humanButton(say)],
    ],
  })
}

/** Cancels the visit that the draft is about, with the reason given. */
export async function finishCancel(ctx: Ctx, reason: string): Promise<void> {
  const { turn } = ctx
  const { draft, catalog, client, say } = turn
  if (draft?.visitId === undefined || draft.version === undefined) return gone(ctx)
  const cancelled = await cancel(turn.tx, {
    businessId: catalog.businessId,
    id: draft.visitId,
    version: draft.version,
    clientId: client.id,
    by: 'client',
    reason: reason.slice(0, 500),
    now: turn.minute,
  })
  if (!cancelled) return gone(ctx)
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
  await show(ctx, {
    text: say('cancelled', { when }),
    buttons: [[button(say('book-again'), 'book')], [humanButton(say)]],
  })
}

/** The client's own visit if it may still be changed without a person; says why not otherwise. */
async function changeable(ctx: Ctx, visitId: number): Promise<Visit | null> {
  const { turn } = ctx
  const { catalog, client, say } = turn
  const visit = await visitById(turn.tx, catalog.businessId, visitId)
  const live = visit?.clientId === client.id && (visit.status === 'booked' || visit.status === 'confirmed')
  if (!live || visit.end <= turn.minute) {
    await gone(ctx)
    return null
  }
  const hours = cancelHours(turn, visit)
  if (visit.start - turn.minute >= hours * 60) return visit
  await callPerson(turn, 'late')
  await ctx.reply(say('too-late', { hours }))
  return null
}

async function gone(ctx: Ctx): Promise<void> {
  ctx.turn.draft = null
  await send(ctx, menuView(ctx.turn, ctx.turn.say('visit-gone')))
}

function cancelHours({ catalog }: Turn, visit: Visit): number {
  const rules = visit.parts.flatMap((part) => {
    const service = catalog.services.find((known) => known.id === part.serviceId)
    return service ? [rulesOf(catalog, service).cancelHours] : []
  })
  return rules.length > 0 ? Math.max(...rules) : catalog.rules.cancelHours
}

function zoneOf({ catalog }: Turn, visit: Visit): string {
  return catalog.locations.find((location) => location.id === visit.locationId)?.timezone ?? catalog.timezone
}
