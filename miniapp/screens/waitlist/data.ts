import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { dateDay, type Style } from '../../format.ts'
import type { Text } from '../../texts/texts.ts'

export type Waiting = {
  id: number
  status: 'waiting' | 'offered'
  client: { id: number; name: string | null; phone: string | null }
  chatId: number | null
  zone: string
  services: { id: number; name: string }[]
  master: { id: number; name: string } | null
  days: { from: string; to: string }
  hours: { from: number; to: number } | null
  offered: { visit: number; start: string; until: string } | null
  reachable: boolean
}
type Page = { items: Waiting[]; cursor: string | null; total: number }

/** Events about clients and visits make it old. */
const KEY = ['clients', 'waitlist'] as const

/** Who waits: on a day of a branch, or one client. */
export const useWaitlist = (which: { date?: string; location?: number; client?: number }) => {
  const query = new URLSearchParams(
    Object.entries(which).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
  return useQuery({
    queryKey: [...KEY, query.toString()],
    queryFn: ({ signal }) => call<Page>('GET', `/api/waitlist?${query}&limit=100`, undefined, { signal }),
    enabled: query.size > 0,
  })
}

/** Places that may be offered to somebody now: on a day, or on all of those that they wish. */
export const usePlaces = (id: number | null, date?: string) =>
  useQuery({
    queryKey: [...KEY, 'places', id, date],
    queryFn: ({ signal }) =>
      call<{ zone: string; starts: string[] }>(
        'GET',
        `/api/waitlist/${id}/places${date ? `?date=${date}` : ''}`,
        undefined,
        { signal },
      ),
    enabled: id !== null,
  })

export type NewWaiting = {
  client: number
  location?: number
  services: number[]
  master: number | null
  from: string
  to: string
  hours: { from: number; to: number } | null
}

/** A change of the list; afterwards it is read again. */
export function useChange<T>(change: (wanted: T) => Promise<unknown>, onDone?: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  })
}

export const writeIn = (wanted: NewWaiting) => call('POST', '/api/waitlist', wanted, { key: crypto.randomUUID() })
export const takeOut = (id: number) => call('DELETE', `/api/waitlist/${id}`)
export const offer = ({ id, start }: { id: number; start: string }) =>
  call('POST', `/api/waitlist/${id}/offer`, { start })

/** Parts of a day that can be waited for; minutes of the branch's clock. */
export const PARTS = {
  any: null,
  morning: { from: 6 * 60, to: 12 * 60 },
  day: { from: 12 * 60, to: 17 * 60 },
  evening: { from: 17 * 60, to: 23 * 60 },
} as const
export type Part = keyof typeof PARTS

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** «пн 23 ноября – ср 25 ноября, вечером». */
export function wishWords({ days, hours }: Pick<Waiting, 'days' | 'hours'>, style: Style, t: Text): string {
  const [from, to] = [dateDay(days.from, style, true), dateDay(days.to, style, true)]
  const part = (['morning', 'day', 'evening'] as const).find(
    (one) => hours && PARTS[one].from === hours.from && PARTS[one].to === hours.to,
  )
  const span = hours && (hours.from === hours.to ? clock(hours.from) : `${clock(hours.from)}–${clock(hours.to)}`)
  return [from === to ? from : `${from} – ${to}`, part ? t(`wait-part-${part}`) : span].filter(Boolean).join(', ')
}

/** What somebody waits for: «Маникюр · Анна». */
export const what = ({ services, master }: Waiting) =>
  [services.map(({ name }) => name).join(' + '), master?.name].filter(Boolean).join(' · ')
