import { Composer } from 'grammy'
import { declineStep, noteStep, type Told, toldStep } from '../../db/chainsteps.ts'
import { logEvent } from '../../db/clients.ts'
import { addExtra } from '../../db/extras.ts'
import { type Visit, visitById } from '../../db/visits.ts'
import { chainOf, servicesOf } from '../../domain/chains.ts'
import { localOf } from '../../domain/time.ts'
import { chooseTime } from '../booking/choose.ts'
import { visitWords } from '../booking/describe.ts'
import { timesOrPerson } from '../booking/proceed.ts'
import { zoneOf } from '../booking/wish.ts'
import { nextWish } from '../chains.ts'
import type { Ctx } from '../context.ts'
import { newDraft } from '../draft.ts'
import { button, settle, show } from '../show.ts'
import { beginBooking, outdated } from './book.ts'

/** What clients tap under the offers of chains. Each is known by its notice, and only to whom it was told. */
export const chains = new Composer<Ctx>()

chains.callbackQuery(/^back:(\d{1,15})(?::(\d{1,10}))?$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const found = await offered(ctx, Number(ctx.match[1]))
  if (!found) return outdated(ctx)
  await ctx.conversation.exitAll()
  await noteStep(ctx.turn.tx, found.told.id, { answer: 'chose' })
  const { turn } = ctx
  const chain = chainOf(found.told.chain)
  const wish = chain && nextWish(turn.catalog, chain, found.visit)
  if (!wish) return beginBooking(ctx)
  const holdId = turn.draft?.kind === 'book' ? turn.draft.holdId : undefined
  const services = wish.parts.map(({ serviceId }) => serviceId)
  const master = wish.parts.find(({ masterId }) => masterId !== null)?.masterId ?? null
  turn.draft = { ...newDraft(), holdId, locationId: wish.locationId, services, master }
  if (ctx.match[2]) return chooseTime(ctx, Number(ctx.match[2]))
  turn.draft.asked = 'time'
  turn.draft.day = localOf(zoneOf(turn.catalog, turn.draft), turn.minute).date
  await show(ctx, await timesOrPerson(turn))
})

chains.callbackQuery(/^back:no:(\d{1,15})$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const { turn } = ctx
  const found = await offered(ctx, Number(ctx.match[1]))
  if (!found) return outdated(ctx)
  const { tx, client, now, catalog } = turn
  await declineStep(tx, { businessId: catalog.businessId, clientId: client.id, told: found.told, now })
  await settle(ctx, turn.say('chain-declined'))
})

chains.callbackQuery(/^extra:(\d{1,15})$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const { turn } = ctx
  const { tx, say, catalog, now } = turn
  const found = await offered(ctx, Number(ctx.match[1]))
  const extra = found?.told.data.extra
  if (!found || !extra) return outdated(ctx)
  const [service] = servicesOf(catalog, [extra.serviceId])
  const { visit, told } = found
  const added =
    service && visit.start > turn.minute
      ? await addExtra(tx, turn.catalogs, { visit, extra, chatId: turn.chat.id, now })
      : null
  if (!added) return settle(ctx, say('extra-gone'))
  await noteStep(tx, told.id, { answer: 'yes' })
  await show(ctx, {
    text: say('extra-added', { ...visitWords(catalog, say, added), extra: service!.name }),
    buttons: [[button(say('move'), `mv:${added.id}`), button(say('cancel'), `cx:${added.id}`)]],
  })
})

chains.callbackQuery(/^extra:no:(\d{1,15})$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const { turn } = ctx
  const found = await offered(ctx, Number(ctx.match[1]))
  if (!found) return outdated(ctx)
  await noteStep(turn.tx, found.told.id, { answer: 'no' })
  await settle(ctx, turn.say('kept'))
})

/** What was told to this client under this number, with the visit that started it. */
async function offered({ turn }: Ctx, id: number): Promise<{ told: Told; visit: Visit } | null> {
  const { tx, catalog, client, chat } = turn
  const told = await toldStep(tx, { businessId: catalog.businessId, clientId: client.id, id })
  const visit = told && (await visitById(tx, catalog.businessId, told.triggerId))
  if (!told || visit?.clientId !== client.id) return null
  if (told.data.answer === undefined) {
    const data = { chain: told.chain, step: told.step }
    const about = { chatId: chat.id, clientId: client.id, appointmentId: visit.id, data }
    await logEvent(tx, { businessId: catalog.businessId, kind: 'chain_answered', at: turn.now, ...about })
  }
  return { told, visit }
}
