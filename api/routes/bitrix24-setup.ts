import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { type Portal, portalOf, saveMirrorSettings } from '../../db/crm/portals.ts'
import { previewMirror } from '../../db/crm/preview.ts'
import { json } from '../../db/sql.ts'
import type { MirrorSettings } from '../../domain/crm/settings.ts'
import { askPortal } from '../../jobs/bitrix24/asked.ts'
import type { Bitrix, Refusal } from '../../jobs/bitrix24/client.ts'
import { linkOf } from '../../jobs/bitrix24/push.ts'
import { type Prepared, prepare } from '../../jobs/bitrix24/setup.ts'
import { surveyPortal } from '../../jobs/bitrix24/survey.ts'
import type { Env, Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, gone, guarded, refused, stale } from '../routing.ts'
import type { System } from '../system.ts'
import { logPortal, portalFor } from './bitrix24.ts'
import { previewJson, previewShape, stepShape } from './bitrix24-preview.ts'
import { mirrorSettings, portalShape, surveyShape } from './bitrix24-shapes.ts'
import { BUSY, TROUBLES } from './bitrix24-words.ts'
import { versionField } from './editing.ts'

/** What is chosen before anything is made: `pipeline` null is one of our own. */
const wanted = z.object({
  dealPer: z.enum(['lead', 'appointment']).optional(),
  pipeline: z.number().int().min(0).nullish(),
})

/** What is mirrored how: a look around in the portal, the dry run, the start, and every later change. */
export function bitrix24Setup(system: System, guard: Guard) {
  const { db, mirror, clock, loop } = system
  const connected = async (businessId: number): Promise<Portal | null> => {
    const portal = await portalOf(db, businessId)
    return portal?.webhook ? portal : null
  }
  /** Asks the portal; a refusal is answered in words. */
  const ask = async <T extends { ok: true }>(
    c: Context<Env>,
    portal: Portal,
    work: (bitrix: Bitrix) => Promise<T | Refusal>,
  ): Promise<T | Response> => {
    const answer = await askPortal(mirror, portal, work)
    if (answer === null) return refused(c, 'closed', BUSY, { reason: 'talking' })
    return answer.ok ? answer : refused(c, 'closed', TROUBLES[answer.trouble], { reason: answer.trouble })
  }
  const prepared = (
    c: Context<Env>,
    portal: Portal,
    { dealPer, pipeline }: z.infer<typeof wanted>,
    dryRun: boolean,
  ): Promise<Prepared | Response> =>
    ask(c, portal, async (bitrix) => {
      const answer = await prepare(bitrix, portal.settings, { dryRun, pipeline: pipeline ?? undefined })
      return answer.ok && dealPer ? { ...answer, settings: { ...answer.settings, dealPer } } : answer
    })

  return createRoutes()
    .openapi(
      guarded(guard, 'channels', {
        method: 'get',
        path: '/api/bitrix24/survey',
        summary: 'Что есть в Bitrix24: воронки, источники, поля, сотрудники, ресурсы',
        responses: { 200: answers(surveyShape) },
      }),
      async (c) => {
        const portal = await connected(c.var.actor.businessId)
        if (!portal) return gone(c)
        const found = await ask(c, portal, surveyPortal)
        return found instanceof Response ? (found as never) : c.json(found.survey, 200)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/bitrix24/preview',
        summary: 'Что будет создано и записано; ничего не записывается',
        request: { body: body(wanted.strict()) },
        responses: { 200: answers(previewShape) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const portal = await connected(businessId)
        if (!portal) return gone(c)
        const dry = await prepared(c, portal, c.req.valid('json'), true)
        if (dry instanceof Response) return dry as never
        const preview = await previewMirror(db, { businessId, settings: dry.settings, now: clock() })
        return c.json(
          previewJson(preview, dry, (facts) => linkOf(mirror, facts)),
          200,
        )
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/bitrix24/start',
        summary: 'Создать недостающее в Bitrix24 и начать обмен',
        request: { body: body(wanted.extend({ version: versionField }).strict()) },
        responses: { 200: answers(z.object({ portal: portalShape, steps: z.array(stepShape) })) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const { version, ...choice } = c.req.valid('json')
        const portal = await connected(businessId)
        if (!portal) return gone(c)
        if (portal.version !== version) return stale(c, await portalFor(system, c.var.actor))
        const done = await prepared(c, portal, choice, false)
        if (done instanceof Response) return done as never
        const saved = await db.transaction(async (tx) => {
          const row = await saveMirrorSettings(tx, { businessId, version, settings: done.settings, now: clock() })
          if (row) await logPortal(tx, system, c.var.actor, { action: 'started', after: { host: portal.host } })
          return row !== null
        })
        loop.expect(clock())
        const now = await portalFor(system, c.var.actor)
        return saved ? c.json({ portal: now, steps: done.steps }, 200) : stale(c, now)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'patch',
        path: '/api/bitrix24/settings',
        summary: 'Что и куда записывать: воронка, этапы, источники, поля, ответственные, занятость',
        request: { body: body(mirrorSettings.partial().extend({ version: versionField }).strict()) },
        responses: { 200: answers(portalShape) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const { version, ...given } = c.req.valid('json')
        const portal = await connected(businessId)
        if (!portal?.settings) return gone(c)
        const settings = { ...portal.settings, ...given } as MirrorSettings
        if (!ofPipeline(settings))
          return refused(c, 'bad_request', 'Этапы не из этой воронки. Выберите этапы заново.', {
            fields: { stages: [] },
          })
        const saved = await db.transaction(async (tx) => {
          const row = await saveMirrorSettings(tx, { businessId, version, settings, now: clock() })
          const line = row && differing(portal.settings!, given as Partial<MirrorSettings>)
          if (line) await logPortal(tx, system, c.var.actor, { action: 'changed', ...line })
          return row !== null
        })
        const now = await portalFor(system, c.var.actor)
        return saved ? c.json(now, 200) : stale(c, now)
      },
    )
}

/** A stage's id names its pipeline; those of the first one bear no name. */
const ofPipeline = ({ pipeline, stages }: MirrorSettings): boolean =>
  Object.values(stages).every((id) => (pipeline === 0 ? !/^C\d+:/.test(id) : id.startsWith(`C${pipeline}:`)))

function differing(before: MirrorSettings, given: Partial<MirrorSettings>) {
  const keys = (Object.keys(given) as (keyof MirrorSettings)[]).filter((key) => json(before[key]) !== json(given[key]))
  const pick = (from: Partial<MirrorSettings>) => Object.fromEntries(keys.map((key) => [key, from[key]]))
  return keys.length > 0 ? { before: pick(before), after: pick(given) } : null
}
