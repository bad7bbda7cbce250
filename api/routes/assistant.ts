import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { voiceOf } from '../../bot/asking.ts'
import { previewPrompt } from '../../bot/model/prompt.ts'
import { INTENTS } from '../../bot/understanding/intents.ts'
import { firstBusiness } from '../../db/businesses.ts'
import {
  labelMessage,
  messagesToLabel,
  recentMessages,
  saveSettings,
  teachPhrase,
  understandingRates,
} from '../../db/learning.ts'
import { sameText } from '../../db/secrets.ts'
import type { Catalog } from '../../domain/catalog.ts'
import { proportion } from '../../domain/proportion.ts'
import { localOf } from '../../domain/time.ts'
import { jsonBody, refuse } from '../http.ts'
import type { System } from '../system.ts'

const MOST_BYTES = 32_000
const MOST_ROWS = 100
const MOST_PREVIEWS = 10

const voiceBody = z.object({ tone: z.string().max(500), facts: z.string().max(6000) })
const settingsBody = voiceBody
  .extend({
    tokensPerDay: z.number().int().min(0).max(10_000_000),
    callMinutes: z.number().int().min(1).max(240),
    returnMinutes: z.number().int().min(10).max(10_080),
  })
  .partial()
const labelBody = z.object({ intent: z.enum(INTENTS), teach: z.boolean().default(false) })
const phraseBody = z.object({ text: z.string().trim().min(1).max(300), intent: z.enum(INTENTS) })

/** What the assistant understood, what staff say it should have, and how it speaks: for programs that have the key. */
export function assistant(system: System, apiKey: string | null) {
  const { db, catalogs, clock } = system
  const app = new Hono()
  app.use('/api/assistant/*', async (c, next) => {
    const given = /^Bearer (.+)$/.exec(c.req.header('Authorization') ?? '')?.[1] ?? ''
    return apiKey !== null && sameText(apiKey, given) ? next() : refuse(c, 'unauthorized', 'Нужен ключ API.')
  })
  const catalogOf = async (c: Context): Promise<Catalog> => {
    const asked = Number(c.req.query('business')) || (await firstBusiness(db))?.id
    if (!asked) throw new Error('no business')
    return catalogs.of(db, asked)
  }

  app.get('/api/assistant/settings', async (c) => c.json((await catalogOf(c)).settings))

  app.patch('/api/assistant/settings', async (c) => {
    const body = settingsBody.safeParse(await jsonBody(c, MOST_BYTES))
    if (!body.success) return refuse(c, 'bad_request', 'Проверьте настройки ассистента.', { issues: body.error.issues })
    const { businessId } = await catalogOf(c)
    await db.transaction((tx) => saveSettings(tx, businessId, body.data))
    return c.json((await catalogOf(c)).settings)
  })

  app.post('/api/assistant/preview', async (c) => {
    const body = voiceBody.safeParse(await jsonBody(c, MOST_BYTES))
    if (!body.success) return refuse(c, 'bad_request', 'Нужны tone и facts.', { issues: body.error.issues })
    const catalog = await catalogOf(c)
    const voice = voiceOf({ ...catalog, settings: { ...catalog.settings, ...body.data } }, system.texts.in('ru'))
    const messages = await recentMessages(db, catalog.businessId, MOST_PREVIEWS)
    const day = localOf(catalog.timezone, Math.floor(clock().getTime() / 60_000)).date
    const previews = messages.map(async ({ id, chatId, text, name }) => {
      const conversation = { message: text, turns: [], names: name ? [name] : [] }
      const word = await system.consult?.({ businessId: catalog.businessId, chatId, day, voice, conversation })
      return {
        messageId: id,
        prompt: previewPrompt(voice, conversation),
        intent: word?.intent ?? null,
        answer: word?.answer ?? null,
      }
    })
    return c.json({ previews: await Promise.all(previews) })
  })

  app.get('/api/assistant/messages', async (c) => {
    const which = c.req.query('which') === 'sample' ? 'sample' : 'failures'
    const limit = Math.min(MOST_ROWS, Math.max(1, Number(c.req.query('limit')) || 20))
    const before = Number(c.req.query('before')) || null
    const { businessId } = await catalogOf(c)
    return c.json({ messages: await messagesToLabel(db, { businessId, which, before, limit }) })
  })

  app.post('/api/assistant/messages/:id/label', async (c) => {
    const body = labelBody.safeParse(await jsonBody(c, MOST_BYTES))
    const messageId = Number(c.req.param('id'))
    if (!body.success || !Number.isSafeInteger(messageId)) return refuse(c, 'bad_request', 'Нужен intent из списка.')
    const { businessId } = await catalogOf(c)
    const label = { businessId, messageId, ...body.data, memberId: null, now: clock() }
    const known = await db.transaction((tx) => labelMessage(tx, label))
    return known ? c.json({ ok: true }) : refuse(c, 'not_found', 'Такого сообщения нет.')
  })

  app.post('/api/assistant/phrases', async (c) => {
    const body = phraseBody.safeParse(await jsonBody(c, MOST_BYTES))
    if (!body.success) return refuse(c, 'bad_request', 'Нужны text и intent из списка.')
    const { businessId } = await catalogOf(c)
    await db.transaction((tx) => teachPhrase(tx, { businessId, ...body.data, memberId: null, now: clock() }))
    return c.json({ ok: true }, 201)
  })

  app.get('/api/assistant/rates', async (c) => {
    const to = dateOf(c.req.query('to')) ?? new Date(clock().getTime() + 1)
    const from = dateOf(c.req.query('from')) ?? new Date(to.getTime() - 30 * 86_400_000)
    const { businessId } = await catalogOf(c)
    const rates = await understandingRates(db, { businessId, from, to })
    return c.json({
      ...rates,
      accuracy: proportion(rates.right, rates.labelled),
      fallback: proportion(rates.messages - rates.answered, rates.messages),
      handover: proportion(rates.handedOver, rates.messages),
    })
  })

  return app
}

function dateOf(text: string | undefined): Date | null {
  const at = text ? new Date(text) : null
  return at && !Number.isNaN(at.getTime()) ? at : null
}
