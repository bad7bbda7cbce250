import { z } from '@hono/zod-openapi'
import { wishFrom, zoneOf } from '../../bot/booking/wish.ts'
import { draftFrom } from '../../bot/draft.ts'
import { logChange, undoChange } from '../../db/changes.ts'
import { chatHead, chatState } from '../../db/chats.ts'
import { bookCollected } from '../../db/collected.ts'
import { tellChat } from '../../db/inbox.ts'
import { memberOf } from '../../db/members.ts'
import { nearestSlots } from '../../db/offer.ts'
import { minuteOf } from '../../db/sql.ts'
import { addNote, deleteLine, retryLine } from '../../db/transcript.ts'
import { unwatchChat, watchChat } from '../../db/watch.ts'
import { reachOf } from '../../domain/roles.ts'
import { isoOf } from '../../domain/time.ts'
import type { Guard } from '../auth/actor.ts'
import { chatStateShape, createTelling } from '../chatevents.ts'
import { composerView } from '../chatviews.ts'
import { keyless, keyOf } from '../once.ts'
import { answers, body, createRoutes, gone, guarded, idParam, instant, refused } from '../routing.ts'
import type { System } from '../system.ts'

const MOST_PLACES = 5

const bookedShape = z.object({
  id: z.number(),
  version: z.number(),
  start: z.string(),
  repeated: z.boolean(),
  /** To undo it: POST /api/appointments/{id}/undo. */
  changeId: z.number().nullable(),
  /** When the client is told. */
  tellAt: z.string().nullable(),
})

const lineParam = idParam.extend({ line: z.coerce.number().int().positive() })
const words = z.string().trim().min(1).max(4000)

/** What staff do in a dialogue: it happens in the dialogue's own turn, and the answer tells what came of it. */
export function dialogue(system: System, guard: Guard) {
  const { db, catalogs, clock, delivery } = system

  const { stateOf, tell } = createTelling(system)

  const acts = <const Path extends string>(path: Path, summary: string) =>
    ({ method: 'post', path, summary, responses: { 200: answers(chatStateShape) } }) as const

  return createRoutes()
    .openapi(
      guarded(guard, 'queue', {
        ...acts('/api/chats/{id}/take', 'Взять: первый ведёт, второму сказано кто'),
        request: { params: idParam },
      }),
      (c) => tell(c, c.req.valid('param').id, { event: 'take', memberId: c.var.actor.member!.id }),
    )
    .openapi(
      guarded(guard, 'queue', {
        ...acts('/api/chats/{id}/pass', 'Передать сотруднику, с заметкой или без'),
        request: {
          params: idParam,
          body: body(z.object({ to: z.number().int().positive(), note: words.optional() })),
        },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const { id } = c.req.valid('param')
        const { to, note } = c.req.valid('json')
        const next = await memberOf(db, businessId, to)
        if (!next || reachOf(next.role, 'queue') === 'none') return gone(c)
        if (note && !(await noted(id, businessId, member!.id, note))) return gone(c)
        return tell(c, id, { event: 'pass', memberId: member!.id, to })
      },
    )
    .openapi(
      guarded(guard, 'queue', {
        ...acts('/api/chats/{id}/return', 'Вернуть боту'),
        request: { params: idParam },
      }),
      (c) => tell(c, c.req.valid('param').id, { event: 'return', memberId: c.var.actor.member!.id }),
    )
    .openapi(
      guarded(guard, 'queue', {
        ...acts('/api/chats/{id}/undo', 'Отменить своё: взять, передать, вернуть'),
        request: { params: idParam, body: body(z.object({ change: z.number().int().positive() })) },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const { id } = c.req.valid('param')
        const { change } = c.req.valid('json')
        const now = clock()
        const undone = await db.transaction(async (tx) => {
          const found = await undoChange(tx, { businessId, id: change, chatId: id, memberId: member!.id, now })
          if (!found) return false
          const [from, to] = [found.after, found.before]
          const update = { event: 'restore', memberId: member!.id, from, to }
          await tellChat(tx, { businessId, chatId: id, key: `undo:${change}`, update, now })
          return true
        })
        const found = undone ? await stateOf(c, id) : null
        return found ? c.json(found, 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'queue', {
        ...acts('/api/chats/{id}/reply', 'Ответить клиенту; с Idempotency-Key — один раз. Кто ответил, тот и ведёт'),
        request: {
          params: idParam,
          body: body(
            z.object({
              text: words,
              /** Places that the client may book by a tap. */
              places: z.array(instant).max(MOST_PLACES).default([]),
            }),
          ),
        },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const { id } = c.req.valid('param')
        const key = keyOf(c)
        if (key === null) return keyless(c)
        const { text, places } = c.req.valid('json')
        const now = clock()
        const asked = { businessId, id, memberId: member!.id, now }
        const [catalog, head] = await Promise.all([catalogs.of(db, businessId), chatHead(db, asked)])
        if (!head) return gone(c)
        const { can, why, sentence, phone } = composerView(
          head,
          catalog.locations[0]?.timezone ?? catalog.timezone,
          now,
        )
        if (!can) return refused(c, 'closed', sentence ?? '', { reason: why, phone })
        const minutes = places.map((place) => minuteOf(new Date(place)))
        return tell(c, id, { event: 'reply', memberId: member!.id, text, places: minutes }, `reply:${key}`)
      },
    )
    .openapi(
      guarded(guard, 'queue', {
        method: 'post',
        path: '/api/chats/{id}/note',
        summary: 'Заметка для своих: клиент её не увидит',
        request: { params: idParam, body: body(z.object({ text: words })) },
        responses: { 201: answers(z.object({ id: z.number() })) },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const { id } = c.req.valid('param')
        const line = await noted(id, businessId, member!.id, c.req.valid('json').text)
        return line === null ? gone(c) : c.json({ id: line }, 201)
      },
    )
    .openapi(
      guarded(guard, 'queue', {
        ...acts('/api/chats/{id}/messages/{line}/retry', 'Отправить ещё раз то, что не дошло'),
        request: { params: lineParam },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const { id, line } = c.req.valid('param')
        const retried = await db.transaction((tx) => retryLine(tx, { businessId, chatId: id, id: line, now: clock() }))
        if (!retried) return gone(c)
        delivery.onLater(clock())
        const found = await stateOf(c, id)
        return found ? c.json(found, 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'queue', {
        method: 'delete',
        path: '/api/chats/{id}/messages/{line}',
        summary: 'Удалить у клиента: Telegram, 48 часов',
        request: { params: lineParam },
        responses: { 204: { description: 'Удаляем' } },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const { id, line } = c.req.valid('param')
        const now = clock()
        const deleted = await db.transaction(async (tx) => {
          const done = await deleteLine(tx, { businessId, chatId: id, id: line, memberId: member!.id, now })
          const about = { businessId, at: now, memberId: member!.id, object: 'message', objectId: line }
          if (done) await logChange(tx, { ...about, action: 'delete' })
          return done
        })
        if (!deleted) return refused(c, 'not_found', 'Это сообщение удалить уже нельзя.')
        delivery.onLater(clock())
        return c.body(null, 204)
      },
    )
    .openapi(
      guarded(guard, 'queue', {
        method: 'post',
        path: '/api/chats/{id}/watch',
        summary: 'Смотрю диалог, пишу в нём, закрыл',
        request: {
          params: idParam,
          body: body(z.object({ state: z.enum(['looking', 'typing', 'gone']) })),
        },
        responses: { 204: { description: 'Готово' } },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const chatId = c.req.valid('param').id
        const { state: how } = c.req.valid('json')
        const memberId = member!.id
        if (how === 'gone') await unwatchChat(db, chatId, memberId)
        else await watchChat(db, { businessId, chatId, memberId, typing: how === 'typing', now: clock() })
        return c.body(null, 204)
      },
    )
    .openapi(
      guarded(guard, 'queue', {
        method: 'post',
        path: '/api/chats/{id}/book',
        summary: 'Записать то, что собрано',
        request: { params: idParam },
        responses: { 201: answers(bookedShape) },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const chatId = c.req.valid('param').id
        const now = clock()
        const minute = minuteOf(now)
        const asked = { businessId, id: chatId, memberId: member!.id, now }
        const [catalog, head] = await Promise.all([catalogs.of(db, businessId), chatHead(db, asked)])
        if (!head) return gone(c)
        const draft = draftFrom(head.draft)
        const wish = draft?.kind === 'book' ? wishFrom(catalog, draft) : null
        if (!wish || draft?.start === undefined)
          return refused(c, 'closed', 'Не всё собрано: выберите услугу и время.', { reason: 'incomplete' })
        const { start, holdId = null } = draft
        const collected = { businessId, chatId, clientId: head.client.id, memberId: member!.id, wish, start, holdId }
        const booked = await db.transaction((tx) => bookCollected(tx, catalogs, { ...collected, now, minute }))
        const zone = zoneOf(catalog, draft)
        if (!booked.ok) {
          const near = await nearestSlots(db, catalogs, { businessId, wish, now: minute, around: start })
          const nearest = near.map((slot) => isoOf(zone, slot.start))
          const time = isoOf(zone, start).slice(11, 16)
          return refused(c, 'taken', `${time} уже занято. Свободно рядом:`, { nearest, zone })
        }
        await stateOf(c, chatId)
        const { visit, repeated, changeId, notice } = booked
        if (notice) delivery.onLater(notice.dueAt)
        const { id, version } = visit
        const tellAt = notice?.dueAt.toISOString() ?? null
        return c.json({ id, version, start: isoOf(zone, visit.start), repeated, changeId, tellAt }, 201)
      },
    )

  async function noted(chatId: number, businessId: number, memberId: number, text: string): Promise<number | null> {
    if (!(await chatState(db, { businessId, id: chatId, memberId }))) return null
    return db.transaction(async (tx) => {
      const now = clock()
      const line = await addNote(tx, { businessId, chatId, memberId, text, now })
      const about = { businessId, at: now, memberId, object: 'chat', objectId: chatId }
      await logChange(tx, { ...about, action: 'note', after: { messageId: line } })
      return line
    })
  }
}
