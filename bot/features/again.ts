import { Composer } from 'grammy'
import { visitById } from '../../db/visits.ts'
import { draftAgain } from '../booking/again.ts'
import { chooseTime } from '../booking/choose.ts'
import { timesOrPerson } from '../booking/proceed.ts'
import type { Ctx } from '../context.ts'
import { send } from '../show.ts'
import { beginBooking } from './book.ts'

/** «Ещё раз то же самое»: a place, or the choice of one, for what an earlier visit of the client was about. */
export const again = new Composer<Ctx>()

again.callbackQuery(/^again:(\d{1,15})(?::(\d{1,10}))?$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const { turn } = ctx
  const visit = await visitById(turn.tx, turn.catalog.businessId, Number(ctx.match[1]))
  const draft = visit?.clientId === turn.client.id ? draftAgain(turn.catalog, visit) : null
  if (!draft) return beginBooking(ctx)
  const holdId = turn.draft?.kind === 'book' ? turn.draft.holdId : undefined
  await ctx.conversation.exitAll()
  turn.draft = { ...draft, holdId }
  if (ctx.match[2]) return chooseTime(ctx, Number(ctx.match[2]))
  await send(ctx, await timesOrPerson(turn))
})
