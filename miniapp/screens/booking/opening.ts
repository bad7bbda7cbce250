import { useEffect, useRef } from 'react'
import { call } from '../../api/client.ts'
import { dateAt, type Style, time } from '../../format.ts'
import { useText } from '../../texts/texts.ts'
import type { Form, PriceList, Who } from './data.ts'

/** What the address says, over a form that has nothing yet. */
export function givenBy(
  search: URLSearchParams,
  list: PriceList,
  now: string | undefined,
  branch: number | null,
): Form {
  const start = startOf(search)
  const location = Number(search.get('location')) || branch || (list.locations[0]?.id ?? null)
  const zone = list.locations.find(({ id }) => id === location)?.timezone ?? 'UTC'
  const services = servicesOf(search).split(',').map(Number).filter(Boolean)
  const at = start && !Number.isNaN(Date.parse(start)) ? new Date(start).toISOString() : null
  return {
    who: null,
    services,
    master: Number(search.get('master')) || null,
    location,
    date: at ? dateAt(at, zone) : (search.get('date') ?? dateAt(now ?? new Date(), zone)),
    start: at,
    note: '',
    notify: true,
  }
}

const startOf = (search: URLSearchParams) => search.get('start') ?? search.get('at')
const servicesOf = (search: URLSearchParams) => search.get('services') ?? search.get('service') ?? ''

/** What was opened on purpose wins over what a draft holds. */
export function overridden(search: URLSearchParams, given: Form): Partial<Form> {
  return {
    ...(startOf(search) && { start: given.start, date: given.date }),
    ...(search.has('master') && { master: given.master }),
    ...(servicesOf(search) && { services: given.services }),
  }
}

/** The client that the address names, once. */
export function useKnownClient(id: string | null, who: Who, choose: (who: Who) => void): void {
  const t = useText()
  const asked = useRef(false)
  useEffect(() => {
    if (!id || who !== null || asked.current) return
    asked.current = true
    void call<{ id: number; name: string | null; phone: string | null }>('GET', `/api/clients/${id}`).then(
      ({ name, phone }) =>
        choose({ kind: 'known', id: Number(id), name: name ?? phone ?? t('visit-nobody'), note: '' }),
      () => undefined,
    )
  })
}

/** Whom the API is to book; null: nobody. */
export function clientOf(who: Who) {
  if (who?.kind === 'known') return { id: who.id }
  if (who?.kind !== 'new' || (!who.name.trim() && !who.phone.trim())) return null
  return { name: who.name.trim() || null, phone: who.phone.trim() || null }
}

/** The sheet that closes the same place instead of booking it. */
export function closingAt(start: string, master: number | null, style: Style): string {
  const [hours, minutes] = time(start, style).split(':').map(Number)
  return `/day/${dateAt(start, style.zone)}?sheet=block:new.${master ?? ''}.${hours! * 60 + minutes!}`
}

/** A service to add, one that is not there yet. */
export const nextService = (list: PriceList, taken: number[]) =>
  (list.services.find(({ id }) => !taken.includes(id)) ?? list.services[0])!.id
