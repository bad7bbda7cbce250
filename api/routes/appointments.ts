import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { phoneOf } from '../../bot/phone.ts'
import { type Booked, book, move } from '../../db/book.ts'
import { firstBusiness } from '../../db/businesses.ts'
import { cancel } from '../../db/cancel.ts'
import { addClient } from '../../db/clients.ts'
import { findOffer, nearestSlots } from '../../db/offer.ts'
import { sameText } from '../../db/secrets.ts'
import { minuteOf } from '../../db/sql.ts'
import { type Visit, visitById } from '../../db/visits.ts'
import type { Catalog, Minute } from '../../domain/catalog.ts'
import { packDays, type Slot, type Wish } from '../../domain/slots.ts'
import { isoOf } from '../../domain/time.ts'
import { jsonBody, refuse } from '../http.ts'
import type { System } from '../system.ts'

const ids = z.array(z.number().int().positive()).min(1).max(10)
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

const bookBody = z.object({
  services: ids,
  master: z.number().int().positive().nullish(),
  location: z.number().int().positive().nullish(),
  start: instant,
  client: z.object({ name: z.string().trim().min(1).max(60), phone: z.string().max(30) }),
  /** The caller vouches that the client agreed to personal data processing. */
  consent: z.literal(true),
})
const moveBody = z.object({ version: z.number().int(), start: instant, master: z.number().int().positive().nullish() })

const MOST_BYTES = 16_000
const LONGEST_RANGE_DAYS = 62

/** Free times for everybody; booking, moving and cancelling for programs that have the key. */
export function appointments(system: System, apiKey: string | null) {
  const { db, catalogs, clock } = system
  const app = new Hono()

  const closed = (c: Context) => {
    const given = /^Bearer (.+)$/.exec(c.req.header('Authorization') ?? '')?.[1] ?? ''
    return apiKey !== null && sameText(apiKey, given) ? null : refuse(c, 'unauthorized', 'Нужен ключ API.')
  }
  const catalogOf = async (c: Context): Promise<Catalog> => {
    const asked = Number(c.req.query('business')) || (await firstBusiness(db))?.id
    if (!asked) throw new Error('no business')
    return catalogs.of(db, asked)
  }

  app.get('/api/services', async (c) => {
    const catalog = await catalogOf(c)
    return c.json({
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
    })
  })

  app.get('/api/slots', async (c) => {
    const catalog = await catalogOf(c)
    const services = (c.req.query('services') ?? '').split(',').map(Number)
    const wish = wishOf(
      catalog,
      services,
      Number(c.req.query('master')) || null,
      Number(c.req.query('location')) || null,
    )
    if (!wish) return refuse(c, 'bad_request', 'Укажите services: номера услуг через запятую.')
    const now = minuteOf(clock())
    const from = minuteOfText(c.req.query('from')) ?? now
    const to = minuteOfText(c.req.query('to')) ?? from + catalog.rules.windowDays * 1440
    if (to <= from || to - from > LONGEST_RANGE_DAYS * 1440)
      return refuse(c, 'bad_request', `Промежуток from–to: от минуты до ${LONGEST_RANGE_DAYS} дней.`)
    const { businessId } = catalog
    const slots = await findOffer(db, catalogs, { businessId, wish, range: { from, to }, now })
    return c.json({ days: packDays(zoneOf(catalog, wish.locationId), slots) })
  })

  app.post('/api/appointments', async (c) => {
    const refused = closed(c)
    if (refused) return refused
    const key = c.req.header('Idempotency-Key') ?? ''
    if (!/^[\w-]{8,100}$/.test(key))
      return refuse(c, 'bad_request', 'Нужен заголовок Idempotency-Key: 8–100 букв, цифр, дефисов.')
    const body = bookBody.safeParse(await jsonBody(c, MOST_BYTES))
    if (!body.success)
      return refuse(c, 'bad_request', 'Поля не подошли.', { fields: z.flattenError(body.error).fieldErrors })
    const { services, master, location, start, client } = body.data
    const phone = phoneOf(client.phone)
    if (!phone) return refuse(c, 'bad_request', 'Телефон не подошёл.', { fields: { client: ['phone'] } })
    const catalog = await catalogOf(c)
    const wish = wishOf(catalog, services, master ?? null, location ?? null)
    if (!wish) return refuse(c, 'bad_request', 'Такой услуги или филиала нет.')
    const now = clock()
    const request = { businessId: catalog.businessId, wish, start: minuteOf(start), now: minuteOf(now) }
    const result = await db.transaction(async (tx) => {
      const clientId = await addClient(tx, { businessId: catalog.businessId, name: client.name, phone, now })
      return book(tx, catalogs, { ...request, key: `api:${key}`, clientId, door: 'api' })
    })
    return answer(c, catalog, result, request, 201)
  })

  app.patch('/api/appointments/:id{\\d+}', async (c) => {
    const refused = closed(c)
    if (refused) return refused
    const body = moveBody.safeParse(await jsonBody(c, MOST_BYTES))
    if (!body.success)
      return refuse(c, 'bad_request', 'Поля не подошли.', { fields: z.flattenError(body.error).fieldErrors })
    const catalog = await catalogOf(c)
    const id = Number(c.req.param('id'))
    const visit = await visitById(db, catalog.businessId, id)
    if (!visit) return refuse(c, 'not_found', 'Такой записи нет.')
    const parts = visit.parts.map((part) => ({
      serviceId: part.serviceId,
      masterId: body.data.master ?? part.masterId,
    }))
    const wish = { locationId: visit.locationId, parts }
    const request = { businessId: catalog.businessId, wish, start: minuteOf(body.data.start), now: minuteOf(clock()) }
    const result = await db.transaction((tx) => move(tx, catalogs, { ...request, id, version: body.data.version }))
    return answer(c, catalog, result, request)
  })

  app.delete('/api/appointments/:id{\\d+}', async (c) => {
    const refused = closed(c)
    if (refused) return refused
    const { businessId } = await catalogOf(c)
    const request = { businessId, id: Number(c.req.param('id')), version: Number(c.req.query('version')) }
    const cancelled = await db.transaction((tx) =>
      cancel(tx, { ...request, by: 'member', reason: c.req.query('reason') ?? null, now: minuteOf(clock()) }),
    )
    return cancelled ? c.body(null, 204) : refuse(c, 'changed', 'Такой записи нет или она уже изменилась.')
  })

  /** A visit, or the refusal with the nearest places. */
  const answer = async (
    c: Context,
    catalog: Catalog,
    result: Booked,
    request: { businessId: number; wish: Wish; start: Minute; now: Minute },
    done: 200 | 201 = 200,
  ) => {
    const zone = zoneOf(catalog, request.wish.locationId)
    if (result.ok) return c.json(visitJson(zone, result.visit), result.repeated ? 200 : done)
    if (result.reason === 'changed') return refuse(c, 'changed', 'Запись уже изменилась.')
    const slots = await nearestSlots(db, catalogs, { ...request, around: request.start })
    const nearest = slots.map((slot: Slot) => isoOf(zone, slot.start))
    return result.reason === 'taken'
      ? refuse(c, 'taken', 'Это время уже заняли.', { nearest })
      : refuse(c, 'closed', 'На это время записи нет.', { nearest })
  }

  return app
}

function wishOf(catalog: Catalog, services: number[], master: number | null, location: number | null): Wish | null {
  const locationId = location ?? catalog.locations[0]?.id
  const known = services.every((id) => catalog.services.some((service) => service.id === id))
  if (locationId === undefined || services.length === 0 || !known) return null
  if (!catalog.locations.some((one) => one.id === locationId)) return null
  return { locationId, parts: services.map((serviceId) => ({ serviceId, masterId: master })) }
}

const zoneOf = (catalog: Catalog, locationId: number) =>
  catalog.locations.find((location) => location.id === locationId)?.timezone ?? catalog.timezone

function minuteOfText(text: string | undefined): Minute | null {
  const parsed = instant.safeParse(text)
  return parsed.success ? minuteOf(parsed.data) : null
}

function visitJson(zone: string, visit: Visit) {
  return {
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
  }
}
