import { createRoute, z } from '@hono/zod-openapi'
import { firstBusiness } from '../../db/businesses.ts'
import { findOffer, nearestSlots } from '../../db/offer.ts'
import { minuteOf } from '../../db/sql.ts'
import { visitById } from '../../db/visits.ts'
import type { Catalog } from '../../domain/catalog.ts'
import { packDays, type Wish } from '../../domain/slots.ts'
import { isoOf } from '../../domain/time.ts'
import type { Guard } from '../auth/actor.ts'
import { zoneOf } from '../desk/answers.ts'
import { answers, createRoutes, guarded, instant, refused } from '../routing.ts'
import type { System } from '../system.ts'

const LONGEST_RANGE_DAYS = 62
/** Of staff: no more than is looked at together. */
const STAFF_RANGE_DAYS = 14

const days = z.array(
  z.object({
    date: z.string(),
    slots: z.array(z.object({ start: z.string(), masters: z.array(z.number()).readonly() })),
  }),
)
const named = z.object({ id: z.number(), name: z.string() })

const catalogShape = z
  .object({
    business: named.extend({ currency: z.string() }),
    locations: z.array(named.extend({ address: z.string(), timezone: z.string() })),
    services: z.array(
      named.extend({
        category: z.string().nullable(),
        price: z.number(),
        priceFrom: z.boolean(),
        minutes: z.number(),
        capacity: z.number(),
        masters: z.array(z.number()),
      }),
    ),
    masters: z.array(named),
  })
  .openapi('PriceList')

const asked = z.object({
  business: z.string().optional(),
  services: z.string().max(200).optional(),
  master: z.string().max(20).optional(),
  location: z.string().max(20).optional(),
  from: z.string().max(40).optional(),
  to: z.string().max(40).optional(),
})

/** Free times and prices, open to everybody; what staff may offer, for staff. */
export function slots(system: System, guard: Guard) {
  const { db, catalogs, clock } = system
  const catalogOf = async (business: string | undefined): Promise<Catalog> => {
    const id = Number(business) || (await firstBusiness(db))?.id
    if (!id) throw new Error('no business')
    return catalogs.of(db, id)
  }

  return createRoutes()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/services',
        summary: 'Услуги, филиалы и мастера',
        request: { query: z.object({ business: z.string().optional() }) },
        responses: { 200: answers(catalogShape) },
      }),
      async (c) => c.json(priceList(await catalogOf(c.req.valid('query').business)), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/slots',
        summary: 'Свободное время для клиентов',
        request: { query: asked },
        responses: { 200: answers(z.object({ days })) },
      }),
      async (c) => {
        const query = c.req.valid('query')
        const catalog = await catalogOf(query.business)
        const wish = wishOf(
          catalog,
          idsOf(query.services),
          Number(query.master) || null,
          Number(query.location) || null,
        )
        if (!wish) return refused(c, 'bad_request', 'Укажите services: номера услуг через запятую.')
        const now = minuteOf(clock())
        const from = minuteOfText(query.from) ?? now
        const to = minuteOfText(query.to) ?? from + catalog.rules.windowDays * 1440
        if (to <= from || to - from > LONGEST_RANGE_DAYS * 1440)
          return refused(c, 'bad_request', `Промежуток from–to: от минуты до ${LONGEST_RANGE_DAYS} дней.`)
        const { businessId } = catalog
        const found = await findOffer(db, catalogs, { businessId, wish, range: { from, to }, now })
        return c.json({ days: packDays(zoneOf(catalog, wish.locationId), found) }, 200)
      },
    )
    .openapi(
      guarded(guard, 'visits.write', {
        method: 'get',
        path: '/api/places',
        summary: 'Куда персонал может записать или перенести: без срока и окна для клиентов',
        request: {
          query: asked.extend({
            /** A visit to be moved: its services, its own place counts as free. */
            visit: z.coerce.number().int().positive().optional(),
          }),
        },
        responses: { 200: answers(z.object({ zone: z.string(), days, nearest: z.array(z.string()) })) },
      }),
      async (c) => {
        const query = c.req.valid('query')
        const { businessId } = c.var.actor
        const catalog = await catalogs.of(db, businessId)
        const master = Number(query.master) || null
        const moved = query.visit ? await visitById(db, businessId, query.visit) : null
        const location = Number(query.location) || moved?.locationId || null
        const services = moved?.parts.map(({ serviceId }) => serviceId) ?? idsOf(query.services)
        const wish = wishOf(catalog, services, master, location)
        if (!wish) return refused(c, 'bad_request', 'Укажите services: номера услуг через запятую.')
        const now = minuteOf(clock())
        const from = minuteOfText(query.from) ?? now
        const to = minuteOfText(query.to) ?? from + 1440
        if (to <= from || to - from > STAFF_RANGE_DAYS * 1440)
          return refused(c, 'bad_request', `Промежуток from–to: от минуты до ${STAFF_RANGE_DAYS} дней.`)
        const question = { businessId, wish, now, except: moved?.id, byStaff: true }
        const zone = zoneOf(catalog, wish.locationId)
        const found = await findOffer(db, catalogs, { ...question, range: { from, to } })
        const near =
          found.length > 0 ? [] : await nearestSlots(db, catalogs, { ...question, around: Math.max(from, now) })
        return c.json({ zone, days: packDays(zone, found), nearest: near.map(({ start }) => isoOf(zone, start)) }, 200)
      },
    )
}

const idsOf = (text: string | undefined) => (text ?? '').split(',').map(Number)

/** A wish for services in a row, with one master for all of them or any; null when the catalog knows it not. */
export function wishOf(
  catalog: Catalog,
  services: number[],
  master: number | null,
  location: number | null,
): Wish | null {
  const locationId = location ?? catalog.locations[0]?.id
  const known = services.every((id) => catalog.services.some((service) => service.id === id))
  if (locationId === undefined || services.length === 0 || !known) return null
  if (!catalog.locations.some((one) => one.id === locationId)) return null
  return { locationId, parts: services.map((serviceId) => ({ serviceId, masterId: master })) }
}

const minuteOfText = (text: string | undefined) => {
  const parsed = instant.safeParse(text)
  return parsed.success ? minuteOf(new Date(parsed.data)) : null
}

function priceList(catalog: Catalog): z.infer<typeof catalogShape> {
  return {
    business: { id: catalog.businessId, name: catalog.name, currency: catalog.currency },
    locations: catalog.locations.map(({ id, name, address, timezone }) => ({ id, name, address, timezone })),
    services: catalog.services.map(({ id, category, name, price, priceFrom, segments, capacity, masters }) => ({
      id,
      category,
      name,
      price,
      priceFrom,
      minutes: segments.reduce((sum, minutes) => sum + minutes, 0),
      capacity,
      masters: masters.map((master) => master.resourceId),
    })),
    masters: catalog.resources.filter(({ kind }) => kind === 'master').map(({ id, name }) => ({ id, name })),
  }
}
