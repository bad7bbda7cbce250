import type { InlineKeyboardButton } from 'grammy/types'
import { appButton } from './app.ts'
import type { Say } from './texts.ts'

/** A message to an owner: an address of theirs can't be reached, waits for them, is no more, or is well again. */
export function sayHookNews(
  say: Say,
  news: 'broken' | 'paused' | 'gone' | 'well',
  about: { host: string; businessId: number; publicUrl: string | null },
): { text: string; reply_markup?: { inline_keyboard: InlineKeyboardButton[][] } } {
  const { host, businessId, publicUrl } = about
  const button = news === 'well' ? [] : appButton({ publicUrl }, say('hook-open'), `s_${businessId}_webhooks`)
  const text = say(`hook-${news}`, { host })
  return { text, ...(button.length > 0 && { reply_markup: { inline_keyboard: [button] } }) }
}
