import { type Found, lastMarks, type Marks, type News, openMessages, readNews, watchedChats } from '../../db/live.ts'
import type { Db } from '../../db/sql.ts'
import { newsOfChange, newsOfEvent, newsOfMessage, once } from './news.ts'

export type Hear = (news: readonly News[], cursor: string) => void

/** One reader of what changes, for all who listen in this process. */
export type Feed = {
  /** Calls `hear` after each reading that found something in the business; returns where it begins, and what ends it. */
  listen(businessId: number, hear: Hear): Promise<{ cursor: string; leave: () => void }>
  /** Who listens. */
  count(): number
}

const EVERY_MS = 700
/** No transaction is open for longer: an id that was not seen by then never comes. */
const LONGEST_GAP_MS = 30_000
const MOST_GAPS = 5000
const SOURCES = ['messages', 'events', 'changes'] as const
const UNDER_WAY = new Set(['received', 'queued', 'sending'])

type State = {
  marks: Marks
  /** Ids that were passed over, with the moment from which they are given up. */
  gaps: Record<keyof Marks, Map<number, number>>
  /** Messages under way, with the status last seen. */
  open: Map<number, string>
  /** Who watched which chat. */
  watched: Map<number, { businessId: number; who: string }>
}

/** Reads only while somebody listens; `clock` is the business's, by which presence ends. */
export function createFeed(db: Db, { clock, onError }: { clock: () => Date; onError: (error: unknown) => void }): Feed {
  const listeners = new Map<number, Set<Hear>>()
  let state: Promise<State> | null = null

  const begin = async (): Promise<State> => {
    const marks = await lastMarks(db)
    const open = new Map((await openMessages(db)).map((id) => [id, '']))
    const gaps = { messages: new Map(), events: new Map(), changes: new Map() }
    return { marks, gaps, open, watched: new Map() }
  }

  const run = async (mine: Promise<State>) => {
    while (state === mine) {
      try {
        const found = await look(db, await mine, clock())
        const cursor = cursorOf((await mine).marks, clock())
        for (const [businessId, set] of listeners) {
          const news = found.filter((one) => one.businessId === businessId)
          if (news.length > 0) for (const hear of [...set]) hear(news, cursor)
        }
      } catch (error) {
        onError(error)
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
    }
  }

  const count = () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0)

  return {
    count,
    async listen(businessId, hear) {
      const set = listeners.get(businessId) ?? new Set()
      listeners.set(businessId, set.add(hear))
      const leave = () => {
        set.delete(hear)
        if (set.size === 0 && listeners.get(businessId) === set) listeners.delete(businessId)
        if (listeners.size === 0) state = null
      }
      if (!state) {
        state = begin()
        void run(state)
      }
      try {
        return { cursor: cursorOf((await state).marks, clock()), leave }
      } catch (error) {
        // The next who comes begins anew.
        state = null
        leave()
        throw error
      }
    },
  }
}

/** Reads once: what is new in all businesses. */
async function look(db: Db, state: State, now: Date): Promise<News[]> {
  const { marks, gaps, open } = state
  const found = await readNews(db, marks, {
    messages: [...gaps.messages.keys(), ...open.keys()],
    events: gaps.events.keys(),
    changes: gaps.changes.keys(),
  })
  const at = Date.now()
  for (const source of SOURCES) step(state, source, found[source], at)
  const messages = found.messages.filter(({ id, status }) => {
    const changed = open.get(id) !== status
    if (UNDER_WAY.has(status!)) open.set(id, status!)
    else open.delete(id)
    return changed
  })
  return once([
    ...messages.flatMap(newsOfMessage),
    ...found.events.flatMap(newsOfEvent),
    ...found.changes.flatMap(newsOfChange),
    ...(await watching(db, state, now)),
  ])
}

/** Moves a source's mark on, and remembers the ids that were passed over: they may be committed later. */
function step({ marks, gaps }: State, source: keyof Marks, rows: readonly Found[], at: number): void {
  const missing = gaps[source]
  for (const { id } of rows) {
    missing.delete(id)
    if (id <= marks[source]) continue
    for (let gap = Math.max(marks[source] + 1, id - MOST_GAPS); gap < id; gap++) missing.set(gap, at + LONGEST_GAP_MS)
    marks[source] = id
  }
  for (const [id, until] of missing) if (until < at || missing.size > MOST_GAPS) missing.delete(id)
}

async function watching(db: Db, state: State, now: Date): Promise<News[]> {
  const rows = await watchedChats(db, now)
  const before = state.watched
  state.watched = new Map(rows.map((row) => [row.chatId, row]))
  const chats = new Map([...before, ...state.watched])
  return [...chats]
    .filter(([chatId]) => before.get(chatId)?.who !== state.watched.get(chatId)?.who)
    .map(([chatId, { businessId }]) => ({ businessId, kind: 'watch', objectId: chatId }))
}

/** Where a reading ended, to go on from there. */
export const cursorOf = ({ messages, events, changes }: Marks, at: Date): string =>
  `${messages}.${events}.${changes}.${at.getTime()}`

/** The marks and the moment of a cursor; null when it is none. */
export function marksOf(cursor: string | undefined): { marks: Marks; at: Date } | null {
  const parts = /^(\d{1,15})\.(\d{1,15})\.(\d{1,15})\.(\d{1,15})$/.exec(cursor ?? '')
  if (!parts) return null
  const [messages, events, changes, at] = parts.slice(1).map(Number)
  return { marks: { messages: messages!, events: events!, changes: changes! }, at: new Date(at!) }
}
