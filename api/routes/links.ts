import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { channelLinks } from '../../db/channels.ts'
import { archiveLink, linkResults, saveLink } from '../../db/links.ts'
import { instagramLink, isTooLong, type Marks, markedPage, slugOf, startOf, whatsappLink } from '../../domain/links.ts'
import type { Env, Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, gone, guarded, idParam, refused } from '../routing.ts'
import type { System } from '../system.ts'
import { byOf } from './editing.ts'

const mark = z
  .string()
  .trim()
  .max(60)
  .refine((text) => slugOf(text) !== '')

const marked = z.object({ source: mark, medium: mark, campaign: mark.optional() })
const asked = marked.extend({
  /** A page of the business's own site, where the widget or a form stands. */
  page: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
})

const made = z.array(z.object({ kind: z.string(), url: z.string() }))
const link = z
  .object({
    id: z.number(),
    source: z.string(),
    medium: z.string(),
    campaign: z.string().nullable(),
    createdAt: z.string(),
    leads: z.number(),
    booked: z.number(),
    visited: z.number(),
    paid: z.number(),
    revenue: z.number(),
  })
  .openapi('Link')

/** Links that say of each contact which placement brought it, and what each of them brought. */
export function links(system: System, guard: Guard) {
  const { db, clock } = system

  /** Where a link may lead; WhatsApp takes no marks but a code, which a saved link has. */
  async function itemsOf(c: Context<Env>, marks: Marks, code: string | null) {
    const root = system.publicUrl ?? new URL(c.req.url).origin
    const channels = await channelLinks(db, c.var.actor.businessId)
    return channels.flatMap(({ kind, key, username }) => {
      if (username === null) return [{ kind, url: markedPage(`${root}/chat/${key}`, marks) }]
      if (kind === 'instagram') return [{ kind, url: instagramLink(username, marks) }]
      if (kind === 'whatsapp') return code === null ? [] : [{ kind, url: whatsappLink(username, HELLO, code) }]
      return [{ kind, url: `https://t.me/${username}?start=${startOf(marks)}` }]
    })
  }

  return createRoutes()
    .openapi(
      guarded(guard, 'spend', {
        method: 'get',
        path: '/api/links',
        summary: 'Ссылки с меткой: в Telegram, в Instagram, в чат на сайте и на свою страницу',
        request: { query: asked },
        responses: { 200: answers(z.object({ items: made })) },
      }),
      async (c) => {
        const { source, medium, campaign = null, page } = c.req.valid('query')
        const marks: Marks = { source, medium, campaign }
        if (isTooLong(marks)) return refused(c, 'bad_request', TOO_LONG, { reason: 'too_long' })
        const items = await itemsOf(c, marks, null)
        if (page) items.push({ kind: 'page', url: markedPage(page, marks) })
        return c.json({ items }, 200)
      },
    )
    .openapi(
      guarded(guard, 'spend', {
        method: 'post',
        path: '/api/links',
        summary: 'Сохранить ссылку: у неё есть код для WhatsApp, и видно, что она принесла. Те же метки — та же ссылка',
        request: { body: body(marked) },
        responses: { 200: answers(z.object({ id: z.number(), items: made })) },
      }),
      async (c) => {
        const { source, medium, campaign } = c.req.valid('json')
        const marks = { source: slugOf(source), medium: slugOf(medium), campaign: campaign ? slugOf(campaign) : null }
        if (isTooLong(marks)) return refused(c, 'bad_request', TOO_LONG, { reason: 'too_long' })
        const by = byOf(system, c.var.actor)
        const { id, code } = await db.transaction((tx) => saveLink(tx, { ...by, ...marks }))
        return c.json({ id, items: await itemsOf(c, marks, code) }, 200)
      },
    )
    .openapi(
      guarded(guard, 'spend', {
        method: 'get',
        path: '/api/links/saved',
        summary: 'Сохранённые ссылки и что принесла каждая: обращения, записи, визиты, деньги',
        responses: { 200: answers(z.object({ items: z.array(link) })) },
      }),
      async (c) => {
        const rows = await linkResults(db, c.var.actor.businessId)
        const items = rows.map(({ createdAt, code: _code, ...row }) => ({ ...row, createdAt: createdAt.toISOString() }))
        return c.json({ items }, 200)
      },
    )
    .openapi(
      guarded(guard, 'spend', {
        method: 'delete',
        path: '/api/links/{id}',
        summary: 'Убрать ссылку из списка; кто придёт по ней позже, всё равно посчитан',
        request: { params: idParam },
        responses: { 200: answers(z.object({ id: z.number() })) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { businessId } = c.var.actor
        const done = await db.transaction((tx) => archiveLink(tx, businessId, id, clock()))
        return done ? c.json({ id }, 200) : gone(c)
      },
    )
}

const TOO_LONG = 'Для ссылки слишком длинно. Сократите название или кампанию.'

/** What stands ready in the client's WhatsApp, before the code. */
const HELLO = 'Здравствуйте! Хочу записаться'
