import { z } from '@hono/zod-openapi'
import { chatHead } from '../../db/chats.ts'
import { newPassage } from '../../db/passages.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, createRoutes, gone, guarded, idParam, refused } from '../routing.ts'
import type { System } from '../system.ts'

/** A client's dialogue goes on in Telegram by a link that staff send. */
export function passages(system: System, guard: Guard) {
  const { db, clock, catalogs, texts } = system
  return createRoutes().openapi(
    guarded(guard, 'queue', {
      method: 'post',
      path: '/api/chats/{id}/passage',
      summary: 'Слова со ссылкой, по которой диалог продолжится в Telegram: одна, на сутки, для этого клиента',
      request: { params: idParam },
      responses: { 200: answers(z.object({ text: z.string() })) },
    }),
    async (c) => {
      const { businessId, member } = c.var.actor
      const { id } = c.req.valid('param')
      const now = clock()
      const [found, catalog] = await Promise.all([
        chatHead(db, { businessId, id, memberId: member?.id ?? null, now }),
        catalogs.of(db, businessId),
      ])
      if (!found) return gone(c)
      const from = { businessId, chatId: id, clientId: found.client.id, now }
      const url = await db.transaction((tx) => newPassage(tx, from))
      if (url === null) return refused(c, 'closed', 'Клиент уже в Telegram, или бот там не подключён.')
      return c.json({ text: `${texts.of(catalog).in(found.language)('passage-offer')}\n${url}` }, 200)
    },
  )
}
