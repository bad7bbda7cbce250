import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { stream } from 'hono/streaming'
import { memberBySession } from '../../db/access.ts'
import { lastMarks, type News, newsSince, visitsWith } from '../../db/live.ts'
import type { Member } from '../../db/members.ts'
import type { Guard } from '../auth/actor.ts'
import { cursorOf, type Feed, marksOf } from '../live/feed.ts'
import { mayHear, newsOfChange, newsOfEvent, newsOfMessage, once } from '../live/news.ts'
import { answers, createRoutes, guarded, refused } from '../routing.ts'
import type { System } from '../system.ts'

const HEARTBEAT_MS = 15_000

const query = z.object({ after: z.string().max(80).optional() })

const event = z
  .object({
    /** Where to go on from. */
    id: z.string(),
    kind: z.string(),
    objectId: z.number().nullable(),
  })
  .openapi('LiveEvent')

/** News for open apps: a stream of lines of JSON, or the same asked for from time to time; `feed` null: no streams here. */
export function live(system: System, guard: Guard, feed: Feed | null) {
  const { db, clock } = system

  const heardBy = async ({ businessId, role, resourceId }: Member, news: readonly News[]) => {
    const heard = news.filter((one) => one.businessId === businessId && mayHear(role, one.kind) !== 'no')
    const asked = heard.flatMap(({ kind, objectId }) =>
      mayHear(role, kind) === 'own' && objectId !== null ? [objectId] : [],
    )
    const own = new Set(asked.length > 0 && resourceId !== null ? await visitsWith(db, resourceId, asked) : [])
    return heard.filter(({ kind, objectId }) => mayHear(role, kind) === 'yes' || own.has(objectId ?? 0))
  }

  const since = async (member: Member, from: NonNullable<ReturnType<typeof marksOf>>) => {
    const found = await newsSince(db, { businessId: member.businessId, ...from })
    const { messages, events, changes } = found
    const last = (rows: readonly { id: number }[], before: number) => Math.max(before, ...rows.map(({ id }) => id))
    const marks = {
      messages: last(messages, from.marks.messages),
      events: last(events, from.marks.events),
      changes: last(changes, from.marks.changes),
    }
    const news = once([
      ...messages.flatMap(newsOfMessage),
      ...events.flatMap(newsOfEvent),
      ...changes.flatMap(newsOfChange),
    ])
    return { cursor: cursorOf(marks, clock()), news: await heardBy(member, news) }
  }

  const lineOf = (id: string, { kind, objectId }: News) => ({ id, kind, objectId })

  return createRoutes()
    .openapi(
      guarded(guard, 'self', {
        method: 'get',
        path: '/api/live',
        summary: 'Поток новостей: строки JSON {id, kind, objectId}, пульс каждые 15 с',
        request: { query },
        responses: {
          200: { description: 'Поток', content: { 'application/x-ndjson': { schema: event } } },
          501: { description: 'Здесь нет потока: спрашивайте /api/live/since' },
        },
      }),
      async (c) => {
        if (!feed) return refused(c, 'not_implemented', 'Здесь нет потока: спрашивайте /api/live/since.')
        const member = c.var.actor.member!
        const from = marksOf(c.req.valid('query').after)
        return streamTo(c, member, from, feed) as never
      },
    )
    .openapi(
      guarded(guard, 'self', {
        method: 'get',
        path: '/api/live/since',
        summary: 'Новости после курсора, где нет потока; без курсора — откуда начать',
        request: { query },
        responses: { 200: answers(z.object({ cursor: z.string(), events: z.array(event) })) },
      }),
      async (c) => {
        const from = marksOf(c.req.valid('query').after)
        if (!from) return c.json({ cursor: cursorOf(await lastMarks(db), clock()), events: [] }, 200)
        const { cursor, news } = await since(c.var.actor.member!, from)
        return c.json({ cursor, events: news.map((one) => lineOf(cursor, one)) }, 200)
      },
    )

  function streamTo(c: Context, signedIn: Member, from: ReturnType<typeof marksOf>, source: Feed): Response {
    const token = (c.req.header('Authorization') ?? '').slice('Bearer '.length)
    let member = signedIn
    c.header('Content-Type', 'application/x-ndjson; charset=utf-8')
    c.header('Cache-Control', 'no-store')
    c.header('X-Accel-Buffering', 'no')
    return stream(
      c,
      async (out) => {
        let stirred = Promise.withResolvers<void>()
        const waiting: { news: readonly News[]; cursor: string }[] = []
        const write = (line: object) => out.write(`${JSON.stringify(line)}\n`)
        const { cursor, leave } = await source.listen(member.businessId, (news, at) => {
          waiting.push({ news, cursor: at })
          stirred.resolve()
        })
        out.onAbort(() => {
          leave()
          stirred.resolve()
        })
        try {
          await write({ id: cursor, kind: 'hello', objectId: null })
          if (from) {
            const missed = await since(member, from)
            for (const one of missed.news) await write(lineOf(cursor, one))
          }
          let beatAt = Date.now() + HEARTBEAT_MS
          while (!out.aborted) {
            const next = waiting.shift()
            if (next) {
              for (const one of await heardBy(member, next.news)) await write(lineOf(next.cursor, one))
              continue
            }
            if (Date.now() >= beatAt) {
              // Who was put out of the team or signed out hears no more.
              const still = await memberBySession(db, token, clock())
              if (!still) return
              member = still
              await write({ kind: 'beat' })
              beatAt = Date.now() + HEARTBEAT_MS
            }
            stirred = Promise.withResolvers<void>()
            if (waiting.length === 0) await Promise.race([stirred.promise, out.sleep(Math.max(1, beatAt - Date.now()))])
          }
        } finally {
          leave()
        }
      },
      async (error) => system.log('warn', 'live.broken', { error: error.name }),
    )
  }
}
