import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { hc, InferResponseType } from 'hono/client'
import type { Api } from '../../../api/api.ts'
import { call } from '../../api/client.ts'

type Client = ReturnType<typeof hc<Api>>['api']
export type Catalog = InferResponseType<Client['catalog']['$get'], 200>
export type Service = Catalog['services'][number]
export type Resource = Catalog['resources'][number]
export type Location = Catalog['locations'][number]
export type Settings = InferResponseType<Client['settings']['$get'], 200>
export type AssistantText = InferResponseType<Client['texts']['$get'], 200>['items'][number]
export type Channel = InferResponseType<Client['channels']['$get'], 200>['items'][number]
export type Webhook = InferResponseType<Client['webhooks']['$get'], 200>['items'][number]
export type HookDelivery = InferResponseType<Client['webhooks'][':id']['deliveries']['$get'], 200>['items'][number]
export type SentHook = InferResponseType<Client['webhooks'][':id']['deliveries'][':delivery']['$get'], 200>
export type Team = InferResponseType<Client['members']['$get'], 200>
export type Member = Team['items'][number]
export type ConsentText = InferResponseType<Client['consents']['$get'], 200>['items'][number]
export type Chain = InferResponseType<Client['chains']['$get'], 200>['items'][number]
export type ChainReach = InferResponseType<Client['chains'][':name']['reach']['$get'], 200>
export type Change = InferResponseType<Client['changes']['$get'], 200>['items'][number]
export type Breaks = InferResponseType<Client['services'][':id']['breaks']['$get'], 200>
export type Hours = InferResponseType<Client['hours']['$get'], 200>
export type Span = { from: number; to: number }

export const MASTER = 'master'

/** What the settings show of one kind; kept under `['settings', group]`. */
export function useGroup<T>(group: string, path: string) {
  return useQuery({ queryKey: ['settings', group], queryFn: () => call<T>('GET', path) })
}

export const useCatalog = () => useGroup<Catalog>('catalog', '/api/catalog')

/** Says that settings have changed: what shows them asks anew. */
export function useRefresh(): () => void {
  const queries = useQueryClient()
  return () => {
    for (const key of ['settings', 'day', 'today', 'channels']) void queries.invalidateQueries({ queryKey: [key] })
  }
}

/** «40 + 30 + 20» as minutes of work, pause, work; null for what is none. */
export function readSegments(typed: string): number[] | null {
  const parts = typed.split(/[+\s,]+/).filter(Boolean)
  const minutes = parts.map(Number)
  const fine = minutes.every((one) => Number.isInteger(one) && one >= 5 && one <= 1440)
  return fine && minutes.length % 2 === 1 && minutes.length <= 7 ? minutes : null
}

export const totalOf = (segments: readonly number[]) => segments.reduce((sum, minutes) => sum + minutes, 0)
