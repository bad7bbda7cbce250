import { z } from '@hono/zod-openapi'
import { visitsAhead } from '../../db/breaks.ts'
import { KINDS, type Row, rowsOf } from '../../db/editing.ts'
import { CASES, casesOf, nicknamesOf } from '../../domain/names.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, guarded, idParam } from '../routing.ts'
import type { System } from '../system.ts'
import { touched } from './breaks.ts'
import { added, changesTo, edited, rowShape } from './editing.ts'

export const span = z.object({ from: z.number().int().min(0).max(1440), to: z.number().int().min(1).max(2880) })
export const week = z.array(z.array(span)).length(7).nullable()

const fields = z.object({
  locationId: z.number().int().positive(),
  kind: z.string().trim().min(1).max(40).openapi({ description: 'master, или кабинет, кресло, подъёмник…' }),
  name: z.string().trim().min(1).max(60),
  about: z.string().trim().max(200).nullable(),
  synonyms: z.array(z.string().trim().min(1).max(60)).max(40),
  active: z.boolean(),
})
export const resource = fields
  .extend({ ...rowShape, hours: week.openapi({ description: 'null: часы филиала' }) })
  .openapi('Resource')
type Resource = z.infer<typeof resource>
const shown = (row: Row) => row as unknown as Resource

const DEFAULTS = { kind: 'master', about: null, synonyms: [], active: true }
const CASE_NAMES = Object.keys(CASES) as (keyof typeof CASES)[]

/** Masters and rooms. */
export function resources(system: System, guard: Guard) {
  const { db, clock, catalogs } = system
  return createRoutes()
    .openapi(
      guarded(guard, 'catalog.read', {
        method: 'get',
        path: '/api/resources',
        summary: 'Мастера и кабинеты, и выключенные тоже',
        responses: { 200: answers(z.object({ items: z.array(resource) })) },
      }),
      async (c) => c.json({ items: (await rowsOf(db, KINDS.resource, c.var.actor.businessId)).map(shown) }, 200),
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'post',
        path: '/api/resources',
        summary: 'Новый мастер или кабинет',
        request: { body: body(fields.partial().required({ name: true, locationId: true }).strict()) },
        responses: { 201: answers(resource) },
      }),
      async (c) => {
        const values = { ...DEFAULTS, ...c.req.valid('json') }
        const row = await added(c, system, c.var.actor, KINDS.resource, values)
        return row instanceof Response ? (row as never) : c.json(shown(row), 201)
      },
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'patch',
        path: '/api/resources/{id}',
        summary: 'Изменить; active: false убирает из записи, визиты остаются',
        request: {
          params: idParam,
          body: body(changesTo(fields)),
        },
        responses: { 200: answers(resource) },
      }),
      async (c) => {
        const { version, ...change } = c.req.valid('json')
        const row = await edited(c, system, c.var.actor, KINDS.resource, { ...c.req.valid('param'), version, change })
        return row instanceof Response ? (row as never) : c.json(shown(row), 200)
      },
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'get',
        path: '/api/resources/{id}/breaks',
        summary: 'Что заденет, если выключить',
        request: { params: idParam },
        responses: { 200: answers(touched) },
      }),
      async (c) => {
        const { id: resourceId } = c.req.valid('param')
        const { businessId } = c.var.actor
        const ahead = await visitsAhead(db, { businessId, resourceId, now: clock() })
        const catalog = await catalogs.of(db, businessId)
        const alone = catalog.services
          .filter(({ masters }) => masters.length === 1 && masters[0]?.resourceId === resourceId)
          .map(({ name }) => name)
        const visits = ahead.visits.map((visit) => ({ ...visit, startsAt: visit.startsAt.toISOString() }))
        return c.json({ count: ahead.count, visits, alone }, 200)
      },
    )
    .openapi(
      guarded(guard, 'catalog.read', {
        method: 'get',
        path: '/api/names/{name}',
        summary: 'Как поймём имя мастера в сообщениях клиентов',
        request: { params: z.object({ name: z.string().trim().min(1).max(60) }) },
        responses: {
          200: answers(
            z.object({
              cases: z.array(z.object({ case: z.enum(CASE_NAMES), form: z.string() })),
              also: z.array(z.string()),
            }),
          ),
        },
      }),
      (c) => {
        const { name } = c.req.valid('param')
        const [first = name] = name.split(/\s+/)
        const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
        const plain = first.toLowerCase().replaceAll('ё', 'е')
        // Of this name alone: its short forms have cases of their own.
        const stem = plain.slice(0, Math.max(2, plain.length - 2))
        const forms = [...casesOf(first)].filter(([form]) => /[а-я]/.test(form) && form.startsWith(stem))
        const cases = CASE_NAMES.flatMap((name) => {
          const found = forms.find(
            ([form, bits]) => (bits & CASES[name]) !== 0 && (name !== 'nominative' || form === plain),
          )
          return found ? [{ case: name, form: capital(found[0]) }] : []
        })
        return c.json(
          {
            cases,
            also: nicknamesOf(first)
              .filter((one) => one !== plain)
              .map(capital),
          },
          200,
        )
      },
    )
}
