import type { Service } from '../../domain/catalog.ts'
import type { Turn } from '../context.ts'
import type { View } from '../show.ts'
import type { Intent } from '../understanding/intents.ts'
import { plainOf } from '../understanding/normal.ts'
import { faqFor } from './faq.ts'
import { faqView, hoursView, placeView, priceView, teamView, unsureView } from './questions.ts'
import { servicesIn } from './reading.ts'

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
  if (UNKNOWN.test(plainOf(text))) return unsureView(turn)
  switch (intent) {
    case 'price':
    case 'services': {
      const view = priceView(turn, asked)
      if (asked.length > 0) return view
      if (!servicesIn(turn, text).asked) return isAboutThings(intent, text) ? unsureView(turn) : view
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

/** Discounts, and how far work on something has come: no data of ours says it. */
const UNKNOWN =
  /скид(к|оч)|промокод|акци[яию](?!\p{L})|discount|promo code|(когда|уже|не) .*готов(а|о|ы)?(?!\p{L})|результат\p{L}* .*(готов|приш|когда)|is (my|it) .*ready/u

/** «Есть кофе?», «больно будет?»: no question about what is on offer, and nobody has said the answer. */
const isAboutThings = (intent: Intent, text: string): boolean => intent === 'services' && !OFFER.test(plainOf(text))

const OFFER =
  /услуг|прайс|прейскурант|цен|стоит|стоят|дела(ете|ешь|ют)|процедур|(что|чего|че|чо) (\p{L}+ ){0,3}(есть|можно|предл|уме)|предл(ага|ож)|умеете|ассортимент|меню|спектр|занима|направлен|занят|виды|вид |каки|курс|программ|абонемент|сеанс|окош|окно|мест|врем|свобод|запис|перечень|список|перечисл|чем .*(помо|порад)|работ|service|offer|menu|do you (do|have|provide)|treatment|price|class|list|what|kind|sort|option|available|catalog|range/u

function namedIn(turn: Turn, text: string): Service[] {
  const { sure, maybe } = servicesIn(turn, text)
  return sure.length > 0 ? sure : maybe
}
