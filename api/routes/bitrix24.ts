import { z } from '@hono/zod-openapi'
import { logChange } from '../../db/changes.ts'
import { mirrorHealth } from '../../db/crm/health.ts'
import { mirrorLog } from '../../db/crm/links.ts'
import {
  connectPortal,
  disconnectPortal,
  pausePortal,
  portalOf,
  retryPortal,
  saveEventToken,
  wantReconcile,
} from '../../db/crm/portals.ts'
import { encrypt } from '../../db/secrets.ts'
import type { Tx } from '../../db/sql.ts'
import { readWebhook } from '../../domain/crm/webhook.ts'
import { askPortal } from '../../jobs/bitrix24/asked.ts'
import { EMPTY_BUCKET } from '../../jobs/bitrix24/bucket.ts'
import { checkPortal } from '../../jobs/bitrix24/check.ts'
import type { Actor, Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, cursorQuery, gone, guarded, pageOf, refused } from '../routing.ts'
import { randomText } from '../setup.ts'
import type { System } from '../system.ts'
import { lack, logJson, logShape, portalJson, portalShape } from './bitrix24-shapes.ts'
import { BUSY, LACKS, UNREADABLE } from './bitrix24-words.ts'
import { byOf } from './editing.ts'

const token = z.string().trim().min(8).max(200)

/** What the audit log says of the portal; its secrets never stand there. */
export function logPortal(
  tx: Tx,
  system: System,
  actor: Actor,
  line: { action: string; before?: unknown; after?: unknown },
): Promise<number> {
  const { businessId, memberId, now } = byOf(system, actor)
  return logChange(tx, { businessId, at: now, memberId, object: 'bitrix24', objectId: businessId, ...line })
}

/** The portal of whoever asks, as the app shows it. */
export async function portalFor({ db, publicUrl, clock }: System, { businessId }: Actor) {
  const [portal, [health]] = await Promise.all([portalOf(db, businessId), mirrorHealth(db, businessId)])
  return portalJson(portal, health, publicUrl, clock())
}

/** Connecting Bitrix24 and seeing how it does; what is mirrored how is in `bitrix24-setup.ts`. */
export function bitrix24(system: System, guard: Guard) {
  const { db, mirror, secretKey, clock, loop } = system
  return createRoutes()
    .openapi(
      guarded(guard, 'channels', {
        method: 'get',
        path: '/api/bitrix24',
        summary: 'Bitrix24: подключён ли, как идёт обмен, что ждёт',
        responses: { 200: answers(portalShape) },
      }),
      async (c) => c.json(await portalFor(system, c.var.actor), 200),
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/bitrix24',
        summary: 'Подключить Bitrix24 адресом входящего вебхука; права проверяются сразу',
        request: {
          body: body(z.object({ webhook: z.string().trim().min(1).max(500), eventToken: token.nullish() }).strict()),
        },
        responses: { 201: answers(z.object({ portal: portalShape, lacks: z.array(lack) })) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const { webhook, eventToken } = c.req.valid('json')
        const read = readWebhook(webhook, { loopback: system.portalsOnLoopback })
        if (!read.ok) return refused(c, 'bad_request', UNREADABLE[read.reason], { reason: read.reason })
        const known = await portalOf(db, businessId)
        const bitrix = mirror.open(read.root, { state: EMPTY_BUCKET })
        const { usable, lacks } = await checkPortal(bitrix, known?.settings?.busy)
        const vital = lacks.find((one) => one.vital)
        if (!usable && vital) return refused(c, 'bad_request', LACKS[vital.code], { lacks })
        const secrets = {
          webhook: await encrypt(secretKey, read.root),
          eventToken: eventToken ? await encrypt(secretKey, eventToken) : null,
        }
        // Where the portal is another one, its events come to another address.
        const key = known?.host === read.host ? known.key : `b${businessId}-${randomText(12)}`
        await db.transaction(async (tx) => {
          await connectPortal(tx, {
            ...{ businessId, key, host: read.host, origin: randomText(6), now: clock() },
            ...secrets,
          })
          await logPortal(tx, system, c.var.actor, { action: 'connected', after: { host: read.host } })
        })
        return c.json({ portal: await portalFor(system, c.var.actor), lacks }, 201)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'delete',
        path: '/api/bitrix24',
        summary: 'Отключить Bitrix24: вебхук забывается, в портале всё остаётся',
        responses: { 200: answers(portalShape) },
      }),
      async (c) => {
        const done = await db.transaction(async (tx) => {
          if (!(await disconnectPortal(tx, c.var.actor.businessId, clock()))) return false
          await logPortal(tx, system, c.var.actor, { action: 'disconnected' })
          return true
        })
        return done ? c.json(await portalFor(system, c.var.actor), 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/bitrix24/check',
        summary: 'Проверить вебхук: чего ему не хватает',
        responses: { 200: answers(z.object({ usable: z.boolean(), lacks: z.array(lack) })) },
      }),
      async (c) => {
        const portal = await portalOf(db, c.var.actor.businessId)
        if (!portal?.webhook) return gone(c)
        const found = await askPortal(mirror, portal, (bitrix) => checkPortal(bitrix, portal.settings?.busy))
        if (!found) return refused(c, 'closed', BUSY, { reason: 'talking' })
        if (found.usable) {
          await retryPortal(db, portal.businessId)
          loop.expect(clock())
        }
        return c.json({ usable: found.usable, lacks: found.lacks }, 200)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/bitrix24/pause',
        summary: 'Приостановить обмен или продолжить; что изменится за это время, не потеряется',
        request: { body: body(z.object({ paused: z.boolean() }).strict()) },
        responses: { 200: answers(portalShape) },
      }),
      async (c) => {
        const { paused } = c.req.valid('json')
        const done = await db.transaction(async (tx) => {
          if (!(await pausePortal(tx, c.var.actor.businessId, paused))) return false
          await logPortal(tx, system, c.var.actor, { action: paused ? 'paused' : 'resumed' })
          return true
        })
        if (!paused) loop.expect(clock())
        return done ? c.json(await portalFor(system, c.var.actor), 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/bitrix24/events',
        summary: 'Токен исходящего вебхука: по нему узнаём события портала',
        request: { body: body(z.object({ token }).strict()) },
        responses: { 200: answers(portalShape) },
      }),
      async (c) => {
        const secret = await encrypt(secretKey, c.req.valid('json').token)
        const done = await db.transaction(async (tx) => {
          if (!(await saveEventToken(tx, c.var.actor.businessId, secret))) return false
          await logPortal(tx, system, c.var.actor, { action: 'events' })
          return true
        })
        return done ? c.json(await portalFor(system, c.var.actor), 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/bitrix24/reconcile',
        summary: 'Сверить всё, что есть здесь и в Bitrix24',
        responses: { 200: answers(portalShape) },
      }),
      async (c) => {
        const done = await wantReconcile(db, c.var.actor.businessId, clock())
        return done ? c.json(await portalFor(system, c.var.actor), 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'get',
        path: '/api/bitrix24/log',
        summary: 'Где стороны разошлись: что было у нас, что в Bitrix24, чьё осталось',
        request: { query: cursorQuery },
        responses: { 200: answers(pageOf(logShape)) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const { cursor, limit } = c.req.valid('query')
        const before = cursor === undefined ? null : Number(cursor)
        const [portal, lines] = await Promise.all([
          portalOf(db, businessId),
          mirrorLog(db, { businessId, before, limit: limit + 1 }),
        ])
        const items = portal ? lines.slice(0, limit).map((line) => logJson(line, portal)) : []
        return c.json({ items, cursor: lines.length > limit ? String(items.at(-1)?.id) : null }, 200)
      },
    )
}
