import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError, call } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'

/** Whom to book: somebody known, somebody new, nobody; null while it is not decided. */
export type Who =
  | { kind: 'known'; id: number; name: string; note: string }
  | { kind: 'new'; name: string; phone: string; consent: boolean }
  | { kind: 'nobody' }
  | null

/** The form of a new visit. `start` is an instant as the API gives it. */
export type Form = {
  who: Who
  services: number[]
  master: number | null
  location: number | null
  date: string
  start: string | null
  note: string
  notify: boolean
}

export type PriceList = {
  locations: { id: number; name: string; timezone: string }[]
  services: {
    id: number
    category: string | null
    name: string
    price: number
    priceFrom: boolean
    minutes: number
    masters: readonly number[]
  }[]
  masters: { id: number; name: string }[]
}

/** What can be booked here. */
export function usePriceList() {
  const { session } = useSession()
  const id = session?.business.id
  return useQuery({
    queryKey: ['settings', 'pricelist', id],
    queryFn: () => call<PriceList>('GET', `/api/services?business=${id}`),
    enabled: id !== undefined,
  })
}

export type Found = {
  id: number
  name: string | null
  phone: string | null
  barred: boolean
  visits: number
  noShows: number
  lastVisit: string | null
}

const MOST_ROWS = 8
const PAUSE_MS = 150

/** Clients by two letters or four digits, as one types. */
export function useFound(typed: string) {
  const text = typed.trim()
  const enough = /\d/.test(text) ? text.replace(/\D/g, '').length >= 4 : text.length >= 2
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(enough ? text : ''), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, enough])
  return useQuery({
    queryKey: ['clients', 'find', asked],
    queryFn: ({ signal }) =>
      call<{ items: Found[] }>(
        'GET',
        `/api/clients?limit=${MOST_ROWS}&search=${encodeURIComponent(asked)}`,
        undefined,
        {
          signal,
        },
      ).then(({ items }) => items),
    enabled: asked !== '',
    placeholderData: (before) => (asked === '' ? undefined : before),
  })
}

export type Places = {
  zone: string
  days: { date: string; slots: { start: string; masters: readonly number[] }[] }[]
  nearest: string[]
}

/** What the engine offers staff on a day: starts of the chosen services with that master, or any. */
export function usePlaces({ services, master, location, date }: Form, zone: string, now: string | undefined) {
  const query = new URLSearchParams({ services: services.join(',') })
  if (master !== null) query.set('master', String(master))
  if (location !== null) query.set('location', String(location))
  const from = midnight(date, zone)
  query.set('from', now && Date.parse(now) > from ? now : new Date(from).toISOString())
  query.set('to', new Date(from + 86_400_000).toISOString())
  return useQuery({
    queryKey: ['day', date, 'places', query.toString()],
    queryFn: () => call<Places>('GET', `/api/places?${query}`),
    enabled: services.length > 0 && /^\d{4}-/.test(date) && (!now || from + 86_400_000 > Date.parse(now)),
    placeholderData: (before) => before,
  })
}

/** The instant of a zone's wall clock, ms; a clock that is put forward at that time is off by the gap, which no visit starts in. */
export function instantAt(date: string, clock: string, zone: string): number {
  const wall = Date.parse(`${date}T${clock}:00Z`)
  return wall - offsetAt(wall - offsetAt(wall, zone), zone)
}

const midnight = (date: string, zone: string) => instantAt(date, '00:00', zone)

function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(at)
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  return (
    Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) -
    Math.floor(at / 1000) * 1000
  )
}

/** Of a refused booking: who stands there and what is near. */
export type Refusal = { code: string; message: string; nearest: string[]; force: boolean }

export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof ApiError) || !['taken', 'closed'].includes(error.code)) return null
  const { nearest, force } = error.details as { nearest?: string[]; force?: boolean }
  return { code: error.code, message: error.message, nearest: nearest ?? [], force: force === true }
}
