import type { Minute } from '../catalog.ts'
import type { VisitStatus } from '../visitstate.ts'
import { sayUnread } from './busy.ts'
import { isAboutHealth } from './discretion.ts'

/** A visit's place with one master, and what the CRM knows of it. */
export type BookingFacts = {
  visitId: number
  status: VisitStatus
  /** Null where the visit is not with this master any more. */
  from: Minute | null
  to: Minute | null
  zone: string
  services: string[]
  /** The business is about health: what for somebody comes is nobody else's business. */
  health: boolean
  /** The portal's contact and deal; null while they are not made. */
  contactId: number | null
  dealId: number | null
  /** They will be made. */
  awaited: boolean
}

/** A booking as it is to be in the portal; seconds since 1970. */
export type WantedBooking = {
  resourceIds: number[]
  from: number
  to: number
  timezone: string
  name: string
  contactId: number | null
  dealId: number | null
}

/**
 * The booking of a visit with a master who is the portal's `resource`; null where there is to be none. Who did not come has kept the time all
 * the same.
 */
export function bookingFor(
  facts: BookingFacts,
  resource: number | undefined,
  sensitive: boolean,
): WantedBooking | null {
  const { status, from, to, zone, services, health, contactId, dealId } = facts
  if (resource === undefined || from === null || to === null || status === 'cancelled' || status === 'held') return null
  const what = services.join(' + ')
  const name = what && (sensitive || !(health || isAboutHealth(what))) ? what.slice(0, 200) : 'Визит'
  return { resourceIds: [resource], from: from * 60, to: to * 60, timezone: zone, name, contactId, dealId }
}

/** By this what we have booked there is known again, whatever happens to our memory of it. */
export const bookingKey = (origin: string, visitId: number, about: string): string => `${origin}-v${visitId}-${about}`

/** The key in a booking's description; the words above it are for whoever opens the booking. */
export const describe = (key: string, link: string | null): string =>
  `Записано в Okoshko${link ? `: ${link}` : ''}\n[${key}]`

/** The key of ours that a description bears; null for anybody else's. */
export function keyIn(description: string | null, origin: string): string | null {
  const at = description?.indexOf(`[${origin}-v`) ?? -1
  return at < 0 ? null : (/^\[([^\]\s]+)\]/.exec(description!.slice(at))?.[1] ?? null)
}

/** Why a booking was refused there, as the owner is told it. */
export function sayRefused({
  trouble,
  code,
  description,
}: {
  trouble: string
  code: string
  description: string
}): string {
  if (trouble === 'rights') return sayUnread('booking', { trouble, code })
  if (code === '1018') return 'В Bitrix24 у этого ресурса время уже занято, или ресурса больше нет.'
  if (code === '422') return 'Bitrix24 не принял время записи.'
  return `Bitrix24 не принял запись: ${code} ${description}`.trim().slice(0, 500)
}
