import { z } from '@hono/zod-openapi'
import { refill } from '../../db/businesses.ts'
import { logChange } from '../../db/changes.ts'
import { deleteTestVisits, guideOf, saveGuide, testVisit } from '../../db/guide.ts'
import { botName } from '../../db/invites.ts'
import { GUIDE_STEPS, minutesLeft } from '../../domain/guide.ts'
import type { Template } from '../../domain/template.ts'
import { TEMPLATES } from '../../domain/templates.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, gone, guarded, refused } from '../routing.ts'
import type { System } from '../system.ts'
import { byOf } from './editing.ts'

const KEYS = Object.keys(TEMPLATES) as [Template['key'], ...Template['key'][]]
const step = z.number().int().min(1).max(GUIDE_STEPS)

const guideState = z
  .object({
    step,
    done: z.boolean(),
    skipped: z.array(z.number()),
    values: z.record(z.string(), z.unknown()),
    minutesLeft: z.number(),
    template: z.string(),
    /** Somebody has booked: another template can't be taken any more. */
    visits: z.boolean(),
    templates: z.array(z.object({ key: z.enum(KEYS), name: z.string(), services: z.number() })),
    visit: z
      .object({ id: z.number(), startsAt: z.string(), zone: z.string(), services: z.string(), master: z.string() })
      .nullable(),
    /** Where the try is booked: the bot, or the website chat while there is none. */
    bot: z.string().nullable(),
    chat: z.string().nullable(),
  })
  .openapi('Guide')

const change = z
  .object({
    step: step.optional(),
    done: z.boolean().optional(),
    skipped: z.array(step).max(GUIDE_STEPS).optional(),
    values: z.record(z.string().max(40), z.unknown()).optional(),
  })
  .strict()
  .refine((given) => Object.keys(given).length > 0)

/** The first-run guide: seven steps, saved after each. */
export function guide(system: System, guard: Guard) {
  const { db, clock } = system
  const state = async (businessId: number) => {
    const [now, visit, bot] = await Promise.all([
      guideOf(db, businessId),
      testVisit(db, businessId),
      botName(db, businessId),
    ])
    const templates = KEYS.map((key) => ({ key, name: TEMPLATES[key].name, services: TEMPLATES[key].services.length }))
    const { webKey: _, ...shown } = now
    return {
      ...shown,
      minutesLeft: minutesLeft(now.step),
      templates,
      visit: visit && { ...visit, startsAt: visit.startsAt.toISOString() },
      bot,
      chat: now.webKey && `/chat/${now.webKey}`,
    }
  }
  return createRoutes()
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'get',
        path: '/api/guide',
        summary: 'Первый запуск: шаг, значения, пробная запись',
        responses: { 200: answers(guideState) },
      }),
      async (c) => c.json(await state(c.var.actor.businessId), 200),
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'patch',
        path: '/api/guide',
        summary: 'Сохранить шаг',
        request: { body: body(change) },
        responses: { 204: { description: 'Готово' } },
      }),
      async (c) => {
        await db.transaction((tx) => saveGuide(tx, c.var.actor.businessId, c.req.valid('json')))
        return c.body(null, 204)
      },
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'post',
        path: '/api/guide/template',
        summary: 'Начать с другого шаблона: пока никто не записался',
        request: { body: body(z.object({ template: z.enum(KEYS) })) },
        responses: { 200: answers(guideState) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const { template } = c.req.valid('json')
        const by = byOf(system, c.var.actor)
        const filled = await db.transaction(async (tx) => {
          if (!(await refill(tx, businessId, TEMPLATES[template], clock()))) return false
          const line = { object: 'business', objectId: businessId, action: 'template', after: { template } }
          await logChange(tx, { businessId, at: by.now, memberId: by.memberId, ...line })
          return true
        })
        return filled
          ? c.json(await state(businessId), 200)
          : refused(c, 'closed', 'К вам уже записывались: услуги и часы меняйте в настройках.')
      },
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'delete',
        path: '/api/guide/visit',
        summary: 'Удалить пробную запись',
        responses: { 204: { description: 'Готово' } },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const removed = await db.transaction((tx) => deleteTestVisits(tx, businessId))
        return removed > 0 ? c.body(null, 204) : gone(c)
      },
    )
}
