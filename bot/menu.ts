import type { InlineKeyboardButton } from 'grammy/types'
import { draftHead } from './booking/describe.ts'
import type { Turn } from './context.ts'
import { button, type View } from './show.ts'

/** What a client can do, as buttons; a half-made booking goes on from here. */
export function menuButtons(turn: Turn): InlineKeyboardButton[][] {
  const { say } = turn
  const begun = turn.draft?.kind === 'book' ? draftHead(turn) : ''
  return [
    ...(begun ? [[button(say('menu-resume', { what: begun }), 'resume')]] : []),
    [button(say('menu-book'), 'book'), button(say('menu-mine'), 'mine')],
    [button(say('menu-price'), 'price'), button(say('menu-place'), 'place')],
  ]
}

/** The menu under a line of text. */
export function menuView(turn: Turn, text: string): View {
  return { text, buttons: menuButtons(turn) }
}
