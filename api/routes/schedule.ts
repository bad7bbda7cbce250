import { z } from '@hono/zod-openapi'
import { wishOf } from '../../db/book.ts'
import { loadByDate } from '../../db/schedule.ts'
import { minuteOf } from '../../db/sql.ts'
import { visitById } from '../../db/visits.ts'
import { forStaff, type Location } from '../../domain/catalog.ts'
import { openHours } from '../../domain/hours.ts'
import type { Wish } from '../../domain/slots.ts'
import { addDays, dayOf, dayStart, localOf } from '../../domain/time.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, createRoutes, gone, guarded, localDate, refused } from '../routing.ts'
import { loadDay, scheduleOf, shownTo } from '../schedule/day.ts'
import { daySchedule } from '../schedule/shapes.ts'
import { startsOn } from '../schedule/starts.ts'
import type { System } from '../system.ts'

const MOST_DAYS = 7

const locationQuery = z.object({ location: z.coerce.number().int().positive().optional() })
const id = z.coerce.number().int().positive()

const startsQuery = locationQuery.extend({
  visit: id.optional(),
  services: z
    .string()
    .regex(/^\d{1,15}(,\d{1,15}){0,9}$/)
    .optional(),
  master: id.optional(),
  date: localDate,
})

const starts = z
  .object({
    zone: z.string(),
    date: z.string(),
    /** By master who can take it; without a wish for one, the union stands in `any`. */
    masters: z.array(z.object({ id: z.number(), starts: z.array(z.string()) })),
    any: z.array(z.string()),
    /** The nearest start after this day, when the day has none. */
    next: z.object({ start: z.string(), masters: z.array(z.number()) }).nullable(),
  })
  .openapi('Starts')

const load = z
  .object({
    zone: z.string(),
    days: z.array(
      z.object({
        date: z.string(),
        visits: z.number(),
        /** 0 nothing, 1 up to a third of the open time, 2 up to two thirds, 3 more. */
        level: z.number().int(),
        closed: z.boolean(),
      }),
    ),
  })
  .openapi('MonthLoad')

/** The day and the week of a branch, where a visit may go, and how full a month is. */
export function schedule(system: System, guard: Guard) {
  const { db, catalogs, clock } = system

  return createRoutes()
    .openapi(
      guarded(guard, 'visits.read', {
        method: 'get',
        path: '/api/schedule',
        summary: 'Расписание филиала за день или до семи дней',
        request: {
          query: locationQuery.extend({
            from: localDate.optional(),
            to: localDate.optional(),
            cancelled: z.enum(['0', '1']).optional(),
          }),
        },
        responses: { 200: answers(daySchedule) },
      }),
      async (c) => {
        const query = c.req.valid('query')
        const catalog = await catalogs.of(db, c.var.actor.businessId)
        const location = branchOf(catalog.locations, query.location)
        if (!location) return refused(c, 'not_found', 'Такого филиала нет.')
        const now = minuteOf(clock())
        const from = query.from ?? localOf(location.timezone, now).date
        const to = query.to ?? from
        const days = dayOf(to) - dayOf(from) + 1
        if (days < 1 || days > MOST_DAYS)
          return refused(c, 'bad_request', `Промежуток from–to: от одного до ${MOST_DAYS} дней.`)
        const dates = Array.from({ length: days }, (_, day) => addDays(from, day))
        const sight = shownTo(c.var.actor.who, c.var.actor.member?.resourceId ?? null, c.var.reach)
        const asked = { catalog: forStaff(catalog), location, dates, now, sight }
        return c.json(scheduleOf(asked, await loadDay(db, asked, query.cancelled === '1')), 200)
      },
    )
    .openapi(
      guarded(guard, 'visits.read', {
        method: 'get',
        path: '/api/schedule/starts',
        summary: 'Куда можно записать услуги или перенести визит в этот день',
        request: { query: startsQuery },
        responses: { 200: answers(starts) },
      }),
      async (c) => {
        const query = c.req.valid('query')
        const { businessId } = c.var.actor
        const catalog = await catalogs.of(db, businessId)
        const own = c.var.reach === 'own' ? (c.var.actor.member?.resourceId ?? 0) : null
        let wish: Wish
        let except: number | null = null
        if (query.visit !== undefined) {
          const visit = await visitById(db, businessId, query.visit)
          if (!visit || (own !== null && !visit.parts.some(({ masterId }) => masterId === own))) return gone(c)
          ;({ wish } = wishOf(visit))
          except = visit.id
        } else {
          const location = branchOf(catalog.locations, query.location)
          const services = query.services?.split(',').map(Number) ?? []
          if (!location || services.length === 0)
            return refused(c, 'bad_request', 'Укажите visit или services: номера услуг через запятую.')
          if (!services.every((wanted) => catalog.services.some((known) => known.id === wanted)))
            return refused(c, 'not_found', 'Такой услуги нет.')
          wish = { locationId: location.id, parts: services.map((serviceId) => ({ serviceId, masterId: null })) }
        }
        const location = branchOf(catalog.locations, wish.locationId)!
        const range = {
          from: dayStart(location.timezone, query.date),
          to: dayStart(location.timezone, addDays(query.date, 1)),
        }
        const only = own ?? query.master ?? null
        const found = await startsOn(db, forStaff(catalog), { wish, except, range, only, now: minuteOf(clock()) })
        return c.json({ zone: location.timezone, date: query.date, ...found }, 200)
      },
    )
    .openapi(
      guarded(guard, 'visits.read', {
        method: 'get',
        path: '/api/schedule/load',
        summary: 'Насколько занят месяц',
        request: { query: locationQuery.extend({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) }) },
        responses: { 200: answers(load) },
      }),
      async (c) => {
        const query = c.req.valid('query')
        const catalog = await catalogs.of(db, c.var.actor.businessId)
        const location = branchOf(catalog.locations, query.location)
        if (!location) return refused(c, 'not_found', 'Такого филиала нет.')
        const own = c.var.reach === 'own' ? (c.var.actor.member?.resourceId ?? 0) : null
        const masters = catalog.resources.filter(
          ({ kind, locationId, id }) => kind === 'master' && locationId === location.id && (own === null || id === own),
        )
        const dates = datesOfMonth(query.month)
        const zone = location.timezone
        const midnights = [...dates, addDays(dates.at(-1)!, 1)].map((date) => dayStart(zone, date))
        const found = await loadByDate(db, {
          businessId: catalog.businessId,
          locationId: location.id,
          from: midnights[0]!,
          to: midnights.at(-1)!,
          now: minuteOf(clock()),
          resourceId: own,
          zone,
          resourceIds: masters.map(({ id }) => id),
        })
        const days = dates.map((date, day) => {
          let open = 0
          for (const master of masters) {
            const hours = openHours(location, master, midnights[day]!, midnights[day + 1]!)
            for (let i = 0; i < hours.length; i += 2) open += hours[i + 1]! - hours[i]!
          }
          const { visits, busy } = found.get(date) ?? { visits: 0, busy: 0 }
          const level = busy === 0 ? 0 : Math.min(3, Math.max(1, Math.ceil((busy / Math.max(open, 1)) * 3)))
          return { date, visits, level, closed: open === 0 }
        })
        return c.json({ zone, days }, 200)
      },
    )
}

const branchOf = (locations: readonly Location[], id: number | undefined) =>
  id === undefined ? locations[0] : locations.find((known) => known.id === id)

function datesOfMonth(month: string): string[] {
  const dates: string[] = []
  for (let date = `${month}-01`; date.startsWith(month); date = addDays(date, 1)) dates.push(date)
  return dates
}
