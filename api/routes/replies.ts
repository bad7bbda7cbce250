import { z } from '@hono/zod-openapi'
import { cannedAll } from '../../bot/canned.ts'
import { repliesOf } from '../../db/replies.ts'
import { minuteOf } from '../../db/sql.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, createRoutes, guarded, idParam } from '../routing.ts'
import type { System } from '../system.ts'

const reply = z
  .object({
    id: z.number(),
    title: z.string(),
    text: z.string(),
    /** As the client would get it; null: too much of it is not known. */
    filled: z.string().nullable(),
    missing: z.array(z.string()),
  })
  .openapi('FilledReply')

/** Canned replies of staff, filled in for a dialogue. */
export function filledReplies({ db, catalogs, texts, clock }: System, guard: Guard) {
  return createRoutes().openapi(
    guarded(guard, 'queue', {
      method: 'get',
      path: '/api/chats/{id}/replies',
      summary: 'Шаблоны ответов, как их получит клиент',
      request: { params: idParam },
      responses: { 200: answers(z.object({ items: z.array(reply) })) },
    }),
    async (c) => {
      const { businessId } = c.var.actor
      const [catalog, known] = await Promise.all([catalogs.of(db, businessId), repliesOf(db, businessId)])
      const where = { tx: db, catalog, texts, minute: minuteOf(clock()) }
      const all = await cannedAll(where, c.req.valid('param').id, known)
      return c.json({ items: all.map((one) => ({ ...one, missing: [...one.missing] })) }, 200)
    },
  )
}
