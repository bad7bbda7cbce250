import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { logChange } from '../../db/changes.ts'
import { bookableClient } from '../../db/clients.ts'
import { findOffer } from '../../db/offer.ts'
import { instant, minuteOf, type Tx } from '../../db/sql.ts'
import { endWaiting, joinWaitlist, lockWaiting, type Waiting, wishOfWaiting } from '../../db/waitlist.ts'
import { type WaitFilter, type WaitLine, waitLines } from '../../db/waitlistview.ts'
import { endOffer, offerPlace } from '../../db/waitoffers.ts'
import { sightsOf } from '../../db/waitturns.ts'
import type { Catalog } from '../../domain/catalog.ts'
import { isoOf, localOf } from '../../domain/time.ts'
import { boundsOf, fitsWish, type WaitWish, waitable } from '../../domain/waitlist.ts'
import type { Env, Guard } from '../auth/actor.ts'
import { once } from '../once.ts'
import {
  answers,
  body,
  createRoutes,
  cursorQuery,
  gone,
  guarded,
  idParam,
  localDate,
  pageOf,
  refused,
} from '../routing.ts'
import type { System } from '../system.ts'
import { otherKey } from './editing.ts'

const id = z.number().int().positive()
const minute = z.number().int().min(0).max(1440)

const item = z
  .object({
    id: z.number(),
    version: z.number(),
    status: z.enum(['waiting', 'offered']),
    client: z.object({ id: z.number(), name: z.string().nullable(), phone: z.string().nullable() }),
    chatId: z.number().nullable(),
    location: z.number(),
    zone: z.string(),
    services: z.array(z.object({ id: z.number(), name: z.string() })),
    master: z.object({ id: z.number(), name: z.string() }).nullable(),
    days: z.object({ from: z.string(), to: z.string() }),
    /** Minutes of each day; null: whenever. */
    hours: z.object({ from: z.number(), to: z.number() }).nullable(),
    offered: z.object({ visit: z.number(), start: z.string(), until: z.string() }).nullable(),
    /** False: no chat reaches them, staff call. */
    reachable: z.boolean(),
    byHand: z.boolean(),
    createdAt: z.string(),
  })
  .openapi('Waiting')

const wanted = z.object({
  client: id,
  location: id.optional(),
  services: z.array(id).min(1).max(10),
  master: id.nullable().default(null),
  from: localDate,
  to: localDate,
  hours: z.object({ from: minute, to: minute }).nullable().default(null),
})

const MOST_PLACES = 12

/** Who waits for a place: read, written in and out by hand, and offered one by hand. */
export function waitlist(system: System, guard: Guard) {
  const { db, catalogs, clock } = system

  const lineOf = async (c: Context<Env>, which: Pick<WaitFilter, 'id'>) => {
    const { businessId } = c.var.actor
    const catalog = await catalogs.of(db, businessId)
    const [line] = await waitLines(db, { businessId, now: minuteOf(clock()), ...which, masterId: ownOf(c), limit: 1 })
    return line ? lineJson(catalog, line, c) : null
  }
  const log = (tx: Tx, c: Context<Env>, entry: Waiting, action: string) =>
    logChange(tx, {
      businessId: entry.businessId,
      at: clock(),
      memberId: c.var.actor.member?.id ?? null,
      object: 'client',
      objectId: entry.clientId,
      action,
      after: { entry: entry.id, services: entry.services },
    })

  return createRoutes()
    .openapi(
      guarded(guard, 'visits.read', {
        method: 'get',
        path: '/api/waitlist',
        summary: 'Лист ожидания в порядке очереди: филиала, дня или клиента',
        request: {
          query: cursorQuery.extend({
            location: z.coerce.number().int().positive().optional(),
            client: z.coerce.number().int().positive().optional(),
            date: localDate.optional(),
          }),
        },
        responses: { 200: answers(pageOf(item).extend({ total: z.number() })) },
      }),
      async (c) => {
        const { cursor, limit, location, client, date } = c.req.valid('query')
        const { businessId } = c.var.actor
        const catalog = await catalogs.of(db, businessId)
        const lines = await waitLines(db, {
          businessId,
          now: minuteOf(clock()),
          locationId: location,
          clientId: client,
          date,
          masterId: ownOf(c),
          after: cursor ? Number(cursor) : null,
          limit: limit + 1,
        })
        const shown = lines.slice(0, limit)
        const next = lines.length > limit ? String(shown.at(-1)!.id) : null
        const items = shown.map((line) => lineJson(catalog, line, c))
        return c.json({ items, cursor: next, total: lines[0]?.total ?? 0 }, 200)
      },
    )
    .openapi(
      guarded(guard, 'visits.write', {
        method: 'post',
        path: '/api/waitlist',
        summary: 'Поставить клиента в лист ожидания; кто уже ждёт эту услугу, сохраняет очередь с новыми пожеланиями',
        request: { body: body(wanted) },
        responses: { 201: answers(item) },
      }),
      async (c) => {
        const asked = c.req.valid('json')
        const { businessId, member } = c.var.actor
        const catalog = await catalogs.of(db, businessId)
        const location = catalog.locations.find((one) => one.id === (asked.location ?? catalog.locations[0]?.id))
        const known = asked.services.every((wish) => catalog.services.some((service) => service.id === wish))
        const master = asked.master === null || catalog.resources.some((one) => one.id === asked.master)
        if (!location || !known || !master) return gone(c)
        const { hours } = asked
        const now = minuteOf(clock())
        const today = localOf(location.timezone, now).date
        const wish = waitable({ days: { from: asked.from, to: asked.to }, hours }, today)
        if (asked.from > asked.to || (hours && hours.from > hours.to) || !wish)
          return refused(c, 'bad_request', 'Эти дни уже прошли или стоят не по порядку.')
        const made = await once(c, db, clock(), asked, async (tx) => {
          const clientId = await bookableClient(tx, businessId, asked.client)
          if (clientId === null) return null
          const { waiting } = await joinWaitlist(tx, {
            businessId,
            clientId,
            chatId: null,
            locationId: location.id,
            services: [...new Set(asked.services)],
            masterId: asked.master,
            wish,
            bounds: boundsOf(location.timezone, wish),
            // What is free now was not shown to the client: it may be offered.
            passed: [],
            catalogVersion: catalog.version,
            memberId: member?.id ?? null,
            now,
          })
          await log(tx, c, waiting, 'waitlisted')
          return waiting.id
        })
        if (made === 'other') return otherKey(c)
        const line = made === null ? null : await lineOf(c, { id: made })
        return line ? c.json(line, 201) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'visits.write', {
        method: 'delete',
        path: '/api/waitlist/{id}',
        summary: 'Убрать из листа ожидания; предложенное место освобождается',
        request: { params: idParam },
        responses: { 200: answers(z.object({ ok: z.literal(true) })) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const { version } = await catalogs.of(db, businessId)
        const done = await db.transaction(async (tx) => {
          const entry = await lockWaiting(tx, { businessId, id: c.req.valid('param').id })
          if (entry?.status !== 'waiting' && entry?.status !== 'offered') return false
          if (entry.status === 'offered')
            await endOffer(tx, entry, { now: clock(), catalogVersion: version, by: 'member' })
          await endWaiting(tx, entry.id, 'cancelled', clock())
          await log(tx, c, entry, 'unwaitlisted')
          return true
        })
        return done ? c.json({ ok: true as const }, 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'visits.write', {
        method: 'get',
        path: '/api/waitlist/{id}/places',
        summary: 'Места, которые можно предложить ждущему сейчас',
        request: { params: idParam, query: z.object({ date: localDate.optional() }) },
        responses: { 200: answers(z.object({ zone: z.string(), starts: z.array(z.string()) })) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const catalog = await catalogs.of(db, businessId)
        const now = minuteOf(clock())
        const which = { businessId, now, id: c.req.valid('param').id, masterId: null, limit: 1 }
        const [line] = await waitLines(db, which)
        const zone = catalog.locations.find((one) => one.id === line?.locationId)?.timezone
        if (!line || !zone) return gone(c)
        const { date } = c.req.valid('query')
        const whole = wishOf(line)
        const wish = date ? { ...whole, days: { from: date, to: date } } : whole
        const bounds = boundsOf(zone, wish)
        const range = { from: Math.max(now, bounds.from), to: bounds.to }
        const asked = wishOfWaiting(catalog, line)
        const offer = await findOffer(db, catalogs, { businessId, wish: asked, now, range, byStaff: true })
        const starts = offer.flatMap(({ start }) =>
          start > now && fitsWish(zone, wish, start) ? [instant(start)] : [],
        )
        return c.json({ zone, starts: starts.slice(0, MOST_PLACES) }, 200)
      },
    )
    .openapi(
      guarded(guard, 'visits.write', {
        method: 'post',
        path: '/api/waitlist/{id}/offer',
        summary: 'Предложить место: оно держится за клиентом 15 минут, и ему уходит сообщение',
        request: { params: idParam, body: body(z.object({ start: z.iso.datetime({ offset: true }) })) },
        responses: { 200: answers(item) },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const { id } = c.req.valid('param')
        const start = minuteOf(new Date(c.req.valid('json').start))
        const catalog = await catalogs.of(db, businessId)
        const now = clock()
        const done = await db.transaction(async (tx) => {
          const entry = await lockWaiting(tx, { businessId, id })
          if (entry?.status === 'offered') return 'offered'
          if (entry?.status !== 'waiting') return 'gone'
          const [sight] = await sightsOf(tx, [entry], minuteOf(now))
          if (!sight || sight.erased || sight.barred) return 'gone'
          if (sight.offeredUntil !== null && sight.offeredUntil > minuteOf(now)) return 'offered'
          if (!sight.reachable) return 'unreachable'
          const by = { catalog, start, leadId: sight.leadId, now, memberId: member?.id ?? null }
          const offered = await offerPlace(tx, catalogs, entry, by)
          if (!offered.ok) return offered.reason
          await log(tx, c, entry, 'waitlist_offered')
          return 'ok'
        })
        if (done === 'gone' || done === 'changed') return gone(c)
        if (done !== 'ok') return refused(c, done === 'taken' ? 'taken' : 'closed', REFUSALS[done])
        system.loop.expect(now)
        const line = await lineOf(c, { id })
        return line ? c.json(line, 200) : gone(c)
      },
    )
}

const REFUSALS = {
  offered: 'Этому клиенту уже предложено место: дождитесь ответа.',
  unreachable: 'С клиентом нет чата: позвоните ему.',
  taken: 'Это место уже заняли.',
  closed: 'На это время записать нельзя.',
}

/** The master to whom what may be seen is narrowed. */
const ownOf = (c: Context<Env>): number | null => (c.var.reach === 'own' ? (c.var.actor.member?.resourceId ?? 0) : null)

const wishOf = ({ fromDay, toDay, fromMinute, toMinute }: WaitLine): WaitWish => ({
  days: { from: fromDay, to: toDay },
  hours: fromMinute === null || toMinute === null ? null : { from: fromMinute, to: toMinute },
})

function lineJson(catalog: Catalog, line: WaitLine, c: Context<Env>): z.infer<typeof item> {
  const zone = catalog.locations.find(({ id }) => id === line.locationId)?.timezone ?? catalog.timezone
  const { client, offered, masterId } = line
  const master = catalog.resources.find(({ id }) => id === masterId)
  return {
    id: line.id,
    version: line.version,
    status: line.status,
    // A master sees phones of nobody.
    client: c.var.reach === 'own' ? { ...client, phone: null } : client,
    chatId: line.chatId,
    location: line.locationId,
    zone,
    services: line.services.map((id) => ({
      id,
      name: catalog.services.find((service) => service.id === id)?.name ?? '',
    })),
    master: master ? { id: master.id, name: master.name } : null,
    ...wishOf(line),
    offered: offered && {
      visit: offered.visitId,
      start: isoOf(zone, minuteOf(offered.start)),
      until: isoOf(zone, minuteOf(offered.until)),
    },
    reachable: line.reachable,
    byHand: line.memberId !== null,
    createdAt: line.createdAt.toISOString(),
  }
}
