import type { Db } from '../../../db/sql.ts'
import { nextWebDelivery } from '../../../db/web.ts'
import type { Channel } from '../../deliver.ts'

/** Who waits for news of which web chat in this process. */
export type Listeners = {
  listen(chatId: number, hear: (news: News) => void): () => void
  tell(chatId: number, news: News): void
  count(): number
}

export type News = { kind: 'delivered' } | { kind: 'toast'; text: string }

/** An in-process board: a stream that hears nothing from another node asks the database every few seconds anyway. */
export function createListeners(): Listeners {
  const listeners = new Map<number, Set<(news: News) => void>>()
  return {
    listen(chatId, hear) {
      const set = listeners.get(chatId) ?? new Set()
      listeners.set(chatId, set.add(hear))
      return () => {
        set.delete(hear)
        if (set.size === 0) listeners.delete(chatId)
      }
    },
    tell(chatId, news) {
      for (const hear of listeners.get(chatId) ?? []) hear(news)
    },
    count: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
  }
}

/** The website chat: delivered means numbered, so that the page can ask for what came after. */
export function createWebChannel(db: Db, listeners: Listeners): Channel {
  return {
    kind: 'web',
    pace: null,
    async send() {
      return { ok: true, platformId: await nextWebDelivery(db) }
    },
    marked: (row) => listeners.tell(row.chatId, { kind: 'delivered' }),
    async answer(_channelId, { chatId, text }) {
      if (text) listeners.tell(chatId, { kind: 'toast', text })
    },
  }
}
