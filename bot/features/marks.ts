import { Composer } from 'grammy'
import { askedVisits, visitsOnCard } from '../../db/asks.ts'
import { markVisit, unmarkVisit } from '../../db/marking.ts'
import { memberOf } from '../../db/members.ts'
import { lockVisit } from '../../db/visitmarks.ts'
import { appButton } from '../app.ts'
import type { Ctx, Turn } from '../context.ts'
import { isAwaited, marksView, markWords } from '../marks.ts'

/** A member's taps under the card that asks who came. */
export const marks = new Composer<Ctx>()

marks.callbackQuery(/^mark:(\d{1,15}):([cnu])$/, async (ctx, next) => {
  const { turn } = ctx
  if (!turn.member) return next()
  const id = Number(ctx.match[1])
  const done = await apply(turn, id, ctx.match[2] as Verb)
  const [visit] = await askedVisits(turn.tx, turn.chat.businessId, [id])
  if (done || !visit) await ctx.answerCallbackQuery(done ? undefined : { text: turn.say('marks-gone') })
  else {
    const key = isAwaited(visit) || visit.status === 'cancelled' ? 'marks-changed' : 'marks-already'
    await ctx.answerCallbackQuery({ text: turn.say(key, { state: markWords(turn.say, visit) }), show_alert: true })
  }
  await redraw(ctx)
})

type Verb = 'c' | 'n' | 'u'

/** Marks by the rules of the desk; false when they don't allow it, or somebody was first. */
async function apply(turn: Turn, id: number, verb: Verb): Promise<boolean> {
  const { tx, now, chat } = turn
  const { businessId } = chat
  const member = await memberOf(tx, businessId, turn.member!.id)
  if (!member) return false
  const masterId = member.role === 'master' ? (member.resourceId ?? 0) : null
  const visit = await lockVisit(tx, { businessId, id, masterId })
  if (!visit || visit.status === 'held') return false
  const by = { businessId, memberId: member.id }
  const done =
    verb === 'u'
      ? await unmarkVisit(tx, by, visit, { money: false, now })
      : await markVisit(tx, by, visit, verb === 'c' ? 'arrived' : 'no_show', { tell: true, now })
  return done.ok
}

/** The card as things stand now; which visits it is about is told by its own row. */
async function redraw(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const { tx, chat, say, pointsAt } = turn
  const ids = pointsAt ? await visitsOnCard(tx, chat.businessId, pointsAt.id) : []
  if (ids.length === 0) return
  const visits = await askedVisits(tx, chat.businessId, ids)
  const open = appButton(
    turn,
    say('card-open'),
    visits.length === 1 ? `v_${chat.businessId}_${visits[0]!.id}` : undefined,
  )
  const { text, keyboard } = marksView(say, visits, open)
  await ctx.editMessageText(text, { reply_markup: { inline_keyboard: keyboard } })
}
