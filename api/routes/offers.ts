import { z } from '@hono/zod-openapi'
import { settingsOf } from '../../db/businesssettings.ts'
import { logChange } from '../../db/changes.ts'
import { bookableClient } from '../../db/clients.ts'
import { giveOffer, type Offer, revokeOffer, stateOf } from '../../db/offers.ts'
import { minuteOf } from '../../db/sql.ts'
import { addDays, instantOf, localOf } from '../../domain/time.ts'
import type { Guard } from '../auth/actor.ts'
import { once } from '../once.ts'
import { answers, body, createRoutes, guarded, idParam, refused } from '../routing.ts'
import type { System } from '../system.ts'
import { offerShape } from './clients-shapes.ts'

const given = z.object({
  /** Of the price; or else `amount`, so many kopecks of it. */
  percent: z.number().int().min(1).max(100).optional(),
  amount: z.number().int().min(1).max(1e12).optional(),
  /** How many days it may be booked by, today's rest besides. */
  days: z.number().int().min(1).max(365),
  reason: z.string().trim().min(1).max(200),
})

const NO_CLIENT = 'Этого больше нет или вам это не видно.'

/** Discounts of one client: staff give them and take them back. */
export function clientOffers(system: System, guard: Guard) {
  const { db, clock } = system
  const shown = (offer: Offer, now: Date) => ({
    id: offer.id,
    code: offer.code,
    percent: offer.percent,
    amount: offer.amount,
    source: offer.source,
    reason: offer.reason,
    expiresAt: offer.expiresAt.toISOString(),
    state: stateOf(offer, now),
    visitId: offer.redeemedBy,
  })
  return createRoutes()
    .openapi(
      guarded(guard, 'money.write', {
        method: 'post',
        path: '/api/clients/{id}/offers',
        summary: 'Дать клиенту скидку на следующую запись',
        request: { params: idParam, body: body(given) },
        responses: { 201: answers(offerShape) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { percent, amount, days, reason } = c.req.valid('json')
        const measure =
          percent !== undefined && amount === undefined
            ? { percent }
            : amount !== undefined && percent === undefined
              ? { amount }
              : null
        if (!measure)
          return refused(c, 'bad_request', 'Укажите процент или сумму.', { fields: { percent: ['Процент или сумма'] } })
        const { businessId, member } = c.var.actor
        const now = clock()
        const made = await once(c, db, now, { id, ...c.req.valid('json') }, async (tx) => {
          const clientId = await bookableClient(tx, businessId, id)
          if (clientId === null) return null
          const { timezone } = await settingsOf(tx, businessId)
          const { date } = localOf(timezone, minuteOf(now))
          const expiresAt = new Date(instantOf(timezone, addDays(date, days + 1), 0) * 60_000)
          const memberId = member?.id ?? null
          const offer = await giveOffer(tx, {
            ...{ businessId, clientId, source: 'staff', reason, expiresAt, memberId, now },
            ...measure,
          })
          const after = { code: offer.code, ...measure, reason, expiresAt }
          const line = { object: 'client', objectId: clientId, action: 'offer_given', after }
          await logChange(tx, { businessId, at: now, memberId, ...line })
          return shown(offer, now)
        })
        if (made === 'other') return refused(c, 'changed', 'Под этим ключом пришёл другой запрос.')
        return made ? c.json(made, 201) : refused(c, 'not_found', NO_CLIENT)
      },
    )
    .openapi(
      guarded(guard, 'money.write', {
        method: 'patch',
        path: '/api/clients/{id}/offers/{offer}',
        summary: 'Забрать скидку или вернуть её',
        request: {
          params: z.object({ id: idParam.shape.id, offer: z.coerce.number().int().positive() }),
          body: body(z.object({ revoked: z.boolean() })),
        },
        responses: { 200: answers(offerShape) },
      }),
      async (c) => {
        const { id, offer } = c.req.valid('param')
        const { revoked } = c.req.valid('json')
        const { businessId, member } = c.var.actor
        const now = clock()
        const done = await db.transaction(async (tx) => {
          const taken = await revokeOffer(tx, { businessId, clientId: id, id: offer, revoked, now })
          if (!taken) return null
          const action = revoked ? 'offer_taken' : 'offer_returned'
          const line = { object: 'client', objectId: id, action, after: { code: taken.code } }
          await logChange(tx, { businessId, at: now, memberId: member?.id ?? null, ...line })
          return shown(taken, now)
        })
        return done ? c.json(done, 200) : refused(c, 'not_found', 'Этой скидки нет, или её уже использовали.')
      },
    )
}
