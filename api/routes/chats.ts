import { z } from '@hono/zod-openapi'
import { wishFrom, zoneOf } from '../../bot/booking/wish.ts'
import { draftFrom } from '../../bot/draft.ts'
import { chatCards, chatHead, queueCounts, SEGMENTS, STAGES } from '../../db/chats.ts'
import { membersOf } from '../../db/members.ts'
import { nearestSlots } from '../../db/offer.ts'
import { minuteOf } from '../../db/sql.ts'
import { linesOf, marksOf } from '../../db/transcript.ts'
import { isOnDuty } from '../../domain/calls.ts'
import { ROLES, reachOf } from '../../domain/roles.ts'
import { isoOf } from '../../domain/time.ts'
import type { Guard } from '../auth/actor.ts'
import { cardView, factsView, headView, lineView, markView, slaView } from '../chatviews.ts'
import { answers, createRoutes, cursorQuery, gone, guarded, idParam, pageOf } from '../routing.ts'
import type { System } from '../system.ts'

const person = z.object({ id: z.number(), name: z.string() })

const draft = z.object({
  kind: z.enum(['book', 'move', 'cancel']),
  locationId: z.number().nullable(),
  services: z.array(person),
  masters: z.array(person),
  start: z.string().nullable(),
  zone: z.string(),
  visitId: z.number().nullable(),
  holdExpiresAt: z.string().nullable(),
  complete: z.boolean(),
})

const card = z
  .object({
    id: z.number(),
    owner: z.enum(['bot', 'queue', 'member']),
    leader: person.nullable(),
    waitingSince: z.string().nullable(),
    reason: z.string().nullable(),
    /** Somebody has closed its to-do in the CRM while it waits. */
    closedThere: z.object({ by: z.string().nullable() }).nullable(),
    channel: z.object({ id: z.number(), kind: z.string() }),
    client: z
      .object({ id: z.number(), name: z.string().nullable(), phone: z.string().nullable(), vip: z.boolean() })
      .nullable(),
    source: z.string().nullable(),
    campaign: z.string().nullable(),
    stage: z.enum(STAGES).nullable(),
    words: z.string().nullable(),
    wordsAt: z.string().nullable(),
    draft: draft.nullable(),
    watching: z.array(z.object({ memberId: z.number(), name: z.string(), typing: z.boolean() })),
    at: z.string(),
  })
  .openapi('ChatCard')

const list = pageOf(card).extend({
  counts: z.object({
    waiting: z.number(),
    mine: z.number(),
    bot: z.number(),
    oldest: z.string().nullable(),
    broken: z.boolean(),
  }),
  /** By which waiting is counted. */
  now: z.string(),
  /** Minutes from which waiting is late; `opensAt`: the branch is closed, and answers from then on. */
  sla: z.object({ amber: z.number(), red: z.number(), opensAt: z.string().nullable() }),
})

const head = card
  .extend({
    language: z.enum(['ru', 'en']),
    client: z.object({
      id: z.number(),
      name: z.string().nullable(),
      phone: z.string().nullable(),
      phoneVerified: z.boolean(),
      vip: z.boolean(),
      barred: z.boolean(),
      barredReason: z.string().nullable(),
      note: z.string().nullable(),
      tags: z.array(z.string()),
      visits: z.number(),
      noShows: z.number(),
      cancelled: z.number(),
      consented: z.boolean(),
    }),
    understood: z
      .object({
        messageId: z.number(),
        intent: z.string(),
        confidence: z.number(),
        source: z.string(),
        label: z.string().nullable(),
      })
      .nullable(),
    next: z
      .object({ id: z.number(), start: z.string(), services: z.array(z.string()), masters: z.array(z.string()) })
      .nullable(),
    answered: z.object({ memberId: z.number(), name: z.string(), at: z.string() }).nullable(),
    /** `why`: blocked, broken, window; `sentence` stands above the box. */
    composer: z.object({
      can: z.boolean(),
      why: z.enum(['blocked', 'broken', 'window']).nullable(),
      sentence: z.string().nullable(),
      phone: z.string().nullable(),
      offers: z.boolean(),
    }),
    zone: z.string(),
    now: z.string(),
    sla: z.object({ amber: z.number(), red: z.number(), opensAt: z.string().nullable() }),
  })
  .openapi('Chat')

const line = z
  .object({
    id: z.number(),
    author: z.enum(['client', 'bot', 'member', 'system']),
    member: person.nullable(),
    text: z.string(),
    buttons: z.array(z.string()),
    note: z.boolean(),
    edits: z.number().nullable(),
    at: z.string(),
    sentAt: z.string().nullable(),
    /** waiting, sent, delivered, read, failed, skipped; null: it came in, or never goes out. */
    state: z.string().nullable(),
    reason: z.string().nullable(),
    deleted: z.boolean(),
    understood: z
      .object({
        intent: z.string(),
        confidence: z.number(),
        source: z.string(),
        answered: z.boolean(),
        outcome: z.string(),
        label: z.string().nullable(),
      })
      .nullable(),
  })
  .openapi('ChatLine')

const mark = z.object({
  id: z.number(),
  at: z.string(),
  kind: z.string(),
  member: person.nullable(),
  reason: z.string().nullable(),
  /** left, arrived: the other dialogue of the same client. */
  chatId: z.number().nullable(),
  /** todo_closed: who closed it in the CRM, if it said so. */
  by: z.string().nullable(),
})

const colleague = z.object({ id: z.number(), name: z.string(), role: z.enum(ROLES), onDuty: z.boolean() })

const transcript = pageOf(line).extend({ marks: z.array(mark) })

/** The queue and the dialogues, for reading. */
export function chats(system: System, guard: Guard) {
  const { db, catalogs, clock, texts } = system
  return createRoutes()
    .openapi(
      guarded(guard, 'queue', {
        method: 'get',
        path: '/api/chats',
        summary: 'Диалоги: ждут, мои, у бота, все',
        request: {
          query: cursorQuery.extend({
            segment: z.enum(SEGMENTS).default('waiting'),
            search: z.string().trim().max(60).optional(),
            stage: z.enum(STAGES).optional(),
          }),
        },
        responses: { 200: answers(list) },
      }),
      async (c) => {
        const { segment, search, stage, cursor, limit } = c.req.valid('query')
        const { businessId, member } = c.var.actor
        const now = clock()
        const who = { businessId, memberId: member?.id ?? null, now }
        const filter = {
          ...who,
          segment,
          search: search || null,
          stage: stage ?? null,
          before: cursor ? new Date(Number(cursor)) : null,
          limit: limit + 1,
        }
        const [catalog, cards, counts] = await Promise.all([
          catalogs.of(db, businessId),
          chatCards(db, filter),
          queueCounts(db, who),
        ])
        const items = cards.slice(0, limit)
        const more = cards.length > limit && (filter.search !== null || segment === 'bot' || segment === 'all')
        return c.json(
          {
            items: items.map((one) => cardView(catalog, one)),
            cursor: more ? String(items.at(-1)!.at.getTime()) : null,
            counts: { ...counts, oldest: counts.oldest?.toISOString() ?? null },
            now: now.toISOString(),
            sla: slaView(catalog, minuteOf(now)),
          },
          200,
        )
      },
    )
    .openapi(
      guarded(guard, 'queue', {
        method: 'get',
        path: '/api/chats/{id}',
        summary: 'Диалог: шапка, клиент, что понято и собрано, можно ли писать',
        request: { params: idParam },
        responses: { 200: answers(head) },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const now = clock()
        const asked = { businessId, id: c.req.valid('param').id, memberId: member?.id ?? null, now }
        const [catalog, found] = await Promise.all([catalogs.of(db, businessId), chatHead(db, asked)])
        return found ? c.json(headView(catalog, found, now), 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'queue', {
        method: 'get',
        path: '/api/chats/{id}/messages',
        summary: 'Переписка, по 50 вверх; marks — что происходило между строками',
        request: { params: idParam, query: cursorQuery },
        responses: { 200: answers(transcript) },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const { id } = c.req.valid('param')
        const { cursor, limit } = c.req.valid('query')
        const now = clock()
        const page = { businessId, chatId: id, before: cursor ? Number(cursor) : null, limit: limit + 1 }
        const [found, rows] = await Promise.all([
          chatHead(db, { businessId, id, memberId: member?.id ?? null, now }),
          linesOf(db, page),
        ])
        if (!found) return gone(c)
        const lines = rows.slice(-limit)
        const more = rows.length > limit
        const from = more ? lines[0]!.at : new Date(0)
        const to = cursor ? (lines.at(-1)?.at ?? null) : null
        const marks = await marksOf(db, { chatId: id, from, to })
        return c.json(
          { items: lines.map(lineView), cursor: more ? String(lines[0]!.id) : null, marks: marks.map(markView) },
          200,
        )
      },
    )
    .openapi(
      guarded(guard, 'queue', {
        method: 'get',
        path: '/api/chats/{id}/places',
        summary: 'Три ближайших места для того, что собрано',
        request: { params: idParam },
        responses: { 200: answers(z.object({ items: z.array(z.object({ start: z.string() })), zone: z.string() })) },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const now = clock()
        const asked = { businessId, id: c.req.valid('param').id, memberId: member?.id ?? null, now }
        const [catalog, found] = await Promise.all([catalogs.of(db, businessId), chatHead(db, asked)])
        if (!found) return gone(c)
        const begun = draftFrom(found.draft)
        const wish = begun && begun.kind === 'book' ? wishFrom(catalog, begun) : null
        const zone = zoneOf(catalog, begun)
        if (!wish) return c.json({ items: [], zone }, 200)
        const minute = minuteOf(now)
        const slots = await nearestSlots(db, catalogs, {
          businessId,
          wish,
          now: minute,
          around: begun!.start ?? begun!.wanted ?? minute,
          except: begun!.holdId,
        })
        return c.json({ items: slots.map(({ start }) => ({ start: isoOf(zone, start) })), zone }, 200)
      },
    )
    .openapi(
      guarded(guard, 'queue', {
        method: 'get',
        path: '/api/chats/{id}/facts',
        summary: 'Адрес и цены словами, чтобы вставить в ответ',
        request: { params: idParam },
        responses: { 200: answers(z.object({ address: z.string(), prices: z.string() })) },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const asked = { businessId, id: c.req.valid('param').id, memberId: member?.id ?? null, now: clock() }
        const [catalog, found] = await Promise.all([catalogs.of(db, businessId), chatHead(db, asked)])
        return found ? c.json(factsView(catalog, found.draft, texts.of(catalog).in(found.language)), 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'queue', {
        method: 'get',
        path: '/api/colleagues',
        summary: 'Кому можно передать диалог, и кто на смене',
        responses: { 200: answers(z.object({ items: z.array(colleague) })) },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const [catalog, all] = await Promise.all([catalogs.of(db, businessId), membersOf(db, businessId)])
        const now = minuteOf(clock())
        const items = all
          .filter(({ id, role }) => id !== member?.id && reachOf(role, 'queue') !== 'none')
          .map((one) => ({ id: one.id, name: one.name, role: one.role, onDuty: isOnDuty(one, catalog.timezone, now) }))
        return c.json({ items }, 200)
      },
    )
}
