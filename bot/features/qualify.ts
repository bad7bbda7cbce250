import { Composer } from 'grammy'
import { latestLead, saveAnswer } from '../../db/clients.ts'
import { proceed } from '../booking/proceed.ts'
import { openQuestion } from '../booking/question.ts'
import type { Ctx } from '../context.ts'
import { outdated } from './book.ts'

const LONGEST = 300

/** Taps under the business's own questions. */
export const qualify = new Composer<Ctx>()

qualify.callbackQuery(/^qa:(\d{1,15}):(\d{1,2}|skip)$/, async (ctx) => {
  await ctx.answerCallbackQuery()
  const { draft } = ctx.turn
  const open = draft && draft.asked === 'question' ? openQuestion(ctx.turn, draft) : null
  const [, id, chosen] = ctx.match
  if (!open || open.id !== Number(id)) return outdated(ctx)
  await noteAnswer(ctx, chosen === 'skip' ? '' : (open.options[Number(chosen)] ?? ''))
  await proceed(ctx)
})

/** Keeps the answer to the open question, in the draft and on the lead; an empty one was skipped. */
export async function noteAnswer({ turn }: Ctx, answer: string): Promise<void> {
  const { draft, client, tx } = turn
  const question = draft && openQuestion(turn, draft)
  if (!question) return
  draft.answers = { ...draft.answers, [question.key]: answer.slice(0, LONGEST) }
  const lead = await latestLead(tx, client.id)
  if (lead && answer) await saveAnswer(tx, lead.id, question.key, answer.slice(0, LONGEST))
}
