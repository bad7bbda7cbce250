import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { hc, InferResponseType } from 'hono/client'
import type { Api } from '../../../api/api.ts'
import type { Period } from '../../../domain/kpi/period.ts'
import { call } from '../../api/client.ts'
import { useRight } from '../../api/session.ts'
import { type Asked, queryOf } from './asked.ts'

type Client = ReturnType<typeof hc<Api>>['api']['kpi']
export type Overview = InferResponseType<Client['$get'], 200>
export type Section = InferResponseType<Client[':section']['$get'], 200>
export type Around = InferResponseType<Client['around']['$get'], 200>
type Known<K extends keyof Section['now']> = NonNullable<Section['now'][K]>
export type Day = Known<'days'>[number]
export type Channels = Known<'channels'>
export type Channel = Channels['channels'][number]
export type Speeds = Known<'speed'>
export type Spend = { items: SpendLine[]; cursor: string | null }
export type SpendLine = {
  id: number
  day: string
  channel: string
  campaign: string | null
  amount: number
  clicks: number | null
  via: 'typed' | 'csv' | 'api'
}

export const SECTIONS = [
  'overview',
  'funnel',
  'channels',
  'cohorts',
  'speed',
  'assistant',
  'masters',
  'services',
  'tests',
] as const
export type SectionName = (typeof SECTIONS)[number]

export const useOverview = (asked: Asked) =>
  useQuery({
    queryKey: ['numbers', 'overview', queryOf(asked)],
    queryFn: () => call<Overview>('GET', `/api/kpi?${queryOf(asked)}`),
  })

/** One section of the numbers, with what it is compared with. */
export const useSection = (name: Exclude<SectionName, 'overview' | 'tests'> | 'days', asked: Asked) =>
  useQuery({
    queryKey: ['numbers', name, queryOf(asked)],
    queryFn: () => call<Section>('GET', `/api/kpi/${name}?${queryOf(asked)}`),
  })

export type StopLine = InferResponseType<ReturnType<typeof hc<Api>>['api']['stops']['$get'], 200>['items'][number]
const NO_STOPS: readonly StopLine[] = []

/** Channels that the owner has stopped, whenever that was. */
export function useStops(): readonly StopLine[] {
  const sees = useRight('spend') === 'all'
  const { data } = useQuery({
    queryKey: ['numbers', 'stops'],
    queryFn: () => call<{ items: StopLine[] }>('GET', '/api/stops'),
    enabled: sees,
  })
  return data?.items ?? NO_STOPS
}

/** What lies behind a number: rows of a fact in a period, narrowed by one column. */
export type Behind = { fact: string; column?: string; value?: string | null }

/** The address of the rows behind a number. */
export function rowsAt({ from, to }: Period, { fact, column, value }: Behind): string {
  const search = new URLSearchParams({ from, till: to })
  if (column) {
    search.set('column', column)
    if (value !== null && value !== undefined) search.set('value', value)
  }
  return `/numbers/rows/${fact}?${search}`
}

/** Asks anew for spend, and for all numbers that come of it. */
export function useSpent(): () => void {
  const queries = useQueryClient()
  return () => void queries.invalidateQueries({ queryKey: ['numbers'] })
}
