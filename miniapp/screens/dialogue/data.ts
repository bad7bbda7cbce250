import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { InferResponseType } from 'hono/client'
import { useEffect, useRef } from 'react'
import { api, call, read } from '../../api/client.ts'

export type Head = InferResponseType<(typeof api.chats)[':id']['$get'], 200>
export type Transcript = InferResponseType<(typeof api.chats)[':id']['messages']['$get'], 200>
export type Line = Transcript['items'][number]
export type Mark = Transcript['marks'][number]

/** A dialogue with what stands beside it. */
export function useHead(id: string) {
  return useQuery({
    queryKey: ['chat', id],
    queryFn: () => read(api.chats[':id'].$get({ param: { id } })),
  })
}

/** The transcript by pages of 50, upward; what is new comes into the last one. */
export function useLines(id: string) {
  const pages = useInfiniteQuery({
    queryKey: ['chat', id, 'messages'],
    queryFn: ({ pageParam }) =>
      read(
        api.chats[':id'].messages.$get({
          param: { id },
          query: { ...(pageParam && { cursor: pageParam }), limit: '50' },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.cursor,
  })
  const all = pages.data?.pages.toReversed() ?? []
  const lines = all.flatMap(({ items }) => items)
  const marks = new Map(all.flatMap((page) => page.marks).map((mark) => [mark.id, mark]))
  return { ...pages, lines, marks: [...marks.values()] }
}

const SAY_EVERY_MS = 10_000

/** Says who looks here and who writes, while the dialogue is on screen. */
export function usePresence(id: string, typing: boolean): void {
  const state = useRef<'looking' | 'typing'>('looking')
  useEffect(() => {
    state.current = typing ? 'typing' : 'looking'
  })
  useEffect(() => {
    const say = (what: string) =>
      // Who looks is a courtesy, said again soon.
      void call('POST', `/api/chats/${id}/watch`, { state: what }, { outlives: true }).catch(() => undefined)
    const tell = () => document.visibilityState === 'visible' && say(state.current)
    tell()
    const timer = setInterval(tell, SAY_EVERY_MS)
    return () => {
      clearInterval(timer)
      say('gone')
    }
    // Who begins or stops writing says so at once.
  }, [id, typing])
}
