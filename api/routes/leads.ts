import { z } from '@hono/zod-openapi'
import { phoneOf } from '../../bot/phone.ts'
import { addStaffLead, editTouch, type ListedLead, listLeads, STAGES, sourcesOf } from '../../db/leads.ts'
import type { Guard } from '../auth/actor.ts'
import { once } from '../once.ts'
import { answers, body, createRoutes, cursorQuery, gone, guarded, idParam, pageOf, refused } from '../routing.ts'
import type { System } from '../system.ts'
import { byOf } from './editing.ts'

/** Where people say they come from; the app has words for these, others are shown as they are. */
export const SOURCES = ['maps', 'site', 'social', 'referral', 'sign', 'ads', 'repeat', 'other'] as const
const SOURCE_DAYS = 90

export const lead = z
  .object({
    id: z.number(),
    stage: z.enum(STAGES),
    lostReason: z.string().nullable(),
    source: z.string(),
    medium: z.string().nullable(),
    campaign: z.string().nullable(),
    paid: z.boolean(),
    promo: z.string().nullable(),
    district: z.string().nullable(),
    version: z.number(),
    /** Answers to the business's own questions, by key; `wish` is what staff wrote down. */
    answers: z.record(z.string(), z.string()),
    chatId: z.number().nullable(),
    channel: z.string().nullable(),
    createdAt: z.string(),
    client: z.object({ id: z.number(), name: z.string().nullable(), phone: z.string().nullable() }),
  })
  .openapi('Lead')

const newLead = z.object({
  how: z.enum(['call', 'walk_in']),
  source: z.string().trim().min(1).max(60),
  campaign: z.string().trim().min(1).max(100).optional(),
  clientId: z.number().int().positive().optional(),
  name: z.string().trim().min(1).max(80).optional(),
  phone: z.string().trim().min(1).max(30).optional(),
  /** «Клиент согласен»: without it no phone is kept. */
  consent: z.boolean().default(false),
  wish: z.string().trim().max(500).optional(),
})

const mark = z.string().trim().min(1).max(100).nullable()
const touch = z
  .object({
    version: z.number().int().positive(),
    source: z.string().trim().min(1).max(60),
    medium: mark,
    campaign: mark,
    paid: z.boolean(),
    promo: mark,
    district: mark,
  })
  .partial()
  .required({ version: true })

/** Contacts: those that staff write down after a call or a visit, and the list of all. */
export function leads(system: System, guard: Guard) {
  const { db, clock } = system
  return createRoutes()
    .openapi(
      guarded(guard, 'queue', {
        method: 'get',
        path: '/api/leads',
        summary: 'Обращения, новые сверху',
        request: { query: cursorQuery.extend({ stage: z.enum(STAGES).optional() }) },
        responses: { 200: answers(pageOf(lead)) },
      }),
      async (c) => {
        const { cursor, limit, stage } = c.req.valid('query')
        const { businessId } = c.var.actor
        const before = cursor ? Number(cursor) : null
        const found = await listLeads(db, { businessId, stage, before, limit: limit + 1 })
        const items = found.slice(0, limit)
        const next = found.length > limit ? String(items.at(-1)!.id) : null
        return c.json({ items: items.map(leadJson), cursor: next }, 200)
      },
    )
    .openapi(
      guarded(guard, 'clients.write', {
        method: 'get',
        path: '/api/leads/sources',
        summary: 'Откуда приходят: чем отмечали за три месяца, затем остальные',
        responses: { 200: answers(z.object({ items: z.array(z.string()) })) },
      }),
      async (c) => {
        const since = new Date(clock().getTime() - SOURCE_DAYS * 86_400_000)
        const used = await sourcesOf(db, c.var.actor.businessId, since)
        return c.json({ items: [...new Set([...used, ...SOURCES])] }, 200)
      },
    )
    .openapi(
      guarded(guard, 'queue', {
        method: 'get',
        path: '/api/leads/{id}',
        summary: 'Обращение',
        request: { params: idParam },
        responses: { 200: answers(lead) },
      }),
      async (c) => {
        const wanted = { businessId: c.var.actor.businessId, id: c.req.valid('param').id, before: null, limit: 1 }
        const [found] = await listLeads(db, wanted)
        return found ? c.json(leadJson(found), 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'clients.write', {
        method: 'get',
        path: '/api/leads/{id}',
        summary: 'Одно обращение: откуда пришло',
        request: { params: idParam },
        responses: { 200: answers(lead) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const [found] = await listLeads(db, { businessId, id: c.req.valid('param').id, before: null, limit: 1 })
        return found ? c.json(leadJson(found), 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'clients.write', {
        method: 'patch',
        path: '/api/leads/{id}',
        summary: 'Исправить, откуда пришло обращение; журнал хранит прежнее',
        request: { params: idParam, body: body(touch) },
        responses: { 200: answers(lead) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { version, ...change } = c.req.valid('json')
        const { businessId } = c.var.actor
        const by = byOf(system, c.var.actor)
        const done = await db.transaction((tx) => editTouch(tx, by, { id, version, change }))
        if (done === 'gone') return refused(c, 'not_found', 'Этого больше нет или вам это не видно.')
        const [found] = await listLeads(db, { businessId, id, before: null, limit: 1 })
        if (done === 'changed') return refused(c, 'changed', 'Обращение уже изменилось.', { now: leadJson(found!) })
        return c.json(leadJson(found!), 200)
      },
    )
    .openapi(
      guarded(guard, 'clients.write', {
        method: 'post',
        path: '/api/leads',
        summary: 'Обращение со слов: позвонили или зашли, и откуда узнали',
        request: { body: body(newLead) },
        responses: { 201: answers(z.object({ id: z.number(), clientId: z.number() })) },
      }),
      async (c) => {
        const given = c.req.valid('json')
        const phone = given.phone ? phoneOf(given.phone) : null
        if (given.phone && !phone) return refused(c, 'bad_request', 'Телефон не подошёл.', { fields: { phone: [] } })
        const { businessId, member } = c.var.actor
        const made = await once(c, db, clock(), given, (tx) =>
          addStaffLead(tx, {
            businessId,
            memberId: member?.id ?? null,
            now: clock(),
            clientId: given.clientId ?? null,
            name: given.name ?? null,
            phone,
            consent: given.consent,
            how: given.how,
            source: given.source,
            campaign: given.campaign ?? null,
            wish: given.wish || null,
          }),
        )
        if (made === 'other') return refused(c, 'changed', 'Под этим ключом пришёл другой запрос.')
        if (made === 'gone') return refused(c, 'not_found', 'Такого клиента нет.')
        return c.json(made, 201)
      },
    )
}

const leadJson = ({ createdAt, ...rest }: ListedLead) => ({ ...rest, createdAt: createdAt.toISOString() })
