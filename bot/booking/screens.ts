import type { InlineKeyboardButton } from 'grammy/types'
import { rulesOf, type Service } from '../../domain/catalog.ts'
import type { Slot } from '../../domain/slots.ts'
import { localOf } from '../../domain/time.ts'
import type { Turn } from '../context.ts'
import type { Draft } from '../draft.ts'
import { humanButton } from '../menu.ts'
import { button, rows, type View } from '../show.ts'
import { sayClock, sayDay, sayMoment, sayPrice, sayShortDay } from '../words.ts'
import { draftHead } from './describe.ts'
import { locationOf, mastersFor, servicesAt, servicesOf } from './wish.ts'

/** More services than this are shown by category first. */
const MANY_SERVICES = 8
const TIMES_PER_PAGE = 12
const DAYS_PER_PAGE = 14

/** Choice of a branch. */
export function locationScreen({ catalog, say }: Turn): View {
  const choices = catalog.locations.map((location) => [button(location.name, `loc:${location.id}`)])
  return { text: say('ask-location'), buttons: [...choices, [humanButton(say)]] }
}

/** Choice of a service: categories first when there are many; `category` is named by any service of it. */
export function serviceScreen(turn: Turn, draft: Draft, category?: Service): View {
  const { catalog, say } = turn
  const location = locationOf(catalog, draft)
  const chosen = servicesOf(catalog, draft)
  const services = (location ? servicesAt(catalog, location) : []).filter((service) => !chosen.includes(service))
  const text =
    chosen.length > 0
      ? say('added-service', { services: chosen.map((service) => service.name).join(' + ') })
      : say(category || services.length <= MANY_SERVICES ? 'ask-service' : 'ask-category')
  const back = category ? [button(say('back'), 'book')] : []
  if (!category && services.length > MANY_SERVICES) {
    const first = services.filter(
      (service, index) => services.findIndex((other) => other.category === service.category) === index,
    )
    const choices = first.map((service) => button(service.category ?? service.name, `cat:${service.id}`))
    return { text, buttons: [...rows(choices, 2), [humanButton(say)]] }
  }
  const shown = services.filter((service) => !category || service.category === category.category)
  return { text, buttons: [...serviceButtons(turn, shown), [...back, humanButton(say)]] }
}

/** Services as buttons with their prices, one in a row. */
export function serviceButtons({ say }: Turn, services: readonly Service[]): InlineKeyboardButton[][] {
  return services.map((service) => [button(`${service.name} · ${sayPrice(say, service)}`, `svc:${service.id}`)])
}

/** Choice of a master, «любой» first. */
export function masterScreen(turn: Turn, draft: Draft): View {
  const { catalog, say } = turn
  const location = locationOf(catalog, draft)
  const services = servicesOf(catalog, draft)
  const masters = location ? mastersFor(catalog, services, location) : []
  const add = services.every((service) => service.capacity === 1) ? [[button(say('add-service'), 'more')]] : []
  return {
    text: say('ask-master', { services: services.map((service) => service.name).join(' + ') }),
    buttons: [
      [button(say('any-master'), 'mst:0')],
      ...rows(
        masters.map((master) => button(master.name, `mst:${master.id}`)),
        2,
      ),
      ...add,
      [button(say('back'), 'book'), humanButton(say)],
    ],
  }
}

/** Choice of a time on one day, `page` for days with many; `slots` are all starts on offer, `lead` a line to go first. */
export function timeScreen(turn: Turn, draft: Draft, slots: readonly Slot[], page = 0, lead?: string): View {
  const { catalog, say } = turn
  const zone = locationOf(catalog, draft)?.timezone ?? catalog.timezone
  const days = byDay(zone, slots)
  const dates = [...days.keys()]
  const date = dates.find((known) => known >= (draft.day ?? '')) ?? dates.at(-1)
  const human = [humanButton(say)]
  if (!date) return { text: say('no-time', { what: draftHead(turn), days: windowOf(turn, draft) }), buttons: [human] }
  const today = localOf(zone, turn.minute).date
  const starts = days.get(date)!
  const shown = starts.slice(page * TIMES_PER_PAGE, (page + 1) * TIMES_PER_PAGE)
  const index = dates.indexOf(date)
  const turnOver = [
    ...(page > 0 ? [button(say('earlier-times'), `day:${date}:${page - 1}`)] : []),
    ...(starts.length > (page + 1) * TIMES_PER_PAGE ? [button(say('more-times'), `day:${date}:${page + 1}`)] : []),
  ]
  const beside = [dates[index - 1], dates[index + 1]].map((other, side) =>
    other
      ? [button(`${side === 0 ? '‹ ' : ''}${sayShortDay(say.language, other)}${side ? ' ›' : ''}`, `day:${other}`)]
      : [],
  )
  const text = say('ask-time', { what: draftHead(turn), day: capital(sayDay(say.language, date, today)) })
  return {
    text: lead ? `${lead}\n\n${text}` : text,
    buttons: [
      ...rows(
        shown.map((start) => button(sayClock(zone, start), `time:${start}`)),
        3,
      ),
      ...(turnOver.length > 0 ? [turnOver] : []),
      [...beside[0]!, button(say('other-days'), 'days:0'), ...beside[1]!],
      [...(draft.kind === 'book' ? [button(say('back'), 'masters')] : []), ...human],
    ],
  }
}

/** Choice of a day with the number of free places. */
export function dayScreen(turn: Turn, draft: Draft, slots: readonly Slot[], page: number): View {
  const { catalog, say } = turn
  const zone = locationOf(catalog, draft)?.timezone ?? catalog.timezone
  const days = [...byDay(zone, slots)]
  if (days.length === 0) return timeScreen(turn, draft, slots)
  const shown = days.slice(page * DAYS_PER_PAGE, (page + 1) * DAYS_PER_PAGE)
  const paging = [
    ...(page > 0 ? [button('‹', `days:${page - 1}`)] : []),
    ...(days.length > (page + 1) * DAYS_PER_PAGE ? [button('›', `days:${page + 1}`)] : []),
  ]
  return {
    text: say('ask-day', { what: draftHead(turn) }),
    buttons: [
      ...rows(
        shown.map(([date, starts]) => button(`${sayShortDay(say.language, date)} · ${starts.length}`, `day:${date}`)),
        3,
      ),
      ...(paging.length > 0 ? [paging] : []),
      [humanButton(say)],
    ],
  }
}

/** The wished time is gone: the nearest ones, with their dates. */
export function nearestScreen(turn: Turn, draft: Draft, text: string, slots: readonly Slot[]): View {
  const { catalog, say } = turn
  const zone = locationOf(catalog, draft)?.timezone ?? catalog.timezone
  return {
    text,
    buttons: [
      ...slots.map((slot) => [button(sayMoment(say.language, zone, slot.start), `time:${slot.start}`)]),
      [button(say('other-days'), 'days:0')],
      [humanButton(say)],
    ],
  }
}

/** Starts by local date, both rising. */
export function byDay(zone: string, slots: readonly Slot[]): Map<string, number[]> {
  const days = new Map<string, number[]>()
  for (const { start } of slots) {
    const { date } = localOf(zone, start)
    const day = days.get(date)
    if (day) day.push(start)
    else days.set(date, [start])
  }
  return days
}

/** The booking window of a draft's services, days. */
export function windowOf({ catalog }: Turn, draft: Draft): number {
  const windows = servicesOf(catalog, draft).map((service) => rulesOf(catalog, service).windowDays)
  return windows.length > 0 ? Math.min(...windows) : catalog.rules.windowDays
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
