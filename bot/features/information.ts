import type { Service } from '../../domain/catalog.ts'
import type { Turn } from '../context.ts'
import type { View } from '../show.ts'
import type { Intent } from '../understanding/intents.ts'
import { plainOf } from '../understanding/normal.ts'
import { faqFor } from './faq.ts'
import { faqView, hoursView, placeView, priceView, teamView } from './questions.ts'
import { servicesIn } from './wishes.ts'

const INFORMATION: ReadonlySet<Intent> = new Set(['price', 'hours', 'address', 'services', 'staff', 'payment'])

/** True for a question that changes nothing and is answered from the business's own data. */
export const isInformation = (intent: Intent): boolean => INFORMATION.has(intent)

/**
 * The answer to a question from the business's own data and its FAQ, with the next step under it. `asked`: services it is
 * about, those that the text names unless told. Null when the business has said nothing about it.
 */
export function informationOn(
  turn: Turn,
  intent: Intent,
  text: string,
  asked: readonly Service[] = namedIn(turn, text),
): View | null {
  const faq = faqFor(turn.catalog.faq, plainOf(text), intent)
  if (faq) return faqView(turn, faq)
  switch (intent) {
    case 'price':
    case 'services': {
      const view = priceView(turn, asked)
      if (asked.length > 0 || !servicesIn(turn, text).asked) return view
      return { ...view, text: `${turn.say('service-unknown')}\n\n${view.text}` }
    }
    case 'hours':
      return hoursView(turn)
    case 'address':
      return placeView(turn)
    case 'staff':
      return teamView(turn, asked)
    default:
      return null
  }
}

function namedIn(turn: Turn, text: string): Service[] {
  const { sure, maybe } = servicesIn(turn, text)
  return sure.length > 0 ? sure : maybe
}
