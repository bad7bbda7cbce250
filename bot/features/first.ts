import { Composer } from 'grammy'
import type { Ctx } from '../context.ts'
import { callPerson } from '../handover.ts'
import { calledView } from '../promise.ts'
import { tryHere } from '../trying.ts'
import { callUrgently } from './urgent.ts'

/** Whom somebody new talks to first, where the owner wants it to be people, or tries that out. */
export const first = new Composer<Ctx>()

first.on('message', async (ctx, next) => {
  const { turn } = ctx
  const { catalog, chat, say } = turn
  if (!turn.isNew || turn.member || chat.owner !== 'bot' || catalog.rehearsal) return next()
  const who = tryHere(turn, { kind: 'first' })?.does.first ?? catalog.settings.first
  if (who === 'assistant') return next()
  if (await callUrgently(ctx, turn.inbound.text ?? '')) return
  await callPerson(turn, 'first')
  const { text, buttons } = calledView(turn)
  const greeted = `${say('greeting', { business: catalog.name })}\n\n${text}`
  await ctx.reply(greeted, buttons && { reply_markup: { inline_keyboard: buttons } })
})
