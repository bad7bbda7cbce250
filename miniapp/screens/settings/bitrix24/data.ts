import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { hc, InferResponseType } from 'hono/client'
import type { Api } from '../../../../api/api.ts'
import { ApiError, call } from '../../../api/client.ts'
import { dayTime, money, type Style } from '../../../format.ts'
import type { Text } from '../../../texts/texts.ts'
import { inWords } from '../form.tsx'

type Client = ReturnType<typeof hc<Api>>['api']['bitrix24']
export type Portal = InferResponseType<Client['$get'], 200>
export type Settings = NonNullable<Portal['settings']>
export type Survey = InferResponseType<Client['survey']['$get'], 200>
export type Preview = InferResponseType<Client['preview']['$post'], 200>
export type Lack = { code: string; vital: boolean }
export type LogLine = InferResponseType<Client['log']['$get'], 200>['items'][number]

const KEY = ['settings', 'bitrix24']

/** The portal; asked again while it is looked at, since the mirror works by itself. */
export const usePortal = () =>
  useQuery({ queryKey: KEY, queryFn: () => call<Portal>('GET', '/api/bitrix24'), refetchInterval: 10_000 })

/** Puts what the API answered where the screens read it. */
export function useKeep(): (portal: Portal) => void {
  const queries = useQueryClient()
  return (portal) => queries.setQueryData(KEY, portal)
}

/** The mirror speaks to the portal just now, and it is asked again. */
export const isTalking = (error: unknown): boolean => error instanceof ApiError && error.details.reason === 'talking'

/** What there is in the portal. */
export const useSurvey = () =>
  useQuery({
    queryKey: ['settings', 'bitrix24-survey'],
    queryFn: () => call<Survey>('GET', '/api/bitrix24/survey'),
    staleTime: 60_000,
    retry: (times, error) => isTalking(error) && times < 15,
    retryDelay: 5000,
  })

/** How the exchange goes, in a sentence. */
export function stateWords(t: Text, style: Style, portal: Portal): string {
  const { state, trouble, failingSince } = portal
  const since = failingSince ? dayTime(failingSince, style) : ''
  if (state === 'failing' || state === 'broken')
    return [t(`bitrix24-state-${state}`, { since }), t(`bitrix24-trouble-${trouble ?? 'refused'}`)].join(' ')
  return t(`bitrix24-state-${state}`)
}

/** A word of ours for a key; the key where there is none. */
export function wordOf(t: Text, group: string, key: string): string {
  const id = `bitrix24-${group}-${key}`
  const word = t(id)
  return word === id ? key : word
}

/** In these fields the portal has roubles. */
const MONEY = ['opportunity', 'discount']

/** What stands in a field of the portal, as a person reads it. */
export function saidThere(t: Text, style: Style, field: string, value: unknown): string {
  if (MONEY.includes(field) && typeof value === 'number') return money(Math.round(value * 100), style)
  if (field === 'handover') return inWords(t, style, null, value === 'Y')
  if (field === 'channel' && typeof value === 'string') return wordOf(t, 'source', value)
  return field === 'startsAt' && typeof value === 'string' ? dayTime(value, style) : inWords(t, style, null, value)
}
