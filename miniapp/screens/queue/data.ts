import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import type { InferResponseType } from 'hono/client'
import { useEffect, useState } from 'react'
import { ApiError, api, call, read } from '../../api/client.ts'
import { duration, type Language } from '../../format.ts'
import { useBar } from '../../kit/bar.ts'
import type { State } from '../../kit/list.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { feel } from '../../telegram/telegram.ts'
import { type Text, useText } from '../../texts/texts.ts'

export type ChatList = InferResponseType<(typeof api.chats)['$get'], 200>
export type ChatCard = ChatList['items'][number]
export type Sla = ChatList['sla']
export type Segment = 'waiting' | 'mine' | 'bot' | 'all'
/** What an action in a dialogue answers. */
export type ChatState = {
  id: number
  owner: 'bot' | 'queue' | 'member'
  leader: { id: number; name: string } | null
  mine: boolean
  change: { id: number; action: string } | null
}

/** A moment that moves on, for what counts minutes; `heard` is the server's clock at `at`, so that a wrong device clock does no harm. */
export function useNow(heard: string | undefined, at: number, everyMs = 10_000): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return heard ? Date.parse(heard) + Math.max(0, now - at) : now
}

/** The dialogues of a segment, as far as they were asked for. */
export function useChats(segment: Segment, search: string, stage: string | null, limit: number) {
  return useQuery({
    queryKey: ['queue', segment, search, stage, limit],
    queryFn: () =>
      read(
        api.chats.$get({
          query: {
            segment: search || stage ? 'all' : segment,
            ...(search && { search }),
            ...(stage && { stage: stage as 'new' }),
            limit: String(limit),
          },
        }),
      ),
    placeholderData: (before) => before,
  })
}

/** How late an answer is: a colour by the business's own minutes. */
export function lateness(since: string, now: number, { amber, red, opensAt }: Sla): State {
  if (opensAt) return 'paid'
  const minutes = (now - Date.parse(since)) / 60_000
  return minutes >= red ? 'noshow' : minutes >= amber ? 'unpaid' : 'confirmed'
}

/** «4 минуты», «1 ч 5 мин». */
export function waitWords(t: Text, since: string, now: number, language: Language): string {
  const minutes = Math.floor((now - Date.parse(since)) / 60_000)
  if (minutes < 1) return t('wait-now')
  return minutes < 60 ? t('wait-minutes', { count: minutes }) : duration(minutes, language)
}

/** The same on a card, where a sentence would be long. */
export const waitMark = (t: Text, since: string, now: number, language: Language): string =>
  now - Date.parse(since) < 60_000 ? t('wait-new') : waitWords(t, since, now, language)

/** What a client is called: by name, by the end of the number, or just so. */
export const clientName = (t: Text, client: { name: string | null; phone: string | null } | null): string =>
  client?.name ?? client?.phone ?? t('somebody')

/** That a to-do was closed in the CRM, and by whom, where that is known. */
export const closedWords = (t: Text, name: string | null): string =>
  name === null ? t('todo-closed') : t('todo-closed-by', { name })

/** When this member last did something with a dialogue here: what follows from it makes no sound. */
let actedAt = 0
export const actedLately = () => Date.now() - actedAt < 5000

const refresh = (queries: QueryClient, id: number) => {
  for (const queryKey of [['queue'], ['badges'], ['chat', String(id)]]) void queries.invalidateQueries({ queryKey })
}

/** What staff do with a dialogue as a whole, each with its way back. */
export function useChatActs() {
  const t = useText()
  const bar = useBar()
  const queries = useQueryClient()

  const act = async (id: number, path: string, body?: unknown): Promise<ChatState | null> => {
    actedAt = Date.now()
    try {
      return await call<ChatState>('POST', `/api/chats/${id}/${path}`, body)
    } catch (error) {
      feel('refused')
      bar.say({ text: troubleOf(t, error instanceof ApiError ? error : null) })
      return null
    } finally {
      actedAt = Date.now()
      refresh(queries, id)
    }
  }
  const undoOf = (id: number, state: ChatState) => {
    const { change } = state
    return change ? () => void act(id, 'undo', { change: change.id }) : undefined
  }

  return {
    /** True when it is one's own now; else it is said whose. */
    async take(id: number): Promise<boolean> {
      const state = await act(id, 'take')
      if (!state) return false
      feel(state.mine ? 'saved' : 'conflict')
      if (state.mine) bar.say({ text: t('taken-mine'), undo: undoOf(id, state) })
      else bar.say({ text: t('taken-by', { name: state.leader?.name ?? '' }) })
      return state.mine
    },
    async pass(id: number, to: { id: number; name: string }, note: string): Promise<void> {
      const state = await act(id, 'pass', { to: to.id, ...(note && { note }) })
      if (state) bar.say({ text: t('passed-to', { name: to.name }), undo: undoOf(id, state) })
    },
    async giveBack(id: number): Promise<void> {
      const state = await act(id, 'return')
      if (state) bar.say({ text: t('given-back'), undo: undoOf(id, state) })
    },
    async blacklist(id: number, client: { id: number; name: string | null; phone: string | null }): Promise<void> {
      const path = `/api/clients/${client.id}/block`
      const again = () => refresh(queries, id)
      await call('PUT', path, { reason: t('blacklist-reason') })
      again()
      const undo = () => void call('DELETE', path).then(again)
      bar.say({ text: t('blacklisted', { name: clientName(t, client) }), undo })
    },
  }
}
