import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { DaySchedule } from '../../../api/schedule/shapes.ts'
import { call } from '../../api/client.ts'
import { useBranch } from '../../api/session.ts'

export type { DaySchedule }
export type ScheduledVisit = DaySchedule['visits'][number]
export type Block = DaySchedule['blocks'][number]
export type TimeOff = DaySchedule['timeOff'][number]
export type External = DaySchedule['external'][number]
export type ScheduledClass = DaySchedule['classes'][number]
export type Starts = {
  zone: string
  date: string
  masters: { id: number; starts: string[] }[]
  any: string[]
  next: { start: string; masters: number[] } | null
}
export type MonthLoad = { zone: string; days: { date: string; visits: number; level: number; closed: boolean }[] }

/** Whom a change comes upon. */
export type Affected = {
  kind: 'visit' | 'class'
  id: number
  version: number
  start: string
  end: string
  client: { id: number; name: string | null; phone: string | null } | null
  services: string[]
  resources: number[]
  movable: boolean
}
export type Decision = { kind: 'visit' | 'class'; id: number; version: number; action: 'keep' | 'move' }
export type Outcome<T> = { items: T[]; affected: Affected[]; toMove: number[] }

/** Days stay in memory for as long as the app is open, so that they can be read without a connection. */
const KEPT = { gcTime: Number.POSITIVE_INFINITY }

/** The schedule from a date on; without a date, of the branch's today. */
export function useDays(date: string | undefined, days = 1, cancelled = false) {
  const branch = useBranch()?.id
  return useQuery({
    queryKey: ['day', 'schedule', branch, date ?? 'today', days, cancelled],
    queryFn: ({ signal }) =>
      call<DaySchedule>('GET', `/api/schedule${rangeQuery(branch, date, days, cancelled)}`, undefined, { signal }),
    ...KEPT,
  })
}

function rangeQuery(branch: number | undefined, date: string | undefined, days: number, cancelled: boolean): string {
  const query = new URLSearchParams()
  if (branch !== undefined) query.set('location', String(branch))
  if (date) {
    query.set('from', date)
    query.set('to', addDays(date, days - 1))
  }
  if (cancelled) query.set('cancelled', '1')
  return query.size > 0 ? `?${query}` : ''
}

/** Where a visit may go on a date; null asks nothing. */
export const useStarts = (visit: number | null, date: string | undefined) =>
  useQuery({
    queryKey: ['day', 'starts', visit, date],
    queryFn: ({ signal }) =>
      call<Starts>('GET', `/api/schedule/starts?visit=${visit}&date=${date}`, undefined, { signal }),
    enabled: visit !== null && date !== undefined,
  })

/** How full a month ('YYYY-MM') is. */
export function useMonth(month: string) {
  const branch = useBranch()?.id
  const at = branch === undefined ? '' : `&location=${branch}`
  return useQuery({
    queryKey: ['day', 'load', branch, month],
    queryFn: ({ signal }) => call<MonthLoad>('GET', `/api/schedule/load?month=${month}${at}`, undefined, { signal }),
    placeholderData: keepPreviousData,
  })
}

/** A date so many days later. */
export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T12:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}

/** Monday of a date's week. */
export function mondayOf(date: string): string {
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay()
  return addDays(date, -((weekday + 6) % 7))
}
