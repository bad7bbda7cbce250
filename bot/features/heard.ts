import { Composer } from 'grammy'
import { keepSource, mayAskSource, openSource } from '../../db/heard.ts'
import { HEARD, type Heard, heardIn, isOwnWords } from '../../domain/heard.ts'
import type { Ctx, Turn } from '../context.ts'
import { askForOffers } from '../marketing.ts'
import { menuView } from '../menu.ts'
import { withoutPhones } from '../phone.ts'
import { plainWords } from '../plain.ts'
import { button, rows, send, settle, speak } from '../show.ts'

/** «Откуда узнали»: asked once, after a booking, of whom nothing shows it. What they say stands beside what their way here shows. */
export const heard = new Composer<Ctx>()

/** Asks, where the business wants it; false: there is nothing to ask. */
export async function askForSource(turn: Turn): Promise<boolean> {
  const { tx, say, catalog, member, client, chat, now } = turn
  if (catalog.settings.askSource === 'off' || member || client.barred || chat.owner !== 'bot' || catalog.rehearsal)
    return false
  const leadId = await mayAskSource(tx, { businessId: catalog.businessId, clientId: client.id, now })
  if (leadId === null) return false
  const choices = HEARD.map((one) => button(say(`heard-${one}`), `heard:${leadId}:${one}`))
  speak(turn, say('heard-ask'), { buttons: rows(choices, 2) })
  return true
}

heard.callbackQuery(/^heard:(\d{1,15}):([a-z]{1,12})$/, async (ctx) => {
  const { turn } = ctx
  const [leadId, chosen] = [Number(ctx.match[1]), ctx.match[2]]
  const source = HEARD.find((one) => one === chosen)
  const kept = source !== undefined && (await keep(turn, leadId, source, null))
  const led = turn.chat.owner === 'member'
  const answer = turn.say(kept && source === 'other' ? 'heard-own-words' : 'heard-thanks')
  await ctx.answerCallbackQuery(led ? { text: answer, show_alert: true } : undefined)
  if (led) return
  await settle(ctx, answer)
  if (kept && source !== 'other') await askForOffers(turn)
})

/** What a client types after the question, in a dialogue that the assistant leads; false when it is something else. */
export async function takeHeard(ctx: Ctx, text: string): Promise<boolean> {
  const { turn } = ctx
  const { catalog, member, chat, draft, understood, client, now } = turn
  if (catalog.settings.askSource === 'off' || member || chat.owner !== 'bot' || draft) return false
  const named = heardIn(plainWords(text))
  // Who names a service or a time wants something.
  const wants = understood?.answered === true && WANTS.has(understood.intent)
  if (wants || text.includes('?') || (named === null && (understood?.answered || !isOwnWords(text)))) return false
  const open = await openSource(turn.tx, { businessId: catalog.businessId, clientId: client.id, now })
  if (!open || (named === null && !open.other)) return false
  if (!(await keep(turn, open.leadId, named ?? 'other', wordsOf(turn, text)))) return false
  await send(ctx, menuView(turn, turn.say('heard-thanks')))
  return true
}

const WANTS: ReadonlySet<string> = new Set([
  'book',
  'cancel',
  'reschedule',
  'human',
  'complaint',
  'payment',
  'check_booking',
])

const wordsOf = ({ masked }: Turn, text: string) => withoutPhones(masked ?? text)

function keep({ tx, catalog, client, chat, now }: Turn, leadId: number, source: Heard, words: string | null) {
  const about = { businessId: catalog.businessId, clientId: client.id, chatId: chat.id, leadId }
  return keepSource(tx, { ...about, source, words, now })
}
