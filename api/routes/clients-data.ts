import { z } from '@hono/zod-openapi'
import { deliverChat } from '../../bot/deliver.ts'
import { type Ahead, eraseClient, visitsAhead } from '../../db/clients-erase.ts'
import { exportClient, logExport, sendExport } from '../../db/clients-export.ts'
import { mergeClients, samePerson, type Twin, twinsOf, unmergeClients } from '../../db/clients-merge.ts'
import { stopOffersByHand } from '../../db/marketing.ts'
import { isoOf } from '../../domain/time.ts'
import type { Guard } from '../auth/actor.ts'
import { clientFile, EXPORTS } from '../clientfile.ts'
import { answers, body, createRoutes, gone, guarded, idParam, refused } from '../routing.ts'
import type { System } from '../system.ts'
import { byOf } from './editing.ts'

const twin = z.object({
  id: z.number(),
  version: z.number(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  phoneVerified: z.boolean(),
  note: z.string().nullable(),
  tags: z.array(z.string()),
  vip: z.boolean(),
  barred: z.boolean(),
  createdAt: z.string(),
  visits: z.number(),
  noShows: z.number(),
  lastVisit: z.string().nullable(),
  nextVisit: z.string().nullable(),
  channels: z.array(z.string()),
  /** A messenger vouched to both for the same phone. */
  allowed: z.boolean(),
})

const done = z.object({ id: z.number() })
/** Typed to say that a person's data are to go for ever. */
const ERASE_WORDS = ['удалить', 'delete']

/** What becomes of a person's data: merging two cards of one person, giving the data out, deleting them. */
export function clientData(system: System, guard: Guard) {
  const { db, clock, texts } = system

  return createRoutes()
    .openapi(
      guarded(guard, 'clients.write', {
        method: 'get',
        path: '/api/clients/{id}/merge',
        summary: 'Похожие карточки с тем же телефоном, рядом с этой',
        request: { params: idParam },
        responses: { 200: answers(z.object({ client: twin, twins: z.array(twin) })) },
      }),
      async (c) => {
        const [client, ...twins] = await twinsOf(db, c.var.actor.businessId, c.req.valid('param').id, clock())
        if (!client) return gone(c)
        return c.json({ client: twinJson(client, client), twins: twins.map((one) => twinJson(one, client)) }, 200)
      },
    )
    .openapi(
      guarded(guard, 'clients.write', {
        method: 'post',
        path: '/api/clients/{id}/merge',
        summary: 'Объединить: визиты, чаты и обращения второй карточки переходят в эту',
        request: {
          params: idParam,
          body: body(
            z.object({
              version: z.number().int(),
              from: z.number().int().positive(),
              fromVersion: z.number().int(),
            }),
          ),
        },
        responses: { 200: answers(done.extend({ change: z.number() })) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const merged = await db.transaction((tx) =>
          mergeClients(tx, { ...byOf(system, c.var.actor), id, ...c.req.valid('json') }),
        )
        if (merged === 'gone') return gone(c)
        if (merged === 'changed') return refused(c, 'changed', 'Одну из карточек уже изменили.')
        if (merged === 'different')
          return refused(c, 'closed', 'Объединить можно, только если телефон подтверждён в обеих карточках.')
        return c.json({ id, change: merged.change }, 200)
      },
    )
    .openapi(
      guarded(guard, 'clients.write', {
        method: 'post',
        path: '/api/clients/{id}/unmerge',
        summary: 'Разъединить: всё возвращается как было, 30 дней',
        request: { params: idParam, body: body(z.object({ change: z.number().int().positive() })) },
        responses: { 200: answers(done) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const parted = await db.transaction((tx) =>
          unmergeClients(tx, { ...byOf(system, c.var.actor), id, ...c.req.valid('json') }),
        )
        if (parted === 'gone') return gone(c)
        if (parted === 'late') return refused(c, 'closed', 'Разъединить можно в течение 30 дней.')
        return c.json({ id: parted.from }, 200)
      },
    )
    .openapi(
      guarded(guard, 'clients.write', {
        method: 'post',
        path: '/api/clients/{id}/offers/stop',
        summary: 'Клиент не хочет предложений: согласие отзывается сразу, во всех каналах',
        request: { params: idParam, body: body(z.object({ channelId: z.number().int().positive() }).strict()) },
        responses: { 200: answers(done) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { channelId } = c.req.valid('json')
        const stopped = await db.transaction((tx) =>
          stopOffersByHand(tx, { ...byOf(system, c.var.actor), clientId: id, channelId }),
        )
        return stopped ? c.json({ id }, 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'clients.erase', {
        method: 'get',
        path: '/api/clients/{id}/export',
        summary: 'Всё, что хранится о человеке: файлом',
        request: { params: idParam, query: z.object({ format: z.enum(EXPORTS).default('json') }) },
        responses: {
          200: {
            description: 'Файл',
            content: {
              'application/json': { schema: z.record(z.string(), z.unknown()) },
              'text/csv': { schema: z.string() },
            },
          },
        },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { format } = c.req.valid('query')
        const data = await db.transaction(async (tx) => {
          const found = await exportClient(tx, c.var.actor.businessId, id)
          if (found) await logExport(tx, { ...byOf(system, c.var.actor), id, format })
          return found
        })
        if (!data) return gone(c)
        const file = clientFile(id, data, format)
        return c.body(file.body, 200, {
          'Content-Type': file.type,
          'Content-Disposition': `attachment; filename="${file.name}"`,
          'Cache-Control': 'no-store',
        }) as never
      },
    )
    .openapi(
      guarded(guard, 'clients.erase', {
        method: 'post',
        path: '/api/clients/{id}/export',
        summary: 'То же документом в чат с ботом: в приложении Telegram файлы не скачать',
        request: { params: idParam, body: body(z.object({ format: z.enum(EXPORTS) })) },
        responses: { 202: answers(done) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const by = byOf(system, c.var.actor)
        const { format } = c.req.valid('json')
        const chatId = await db.transaction(async (tx) => {
          if (!(await exportClient(tx, by.businessId, id))) return undefined
          await logExport(tx, { ...by, id, format })
          return by.memberId === null ? null : sendExport(tx, { ...by, memberId: by.memberId, id, format })
        })
        if (chatId === undefined) return gone(c)
        if (chatId === null) return refused(c, 'closed', 'У бота нет чата с вами. Откройте приложение в браузере.')
        await deliverChat(system.delivery, chatId)
        return c.json({ id }, 202)
      },
    )
    .openapi(
      guarded(guard, 'clients.erase', {
        method: 'get',
        path: '/api/clients/{id}/erase',
        summary: 'Что впереди у человека, чьи данные хотят удалить',
        request: { params: idParam },
        responses: {
          200: answers(
            z.object({ upcoming: z.array(z.object({ id: z.number(), start: z.string(), zone: z.string() })) }),
          ),
        },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const [[client], ahead] = await Promise.all([
          twinsOf(db, c.var.actor.businessId, id, clock()),
          visitsAhead(db, c.var.actor.businessId, id, clock()),
        ])
        if (!client) return gone(c)
        return c.json({ upcoming: ahead.map(aheadJson) }, 200)
      },
    )
    .openapi(
      guarded(guard, 'clients.erase', {
        method: 'post',
        path: '/api/clients/{id}/erase',
        summary: 'Удалить данные человека навсегда; визиты и деньги остаются без имени',
        request: {
          params: idParam,
          body: body(
            z.object({
              /** «удалить», typed. */
              word: z
                .string()
                .trim()
                .toLowerCase()
                .refine((word) => ERASE_WORDS.includes(word)),
              upcoming: z.enum(['cancel', 'keep']).optional(),
            }),
          ),
        },
        responses: { 200: answers(done.extend({ cancelled: z.number() })) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { upcoming = null } = c.req.valid('json')
        const instead = { ru: texts.in('ru')('card-erased'), en: texts.in('en')('card-erased') }
        const erased = await db.transaction((tx) =>
          eraseClient(tx, { ...byOf(system, c.var.actor), id, upcoming, instead }),
        )
        if (erased === 'gone') return gone(c)
        if ('ahead' in erased)
          return refused(c, 'closed', 'Впереди есть записи. Отменить их или оставить без имени?', {
            upcoming: erased.ahead.map(aheadJson),
          })
        if (erased.cards > 0) system.loop.expect(clock())
        return c.json({ id, cancelled: erased.cancelled }, 200)
      },
    )
}

function twinJson(one: Twin, client: Twin) {
  return {
    ...one,
    createdAt: one.createdAt.toISOString(),
    lastVisit: one.lastVisit?.toISOString() ?? null,
    nextVisit: one.nextVisit?.toISOString() ?? null,
    allowed: samePerson(one, client),
  }
}

const aheadJson = ({ id, startsAt, zone }: Ahead) => ({
  id,
  start: isoOf(zone, Math.floor(startsAt.getTime() / 60_000)),
  zone,
})
