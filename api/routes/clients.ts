import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { phoneOf } from '../../bot/phone.ts'
import { clientCard, historyOfClient, visitsOfClient } from '../../db/clients-card.ts'
import {
  barClient,
  type ClientFields,
  consentByHand,
  createClient,
  editableClient,
  editClient,
  hasPersonalConsent,
} from '../../db/clients-edit.ts'
import { MERGE_DAYS } from '../../db/clients-merge.ts'
import { listClients, tagsOf } from '../../db/clients-search.ts'
import type { Sql } from '../../db/sql.ts'
import { CHANNEL_KINDS } from '../../domain/channel.ts'
import { reachOf } from '../../domain/roles.ts'
import type { Env, Guard } from '../auth/actor.ts'
import { once } from '../once.ts'
import { answers, body, createRoutes, cursorQuery, gone, guarded, idParam, pageOf, refused } from '../routing.ts'
import type { System } from '../system.ts'
import { card, cardJson, listed, listedJson } from './clients-shapes.ts'
import { byOf } from './editing.ts'

const MOST_VISITS = 100
const MOST_LINES = 50
/** Of `resource_id`: a member who is bound to nobody has visited nobody. */
const NOBODY = 0

const name = z.string().trim().min(1).max(80)
const note = z.string().trim().max(4000)
const tags = z.array(z.string().trim().min(1).max(40)).max(20)
const phone = z.string().trim().min(1).max(30)

const newClient = z
  .object({
    name: name.optional(),
    phone: phone.optional(),
    note: note.optional(),
    tags: tags.default([]),
    /** «Клиент согласен»: without it no phone is kept. */
    consent: z.boolean().default(false),
  })
  .refine((client) => client.name || (client.phone && client.consent), { message: 'name or phone' })

const edit = z.object({
  version: z.number().int(),
  name: name.nullish(),
  phone: phone.nullish(),
  note: note.nullish(),
  tags: tags.optional(),
  vip: z.boolean().optional(),
  preferredChannel: z.enum(CHANNEL_KINDS).nullish(),
  consent: z.boolean().default(false),
})

/** Finding, reading, writing down and barring clients. */
export function clients(system: System, guard: Guard) {
  const { db, clock } = system

  const viewOf = (c: Context<Env>) => ({
    money: reachOf(c.var.actor.who, 'money.read') !== 'none',
    all: c.var.reach === 'all',
    language: c.var.actor.member?.language ?? 'ru',
  })
  const ownOf = (c: Context<Env>) => (c.var.reach === 'own' ? (c.var.actor.member?.resourceId ?? NOBODY) : null)

  const cardOf = async (c: Context<Env>, sql: Sql, id: number) => {
    const now = clock()
    const wanted = { businessId: c.var.actor.businessId, id, resourceId: ownOf(c), now }
    const mergedSince = new Date(now.getTime() - MERGE_DAYS * 86_400_000)
    const [client, visits, history] = await Promise.all([
      clientCard(sql, wanted),
      visitsOfClient(sql, { ...wanted, limit: MOST_VISITS }),
      historyOfClient(sql, { ...wanted, limit: MOST_LINES, mergedSince }),
    ])
    return client && cardJson(client, visits, history, now, viewOf(c))
  }

  return createRoutes()
    .openapi(
      guarded(guard, 'clients.read', {
        method: 'get',
        path: '/api/clients',
        summary: 'Клиенты: поиск по началу имени, телефону или его концу, @имени; новые сверху',
        request: {
          query: cursorQuery.extend({
            search: z.string().max(100).default(''),
            filter: z.enum(['away', 'no_shows', 'barred']).optional(),
            tag: z.string().max(40).optional(),
          }),
        },
        responses: { 200: answers(pageOf(listed)) },
      }),
      async (c) => {
        const { search, filter = null, tag = null, cursor, limit } = c.req.valid('query')
        const found = await listClients(db, {
          businessId: c.var.actor.businessId,
          search,
          filter,
          tag,
          resourceId: ownOf(c),
          before: cursor ? Number(cursor) : null,
          limit: limit + 1,
          now: clock(),
        })
        const items = found.slice(0, limit)
        const cursorOut = found.length > limit ? String(items.at(-1)!.id) : null
        return c.json({ items: items.map((one) => listedJson(one, viewOf(c))), cursor: cursorOut }, 200)
      },
    )
    .openapi(
      guarded(guard, 'clients.read', {
        method: 'get',
        path: '/api/clients/tags',
        summary: 'Теги, которыми пользуются',
        responses: { 200: answers(z.object({ items: z.array(z.object({ tag: z.string(), count: z.number() })) })) },
      }),
      async (c) => c.json({ items: await tagsOf(db, c.var.actor.businessId) }, 200),
    )
    .openapi(
      guarded(guard, 'clients.read', {
        method: 'get',
        path: '/api/clients/{id}',
        summary: 'Карточка клиента',
        request: { params: idParam },
        responses: { 200: answers(card) },
      }),
      async (c) => {
        const found = await cardOf(c, db, c.req.valid('param').id)
        return found ? c.json(found, 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'clients.write', {
        method: 'post',
        path: '/api/clients',
        summary: 'Новый клиент со слов: телефон хранится только с согласием',
        request: { body: body(newClient) },
        responses: { 201: answers(card) },
      }),
      async (c) => {
        const given = c.req.valid('json')
        const number = given.phone ? phoneOf(given.phone) : null
        if (given.phone && !number) return refused(c, 'bad_request', 'Телефон не подошёл.', { fields: { phone: [] } })
        const made = await once(c, db, clock(), given, async (tx) => {
          const fields = { name: given.name ?? null, phone: number, note: given.note || null, tags: given.tags }
          return { id: await createClient(tx, { ...byOf(system, c.var.actor), ...fields, consent: given.consent }) }
        })
        if (made === 'other') return refused(c, 'changed', 'Под этим ключом пришёл другой запрос.')
        return c.json((await cardOf(c, db, made.id))!, 201)
      },
    )
    .openapi(
      guarded(guard, 'clients.write', {
        method: 'patch',
        path: '/api/clients/{id}',
        summary: 'Имя, телефон, заметка, теги, важный клиент',
        request: { params: idParam, body: body(edit) },
        responses: { 200: answers(card) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { version, consent, ...given } = c.req.valid('json')
        const number = given.phone ? phoneOf(given.phone) : null
        if (given.phone && !number) return refused(c, 'bad_request', 'Телефон не подошёл.', { fields: { phone: [] } })
        const change: Partial<ClientFields> = {
          ...(given.name !== undefined && { name: given.name }),
          ...(given.phone !== undefined && { phone: number }),
          ...(given.note !== undefined && { note: given.note || null }),
          ...(given.tags !== undefined && { tags: given.tags }),
          ...(given.vip !== undefined && { vip: given.vip }),
          ...(given.preferredChannel !== undefined && { preferredChannel: given.preferredChannel }),
        }
        const done = await db.transaction(async (tx) => {
          const client = await editableClient(tx, c.var.actor.businessId, id)
          if (!client) return 'gone'
          if (client.version !== version) return 'changed'
          if (number && number !== client.phone && !(await hasPersonalConsent(tx, id))) {
            if (!consent) return 'consent'
            await consentByHand(tx, { ...byOf(system, c.var.actor), clientId: id })
          }
          await editClient(tx, byOf(system, c.var.actor), client, change)
          return 'done'
        })
        if (done === 'gone') return gone(c)
        const now = await cardOf(c, db, id)
        if (done === 'changed') return refused(c, 'changed', 'Пока вы правили, карточку изменили.', { now })
        if (done === 'consent')
          return refused(c, 'bad_request', 'Телефон можно сохранить только с согласием клиента.', {
            fields: { consent: [] },
          })
        return c.json(now!, 200)
      },
    )
    .openapi(
      guarded(guard, 'clients.write', {
        method: 'put',
        path: '/api/clients/{id}/block',
        summary: 'В чёрный список: такого клиента обслуживает только человек',
        request: { params: idParam, body: body(z.object({ reason: z.string().trim().min(1).max(500) })) },
        responses: { 200: answers(card) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { reason } = c.req.valid('json')
        const done = await db.transaction((tx) => barClient(tx, byOf(system, c.var.actor), id, reason))
        return done ? c.json((await cardOf(c, db, id))!, 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'clients.write', {
        method: 'delete',
        path: '/api/clients/{id}/block',
        summary: 'Из чёрного списка',
        request: { params: idParam },
        responses: { 200: answers(card) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const done = await db.transaction((tx) => barClient(tx, byOf(system, c.var.actor), id, null))
        return done ? c.json((await cardOf(c, db, id))!, 200) : gone(c)
      },
    )
}
