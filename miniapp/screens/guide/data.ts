import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { hc, InferResponseType } from 'hono/client'
import { useEffect, useRef } from 'react'
import type { Api } from '../../../api/api.ts'
import { call } from '../../api/client.ts'

type Client = ReturnType<typeof hc<Api>>['api']
export type GuideState = InferResponseType<Client['guide']['$get'], 200>
type GuideChange = Partial<Pick<GuideState, 'step' | 'done' | 'skipped' | 'values'>>

const KEY = ['settings', 'guide']

/** How far the owner is; `often` asks every two seconds, where something is to come from outside. */
export function useGuide(often = false) {
  return useQuery({
    queryKey: KEY,
    queryFn: () => call<GuideState>('GET', '/api/guide'),
    refetchInterval: often ? 2000 : false,
  })
}

/** Saves a step; what is shown follows at once. */
export function useSaveGuide() {
  const queries = useQueryClient()
  return async (change: GuideChange) => {
    queries.setQueryData<GuideState>(KEY, (known) =>
      known ? { ...known, ...change, values: { ...known.values, ...change.values } } : known,
    )
    await call('PATCH', '/api/guide', change)
    void queries.invalidateQueries({ queryKey: KEY })
  }
}

const PAUSE_MS = 800

/** Keeps what is typed in a step with the guide itself, 800 ms after the last key: whoever returns finds it. */
export function useKept(values: Record<string, unknown> | null): void {
  const text = JSON.stringify(values)
  const last = useRef(text)
  useEffect(() => {
    if (values === null || text === last.current) return
    const timer = setTimeout(() => {
      last.current = text
      // Kept again with the next key, and written for good with the step.
      // Kept with the next key, or by the step's own save, which does say what failed.
      void call('PATCH', '/api/guide', { values: JSON.parse(text) }).catch(() => undefined)
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, values])
}

/** What a step gives to the guide: its content gets `done`, which says that it may go on. */
export type StepProps = {
  guide: GuideState
  /** Called by «Дальше»; false: something is still to be put right here. */
  onNext: (save: () => Promise<boolean>) => void
}
