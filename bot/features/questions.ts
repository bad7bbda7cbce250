import { Composer } from 'grammy'
import { type Faq, MASTER, type Service } from '../../domain/catalog.ts'
import { mastersFor } from '../booking/wish.ts'
import type { Ctx, Turn } from '../context.ts'
import { button, send, type View } from '../show.ts'
import { sayDuration, sayHours, sayPrice } from '../words.ts'

/** Prices, address, hours, people: from the catalog, with the next step offered. */
export const questions = new Composer<Ctx>()

const VIEWS: Record<string, (turn: Turn) => View> = {
  price: (turn) => priceView(turn),
  place: (turn) => placeView(turn),
  team: (turn) => teamView(turn),
}

questions.callbackQuery(Object.keys(VIEWS), async (ctx) => {
  await ctx.answerCallbackQuery()
  await send(ctx, VIEWS[ctx.callbackQuery.data]!(ctx.turn))
})

/** The price list by category, or the prices of the services that were asked about. */
export function priceView(turn: Turn, asked: readonly Service[] = []): View {
  const { catalog, say } = turn
  const services = asked.length > 0 ? asked : catalog.services
  const categories = [...new Set(services.map((service) => service.category))]
  const blocks = categories.map((category) => {
    const lines = services
      .filter((service) => service.category === category)
      .map((service) =>
        say('price-line', {
          service: service.name,
          price: sayPrice(say, service),
          duration: sayDuration(say, service.segments),
        }),
      )
    return [asked.length > 0 ? null : category, ...lines].filter(Boolean).join('\n')
  })
  const [only, another] = asked
  const one = only && !another ? [[button(say('book-this'), `svc:${only.id}`)]] : []
  return {
    text: asked.length > 0 ? blocks.join('\n') : [say('prices'), ...blocks].join('\n\n'),
    buttons: turn.draft || one.length === 0 ? nextStep(turn) : one,
  }
}

/** Address, way and hours of every branch. */
export function placeView(turn: Turn): View {
  const { catalog, say } = turn
  const places = catalog.locations.map((location) =>
    [
      location.name,
      location.address,
      location.directions,
      location.phone && say('place-phone', { phone: location.phone }),
      sayHours(say, location),
    ]
      .filter(Boolean)
      .join('\n'),
  )
  return { text: places.join('\n\n'), buttons: nextStep(turn) }
}

/** When every branch is open. */
export function hoursView(turn: Turn): View {
  const { catalog, say } = turn
  const many = catalog.locations.length > 1
  const places = catalog.locations.map((location) =>
    [many ? location.name : say('hours-lead'), sayHours(say, location)].join('\n'),
  )
  return { text: places.join('\n\n'), buttons: nextStep(turn) }
}

/** Who works here and does what; of the services that were asked about, if any. */
export function teamView(turn: Turn, asked: readonly Service[] = []): View {
  const { catalog, say } = turn
  const fit = catalog.locations.flatMap((location) => mastersFor(catalog, asked, location))
  const masters = fit.length > 0 ? fit : catalog.resources.filter((one) => one.kind === MASTER)
  const lines = masters.map((one) => (one.about ? `${one.name}: ${one.about}` : one.name))
  const [only, another] = asked
  const lead = only && !another ? say('team-for', { service: only.name }) : say('team')
  return { text: [lead, ...lines].join('\n'), buttons: nextStep(turn, only && !another ? only : null) }
}

/** An answer of the business's own to a question that clients often ask. */
export function faqView(turn: Turn, { answer }: Faq): View {
  return { text: answer, buttons: nextStep(turn) }
}

/** A question that only a person can answer, as it seems. */
export function unsureView(turn: Turn): View {
  const { say } = turn
  return { text: say('unsure'), buttons: [...nextStep(turn), [button(say('menu-price'), 'price')]] }
}

/** After an answer: go on with the booking that was interrupted, or begin one. */
export function nextStep({ say, draft }: Turn, service: Service | null = null) {
  if (draft && draft.kind !== 'cancel') return [[button(say('resume'), 'resume')]]
  return service ? [[button(say('book-this'), `svc:${service.id}`)]] : [[button(say('menu-book'), 'book')]]
}
