import { z } from '@hono/zod-openapi'
import { channelLinks } from '../../db/channels.ts'
import { type Marks, markedPage, slugOf, startOf } from '../../domain/links.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, createRoutes, guarded } from '../routing.ts'
import type { System } from '../system.ts'

const mark = z
  .string()
  .trim()
  .max(60)
  .refine((text) => slugOf(text) !== '')

const asked = z.object({
  source: mark,
  medium: mark,
  campaign: mark.optional(),
  /** A page of the business's own site, where the widget or a form stands. */
  page: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
})

/** Links that say of each contact which placement brought it. */
export function links(system: System, guard: Guard) {
  return createRoutes().openapi(
    guarded(guard, 'spend', {
      method: 'get',
      path: '/api/links',
      summary: 'Ссылки с меткой: в Telegram, в чат на сайте и на свою страницу',
      request: { query: asked },
      responses: { 200: answers(z.object({ items: z.array(z.object({ kind: z.string(), url: z.string() })) })) },
    }),
    async (c) => {
      const { source, medium, campaign = null, page } = c.req.valid('query')
      const marks: Marks = { source, medium, campaign }
      const root = system.publicUrl ?? new URL(c.req.url).origin
      const channels = await channelLinks(system.db, c.var.actor.businessId)
      const items = channels.map(({ kind, key, username }) =>
        username === null
          ? { kind, url: markedPage(`${root}/chat/${key}`, marks) }
          : { kind, url: `https://t.me/${username}?start=${startOf(marks)}` },
      )
      if (page) items.push({ kind: 'page', url: markedPage(page, marks) })
      return c.json({ items }, 200)
    },
  )
}
