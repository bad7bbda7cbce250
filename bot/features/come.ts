import { Composer } from 'grammy'
import { logEvent } from '../../db/clients.ts'
import { confirmComing, remindedVisit } from '../../db/coming.ts'
import { type Visit, visitById } from '../../db/visits.ts'
import { goneVisit } from '../booking/change.ts'
import type { Ctx, Turn } from '../context.ts'
import { comingView, reminderView } from '../reminders.ts'
import { send, show } from '../show.ts'

/** «Приду» under a reminder: it says so whoever leads the dialogue. */
export const come = new Composer<Ctx>()

come.callbackQuery(/^come:(\d{1,15}):(\d{1,10})$/, async (ctx) => {
  const { turn } = ctx
  const { catalog, client, say } = turn
  const visit = await visitById(turn.tx, catalog.businessId, Number(ctx.match[1]))
  const ahead = visit?.clientId === client.id && isAwaited(visit) && visit.end > turn.minute ? visit : null
  // Where a person answers the assistant says nothing in the chat, but the tap counts.
  const led = turn.chat.owner === 'member'
  if (!ahead) {
    await ctx.answerCallbackQuery(led ? { text: say('visit-gone'), show_alert: true } : undefined)
    return led ? undefined : goneVisit(ctx, Number(ctx.match[1]))
  }
  const moved = ahead.start !== Number(ctx.match[2])
  const view = moved
    ? reminderView(catalog, say, ahead, 'remind_24h')
    : comingView(catalog, say, await confirmed(turn, ahead))
  await ctx.answerCallbackQuery(led ? { text: view.text.slice(0, 200), show_alert: true } : undefined)
  if (!led) await show(ctx, view)
})

/** A typed «приду» where nothing else was asked, to a client who was reminded; false when there is no such visit. */
export async function sayComing(ctx: Ctx): Promise<boolean> {
  const { turn } = ctx
  const id = await remindedVisit(turn.tx, turn.catalog.businessId, turn.client.id, turn.now)
  const visit = id === null ? null : await visitById(turn.tx, turn.catalog.businessId, id)
  if (!visit) return false
  await send(ctx, comingView(turn.catalog, turn.say, await confirmed(turn, visit)))
  return true
}

const isAwaited = ({ status }: Visit) => status === 'booked' || status === 'confirmed'

async function confirmed({ tx, chat, client, now }: Turn, visit: Visit): Promise<Visit> {
  const { id, businessId } = visit
  if (!(await confirmComing(tx, { businessId, id, version: visit.version, clientId: client.id, now }))) return visit
  await logEvent(tx, {
    businessId,
    kind: 'confirmed',
    at: now,
    chatId: chat.id,
    clientId: client.id,
    appointmentId: id,
  })
  return { ...visit, status: 'confirmed', version: visit.version + 1 }
}
