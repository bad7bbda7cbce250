import { z } from '@hono/zod-openapi'
import type { LedgerVerb } from '../../domain/ledger.ts'
import type { Guard } from '../auth/actor.ts'
import { byOf } from '../desk/answers.ts'
import { ledgerJson, ledgerShape, touchNotice } from '../desk/ledger.ts'
import { sayReason } from '../desk/reasons.ts'
import { answers, createRoutes, gone, guarded, idParam, refused } from '../routing.ts'
import type { System } from '../system.ts'

const answer = z.object({ notice: ledgerShape })

/** The ledger of what clients are told: staff send a row at once, leave it unsent, or plan it again. */
export function notices(system: System, guard: Guard) {
  const post = <const V extends LedgerVerb>(verb: V, summary: string) =>
    guarded(guard, 'visits.mark', {
      method: 'post',
      path: `/api/notices/{id}/${verb}`,
      summary,
      request: { params: idParam },
      responses: { 200: answers(answer) },
    })

  const touch = async (c: Parameters<typeof byOf>[0], id: number, verb: LedgerVerb) => {
    const language = c.var.actor.member?.language ?? 'ru'
    const touched = await touchNotice(system, byOf(c), id, verb)
    if (touched.ok) return c.json({ notice: ledgerJson(touched.line, language) }, 200)
    if (touched.why === 'gone') return gone(c)
    const now = ledgerJson(touched.line, language)
    if (touched.why === 'over') return refused(c, 'changed', 'Это сообщение уже ушло или не нужно.', { now })
    const reason = sayReason(language, touched.reason)
    return refused(c, 'closed', language === 'ru' ? `Не отправили: ${reason}.` : `Not sent: ${reason}.`, { now })
  }

  return createRoutes()
    .openapi(post('now', 'Отправить сейчас; то, что уже неправда, не уйдёт'), (c) =>
      touch(c, c.req.valid('param').id, 'now'),
    )
    .openapi(post('never', 'Не отправлять'), (c) => touch(c, c.req.valid('param').id, 'never'))
    .openapi(post('back', 'Всё-таки отправить в своё время'), (c) => touch(c, c.req.valid('param').id, 'back'))
}
