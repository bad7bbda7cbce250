import type { Minute } from '../catalog.ts'
import { addDays, dateOf, dayStart } from '../time.ts'
import type { MirrorSettings } from './settings.ts'

/** Where a time is taken in the CRM: bookings of its resources, or calendars of its users. */
export type BusySource = 'booking' | 'calendar'

/** A time that is taken there. What for is left there: it may be personal. */
export type TakenThere = { remoteId: number; from: Minute; to: Minute }

/** A master of ours, and the resource or the user that they are there. */
export type Calendar = { resourceId: number; source: BusySource; remoteId: number }

/** The calendars that a business wants to be read. */
export function calendarsOf({ read, resources, users }: MirrorSettings['busy']): Calendar[] {
  const of = (source: BusySource, ids: Record<string, number>): Calendar[] =>
    Object.entries(ids).map(([resourceId, remoteId]) => ({ resourceId: Number(resourceId), source, remoteId }))
  return [
    ...(read === 'resources' || read === 'both' ? of('booking', resources) : []),
    ...(read === 'calendars' || read === 'both' ? of('calendar', users) : []),
  ]
}

/** A booking as the portal gives it; seconds since 1970. */
export type BookingThere = {
  id: number
  resourceIds: number[]
  name: string | null
  description: string | null
  datePeriod: { from: { timestamp: number | string }; to: { timestamp: number | string } }
}

/** The time of a booking, whole minutes; null for one without a length. */
export const takenByBooking = ({ id, datePeriod: { from, to } }: BookingThere): TakenThere | null =>
  taken(id, Number(from.timestamp), Number(to.timestamp))

/** An entry of a user's calendar as the portal gives it; one that repeats itself comes once for each time. */
export type EventThere = {
  ID: string | number
  DATE_FROM_TS_UTC: string | number
  DATE_TO_TS_UTC: string | number
  /** `Y`: whole days, and the last of them is in it. */
  DT_SKIP_TIME?: string
  ACCESSIBILITY?: string
  /** Of an invitation: `N` declined. */
  MEETING_STATUS?: string
  DELETED?: string
}

/**
 * The time that an entry takes, or null when it takes none: whoever is in it is free, has declined, or it is no more. A whole day is the day of
 * `zone`, wherever the portal's server stands.
 */
export function takenByEvent(event: EventThere, zone: string): TakenThere | null {
  if (event.ACCESSIBILITY === 'free' || event.MEETING_STATUS === 'N' || event.DELETED === 'Y') return null
  const id = Number(event.ID)
  const [from, to] = [Number(event.DATE_FROM_TS_UTC), Number(event.DATE_TO_TS_UTC)]
  if (event.DT_SKIP_TIME !== 'Y') return taken(id, from, to)
  const [first, last] = [dateAround(from), dateAround(Math.max(from, to))]
  return first && last ? { remoteId: id, from: dayStart(zone, first), to: dayStart(zone, addDays(last, 1)) } : null
}

/** The date whose midnight, in some zone of the earth, a moment is. */
const dateAround = (seconds: number): string | null =>
  Number.isFinite(seconds) ? dateOf(Math.round(seconds / 86_400)) : null

function taken(remoteId: number, from: number, to: number): TakenThere | null {
  if (!Number.isFinite(from) || !Number.isFinite(to) || from >= to) return null
  return { remoteId, from: Math.floor(from / 60), to: Math.ceil(to / 60) }
}

/** From this age on, minutes, staff are told that what is taken there may have changed. */
export const STALE_MINUTES = 30

const SCOPES: Record<BusySource, string> = { booking: 'Онлайн-запись (booking)', calendar: 'Календарь (calendar)' }

/** Why times could not be read, as the owner is told it. */
export function sayUnread(source: BusySource, { trouble, code }: { trouble: string; code: string }): string {
  if (trouble === 'rights') return `У вебхука нет права «${SCOPES[source]}».`
  if (code === 'ERROR_METHOD_NOT_FOUND')
    return `В этом Bitrix24 нет раздела «${source === 'booking' ? 'Онлайн-запись' : 'Календарь'}».`
  return `Bitrix24 не отдал занятое время (${code || trouble}).`
}
