import type { Service } from '../../domain/catalog.ts'
import { localOf } from '../../domain/time.ts'
import { nextView, proceed, timesOrPerson } from '../booking/proceed.ts'
import { amongScreen, masterScreen, offeredIn } from '../booking/screens.ts'
import { nextStep } from '../booking/step.ts'
import { applyWhen, rememberWhen, type Wishes } from '../booking/typedtime.ts'
import { hasChoice, isClass, isDoneBy, servicesOf, zoneOf } from '../booking/wish.ts'
import type { Ctx, Turn } from '../context.ts'
import type { Asked, Draft } from '../draft.ts'
import { plainWords } from '../plain.ts'
import { send } from '../show.ts'
import { sayDate, sayMoment, sayPart } from '../words.ts'
import { chooseLocation, draftOf, putService } from './book.ts'
import { offeredAlone, putOtherMaster, readWish, type Wished } from './reading.ts'

/**
 * Takes all that a text says about a booking — branch, services, master, time — into the draft, and asks for the rest.
 * False when it says nothing of the kind. Half-named services count where a service is expected.
 */
export async function takeWish(ctx: Ctx, text: string, asked: Asked | undefined): Promise<boolean> {
  const { turn } = ctx
  const wished = readWish(turn, text, asked)
  const { services, master, when } = wished
  const said =
    wished.locationId !== null || master || wished.anyone || when || services.sure.length + services.maybe.length > 0
  if (!said) return false
  await ctx.conversation.exitAll()
  if (turn.draft?.kind === 'move') return takeForMove(ctx, turn.draft, wished)
  const offered = await offeredAlone(turn, wished)
  const draft = draftOf(ctx)
  if (offered !== null) putService(ctx, draft, offered, false)
  if (wished.locationId !== null) chooseLocation(draft, ctx, wished.locationId)
  const adds =
    (asked === 'service' && draft.services.length > 0) ||
    /^(и|еще|плюс|добав\p{L}*|also|plus|add) /u.test(plainWords(text))
  if (takesAway(turn, draft, text, services.sure)) {
    await proceed(ctx)
    return true
  }
  const chosen = services.maybe.length === 1 ? [...services.sure, ...services.maybe] : services.sure
  chosen.forEach((service, index) => {
    putService(ctx, draft, service.id, adds || index > 0)
  })
  if (services.maybe.length > 1 && (services.sure.length === 0 || JOINED.test(plainWords(text))))
    return askAmong(ctx, draft, wished)
  const unfit = putMaster(turn, draft, wished)
  if (when === 'impossible') return unclearTime(ctx)
  const step = stepOf(turn, draft)
  if (unfit && step !== 'location' && step !== 'service') {
    if (when) rememberWhen(turn, when[0])
    draft.asked = 'master'
    await send(ctx, { ...masterScreen(turn, draft), text: turn.say('master-unfit', { master: unfit }) })
    return true
  }
  if (!when) await proceed(ctx)
  else if (step === 'time') await applyWhen(ctx, when)
  else await noteTime(ctx, when, services.asked && draft.services.length === 0)
  return true
}

/** «Маникюр и стрижку» are two wishes, «к стоматологу на чистку» is one. */
const JOINED = /(?<!\p{L})(и|еще|плюс|также|тоже|and|plus|also)(?!\p{L})|[,+]/u

/** «Убери маникюр»: a chosen service less. */
function takesAway({ catalog }: Turn, draft: Draft, text: string, named: readonly Service[]): boolean {
  const left = draft.services.filter((id) => !named.some((service) => service.id === id))
  if (left.length === draft.services.length) return false
  if (!/^(убери|убрать|уберите|без|удали|удалите|не надо|remove|without) /u.test(plainWords(text))) return false
  Object.assign(draft, { services: left, start: undefined })
  const { master } = draft
  if (typeof master === 'number' && !isDoneBy(servicesOf(catalog, draft), master)) draft.master = undefined
  return true
}

/** A time that cannot be offered yet is remembered, and said to be; `unknown`: what it was wished for is not offered. */
async function noteTime(ctx: Ctx, when: Wishes, unknown: boolean): Promise<void> {
  const { turn } = ctx
  rememberWhen(turn, when[0])
  const { days } = when[0]
  const gone = days && days.to < localOf(zoneOf(turn.catalog, turn.draft), turn.minute).date
  const noted = gone ? `${turn.say('day-gone')}\n\n` : notedWords(turn)
  const view = await nextView(turn)
  if (!view || typeof view === 'string') return proceed(ctx)
  await send(ctx, { ...view, text: noted + (unknown ? turn.say('service-unknown') : view.text) })
}

/** «Учтём: вторник, 24 ноября, утром.» and an empty line; nothing where no time is remembered. */
function notedWords({ draft, catalog, say }: Turn): string {
  const { wanted, day, until, hours } = draft!
  const zone = zoneOf(catalog, draft)
  const days = [day, until].filter((date) => date !== undefined).map((date) => sayDate(say.language, date))
  const parts = [days.join(' – '), hours && sayPart(say, hours)].filter(Boolean)
  const time = wanted !== undefined ? sayMoment(say.language, zone, wanted) : parts.join(', ')
  return time ? `${say('noted', { time })}\n\n` : ''
}

/** Sets the named master; returns the name of one who does not do what is chosen. */
function putMaster({ catalog }: Turn, draft: Draft, { master, anyone }: Wished): string | null {
  if (anyone) {
    draft.master = null
    draft.start = undefined
  }
  if (!master) return null
  const services = servicesOf(catalog, draft)
  if (services.length > 0 && (services.some(isClass) || !isDoneBy(services, master.id))) {
    const choice = hasChoice(catalog, draft)
    draft.master = choice ? undefined : draft.master
    return choice ? master.name : null
  }
  draft.master = master.id
  draft.start = undefined
  return null
}

const stepOf = (turn: Turn, draft: Draft) =>
  // A new time was named: what was chosen before is asked again.
  nextStep(turn, { ...draft, start: undefined }, { name: '', phone: '', consented: true })

/** Several services fit: which one; the rest of what was said is kept. */
async function askAmong(ctx: Ctx, draft: Draft, wished: Wished): Promise<true> {
  const { turn } = ctx
  const { say } = turn
  putMaster(turn, draft, wished)
  const { when } = wished
  if (when && when !== 'impossible') rememberWhen(turn, when[0])
  draft.asked = 'service'
  const among = narrowed(turn, draft, wished.services.maybe)
  draft.among = among.map((service) => service.id)
  const chosen = servicesOf(turn.catalog, draft).map((service) => service.name)
  const text = chosen.length > 0 ? say('added-service', { services: chosen.join(' + ') }) : say('ask-service-among')
  const view = amongScreen(turn, among)
  await send(ctx, { ...view, text: when ? notedWords(turn) + text : text })
  return true
}

/** Of those that fit, what the named master does. */
function narrowed(turn: Turn, draft: Draft, services: readonly Service[]): readonly Service[] {
  const offered = offeredIn(turn, draft)
  const fit = services.filter((service) => offered.includes(service))
  return fit.length > 0 ? fit : services
}

/** A move knows its services: a text may name another time, and another master of a single service. */
async function takeForMove(ctx: Ctx, draft: Draft, { master, when }: Wished): Promise<boolean> {
  const { turn } = ctx
  const other = putOtherMaster(turn, draft, master)
  if (when === 'impossible') return unclearTime(ctx)
  if (when) await applyWhen(ctx, when)
  else if (other) await proceed(ctx)
  return when !== null || other
}

async function unclearTime(ctx: Ctx): Promise<true> {
  const { turn } = ctx
  const { draft, say } = turn
  const lead = say('time-unclear')
  if (draft && stepOf(turn, draft) === 'time') {
    Object.assign(draft, { start: undefined, asked: 'time' })
    await send(ctx, await timesOrPerson(turn, { lead }))
    return true
  }
  const view = await nextView(turn)
  await send(ctx, view && typeof view !== 'string' ? { ...view, text: `${lead}\n\n${view.text}` } : { text: lead })
  return true
}
