import { Composer } from 'grammy'
import type { Service } from '../../domain/catalog.ts'
import type { Ctx, Turn } from '../context.ts'
import { button, send, type View } from '../show.ts'
import { sayDuration, sayHours, sayPrice } from '../words.ts'

/** Prices, address, hours: from the catalog, with the next step offered. */
export const questions = new Composer<Ctx>()

questions.callbackQuery('price', async (ctx) => {
  await ctx.answerCallbackQuery()
  await send(ctx, priceView(ctx.turn))
})

questions.callbackQuery('place', async (ctx) => {
  await ctx.answerCallbackQuery()
  await send(ctx, placeView(ctx.turn))
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

/** After an answer: go on with the booking that was interrupted, or begin one. */
function nextStep({ say, draft }: Turn) {
  return draft && draft.kind !== 'cancel' ? [[button(say('resume'), 'resume')]] : [[button(say('menu-book'), 'book')]]
}
