import { z } from '@hono/zod-openapi'
import { PAYMENT_METHODS } from '../../db/payments.ts'
import { reachOf } from '../../domain/roles.ts'
import type { Guard } from '../auth/actor.ts'
import { byOf, cardFor, noticeJson, refuseChange } from '../desk/answers.ts'
import { visitCardShape } from '../desk/card.ts'
import type { Done, Refused } from '../desk/desk.ts'
import { hurryVisit, markArrived, markNoShow, payVisit, refundVisit, unmarkVisit } from '../desk/marks.ts'
import { cancelVisit, restoreVisit } from '../desk/places.ts'
import { undoVisit } from '../desk/undo.ts'
import { answers, body, createRoutes, gone, guarded, idParam, refused } from '../routing.ts'
import type { System } from '../system.ts'

const version = z.number().int()
const reason = z.string().trim().min(1).max(300)
const kopecks = z.number().int().min(0).max(1e12)
const method = z.enum(PAYMENT_METHODS)
const seenBody = z.object({ version })

/** What marks answer: the visit as it is now, the line by which the mark is taken back, and what the client will be told. */
const marked = z
  .object({
    visit: visitCardShape,
    changeId: z.number().nullable(),
    notice: z.object({ id: z.number(), kind: z.string(), dueAt: z.string() }).nullable(),
  })
  .openapi('MarkedVisit')

const paymentBody = z.object({
  version,
  amount: kopecks,
  method: method.default('card'),
  /** The price in the end, where it was «from». */
  price: kopecks.optional(),
  discount: z.union([z.object({ amount: kopecks }), z.object({ percent: z.number().min(0).max(100) })]).optional(),
  /** Of the discount, or of «free of charge». */
  reason: reason.nullish(),
  free: z.boolean().default(false),
})

/** The result of visits: who came, who did not, what was paid, what was cancelled, and the way back from each. */
export function visitMarks(system: System, guard: Guard) {
  const post = <const P extends string, T extends z.ZodType>(
    right: 'visits.mark' | 'visits.write' | 'money.write',
    path: P,
    summary: string,
    schema: T,
  ) =>
    guarded(guard, right, {
      method: 'post',
      path: `/api/appointments/{id}/${path}`,
      summary,
      request: { params: idParam, body: body(schema) },
      responses: { 200: answers(marked) },
    })

  type Asked = Parameters<typeof byOf>[0]
  const answer = async (c: Asked, id: number, result: Done | Refused) => {
    if (!result.ok) return refuseChange(system, c, result, { id })
    const visit = (await cardFor(system, c, id))!
    return c.json({ visit, changeId: result.changeId, notice: noticeJson(result) }, 200)
  }

  return createRoutes()
    .openapi(post('visits.mark', 'arrived', 'Клиент на месте', seenBody), async (c) => {
      const { id } = c.req.valid('param')
      return answer(c, id, await markArrived(system, byOf(c), { id, ...c.req.valid('json') }))
    })
    .openapi(
      post('visits.mark', 'no-show', 'Не пришли', seenBody.extend({ notify: z.boolean().default(true) })),
      async (c) => {
        const { id } = c.req.valid('param')
        const { notify, ...seen } = c.req.valid('json')
        return answer(c, id, await markNoShow(system, byOf(c), { id, ...seen }, notify))
      },
    )
    .openapi(post('visits.mark', 'unmark', 'Снять последнюю отметку или оплату', seenBody), async (c) => {
      const { id } = c.req.valid('param')
      const money = reachOf(c.var.actor.who, 'money.write') !== 'none'
      return answer(c, id, await unmarkVisit(system, byOf(c), { id, ...c.req.valid('json') }, money))
    })
    .openapi(
      post(
        'visits.write',
        'cancel',
        'Отменить запись',
        seenBody.extend({
          by: z.enum(['client', 'business']),
          reason: reason.nullish(),
          notify: z.boolean().default(true),
        }),
      ),
      async (c) => {
        const { id } = c.req.valid('param')
        const { version, by, reason = null, notify: tell } = c.req.valid('json')
        const how = { by: by === 'client' ? ('client' as const) : ('member' as const), reason, tell }
        return answer(c, id, await cancelVisit(system, byOf(c), { id, version }, how))
      },
    )
    .openapi(
      post(
        'visits.write',
        'restore',
        'Вернуть отменённую запись',
        seenBody.extend({ notify: z.boolean().default(true) }),
      ),
      async (c) => {
        const { id } = c.req.valid('param')
        const { version, notify: tell } = c.req.valid('json')
        const how = { status: 'booked' as const, overlapReason: null, tell }
        return answer(c, id, await restoreVisit(system, byOf(c), { id, version }, how))
      },
    )
    .openapi(post('money.write', 'payment', 'Принять оплату', paymentBody), async (c) => {
      const { id } = c.req.valid('param')
      const { version, reason = null, ...paying } = c.req.valid('json')
      return answer(c, id, await payVisit(system, byOf(c), { id, version }, { ...paying, reason }))
    })
    .openapi(
      post('money.write', 'refund', 'Вернуть деньги', z.object({ version, amount: kopecks.min(1), method, reason })),
      async (c) => {
        const { id } = c.req.valid('param')
        const { version, ...refund } = c.req.valid('json')
        return answer(c, id, await refundVisit(system, byOf(c), { id, version }, refund))
      },
    )
    .openapi(
      post(
        'visits.mark',
        'undo',
        'Отменить изменение из истории',
        seenBody.extend({ change: z.number().int().positive() }),
      ),
      async (c) => {
        const { id } = c.req.valid('param')
        const { version, change } = c.req.valid('json')
        const { who } = c.var.actor
        const may = { write: reachOf(who, 'visits.write') !== 'none', money: reachOf(who, 'money.write') !== 'none' }
        return answer(c, id, await undoVisit(system, byOf(c), { id, version, undoes: change }, may))
      },
    )
    .openapi(told('notify-now', 'Сообщить клиенту сейчас', guard), async (c) =>
      hurry(c, c.req.valid('param').id, false),
    )
    .openapi(told('notify-never', 'Не сообщать клиенту', guard), async (c) => hurry(c, c.req.valid('param').id, true))

  async function hurry(c: Asked, id: number, never: boolean) {
    const card = await cardFor(system, c, id)
    if (!card) return gone(c)
    if (!(await hurryVisit(system, byOf(c), id, never))) return refused(c, 'changed', 'Это уже ушло.', { now: card })
    return c.json({ visit: (await cardFor(system, c, id))!, changeId: null, notice: null }, 200)
  }
}

const told = <const P extends string>(path: P, summary: string, guard: Guard) =>
  guarded(guard, 'visits.mark', {
    method: 'post',
    path: `/api/appointments/{id}/${path}`,
    summary,
    request: { params: idParam },
    responses: { 200: answers(marked) },
  })
