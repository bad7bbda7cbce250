import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { hc, InferResponseType } from 'hono/client'
import type { Api } from '../../../api/api.ts'
import { call, errorOf, signedFetch } from '../../api/client.ts'

type Client = ReturnType<typeof hc<Api>>['api']['imports']
export type Look = InferResponseType<Client['look']['$post'], 200>
export type Taken = InferResponseType<Client['$get'], 200>['items'][number]
export type Counts = Taken['counts']
export type Done = InferResponseType<Client['$post'], 201>
export type Baseline = InferResponseType<Client['baseline']['$get'], 200>
export type Plan = Look['plan']
export type Choice = Plan['services'][string]

/** A file that was chosen, and what is to be said of it beside its plan. */
export type Sent = { file: File; plan?: Plan; location?: number; consent?: 'yes' }

/** Large tables take their time on a slow line. */
const PATIENCE_MS = 180_000

/** Sends a table; throws ApiError. */
export async function send<T>(path: string, { file, plan, location, consent }: Sent, key?: string): Promise<T> {
  const form = new FormData()
  form.set('file', file)
  if (plan) form.set('plan', JSON.stringify(plan))
  if (location !== undefined) form.set('location', String(location))
  if (consent) form.set('consent', consent)
  const headers: Record<string, string> = key ? { 'Idempotency-Key': key } : {}
  const response = await signedFetch(path, { method: 'POST', body: form, headers }, PATIENCE_MS)
  if (!response.ok) throw await errorOf(response)
  return (await response.json()) as T
}

/** Takes a table back; it takes its time as well. */
export async function takeBack(id: number): Promise<{ visits: number; clients: number; kept: number }> {
  const response = await signedFetch(`/api/imports/${id}/undo`, { method: 'POST' }, PATIENCE_MS)
  if (!response.ok) throw await errorOf(response)
  return (await response.json()) as { visits: number; clients: number; kept: number }
}

export const useTaken = () =>
  useQuery({ queryKey: ['past', 'taken'], queryFn: () => call<{ items: Taken[] }>('GET', '/api/imports') })

export const useBaseline = () =>
  useQuery({ queryKey: ['past', 'baseline'], queryFn: () => call<Baseline>('GET', '/api/imports/baseline') })

/** Asks anew for whatever visits of the past are in. */
export function useChanged(): () => void {
  const queries = useQueryClient()
  return () => {
    for (const key of ['past', 'numbers', 'clients', 'day', 'settings'])
      void queries.invalidateQueries({ queryKey: [key] })
  }
}
