import { Composer } from 'grammy'
import { ledBy } from '../../db/queue.ts'
import { repliesOf, replyById } from '../../db/replies.ts'
import { type FilledReply, REPLY_VARIABLES } from '../../domain/reply.ts'
import { cannedFor } from '../canned.ts'
import type { Ctx, Turn } from '../context.ts'
import { button, rows } from '../show.ts'
import { answerClient } from '../takeover.ts'

/** Canned replies of staff: chosen by title, looked at as the client would get them, then sent. */
export const replies = new Composer<Ctx>()

replies.command('replies', async (ctx, next) => {
  const { turn } = ctx
  if (!turn.member) return next()
  const led = await ledBy(turn.tx, turn.catalog.businessId, turn.member.id)
  const about = turn.pointsAt?.aboutChatId ?? (led.length === 1 ? led[0]! : null)
  if (about === null) await ctx.reply(turn.say('replies-how'))
  else await offerReplies(turn, about)
})

/** A button of staff that names a dialogue of their business, and `id`, a canned reply. */
const tap = (trigger: RegExp, handle: (ctx: Ctx, about: number, id: number) => Promise<void>) =>
  replies.callbackQuery(trigger, async (ctx, next) => {
    if (!ctx.turn.member) return next()
    await handle(ctx, Number(ctx.match[1]), Number(ctx.match[2]))
    await ctx.answerCallbackQuery()
  })

tap(/^canned:(\d{1,15})$/, (ctx, about) => offerReplies(ctx.turn, about))

tap(/^titles:(\d{1,15})$/, async (ctx, about) => {
  const { text, reply_markup } = await titles(ctx.turn, about)
  await ctx.editMessageText(text, { reply_markup })
})

tap(/^reply:(\d{1,15}):(\d{1,15})$/, (ctx, about, id) => preview(ctx, about, id))

tap(/^say:(\d{1,15}):(\d{1,15})$/, async (ctx, about, id) => {
  const { turn } = ctx
  const reply = await replyById(turn.tx, turn.catalog.businessId, id)
  const text = reply && (await cannedFor(turn, about, reply)).text
  // What it speaks of may be gone since it was shown.
  if (!text) return preview(ctx, about, id)
  // Tapped twice it is said once.
  await answerClient(turn, about, text, `canned:${turn.pointsAt?.id ?? turn.inbound.id}:${id}`)
  await ctx.editMessageText(`${turn.say('card-sent')}\n\n${text}`)
})

async function offerReplies(turn: Turn, about: number): Promise<void> {
  const { chat } = turn
  const body = await titles(turn, about)
  turn.elsewhere.push({ chatId: chat.id, channelId: chat.channelId, body, text: body.text, aboutChatId: about })
}

async function titles({ tx, catalog, say }: Turn, about: number) {
  const known = await repliesOf(tx, catalog.businessId)
  const buttons = known.map(({ id, title }) => button(title, `reply:${about}:${id}`))
  const text = say(known.length > 0 ? 'replies-choose' : 'replies-none')
  return { text, reply_markup: { inline_keyboard: rows(buttons, 2) } }
}

/** The reply as the client would get it, with what had to be left out; or why it can't be said. */
async function preview(ctx: Ctx, about: number, id: number): Promise<void> {
  const { turn } = ctx
  const { say, tx, catalog } = turn
  const reply = await replyById(tx, catalog.businessId, id)
  const other = button(say('reply-other'), `titles:${about}`)
  if (!reply) {
    await ctx.editMessageText(say('reply-gone'), { reply_markup: { inline_keyboard: [[other]] } })
    return
  }
  const { text, missing } = await cannedFor(turn, about, reply)
  const what = missing.map((variable) => variableName(turn, variable)).join(', ')
  const shown =
    text === null
      ? say('reply-refused', { title: reply.title, what })
      : [say('reply-preview', { title: reply.title, text }), what && say('reply-without', { what })]
          .filter(Boolean)
          .join('\n\n')
  const actions = text === null ? [other] : [button(say('reply-send'), `say:${about}:${id}`), other]
  await ctx.editMessageText(shown, { reply_markup: { inline_keyboard: [actions] } })
}

function variableName({ say }: Turn, variable: FilledReply['missing'][number]): string {
  const known = REPLY_VARIABLES.find((one) => one === variable)
  return known ? say(`reply-needs-${known}`) : variable
}
