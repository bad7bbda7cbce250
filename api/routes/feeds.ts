import { z } from '@hono/zod-openapi'
import { type Context, Hono } from 'hono'
import { addFeed, type Feed, feedsOf, readFeed, removeFeed } from '../../db/feeds.ts'
import { ROW_FACTS } from '../../db/kpi/rows.ts'
import { csvOf } from '../../domain/sheet.ts'
import type { Guard } from '../auth/actor.ts'
import { refuse } from '../http.ts'
import { createLimit } from '../limits.ts'
import { periodOf, periodQuery } from '../period.ts'
import { answers, body, createRoutes, gone, guarded, idParam } from '../routing.ts'
import { factSheet } from '../sheets/facts.ts'
import type { System } from '../system.ts'
import { byOf } from './editing.ts'

const feed = z
  .object({
    id: z.number(),
    fact: z.enum(ROW_FACTS),
    language: z.enum(['ru', 'en']),
    by: z.string().nullable(),
    createdAt: z.string(),
    /** When a program last read it; null: never. */
    readAt: z.string().nullable(),
  })
  .openapi('Feed')

/** `skip`: so many rows are passed over, where there are more than a file may hold. */
const feedQuery = periodQuery.extend({ skip: z.coerce.number().int().min(0).max(100_000_000).default(0) })

const shown = ({ createdAt, readAt, ...rest }: Feed): z.infer<typeof feed> => ({
  ...rest,
  createdAt: createdAt.toISOString(),
  readAt: readAt?.toISOString() ?? null,
})

/** Addresses at which Google Sheets and other programs read rows of numbers: made, listed, closed. */
export function feeds(system: System, guard: Guard) {
  const { db } = system
  const rootOf = (c: Context) => system.publicUrl ?? new URL(c.req.url).origin
  return createRoutes()
    .openapi(
      guarded(guard, 'feeds', {
        method: 'get',
        path: '/api/feeds',
        summary: 'Таблицы, которые другие программы читают по ссылке',
        responses: { 200: answers(z.object({ items: z.array(feed) })) },
      }),
      async (c) => c.json({ items: (await feedsOf(db, c.var.actor.businessId)).map(shown) }, 200),
    )
    .openapi(
      guarded(guard, 'feeds', {
        method: 'post',
        path: '/api/feeds',
        summary: 'Ссылка на таблицу; показывается один раз, имён и телефонов в таблице нет',
        request: { body: body(z.object({ fact: z.enum(ROW_FACTS) })) },
        responses: { 201: answers(feed.extend({ url: z.string() })) },
      }),
      async (c) => {
        const language = c.var.actor.member?.language ?? 'ru'
        const { fact } = c.req.valid('json')
        const made = await db.transaction((tx) => addFeed(tx, byOf(system, c.var.actor), { fact, language }))
        return c.json({ ...shown(made.feed), url: `${rootOf(c)}/feeds/${made.token}.csv` }, 201)
      },
    )
    .openapi(
      guarded(guard, 'feeds', {
        method: 'delete',
        path: '/api/feeds/{id}',
        summary: 'Закрыть ссылку навсегда',
        request: { params: idParam },
        responses: { 204: { description: 'Закрыта' } },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const removed = await db.transaction((tx) => removeFeed(tx, byOf(system, c.var.actor), id))
        return removed ? c.body(null, 204) : gone(c)
      },
    )
}

/** What stands at these addresses: the rows of the last `days` as CSV with commas and points, as spreadsheets on the web read it. */
export function feedFiles(system: System) {
  const { db, clock } = system
  const limit = createLimit({ burst: 20, perMinute: 10 })
  return new Hono().get('/feeds/:token{[\\w-]{20,100}\\.csv}', async (c) => {
    const token = c.req.param('token').replace(/\.csv$/, '')
    const now = clock()
    const wait = limit(token, now.getTime())
    if (wait > 0) {
      c.header('Retry-After', String(wait))
      return refuse(c, 'rate_limited', `Слишком часто. Подождите ${wait} с.`, { seconds: wait })
    }
    const asked = feedQuery.safeParse(c.req.query())
    if (!asked.success) return refuse(c, 'bad_request', 'Поля не подошли.')
    const found = await readFeed(db, token, now)
    if (!found) return refuse(c, 'not_found', 'Такого файла нет.')
    const period = await periodOf(system, found.businessId, asked.data)
    if (typeof period === 'string') return refuse(c, 'bad_request', period)
    const { skip } = asked.data
    const sheet = await factSheet(db, { ...found, period, skip, column: null, value: null, people: false })
    return c.body(csvOf(sheet, found.language, 'plain'), 200, {
      'Content-Type': 'text/csv;charset=utf-8',
      'Cache-Control': 'private, no-store',
      // What was left out is said, as a table can't.
      ...(sheet.cut && { 'X-Cut': String(sheet.rows.length) }),
    })
  })
}
