import { z } from '@hono/zod-openapi'
import { nameOfClient, templated } from '../../bot/cascade.ts'
import { chatHead } from '../../db/chats.ts'
import { type MessageTemplate, templateById, templatesOf } from '../../db/templates.ts'
import { visitById } from '../../db/visits.ts'
import { isReady } from '../../domain/templatetext.ts'
import type { Guard } from '../auth/actor.ts'
import { chatStateShape, createTelling } from '../chatevents.ts'
import { composerView } from '../chatviews.ts'
import { inEnglish } from '../english.ts'
import { keyless, keyOf } from '../once.ts'
import { answers, body, createRoutes, gone, guarded, idParam, refused } from '../routing.ts'
import type { System } from '../system.ts'

const item = z.object({
  id: z.number(),
  name: z.string(),
  /** As the client gets it; null: something that it says of this client is not known. */
  text: z.string().nullable(),
  body: z.string(),
})

const NONE = 'Одобренных шаблонов нет. Владелец заводит их в WhatsApp Manager и обновляет в «Каналы».'
const UNSET = 'У одобренных шаблонов не выбрано, что в них подставить. Это в «Каналы» → «Шаблоны».'
const NOT_ALL = 'Для этого шаблона о клиенте известно не всё.'

/** Approved texts of a dialogue's channel: what staff may send when free words are not let through. */
export function approvedTemplates(system: System, guard: Guard) {
  const { db, catalogs, texts, clock } = system
  const { tell } = createTelling(system)

  /** What of a dialogue goes into templates, read once. */
  const filling = async (businessId: number, chatId: number, memberId: number) => {
    const now = clock()
    const head = await chatHead(db, { businessId, id: chatId, memberId, now })
    if (!head) return null
    const catalog = await catalogs.of(db, businessId)
    const visit = head.next ? await visitById(db, businessId, head.next.id) : null
    const name = await nameOfClient(db, businessId, head.client.id)
    const say = texts.of(catalog).in(head.language)
    const fill = (template: MessageTemplate) => {
      if (!isReady(template)) return null
      const filled = templated(template, { catalog, say, visit, name, old: null, text: '', markup: null })
      return filled.template.values.every((value) => value !== '') ? filled : null
    }
    return { head, catalog, fill, now }
  }

  return createRoutes()
    .openapi(
      guarded(guard, 'queue', {
        method: 'get',
        path: '/api/chats/{id}/templates',
        summary: 'Одобренные шаблоны, как их получит клиент',
        request: { params: idParam },
        responses: {
          200: answers(
            z.object({
              items: z.array(item),
              /** What to say where there are none. */
              none: z.string(),
            }),
          ),
        },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const found = await filling(businessId, c.req.valid('param').id, member!.id)
        if (!found) return gone(c)
        const known = await templatesOf(db, businessId, found.head.channelId)
        const approved = known.filter(
          ({ status, language }) => status === 'approved' && (language === found.head.language || language === 'ru'),
        )
        const items = approved.map((template) => {
          const { id, name, body } = template
          return { id, name, body, text: found.fill(template)?.text ?? null }
        })
        const none = approved.length === 0 ? NONE : approved.some(isReady) ? NOT_ALL : UNSET
        return c.json({ items, none: member!.language === 'en' ? (inEnglish(none) ?? none) : none }, 200)
      },
    )
    .openapi(
      guarded(guard, 'queue', {
        method: 'post',
        path: '/api/chats/{id}/template',
        summary: 'Отправить одобренный шаблон; с Idempotency-Key — один раз. Кто ответил, тот и ведёт',
        request: { params: idParam, body: body(z.object({ template: z.number().int().positive() })) },
        responses: { 200: answers(chatStateShape) },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const { id } = c.req.valid('param')
        const key = keyOf(c)
        if (key === null) return keyless(c)
        const found = await filling(businessId, id, member!.id)
        if (!found) return gone(c)
        const { head, catalog, fill, now } = found
        const { template: templateId } = c.req.valid('json')
        const template = await templateById(db, { businessId, channelId: head.channelId, id: templateId })
        if (template?.status !== 'approved') return gone(c)
        const zone = catalog.locations[0]?.timezone ?? catalog.timezone
        const { can, why, sentence, phone } = composerView(head, zone, now)
        if (!can && why !== 'window') return refused(c, 'closed', sentence ?? '', { reason: why, phone })
        const filled = fill(template)
        if (!filled) return refused(c, 'closed', NOT_ALL, { reason: 'incomplete' })
        const event = { event: 'reply' as const, memberId: member!.id, text: filled.text, template: filled.template }
        return tell(c, id, event, `template:${key}`)
      },
    )
}
