import { lastScreen } from '../../db/messages.ts'
import { MASTER, type Resource, type Service } from '../../domain/catalog.ts'
import { readTimes } from '../../domain/when.ts'
import { sameHours, shiftedFrom } from '../booking/shift.ts'
import type { Wishes } from '../booking/typedtime.ts'
import { isClass, isDoneBy, locationOf, servicesAt, servicesOf, zoneOf } from '../booking/wish.ts'
import type { Turn } from '../context.ts'
import type { Asked, Draft } from '../draft.ts'
import { plainWords } from '../plain.ts'
import { matchPlace } from '../understanding/places.ts'
import { matchServices } from '../understanding/services.ts'
import { matchStaff, meansAny } from '../understanding/staff.ts'
import { mastersOf } from '../understood.ts'

/** What a text says about a booking. */
export type Wished = {
  locationId: number | null
  services: Named
  master: Resource | null
  anyone: boolean
  when: Wishes | 'impossible' | null
}

/** What a text says about services; `asked`: for one that is not offered. */
type Named = { sure: Service[]; maybe: Service[]; asked: boolean }

/** The services that a text names; of the message in work, those that the model found count as well. */
export function servicesIn({ catalog, understood }: Turn, text: string, offered = catalog.services): Named {
  const isOffered = (service: Service) => offered === catalog.services || offered.includes(service)
  const { sure, maybe, asked } = matchServices(text, catalog.services)
  const named = { sure: sure.filter(isOffered), maybe: maybe.filter(isOffered), asked }
  if (understood?.source !== 'model' || named.sure.length > 0) return named
  const found = understood.services.sure.filter(isOffered)
  return found.length > 0 ? { sure: found, maybe: [], asked: false } : named
}

export function readWish(turn: Turn, text: string, asked: Asked | undefined): Wished {
  const { catalog, draft, understood } = turn
  const location = draft && locationOf(catalog, draft)
  const place = catalog.locations.length > 1 ? matchPlace(text, catalog.locations) : null
  const at = place ?? location ?? catalog.locations.find((_, index, all) => index === 0 && all.length === 1) ?? null
  const offered = at ? servicesAt(catalog, at) : catalog.services
  const services = servicesIn(turn, text, offered)
  const masters = catalog.resources.filter((one) => one.kind === MASTER && (!at || one.locationId === at.id))
  const when = timesIn(turn, text)
  const staff = matchStaff(text, mastersOf(catalog))
  const named = staff.sure.length + staff.maybe.length > 0 || understood?.source !== 'model' ? staff : understood.staff
  const here = named.sure.filter((one) => masters.includes(one))
  const master = here.length === 1 ? here[0]! : null
  // «Стрижку в четверг» in the middle of a booking is about the haircut that is being booked.
  const begun = draft && asked !== 'service' && services.maybe.some((service) => draft.services.includes(service.id))
  const aboutMaster =
    asked === 'master' ||
    /мастер|специалист|врач|доктор|тренер|барбер|стилист|механик|к любо|к кому|anyone|anybody|whoever|any (free )?\p{L}+/u.test(
      plainWords(text),
    )
  return {
    locationId: place?.id ?? null,
    services: { ...services, maybe: begun ? [] : services.maybe },
    master,
    anyone: aboutMaster && meansAny(text),
    when,
  }
}

/** The times that a text names, if it names some that can be. */
export function whenOf(turn: Turn, text: string): Wishes | null {
  const when = timesIn(turn, text)
  return when === 'impossible' ? null : when
}

function timesIn(turn: Turn, text: string): Wishes | 'impossible' | null {
  const { minute, catalog, draft, understood } = turn
  // Where a model was asked, the words about time that it found.
  const words = understood?.source === 'model' && understood.timeText ? understood.timeText : text
  const { alternatives, impossible } = readTimes(words, minute, zoneOf(catalog, draft), { today: draft?.day })
  const [first, ...others] = alternatives
  if (impossible) return 'impossible'
  const hours = sameHours(turn, text)
  if (first) return hours && !first.hours ? [{ ...first, hours }] : [first, ...others]
  if (hours) return [{ days: draft?.day ? { from: draft.day, to: draft.day } : null, hours }]
  const shifted = shiftedFrom(turn, text)
  return shifted && [shifted]
}

/** «Маникюр — от 1 300 ₽», and then «давайте завтра в 7»: the only service that was offered last; null where another is meant. */
export async function offeredAlone({ tx, chat, draft }: Turn, { services }: Wished): Promise<number | null> {
  if (draft?.asked || (draft?.services.length ?? 0) > 0) return null
  if (services.asked || services.sure.length + services.maybe.length > 0) return null
  const [only, another] = (await lastScreen(tx, chat.id)).flatMap(({ data }) => (data === 'human' ? [] : data))
  const id = another ? undefined : /^svc:(\d+)$/.exec(only ?? '')?.[1]
  return id === undefined ? null : Number(id)
}

/** Gives a move to the master whom a text names, where that one can do it; true when it is another one than before. */
export function putOtherMaster({ catalog }: Turn, draft: Draft, master: Resource | null): boolean {
  const services = servicesOf(catalog, draft)
  const fits = master && services.length === 1 && !services.some(isClass) && isDoneBy(services, master.id)
  if (!fits || master.id === draft.masters?.[0]) return false
  // With another master the same time is another place.
  Object.assign(draft, { masters: [master.id], was: undefined, start: undefined })
  return true
}
