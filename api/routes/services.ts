import { z } from '@hono/zod-openapi'
import { visitsAhead } from '../../db/breaks.ts'
import { KINDS, type Row, rowsOf } from '../../db/editing.ts'
import { reachOf } from '../../domain/roles.ts'
import type { Actor, Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, guarded, idParam } from '../routing.ts'
import type { System } from '../system.ts'
import { touched } from './breaks.ts'
import { added, changesTo, edited, rowShape } from './editing.ts'
import { location } from './locations.ts'
import { resource } from './resources.ts'
import { rules } from './rules.ts'

const minutes = z.number().int().min(0).max(240)
const kopecks = z.number().int().min(0).max(100_000_000)
/** Work, pause, work: an odd number of parts. */
const segments = z
  .array(z.number().int().min(5).max(1440))
  .min(1)
  .max(7)
  .refine((parts) => parts.length % 2 === 1)
const words = z.array(z.string().trim().min(1).max(60)).max(40)

const skill = z.object({
  resourceId: z.number().int().positive(),
  segments: segments.nullable().default(null),
  price: kopecks.nullable().default(null),
})

const fields = z.object({
  name: z.string().trim().min(1).max(100),
  category: z.string().trim().min(1).max(60).nullable(),
  segments,
  bufferBefore: minutes,
  bufferAfter: minutes,
  price: kopecks,
  priceFrom: z.boolean(),
  variableCost: kopecks,
  capacity: z.number().int().min(1).max(200),
  needs: words,
  synonyms: words,
  rules: rules.partial(),
  /** After so many days its clients are asked back; 0: never, null: after the usual time. */
  cycleDays: z.number().int().min(0).max(730).nullable(),
  /** Services that go well with it, the best first. */
  goesWith: z.array(z.number().int().positive()).max(10),
  trial: z.boolean(),
  active: z.boolean(),
  masters: z.array(skill).max(100),
})

const DEFAULTS = {
  category: null,
  bufferBefore: 0,
  bufferAfter: 0,
  priceFrom: false,
  variableCost: 0,
  capacity: 1,
  needs: [],
  synonyms: [],
  rules: {},
  cycleDays: null,
  goesWith: [],
  trial: false,
  active: true,
  masters: [],
}

const service = fields
  .extend({ ...rowShape, variableCost: kopecks.nullable().openapi({ description: 'null: без права видеть деньги' }) })
  .openapi('Service')
type Service = z.infer<typeof service>

/** What clients may book: prices, minutes, who does it. */
export function services(system: System, guard: Guard) {
  const { db, clock } = system
  const seen = ({ who }: Actor, row: Row) => {
    const money = reachOf(who, 'money.read') === 'all'
    return (money ? row : { ...row, variableCost: null }) as unknown as Service
  }
  return createRoutes()
    .openapi(
      guarded(guard, 'catalog.read', {
        method: 'get',
        path: '/api/catalog',
        summary: 'Услуги, мастера, кабинеты и филиалы для настройки, выключенные тоже',
        responses: {
          200: answers(
            z.object({ services: z.array(service), resources: z.array(resource), locations: z.array(location) }),
          ),
        },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const [services, resources, locations] = await Promise.all(
          [KINDS.service, KINDS.resource, KINDS.location].map((kind) => rowsOf(db, kind, businessId)),
        )
        return c.json(
          {
            services: services!.map((row) => seen(c.var.actor, row)),
            resources: resources as unknown as z.infer<typeof resource>[],
            locations: locations as unknown as z.infer<typeof location>[],
          },
          200,
        )
      },
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'post',
        path: '/api/services',
        summary: 'Новая услуга',
        request: { body: body(fields.partial().required({ name: true, segments: true, price: true }).strict()) },
        responses: { 201: answers(service) },
      }),
      async (c) => {
        const values = { ...DEFAULTS, ...c.req.valid('json') }
        const row = await added(c, system, c.var.actor, KINDS.service, values)
        return row instanceof Response ? (row as never) : c.json(seen(c.var.actor, row), 201)
      },
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'patch',
        path: '/api/services/{id}',
        summary: 'Изменить услугу; active: false убирает её из записи',
        request: {
          params: idParam,
          body: body(changesTo(fields)),
        },
        responses: { 200: answers(service) },
      }),
      async (c) => {
        const { version, ...change } = c.req.valid('json')
        const row = await edited(c, system, c.var.actor, KINDS.service, { ...c.req.valid('param'), version, change })
        return row instanceof Response ? (row as never) : c.json(seen(c.var.actor, row), 200)
      },
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'get',
        path: '/api/services/{id}/breaks',
        summary: 'Что заденет, если выключить услугу',
        request: { params: idParam },
        responses: { 200: answers(touched) },
      }),
      async (c) => {
        const { id: serviceId } = c.req.valid('param')
        const ahead = await visitsAhead(db, { businessId: c.var.actor.businessId, serviceId, now: clock() })
        const visits = ahead.visits.map((visit) => ({ ...visit, startsAt: visit.startsAt.toISOString() }))
        return c.json({ count: ahead.count, visits, alone: [] }, 200)
      },
    )
}
