import { z } from '@hono/zod-openapi'
import { decrypt, encrypt } from '../../db/secrets.ts'
import { deliveriesOf, deliveryById, resend } from '../../db/webhookdeliveries.ts'
import { addDeliveries } from '../../db/webhookevents.ts'
import { addWebhook, dropWebhook, editWebhook, rotateSecret, webhooksOf } from '../../db/webhooks.ts'
import { HOOK_KINDS, HOOK_OLD_SECRET_MS, hookSecretOf, TEST_KIND } from '../../domain/webhooks.ts'
import type { Guard } from '../auth/actor.ts'
import { once } from '../once.ts'
import {
  answers,
  body,
  createRoutes,
  cursorQuery,
  gone,
  guarded,
  idParam,
  instant,
  pageOf,
  refused,
  stale,
} from '../routing.ts'
import type { System } from '../system.ts'
import { byOf, otherKey } from './editing.ts'
import {
  deliveryJson,
  deliveryShape,
  hookKind,
  sentShape,
  testBody,
  webhookJson,
  webhookShape,
  wrongAddress,
} from './webhooks-shapes.ts'

const kinds = z
  .array(hookKind)
  .min(1)
  .max(HOOK_KINDS.length)
  .transform((all) => HOOK_KINDS.filter((kind) => all.includes(kind)))
const url = z.string().trim().min(1).max(1000)
const version = z.number().int().positive()
const withSecret = z.object({
  webhook: webhookShape,
  /** Shown this once. */
  secret: z.string(),
})
const deliveryParams = idParam.extend({ delivery: z.coerce.number().int().positive() })

const TOO_MANY = 'Адресов уже десять. Удалите лишний.'
const NOT_ON = 'Этот адрес выключен. Сначала включите его.'

/** Addresses of the business's own systems that are told what happens, and the log of what they were told. */
export function webhooks(system: System, guard: Guard) {
  const { db, clock, secretKey } = system

  const one = async (businessId: number, id: number) => {
    const [found] = await webhooksOf(db, businessId, id)
    return found ? webhookJson(found, clock()) : null
  }
  const newSecret = async () => {
    const secret = hookSecretOf(crypto.getRandomValues(new Uint8Array(32)))
    return { secret, sealedSecret: await encrypt(secretKey, secret) }
  }
  return createRoutes()
    .openapi(
      guarded(guard, 'channels', {
        method: 'get',
        path: '/api/webhooks',
        summary: 'Вебхуки: куда сообщаем о событиях',
        responses: { 200: answers(z.object({ items: z.array(webhookShape) })) },
      }),
      async (c) => {
        const items = await webhooksOf(db, c.var.actor.businessId)
        return c.json({ items: items.map((item) => webhookJson(item, clock())) }, 200)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/webhooks',
        summary: 'Добавить адрес; секрет для проверки подписи виден один раз',
        request: { body: body(z.object({ url, kinds, personal: z.boolean().default(false) })) },
        responses: { 201: answers(withSecret) },
      }),
      async (c) => {
        const given = c.req.valid('json')
        const wrong = wrongAddress(given.url, system.closedHooks)
        if (wrong) return refused(c, 'bad_request', wrong, { fields: { url: [wrong] } })
        const by = byOf(system, c.var.actor)
        // A retry gets the secret of the first time: what is kept for it is sealed.
        const made = await once(c, db, by.now, given, async (tx) => {
          const { sealedSecret } = await newSecret()
          const id = await addWebhook(tx, by, { ...given, url: new URL(given.url).href, sealedSecret })
          return { id, sealedSecret }
        })
        if (made === 'other') return otherKey(c)
        if (made.id === null) return refused(c, 'closed', TOO_MANY)
        const webhook = await one(by.businessId, made.id)
        if (!webhook) return gone(c)
        return c.json({ webhook, secret: await decrypt<string>(secretKey, made.sealedSecret) }, 201)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'patch',
        path: '/api/webhooks/{id}',
        summary: 'Изменить адрес, события, личные данные; включить или выключить',
        request: {
          params: idParam,
          body: body(
            z
              .object({ version, url, kinds, personal: z.boolean(), on: z.boolean() })
              .partial()
              .required({ version: true }),
          ),
        },
        responses: { 200: answers(webhookShape) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const given = c.req.valid('json')
        const wrong = given.url === undefined ? null : wrongAddress(given.url, system.closedHooks)
        if (wrong) return refused(c, 'bad_request', wrong, { fields: { url: [wrong] } })
        const by = byOf(system, c.var.actor)
        const address = given.url === undefined ? undefined : new URL(given.url).href
        const done = await db.transaction((tx) => editWebhook(tx, by, { ...given, id, url: address }))
        const now = await one(by.businessId, id)
        if (done === 'gone' || !now) return gone(c)
        return done === 'changed' ? stale(c, now) : c.json(now, 200)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'delete',
        path: '/api/webhooks/{id}',
        summary: 'Удалить адрес вместе с журналом',
        request: { params: idParam },
        responses: { 200: answers(z.object({ id: z.number() })) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const done = await db.transaction((tx) => dropWebhook(tx, byOf(system, c.var.actor), id))
        return done ? c.json({ id }, 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/webhooks/{id}/secret',
        summary: 'Новый секрет; прежний действует ещё сутки',
        request: { params: idParam },
        responses: { 200: answers(withSecret) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const by = byOf(system, c.var.actor)
        const { secret, sealedSecret } = await newSecret()
        const oldUntil = new Date(by.now.getTime() + HOOK_OLD_SECRET_MS)
        const done = await db.transaction((tx) => rotateSecret(tx, by, { id, sealedSecret, oldUntil }))
        const webhook = done ? await one(by.businessId, id) : null
        return webhook ? c.json({ webhook, secret }, 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/webhooks/{id}/test',
        summary: 'Отправить пробу',
        request: { params: idParam },
        responses: { 201: answers(z.object({ id: z.number() })) },
      }),
      async (c) => {
        const webhookId = c.req.valid('param').id
        const { businessId, now } = byOf(system, c.var.actor)
        const webhook = await one(businessId, webhookId)
        if (!webhook) return gone(c)
        if (!webhook.on) return refused(c, 'closed', NOT_ON)
        const { timezone } = await system.catalogs.of(db, businessId)
        const key = `evt_${crypto.randomUUID()}`
        const [id] = await db.transaction((tx) => {
          const sent = { key, kind: TEST_KIND, object: null, client: null, body: testBody(key, timezone, now) }
          return addDeliveries(tx, [{ webhook: webhookId, business: businessId, ...sent }], now)
        })
        system.delivery.onLater(now)
        return c.json({ id: id! }, 201)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'get',
        path: '/api/webhooks/{id}/deliveries',
        summary: 'Журнал отправок за 30 дней, новые сверху',
        request: {
          params: idParam,
          query: cursorQuery.extend({ status: z.enum(['pending', 'delivered', 'failed', 'skipped']).optional() }),
        },
        responses: { 200: answers(pageOf(deliveryShape)) },
      }),
      async (c) => {
        const { cursor, limit, status } = c.req.valid('query')
        const { businessId } = c.var.actor
        const before = cursor ? Number(cursor) : null
        const webhookId = c.req.valid('param').id
        const found = await deliveriesOf(db, { businessId, webhookId, status, before, limit: limit + 1 })
        const items = found.slice(0, limit)
        const next = found.length > limit ? String(items.at(-1)!.id) : null
        return c.json({ items: items.map(deliveryJson), cursor: next }, 200)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'get',
        path: '/api/webhooks/{id}/deliveries/{delivery}',
        summary: 'Отправка: что ушло и что ответили',
        request: { params: deliveryParams },
        responses: { 200: answers(sentShape) },
      }),
      async (c) => {
        const { id: webhookId, delivery: id } = c.req.valid('param')
        const found = await deliveryById(db, { businessId: c.var.actor.businessId, webhookId, id })
        return found ? c.json(deliveryJson(found), 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/webhooks/{id}/resend',
        summary: 'Отправить ещё раз: одну отправку или все неудавшиеся с какого-то времени',
        request: {
          params: idParam,
          body: body(z.union([z.object({ delivery: z.number().int().positive() }), z.object({ since: instant })])),
        },
        responses: { 200: answers(z.object({ count: z.number() })) },
      }),
      async (c) => {
        const { id: webhookId } = c.req.valid('param')
        const asked = c.req.valid('json')
        const { businessId, now } = byOf(system, c.var.actor)
        const webhook = await one(businessId, webhookId)
        if (!webhook) return gone(c)
        if (!webhook.on) return refused(c, 'closed', NOT_ON)
        const which = 'delivery' in asked ? { id: asked.delivery } : { since: new Date(asked.since) }
        const count = await db.transaction((tx) => resend(tx, { businessId, webhookId, now, ...which }))
        system.delivery.onLater(now)
        return c.json({ count }, 200)
      },
    )
}
