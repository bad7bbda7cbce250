import { z } from '@hono/zod-openapi'
import { effectOf, meaningsOf } from '../../bot/unclear.ts'
import { groupAlike } from '../../bot/understanding/group.ts'
import { INTENTS } from '../../bot/understanding/intents.ts'
import { minuteOf } from '../../db/sql.ts'
import { recentTexts, teachGroup, textsOfMessages, unclearPhrases, unteachGroup } from '../../db/unclear.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, guarded, refused } from '../routing.ts'
import type { System } from '../system.ts'
import { byOf } from './editing.ts'

const MOST_PHRASES = 300
/** Phrases by which it is looked what a lesson changes elsewhere. */
const MOST_OTHERS = 300
const OTHERS_DAYS = 30
const MOST_CHANGED = 20

const intent = z.enum(INTENTS)
const messages = z.array(z.number().int().positive()).min(1).max(500)

const group = z
  .object({
    /** A word that most phrases have in common; null where there is none. */
    word: z.string().nullable(),
    /** How often all of it was said. */
    count: z.number(),
    phrases: z.array(z.object({ text: z.string(), count: z.number(), messages: z.array(z.number()) })),
    /** What it may mean, the likeliest first, 0 to 1. */
    meanings: z.array(z.object({ intent, confidence: z.number() })),
  })
  .openapi('UnclearGroup')

const effect = z.object({
  understood: z.number(),
  of: z.number(),
  /** Other recent phrases that will be read otherwise; null: not understood. */
  changed: z.array(z.object({ text: z.string(), before: intent.nullable(), after: intent.nullable() })),
})

const GONE = 'Этих сообщений больше нет или вам это не видно.'

/** What was not understood, in groups by likeness; saying what a group means, and seeing before what comes of it. */
export function unclear(system: System, guard: Guard) {
  const { db, catalogs, clock } = system
  const daysAgo = (days: number) => new Date(clock().getTime() - days * 86_400_000)

  return createRoutes()
    .openapi(
      guarded(guard, 'assistant', {
        method: 'get',
        path: '/api/assistant/groups',
        summary: 'Что не поняли за неделю: похожее вместе, больше — выше',
        request: { query: z.object({ days: z.coerce.number().int().min(1).max(90).default(7) }) },
        responses: { 200: answers(z.object({ items: z.array(group), phrases: z.number() })) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const catalog = await catalogs.of(db, businessId)
        const phrases = await unclearPhrases(db, businessId, daysAgo(c.req.valid('query').days), MOST_PHRASES)
        const items = groupAlike(phrases).map(({ phrases: alike, ...rest }) => ({
          ...rest,
          phrases: alike.map(({ text, count, messages }) => ({ text, count, messages })),
          meanings: meaningsOf(
            catalog,
            alike.map(({ text }) => text),
            minuteOf(clock()),
          ),
        }))
        return c.json({ items, phrases: phrases.reduce((sum, { count }) => sum + count, 0) }, 200)
      },
    )
    .openapi(
      guarded(guard, 'assistant', {
        method: 'post',
        path: '/api/assistant/groups/preview',
        summary: 'Что будет, если научить: сколько поймём и что станет иначе',
        request: { body: body(z.object({ messages, intent })) },
        responses: { 200: answers(effect) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const given = c.req.valid('json')
        const catalog = await catalogs.of(db, businessId)
        const [texts, others] = await Promise.all([
          textsOfMessages(db, businessId, given.messages),
          recentTexts(db, businessId, daysAgo(OTHERS_DAYS), MOST_OTHERS),
        ])
        if (texts.length === 0) return refused(c, 'not_found', GONE)
        const found = effectOf(catalog, { texts, intent: given.intent, others, now: minuteOf(clock()) })
        return c.json({ ...found, changed: found.changed.slice(0, MOST_CHANGED) }, 200)
      },
    )
    .openapi(
      guarded(guard, 'assistant', {
        method: 'post',
        path: '/api/assistant/groups/teach',
        summary: 'Научить: слова группы становятся примерами; teach: false только убирает группу',
        request: { body: body(z.object({ messages, intent, teach: z.boolean().default(true) })) },
        responses: { 201: answers(z.object({ change: z.number(), phrases: z.number() })) },
      }),
      async (c) => {
        const taught = await db.transaction((tx) => teachGroup(tx, byOf(system, c.var.actor), c.req.valid('json')))
        return taught ? c.json(taught, 201) : refused(c, 'not_found', GONE)
      },
    )
    .openapi(
      guarded(guard, 'assistant', {
        method: 'post',
        path: '/api/assistant/groups/undo',
        summary: 'Забыть, чему научили',
        request: { body: body(z.object({ change: z.number().int().positive() })) },
        responses: { 200: answers(z.object({ ok: z.literal(true) })) },
      }),
      async (c) => {
        const undone = await db.transaction((tx) =>
          unteachGroup(tx, { ...byOf(system, c.var.actor), ...c.req.valid('json') }),
        )
        return undone ? c.json({ ok: true as const }, 200) : refused(c, 'not_found', 'Отменять нечего.')
      },
    )
}
