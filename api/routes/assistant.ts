import { z } from '@hono/zod-openapi'
import { voiceOf } from '../../bot/asking.ts'
import { previewPrompt } from '../../bot/model/prompt.ts'
import { INTENTS } from '../../bot/understanding/intents.ts'
import {
  labelMessage,
  messagesToLabel,
  recentMessages,
  saveSettings,
  teachPhrase,
  understandingRates,
} from '../../db/learning.ts'
import { proportion } from '../../domain/proportion.ts'
import { localOf } from '../../domain/time.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, guarded, idParam, instant, refused } from '../routing.ts'
import type { System } from '../system.ts'

const MOST_ROWS = 100
const MOST_PREVIEWS = 10
const RATES_DAYS = 30

const voice = z.object({ tone: z.string().max(500), facts: z.string().max(6000) })
const settings = voice
  .extend({
    tokensPerDay: z.number().int().min(0).max(10_000_000),
    callMinutes: z.number().int().min(1).max(240),
    returnMinutes: z.number().int().min(10).max(10_080),
  })
  .partial()
const kept = z.looseObject({ tone: z.string(), facts: z.string() }).openapi('AssistantSettings')
const intent = z.enum(INTENTS)
const ok = z.object({ ok: z.literal(true) })

const toLabel = z.object({
  id: z.number(),
  chatId: z.number(),
  text: z.string().nullable(),
  intent: z.string(),
  confidence: z.number(),
  source: z.enum(['button', 'local', 'model']),
  answered: z.boolean(),
  outcome: z.string(),
  label: z.string().nullable(),
  at: z.string(),
})

const share = z.object({ share: z.number(), from: z.number(), to: z.number() }).loose().nullable()

/** What the assistant understood, what staff say it should have, and how it speaks. */
export function assistant(system: System, guard: Guard) {
  const { db, catalogs, clock } = system
  return createRoutes()
    .openapi(
      guarded(guard, 'assistant', {
        method: 'get',
        path: '/api/assistant/settings',
        summary: 'Как говорит ассистент и что знает о деле',
        responses: { 200: answers(kept) },
      }),
      async (c) => c.json({ ...(await catalogs.of(db, c.var.actor.businessId)).settings }, 200),
    )
    .openapi(
      guarded(guard, 'assistant', {
        method: 'patch',
        path: '/api/assistant/settings',
        summary: 'Тон, сведения, расход модели, сроки вызова и возврата',
        request: { body: body(settings) },
        responses: { 200: answers(kept) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        await db.transaction((tx) => saveSettings(tx, businessId, c.req.valid('json')))
        return c.json({ ...(await catalogs.of(db, businessId)).settings }, 200)
      },
    )
    .openapi(
      guarded(guard, 'assistant', {
        method: 'post',
        path: '/api/assistant/preview',
        summary: 'Как ответил бы на последние сообщения',
        request: { body: body(voice) },
        responses: {
          200: answers(
            z.object({
              previews: z.array(
                z.object({
                  messageId: z.number(),
                  prompt: z.unknown(),
                  intent: z.string().nullable(),
                  answer: z.unknown(),
                }),
              ),
            }),
          ),
        },
      }),
      async (c) => {
        const catalog = await catalogs.of(db, c.var.actor.businessId)
        const own = { ...catalog, settings: { ...catalog.settings, ...c.req.valid('json') } }
        const spoken = voiceOf(own, system.texts.in('ru'))
        const messages = await recentMessages(db, catalog.businessId, MOST_PREVIEWS)
        const day = localOf(catalog.timezone, Math.floor(clock().getTime() / 60_000)).date
        const previews = messages.map(async ({ id, chatId, text, name }) => {
          const conversation = { message: text, turns: [], names: name ? [name] : [] }
          const word = await system.consult?.({
            businessId: catalog.businessId,
            chatId,
            day,
            voice: spoken,
            conversation,
          })
          return {
            messageId: id,
            prompt: previewPrompt(spoken, conversation),
            intent: word?.intent ?? null,
            answer: word?.answer ?? null,
          }
        })
        return c.json({ previews: await Promise.all(previews) }, 200)
      },
    )
    .openapi(
      guarded(guard, 'assistant', {
        method: 'get',
        path: '/api/assistant/messages',
        summary: 'Сообщения для разметки: непонятые или выборка остальных',
        request: {
          query: z.object({
            which: z.enum(['failures', 'sample']).default('failures'),
            limit: z.coerce.number().int().min(1).max(MOST_ROWS).default(20),
            before: z.coerce.number().int().positive().optional(),
          }),
        },
        responses: { 200: answers(z.object({ messages: z.array(toLabel) })) },
      }),
      async (c) => {
        const { which, limit, before = null } = c.req.valid('query')
        const found = await messagesToLabel(db, { businessId: c.var.actor.businessId, which, before, limit })
        return c.json({ messages: found.map((one) => ({ ...one, at: one.at.toISOString() })) }, 200)
      },
    )
    .openapi(
      guarded(guard, 'assistant', {
        method: 'post',
        path: '/api/assistant/messages/{id}/label',
        summary: 'Что сообщение значило на самом деле',
        request: { params: idParam, body: body(z.object({ intent, teach: z.boolean().default(false) })) },
        responses: { 200: answers(ok) },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const messageId = c.req.valid('param').id
        const label = { businessId, messageId, ...c.req.valid('json'), memberId: member?.id ?? null, now: clock() }
        const known = await db.transaction((tx) => labelMessage(tx, label))
        return known ? c.json({ ok: true as const }, 200) : refused(c, 'not_found', 'Такого сообщения нет.')
      },
    )
    .openapi(
      guarded(guard, 'assistant', {
        method: 'post',
        path: '/api/assistant/phrases',
        summary: 'Новый пример',
        request: { body: body(z.object({ text: z.string().trim().min(1).max(300), intent })) },
        responses: { 201: answers(ok) },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const phrase = { businessId, ...c.req.valid('json'), memberId: member?.id ?? null, now: clock() }
        await db.transaction((tx) => teachPhrase(tx, phrase))
        return c.json({ ok: true as const }, 201)
      },
    )
    .openapi(
      guarded(guard, 'assistant', {
        method: 'get',
        path: '/api/assistant/rates',
        summary: 'Насколько понимает: доли с интервалами',
        request: { query: z.object({ from: instant.optional(), to: instant.optional() }) },
        responses: {
          200: answers(
            z.object({
              messages: z.number(),
              answered: z.number(),
              handedOver: z.number(),
              labelled: z.number(),
              right: z.number(),
              accuracy: share,
              fallback: share,
              handover: share,
            }),
          ),
        },
      }),
      async (c) => {
        const asked = c.req.valid('query')
        const to = asked.to ? new Date(asked.to) : new Date(clock().getTime() + 1)
        const from = asked.from ? new Date(asked.from) : new Date(to.getTime() - RATES_DAYS * 86_400_000)
        const rates = await understandingRates(db, { businessId: c.var.actor.businessId, from, to })
        return c.json(
          {
            ...rates,
            accuracy: proportion(rates.right, rates.labelled),
            fallback: proportion(rates.messages - rates.answered, rates.messages),
            handover: proportion(rates.handedOver, rates.messages),
          },
          200,
        )
      },
    )
}
