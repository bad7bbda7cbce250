import type { InlineKeyboardButton } from 'grammy/types'
import { zoneOf } from './booking/wish.ts'
import type { Turn } from './context.ts'
import { button } from './show.ts'
import { sayMoment } from './words.ts'

/** Places that a person offers, each to be taken by a tap even while that person leads. */
export function placeButtons(
  { say, catalog, draft }: Pick<Turn, 'say' | 'catalog' | 'draft'>,
  starts: readonly number[],
): InlineKeyboardButton[][] {
  const zone = zoneOf(catalog, draft)
  return starts.map((start) => [button(sayMoment(say.language, zone, start), `pick:${start}`)])
}
