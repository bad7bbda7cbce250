import { Composer } from 'grammy'
import type { Ctx, Turn } from '../context.ts'
import { humanButton } from '../menu.ts'
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

/** The price list by category. */
export function priceView(turn: Turn): View {
  const { catalog, say } = turn
  const categories = [...new Set(catalog.services.map((service) => service.category))]
  const blocks = categories.map((category) => {
    const lines = catalog.services
      .filter((service) => service.category === category)
      .map((service) =>
        say('price-line', {
          service: service.name,
          price: sayPrice(say, service),
          duration: sayDuration(say, service.segments),
        }),
      )
    return [category, ...lines].filter(Boolean).join('\n')
  })
  return { text: [say('prices'), ...blocks].join('\n\n').slice(0, 4096), buttons: nextStep(turn) }
}

/** Address, way and hours of every branch. */
export function placeView(turn: Turn): View {
  const { catalog, say } = turn
  const places = catalog.locations.map((location) =>
    say('place', {
      name: location.name,
      address: location.address,
      directions: location.directions ?? '',
      phone: location.phone ?? '',
      hours: sayHours(say, location),
    }),
  )
  return { text: places.join('\n\n'), buttons: nextStep(turn) }
}

/** After an answer: go on with the booking that was interrupted, or begin one. */
const nextStep = (turn: Turn) => [
  [button(turn.say('menu-book'), turn.draft?.kind === 'book' ? 'resume' : 'book')],
  [humanButton(turn.say)],
]
