import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { sayClock } from '../../bot/words.ts'
import { type Standing, whoStands } from '../../db/occupancies.ts'
import { nearestSlots } from '../../db/offer.ts'
import { instant, minuteOf } from '../../db/sql.ts'
import { visitCard } from '../../db/visitcard.ts'
import type { Visit } from '../../db/visits.ts'
import type { Catalog, Minute } from '../../domain/catalog.ts'
import { reachOf } from '../../domain/roles.ts'
import { resourcesOf, type Wish } from '../../domain/slots.ts'
import { isoOf } from '../../domain/time.ts'
import type { Actor, Env } from '../auth/actor.ts'
import { gone, refused } from '../routing.ts'
import type { System } from '../system.ts'
import { cardJson, type Sight, type VisitJson } from './card.ts'
import type { By, Done, Refused } from './desk.ts'
import { sayHindrance } from './words.ts'

type Asked = Context<Env>

/** What an actor may see and do with visits. */
export function sightOf({ who, member }: Actor, now: Date): Sight {
  return {
    money: reachOf(who, 'money.read') !== 'none',
    contacts: reachOf(who, 'queue') !== 'none',
    write: reachOf(who, 'visits.write') !== 'none',
    language: member?.language ?? 'ru',
    now,
  }
}

/** Who changes visits here, narrowed to their own where the right of the route reaches no further. */
export function byOf(c: Asked): By {
  const { businessId, member } = c.var.actor
  return {
    businessId,
    memberId: member?.id ?? null,
    masterId: c.var.reach === 'own' ? (member?.resourceId ?? 0) : null,
  }
}

/** The card of a visit for whoever asks; null when it is not there for them. */
export async function cardFor({ db, catalogs, clock }: System, c: Asked, id: number): Promise<VisitJson | null> {
  const by = byOf(c)
  const catalog = await catalogs.of(db, by.businessId)
  const card = await visitCard(db, { ...by, id })
  return card && cardJson(card, catalog, sightOf(c.var.actor, clock()))
}

/** A visit as what changed it answers: times with the branch's offset. */
export const changedVisit = z
  .object({
    id: z.number(),
    version: z.number(),
    status: z.string(),
    start: z.string(),
    end: z.string(),
    price: z.number(),
    parts: z.array(z.object({ service: z.number(), master: z.number(), start: z.string(), end: z.string() })),
    /** The line of the log, by which the change is taken back. */
    changeId: z.number().nullable(),
    /** What the client will be told, and when. */
    notice: z.object({ id: z.number(), kind: z.string(), dueAt: z.string() }).nullable(),
  })
  .openapi('ChangedVisit')

export const noticeJson = ({ notice }: Done) => notice && { ...notice, dueAt: notice.dueAt.toISOString() }

export const visitJson = (zone: string, visit: Visit, done: Done) => ({
  id: visit.id,
  version: visit.version,
  status: visit.status,
  start: isoOf(zone, visit.start),
  end: isoOf(zone, visit.end),
  price: visit.price,
  parts: visit.parts.map((part) => ({
    service: part.serviceId,
    master: part.masterId,
    start: isoOf(zone, part.start),
    end: isoOf(zone, part.end),
  })),
  changeId: done.changeId,
  notice: noticeJson(done),
})

export const zoneOf = (catalog: Catalog, locationId: number) =>
  catalog.locations.find((location) => location.id === locationId)?.timezone ?? catalog.timezone

/** Which place was asked for, so that the refusal can name who has it and what is near. */
export type Place = {
  wish: Wish
  start: Minute
  except?: number
  /** Its end was moved, not its start: what is taken is what stands behind it. */
  resized?: boolean
}

/** Why a change was refused, with what helps: the visit as it is now, or the nearest places. */
export async function refuseChange(
  system: System,
  c: Asked,
  refusal: Refused,
  about: { id?: number; place?: Place | null } = {},
): Promise<never> {
  const { actor } = c.var
  const now = minuteOf(system.clock())
  switch (refusal.reason) {
    case 'gone':
      return gone(c)
    case 'forbidden':
      return refused(c, 'forbidden', 'Это может сделать администратор.')
    case 'unfit':
      return refused(c, 'bad_request', refusal.message, { fields: { [refusal.field]: [refusal.message] } })
    case 'changed':
      return refuseStale(system, c, about.id)
    case 'hindered': {
      // To a program a visit in another state is one that changed meanwhile.
      if (actor.member === null) return refuseStale(system, c, undefined)
      const { action, hindrance } = refusal
      const card = about.id === undefined ? null : await cardFor(system, c, about.id)
      const sentence = sayHindrance(actor.member.language, card?.zone ?? 'UTC', now, action, hindrance)
      return refused(c, 'closed', sentence, {
        action,
        from: hindrance.why === 'early' ? instant(hindrance.from) : null,
      })
    }
    default:
      return refusePlace(system, c, refusal.reason, about.place ?? null)
  }
}

async function refuseStale(system: System, c: Asked, id: number | undefined): Promise<never> {
  const now = id === undefined || c.var.actor.member === null ? undefined : await cardFor(system, c, id)
  return refused(c, 'changed', 'Запись уже изменилась.', now ? { now } : {})
}

async function refusePlace(
  { db, catalogs, clock }: System,
  c: Asked,
  reason: 'taken' | 'closed',
  place: Place | null,
): Promise<never> {
  const { businessId, who, member } = c.var.actor
  if (!place) return refused(c, reason, 'На это время записи нет.')
  const { wish, start, except } = place
  const now = minuteOf(clock())
  const byStaff = member !== null
  const catalog = await catalogs.of(db, businessId)
  const zone = zoneOf(catalog, wish.locationId)
  const slots = await nearestSlots(db, catalogs, {
    businessId,
    wish,
    now,
    around: Math.max(start, now),
    except,
    byStaff,
  })
  const nearest = slots.map((slot) => isoOf(zone, slot.start))
  if (reason === 'closed') {
    const force = reachOf(who, 'visits.force') !== 'none'
    const sentence = force ? 'Вне рабочего времени. Записать и отметить в журнале?' : 'На это время записи нет.'
    return refused(c, 'closed', sentence, { nearest, ...(byStaff && { force }) })
  }
  if (!byStaff) return refused(c, 'taken', 'Это время уже заняли.', { nearest })
  const interest = {
    resourceIds: resourcesOf(catalog, wish),
    from: start,
    to: start + lengthOf(catalog, wish),
    now,
    except,
  }
  const standing = await whoStands(db, businessId, interest)
  const from = place.resized && standing ? Math.max(start, minuteOf(new Date(standing.start))) : start
  const sentence = `${sayClock(zone, from)} уже занято${standing ? sayStanding(standing) : ''}.`
  // Only another calendar says so: whoever knows better may.
  const force = standing?.kind === 'external' && reachOf(who, 'visits.force') !== 'none'
  return refused(c, 'taken', sentence, { nearest, standing, ...(force && { force }) })
}

function sayStanding({ kind, client, service, reason }: Standing): string {
  if (kind === 'external') return ' в Bitrix24'
  if (kind === 'block') return `: ${reason || 'закрытое время'}`
  if (kind === 'hold') return ': клиент выбирает это время'
  return `: ${[client ?? (kind === 'visit' ? 'клиент' : ''), service].filter(Boolean).join(', ')}`
}

const lengthOf = (catalog: Catalog, wish: Wish) =>
  wish.parts
    .flatMap(({ serviceId, minutes }) =>
      minutes ? [minutes] : (catalog.services.find(({ id }) => id === serviceId)?.segments ?? []),
    )
    .reduce((sum, minutes) => sum + minutes, 0)
