import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { onReturn } from '../telegram/telegram.ts'
import { signedFetch } from './client.ts'

/** A change somewhere: what kind of thing, which one, its new version. */
export type LiveEvent = { id: string | number; kind: string; objectId: string | number; version?: number }

/**
 * Which queries a kind of event makes old. Keys of queries begin with these words: ['visits', …], ['chat', id],
 * ['clients', …]; a screen refetches only what it shows.
 */
const OLD: Record<string, (id: string) => QueryKey[]> = {
  visit: (id) => [['day'], ['today'], ['visit', id], ['clients']],
  occupancy: () => [['day'], ['today']],
  hours: () => [['day'], ['today'], ['masters']],
  chat: (id) => [['queue'], ['today'], ['badges'], ['chat', id]],
  message: (id) => [['chat', id], ['queue']],
  client: (id) => [['clients'], ['client', id]],
  channel: () => [['channels'], ['today'], ['badges']],
  settings: () => [['settings'], ['day']],
  block: () => [['day'], ['today']],
  catalog: () => [['day'], ['today'], ['settings'], ['masters'], ['services']],
  member: () => [['members']],
  watch: (id) => [['chat', id], ['queue']],
  understanding: () => [['unclear'], ['badges']],
}

const SILENCE_MS = 15_000
const POLL_MS = 10_000
const RETRY_MS = [500, 1000, 2000, 5000, 10_000]

export type Live = { connected: boolean; polling: boolean }
let live: Live = { connected: false, polling: false }
const listeners = new Set<() => void>()

function become(next: Partial<Live>): void {
  live = { ...live, ...next }
  for (const listener of listeners) listener()
}

/** Whether changes come by the stream, or are asked for every ten seconds. */
export const useLive = (): Live =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => live,
  )

/** Reads the stream until stopped: reconnects with the last id, polls where no stream comes for long. */
export function startLive(queries: QueryClient): () => void {
  let last: string | null = null
  let stopped = false
  let tries = 0
  let current = new AbortController()
  let heard = Date.now()
  let retry: ReturnType<typeof setTimeout> | undefined

  const take = (event: LiveEvent) => {
    if (event.id !== undefined) last = String(event.id)
    const old = OLD[event.kind]?.(String(event.objectId)) ?? []
    for (const queryKey of old) void queries.invalidateQueries({ queryKey })
  }

  const open = async () => {
    current.abort()
    const mine = new AbortController()
    current = mine
    try {
      const query = last === null ? '' : `?after=${encodeURIComponent(last)}`
      const response = await openStream(`/api/live${query}`, mine.signal)
      become({ connected: true, polling: false })
      for await (const line of linesOf(response)) {
        tries = 0
        heard = Date.now()
        if (line) take(JSON.parse(line) as LiveEvent)
      }
    } catch {
      // Closed, refused or cut: the same way back.
    }
    if (stopped || current !== mine) return
    become({ connected: false })
    retry = setTimeout(open, RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)])
  }

  const again = () => {
    tries = 0
    clearTimeout(retry)
    void queries.invalidateQueries({ type: 'active' })
    void open()
  }
  const offReturn = onReturn(again)
  window.addEventListener('online', again)
  const watch = setInterval(() => {
    if (live.connected) heard = Date.now()
    else if (Date.now() - heard > SILENCE_MS && document.visibilityState === 'visible') {
      become({ polling: true })
      void queries.invalidateQueries({ type: 'active' })
    }
  }, POLL_MS)
  void open()

  return () => {
    stopped = true
    clearTimeout(retry)
    clearInterval(watch)
    offReturn()
    window.removeEventListener('online', again)
    current.abort()
  }
}

/** A stream has no end, so it is not under the patience of a call; only its beginning is. */
async function openStream(path: string, signal: AbortSignal): Promise<Response> {
  const response = await signedFetch(
    path,
    { signal, headers: { Accept: 'application/x-ndjson' } },
    Number.POSITIVE_INFINITY,
  )
  if (!response.ok || !response.body) throw new Error(`no stream: ${response.status}`)
  return response
}

/** Lines of a body as they come; an empty one is a sign of life. */
export async function* linesOf(response: Response): AsyncGenerator<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop()!
    for (const line of lines) yield line.trim()
  }
}
