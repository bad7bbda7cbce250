import type { InlineKeyboardButton } from 'grammy/types'
import type { Visit } from '../db/visits.ts'
import type { Waiting } from '../db/waitlist.ts'
import type { Catalog } from '../domain/catalog.ts'
import { isDate } from '../domain/time.ts'
import { MOST_MISSES, type WaitWish } from '../domain/waitlist.ts'
import { visitWords } from './booking/describe.ts'
import { button, type View } from './show.ts'
import type { Say } from './texts.ts'
import { nameOf, sayClock, sayDate, sayPart } from './words.ts'

/** «Сообщить, если освободится», with the days and hours that are waited for in it. */
export function waitButton(say: Say, { days, hours }: WaitWish): InlineKeyboardButton {
  const parts = ['wl', days.from, days.to, ...(hours ? [hours.from, hours.to] : [])]
  return button(say('wait-button'), parts.join(':'))
}

/** The days and hours in such a button; null when they are none. */
export function waitedIn(data: string): WaitWish | null {
  const [, from, to, first, last] = /^wl:(\d{4}-\d\d-\d\d):(\d{4}-\d\d-\d\d)(?::(\d{1,4}):(\d{1,4}))?$/.exec(data) ?? []
  if (!from || !to || !isDate(from) || !isDate(to) || from > to) return null
  const hours = first && last ? { from: Number(first), to: Number(last) } : null
  return hours && (hours.from > 1440 || hours.to > 1440) ? null : { days: { from, to }, hours }
}

/** What an entry waits for and when, in words. */
export function waitWords(catalog: Catalog, say: Say, { services, masterId, wish }: Waiting) {
  const names = services.flatMap((id) => catalog.services.find((service) => service.id === id)?.name ?? [])
  const master = masterId === null ? '' : nameOf(catalog, masterId)
  const { from, to } = wish.days
  const days =
    from === to ? sayDate(say.language, from) : `${sayDate(say.language, from)} – ${sayDate(say.language, to)}`
  return {
    what: [names.join(' + '), master].filter(Boolean).join(' · '),
    when: [days, wish.hours && sayPart(say, wish.hours)].filter(Boolean).join(', '),
  }
}

export const leaveButton = (say: Say, { id }: Pick<Waiting, 'id'>): InlineKeyboardButton =>
  button(say('wait-leave'), `wx:${id}`)

/** The word to a client for whom a place is held. */
export function waitOfferView(catalog: Catalog, say: Say, entry: Waiting, visit: Visit): View {
  const zone = catalog.locations.find(({ id }) => id === visit.locationId)?.timezone ?? catalog.timezone
  const until = sayClock(zone, entry.offeredUntil ?? visit.start)
  const last = entry.misses + 1 >= MOST_MISSES ? `\n${say('wait-offer-last')}` : ''
  return {
    text: say('wait-offer', { ...visitWords(catalog, say, visit), until }) + last,
    buttons: [
      [button(say('wait-yes'), `wy:${entry.id}:${visit.start}`)],
      [button(say('wait-no'), `wn:${entry.id}:${visit.start}`)],
    ],
  }
}
