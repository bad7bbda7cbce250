import type { InlineKeyboardMarkup, UserFromGetMe } from 'grammy/types'

/** What a server is started with. */
export type Settings = {
  databaseUrl: string
  apiRoot: string
  token: string
  /** Connections to PostgreSQL at most. */
  connections: number
  /** Of ours: the product's own dialogue, or the same answers as the stock stack gives. */
  dialogue: 'product' | 'same'
}

export const BOT = {
  id: 1,
  is_bot: true,
  first_name: 'Okoshko',
  username: 'okoshko_bench_bot',
  can_join_groups: false,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
} as UserFromGetMe

/** One step of the dialogue that both answer alike: a line of text over twelve buttons. */
export function answerOf(step: number, chosen: number): { text: string; reply_markup: InlineKeyboardMarkup } {
  const buttons = Array.from({ length: 12 }, (_, i) => ({
    text: `${9 + i}:30`,
    callback_data: `time:${step}:${i}`,
  }))
  return {
    text: `Шаг ${step}, выбрано ${chosen}. Выберите время:`,
    reply_markup: { inline_keyboard: [buttons.slice(0, 4), buttons.slice(4, 8), buttons.slice(8)] },
  }
}
