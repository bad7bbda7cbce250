import type { Db } from '../../../db/sql.ts'
import { nextWebDelivery } from '../../../db/web.ts'
import type { Channel } from '../../deliver.ts'

/** Who waits in this process for news of which web chat; a chat is named by its visitor's id. */
export type Listeners = {
  listen(visitor: string, hear: (news: News) => void): () => void
  tell(visitor: string, news: News): void
  count(): number
}

export type News = { kind: 'delivered' } | { kind: 'toast'; text: string }

/** An in-process board: a stream that hears nothing from another node asks the database every few seconds anyway. */
export function createListeners(): Listeners {
  const listeners = new Map<string, Set<(news: News) => void>>()
  return {
    listen(visitor, hear) {
      const set = listeners.get(visitor) ?? new Set()
      listeners.set(visitor, set.add(hear))
      return () => {
        set.delete(hear)
        if (set.size === 0) listeners.delete(visitor)
      }
    },
    tell(visitor, news) {
      for (const hear of listeners.get(visitor) ?? []) hear(news)
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
    marked: (row) => listeners.tell(row.chat, { kind: 'delivered' }),
    async answer(_channelId, { chat, text }) {
      if (text) listeners.tell(chat, { kind: 'toast', text })
    },
  }
}
