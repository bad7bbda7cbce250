import type { InlineKeyboardButton } from 'grammy/types'
import { nextView } from '../booking/proceed.ts'
import type { Ctx, Turn } from '../context.ts'
import { callPerson } from '../handover.ts'
import { menuView } from '../menu.ts'
import { calledView } from '../promise.ts'
import { button, rows, send } from '../show.ts'
import type { Intent } from '../understanding/intents.ts'
import { sayWaiting } from './person.ts'

/** After so many messages in a row that were not understood a person is called: never a loop. */
const MOST = 3

/** Nothing was understood: a question with buttons, another one, then a person. */
export async function unclear(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const { say, draft, chat } = turn
  if (turn.member) return send(ctx, menuView(turn, `${say('unclear')}\n\n${say('card-how')}`))
  if (chat.owner === 'queue') return sayWaiting(ctx)
  chat.unclear = turn.unclearBefore + 1
  if (chat.unclear >= MOST) return handOver(ctx)
  const view = draft?.asked && draft.kind !== 'cancel' ? await nextView(turn) : null
  if (view && typeof view !== 'string') return send(ctx, { ...view, text: `${say('unclear-answer')}\n\n${view.text}` })
  if (chat.unclear > 1) return send(ctx, menuView(turn, say('unclear-again')))
  const guessed = guesses(turn)
  if (guessed.length < 2) return send(ctx, menuView(turn, say('unclear')))
  await send(ctx, { text: say('unclear-between'), buttons: rows(guessed, 2) })
}

async function handOver(ctx: Ctx): Promise<void> {
  const { turn } = ctx
  const { say } = turn
  await ctx.conversation.exitAll()
  await callPerson(turn, 'unclear')
  const called = calledView(turn)
  await send(ctx, { ...called, text: `${say('unclear-person')}\n\n${called.text}` })
}

/** What the guesses of the understanding would do, as buttons. */
const DOES: Partial<Record<Intent, readonly [key: string, data: string]>> = {
  book: ['menu-book', 'book'],
  reschedule: ['menu-mine', 'mine'],
  cancel: ['menu-mine', 'mine'],
  check_booking: ['menu-mine', 'mine'],
  price: ['menu-price', 'price'],
  services: ['menu-price', 'price'],
  hours: ['menu-place', 'place'],
  address: ['menu-place', 'place'],
  staff: ['menu-team', 'team'],
}

function guesses({ understood, say }: Turn): InlineKeyboardButton[] {
  const likely = understood ? [understood.intent, ...understood.alternatives.map((one) => one.intent)] : []
  const buttons = likely.flatMap((intent) => {
    const does = DOES[intent]
    return does ? [button(say(does[0]), does[1])] : []
  })
  return buttons.filter((one, index) => buttons.findIndex((other) => other.text === one.text) === index).slice(0, 4)
}
