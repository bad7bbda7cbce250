import { lastScreen } from '../../db/messages.ts'
import { proceed } from '../booking/proceed.ts'
import { rememberWhen } from '../booking/typedtime.ts'
import type { Ctx } from '../context.ts'
import { newDraft } from '../draft.ts'
import { menuView } from '../menu.ts'
import { plainWords } from '../plain.ts'
import { send } from '../show.ts'
import { chooseLocation, draftOf, putService } from './book.ts'
import { readWish } from './reading.ts'
import { entryOf, joinByButton, leave, leftWords, waitingView } from './waitlist.ts'

const LIST = '(лист\\p{L}* ожидани|waiting ?list|wait-?list)'
const FREES = '(освобод|появит|появят|отменит|откаж|откроет|окошк|местечк)'
const TELL = '(сообщ|напиш|извест|предупред|маякн|дай(те)? (мне )?знать|пинг|оповест)'
const LEAVES = new RegExp(
  `(убер|убрать|удал|вычеркн|сним|исключ|выйти|выпиш|отмен|больше не жд).*${LIST}|(remove|take|get|leave|cancel|off).*${LIST}`,
  'u',
)
const JOINS = new RegExp(
  [
    `${TELL}.*(если|когда|как только|вдруг).*${FREES}`,
    `(если|когда|как только|вдруг).*${FREES}.*${TELL}`,
    LIST,
    '(let me know|tell me|text me|message me|notify me|write me).*(if|when|once|as soon as).*(free|open|cancel|slot|spot|available)',
    '(if|when|once).*(frees|opens|cancels|becomes).*(let me know|tell me|text me|message me|notify me)',
  ].join('|'),
  'u',
)
const NEVER = /(?<!\p{L})(не (надо|нужно|сообщ|пиш)|don'?t)/u

/** «Сообщите, если освободится» and «уберите из листа ожидания»; false when a text says neither. */
export async function answerWaiting(ctx: Ctx, text: string): Promise<boolean> {
  const plain = plainWords(text)
  if (ctx.turn.member) return false
  if (LEAVES.test(plain)) return leaveByWords(ctx, text)
  if (!JOINS.test(plain) || NEVER.test(plain)) return false
  await joinByWords(ctx, text)
  return true
}

async function leaveByWords(ctx: Ctx, text: string): Promise<true> {
  const { turn } = ctx
  await ctx.conversation.exitAll()
  const { lines, buttons, entries } = await waitingView(turn)
  const { services } = readWish(turn, text, undefined)
  const named = [...services.sure, ...services.maybe].map(({ id }) => id)
  const meant = entries.filter((entry) => entry.services.some((id) => named.includes(id)))
  const [only, another] = meant.length > 0 ? meant : entries
  if (!only) await send(ctx, menuView(turn, turn.say('wait-none')))
  else if (another) {
    const list = lines.map((line, index) => `${index + 1}. ${line}`)
    await send(ctx, { text: list.join('\n'), buttons })
  } else {
    // Locked by itself: the list was only read.
    const entry = await entryOf(turn, only.id)
    const left = entry && (await leave(turn, entry))
    await send(ctx, menuView(turn, left ? leftWords(turn, entry) : turn.say('wait-none')))
  }
  return true
}

async function joinByWords(ctx: Ctx, text: string): Promise<void> {
  const { turn } = ctx
  const wished = readWish(turn, text, undefined)
  const { services, master, when } = wished
  const named = services.sure.length + services.maybe.length > 0 || master || (when && when !== 'impossible')
  const shown = named
    ? undefined
    : (await lastScreen(turn.tx, turn.chat.id)).find(({ data }) => data.startsWith('wl:'))?.data
  if (shown && turn.draft?.kind === 'book') return joinByButton(ctx, shown)
  await ctx.conversation.exitAll()
  // Who moves a visit waits for another of the same.
  const moving = turn.draft?.kind === 'move' ? turn.draft : null
  if (moving) {
    const { locationId, services, masters } = moving
    turn.draft = { ...newDraft(), locationId, services, master: masters?.[0] ?? null }
  }
  const draft = draftOf(ctx)
  if (wished.locationId !== null) chooseLocation(draft, ctx, wished.locationId)
  const chosen = services.sure.length > 0 ? services.sure : services.maybe.slice(0, services.maybe.length === 1 ? 1 : 0)
  chosen.forEach((service, index) => {
    putService(ctx, draft, service.id, index > 0)
  })
  if (chosen.length === 0 && services.maybe.length > 1) draft.among = services.maybe.map(({ id }) => id)
  if (master) draft.master = master.id
  if (when && when !== 'impossible') {
    // Said anew, days are waited for as they are said.
    if (when[0].days) Object.assign(draft, { until: undefined, hours: undefined, wanted: undefined })
    rememberWhen(turn, when[0])
  }
  Object.assign(draft, { start: undefined, waits: true })
  await proceed(ctx, { anew: true })
}
