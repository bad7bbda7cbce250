import { z } from '@hono/zod-openapi'
import { minuteOf } from '../../db/sql.ts'
import { resumeChannel, type Stop, stopChannel, stopsOf } from '../../db/stops.ts'
import { localOf } from '../../domain/time.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, gone, guarded, idParam, localDate, refused, stale } from '../routing.ts'
import type { System } from '../system.ts'
import { byOf } from './editing.ts'

const stop = z
  .object({
    id: z.number(),
    source: z.string(),
    /** The first day without it. */
    day: z.string(),
    by: z.string().nullable(),
    resumedDay: z.string().nullable(),
    version: z.number(),
  })
  .openapi('ChannelStop') satisfies z.ZodType<Stop>

/** Channels that the owner has stopped: the mark, and taking it back. */
export function stops(system: System, guard: Guard) {
  const { db, catalogs, clock } = system
  const today = async (businessId: number) =>
    localOf((await catalogs.of(db, businessId)).timezone, minuteOf(clock())).date
  return createRoutes()
    .openapi(
      guarded(guard, 'spend', {
        method: 'get',
        path: '/api/stops',
        summary: 'Остановленные каналы: с какого дня, кто отметил, когда вернули',
        request: {
          query: z.object({ from: localDate.default('2000-01-01'), to: localDate.default('2100-01-01') }),
        },
        responses: { 200: answers(z.object({ items: z.array(stop) })) },
      }),
      async (c) => c.json({ items: await stopsOf(db, c.var.actor.businessId, c.req.valid('query')) }, 200),
    )
    .openapi(
      guarded(guard, 'spend', {
        method: 'post',
        path: '/api/stops',
        summary: 'Отметить, что канал остановлен; о нём больше не напоминаем',
        request: {
          body: body(
            z.object({
              source: z.string().trim().min(1).max(100),
              /** Today unless told. */
              day: localDate.optional(),
            }),
          ),
        },
        responses: { 201: answers(stop) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const { source, day } = c.req.valid('json')
        const now = await today(businessId)
        if (day && day > now) return refused(c, 'bad_request', 'Этот день ещё не наступил.')
        const made = await db.transaction((tx) =>
          stopChannel(tx, byOf(system, c.var.actor), { source, day: day ?? now }),
        )
        return made.ok ? c.json(made.stop, 201) : stale(c, made.stands)
      },
    )
    .openapi(
      guarded(guard, 'spend', {
        method: 'post',
        path: '/api/stops/{id}/resume',
        summary: 'Канал снова работает; в тот же день отметка снимается совсем',
        request: { params: idParam, body: body(z.object({ version: z.number().int().positive() })) },
        responses: { 200: answers(z.object({ stop: stop.nullable() })) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const { id } = c.req.valid('param')
        const { version } = c.req.valid('json')
        const day = await today(businessId)
        const done = await db.transaction((tx) => resumeChannel(tx, byOf(system, c.var.actor), { id, version, day }))
        if (done.ok) return c.json({ stop: done.stop }, 200)
        return done.now ? stale(c, done.now) : gone(c)
      },
    )
}
