import { z } from '@hono/zod-openapi'
import { KINDS } from '../../db/editing.ts'
import type { Guard } from '../auth/actor.ts'
import { createRoutes } from '../routing.ts'
import type { System } from '../system.ts'
import { listRoutes } from './editing.ts'

const text = (most: number) => z.string().trim().min(1).max(most)

/** Short lists of the settings: answers to frequent questions, promos, own questions, canned replies. */
export function lists(system: System, guard: Guard) {
  return createRoutes()
    .route(
      '/',
      listRoutes(system, guard, {
        path: '/api/faq',
        kind: KINDS.faq,
        what: 'Частые вопросы',
        shape: { topic: text(40), question: text(200), answer: text(1500) },
      }),
    )
    .route(
      '/',
      listRoutes(system, guard, {
        path: '/api/promos',
        kind: KINDS.promo,
        what: 'Акции',
        shape: { campaign: text(60).regex(/^[\w-]+$/), text: text(1000) },
      }),
    )
    .route(
      '/',
      listRoutes(system, guard, {
        path: '/api/canned',
        kind: KINDS.reply,
        what: 'Шаблоны ответов',
        shape: { title: text(60), text: text(1500) },
      }),
    )
    .route(
      '/',
      listRoutes(system, guard, {
        path: '/api/questions',
        kind: KINDS.question,
        what: 'Свои вопросы перед записью',
        shape: {
          key: text(40).regex(/^[\w-]+$/),
          text: text(300),
          textEn: text(300).nullable(),
          options: z.array(text(60)).max(8),
          active: z.boolean(),
        },
      }),
    )
}
