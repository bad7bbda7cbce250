import type { InlineKeyboardButton } from 'grammy/types'
import type { Service } from '../../domain/catalog.ts'
import type { Turn } from '../context.ts'
import type { Draft } from '../draft.ts'
import { button, rows, type View } from '../show.ts'
import { sayMoney, sayPrice } from '../words.ts'
import { isClass, isDoneBy, locationOf, mastersFor, servicesAt, servicesOf } from './wish.ts'

/** More services than this are shown by category first. */
const MANY_SERVICES = 8
const PER_PAGE = 20

/** Choice of a branch. */
export function locationScreen({ catalog, say }: Turn): View {
  const buttons = catalog.locations.map((location) => [button(location.name, `loc:${location.id}`)])
  return { text: say('ask-location'), buttons }
}

/**
 * Choice of a service: categories first when there are many; `category` is named by any service of it. A service more
 * is chosen among those that can follow the chosen ones.
 */
export function serviceScreen(turn: Turn, draft: Draft, category?: Service, page = 0): View {
  const { say } = turn
  const chosen = servicesOf(turn.catalog, draft)
  const services = offeredIn(turn, draft)
  const categories = services.filter(
    (service, index) => services.findIndex((other) => other.category === service.category) === index,
  )
  const byCategory = !category && services.length > MANY_SERVICES && categories.length > 1
  const back = category ? [button(say('back'), 'services')] : chosen.length > 0 ? [button(say('back'), 'continue')] : []
  const question =
    chosen.length > 0
      ? say('added-service', { services: chosen.map((service) => service.name).join(' + ') })
      : say(byCategory ? 'ask-category' : 'ask-service')
  if (byCategory) {
    const choices = categories.map((one) => button(one.category ?? say('other-services'), `cat:${one.id}`))
    return { text: question, buttons: [...rows(choices, 2), back] }
  }
  const shown = services.filter((service) => !category || service.category === category.category)
  return { text: question, buttons: [...serviceButtons(turn, shown, page, category ?? shown[0]), back] }
}

/** Of a few services that fit one is to be chosen. */
export const amongScreen = (turn: Turn, among: readonly Service[]): View => ({
  text: turn.say('ask-service-among'),
  buttons: [...serviceButtons(turn, among), [button(turn.say('back'), 'services')]],
})

/** Services of the draft's branch that may be chosen now. */
export function offeredIn({ catalog }: Turn, draft: Draft): Service[] {
  const location = locationOf(catalog, draft)
  const chosen = servicesOf(catalog, draft)
  const all = location ? servicesAt(catalog, location) : [...catalog.services]
  const free = all.filter((service) => !chosen.includes(service) && (chosen.length === 0 || !isClass(service)))
  const { master } = draft
  if (!master || chosen.length > 0) return free
  return free.filter((service) => isDoneBy([service], master))
}

/** Services as buttons with their prices, one in a row, a page of them. */
function serviceButtons(
  { say }: Turn,
  services: readonly Service[],
  page = 0,
  category?: Service,
): InlineKeyboardButton[][] {
  const shown = pageOf(services, page, PER_PAGE)
  return [
    ...shown.items.map((service) => [button(`${service.name} · ${sayPrice(say, service)}`, `svc:${service.id}`)]),
    turnOver(shown, (to) => `cat:${category?.id ?? 0}:${to}`),
  ]
}

/** Choice of a master, anyone first; each with a price where prices differ. */
export function masterScreen(turn: Turn, draft: Draft): View {
  const { catalog, say } = turn
  const location = locationOf(catalog, draft)
  const services = servicesOf(catalog, draft)
  const masters = location ? mastersFor(catalog, services, location) : []
  const prices = masters.map((master) => priceBy(services, master.id))
  const differ = new Set(prices).size > 1 && services.length === 1
  const moving = draft.kind === 'move'
  return {
    text: say('ask-master', { services: services.map((service) => service.name).join(' + ') }),
    buttons: [
      ...(moving ? [] : [[button(say('any-master'), 'mst:0')]]),
      ...rows(
        masters.map((master, index) =>
          button(differ ? `${master.name} · ${sayMoney(prices[index]!)}` : master.name, `mst:${master.id}`),
        ),
        2,
      ),
      moving ? [] : [button(say('add-service'), 'more')],
      [button(say('back'), moving ? 'days:0' : 'services')],
    ],
  }
}

/** What the services cost when this master does those that they do. */
export function priceBy(services: readonly Service[], masterId: number): number {
  return services.reduce(
    (sum, service) => sum + (service.masters.find((skill) => skill.resourceId === masterId)?.price ?? service.price),
    0,
  )
}

type Page<T> = { items: T[]; page: number; last: number }

/** One page of a list; a page that does not exist is the nearest that does. */
export function pageOf<T>(all: readonly T[], page: number, size: number): Page<T> {
  const last = Math.max(0, Math.ceil(all.length / size) - 1)
  const at = Math.min(Math.max(0, page), last)
  return { items: all.slice(at * size, (at + 1) * size), page: at, last }
}

/** Buttons to the pages beside. */
export function turnOver(
  { page, last }: Page<unknown>,
  data: (page: number) => string,
  captions: [string, string] = ['‹', '›'],
): InlineKeyboardButton[] {
  return [
    ...(page > 0 ? [button(captions[0], data(page - 1))] : []),
    ...(page < last ? [button(captions[1], data(page + 1))] : []),
  ]
}
