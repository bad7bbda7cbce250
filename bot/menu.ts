import type { InlineKeyboardButton } from 'grammy/types'
import type { Turn } from './context.ts'
import { button, type View } from './show.ts'

/** What a client can do, as buttons; the way to a person is always among them. */
export function menuButtons({ say }: Turn): InlineKeyboardButton[][] {
  return [
    [button(say('menu-book'), 'book'), button(say('menu-mine'), 'mine')],
    [button(say('menu-price'), 'price'), button(say('menu-place'), 'place')],
    [humanButton(say)],
  ]
}

/** «Связаться с менеджером»: the last row of every screen. */
export const humanButton = (say: Turn['say']): InlineKeyboardButton => button(say('menu-human'), 'human')

/** The menu under a line of text. */
export function menuView(turn: Turn, text: string): View {
  return { text, buttons: menuButtons(turn) }
}
