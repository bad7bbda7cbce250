import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { wrongWith } from '../../bot/wording.ts'
import { applyWinner } from '../../db/deciding.ts'
import {
  addExperiment,
  type Experiment,
  experimentById,
  experimentsOf,
  type NewExperiment,
  removeExperiment,
  setStatus,
} from '../../db/experimenting.ts'
import { armsOf, NO_ARMS, PAST_DAYS, usualOf } from '../../db/outcomes.ts'
import type { Catalog } from '../../domain/catalog.ts'
import { isTargeted, notYet, windowDaysOf } from '../../domain/experiments.ts'
import { sizeFor } from '../../domain/verdict.ts'
import type { Guard } from '../auth/actor.ts'
import { once } from '../once.ts'
import { answers, body, createRoutes, gone, guarded, idParam, refused, stale } from '../routing.ts'
import type { System } from '../system.ts'
import { byOf, otherKey, versionField } from './editing.ts'
import { describePlaces, experiment, guess, places, toMake, viewOf } from './experiments-shapes.ts'

const PREPAYMENT = 'Предоплата появится вместе с оплатой онлайн: тогда опыт можно начать.'
const BUSY = 'Здесь уже идёт опыт. Сначала остановите его.'
const OVER = 'Этот опыт уже решён.'
const NOT_BEGUN = 'Этот опыт ещё не начат.'
const SAME = 'Варианты не отличаются.'
const NO_PLACE = 'Такого места для опыта нет.'

/** Fewer clients say nothing about what is usual. */
const LEAST_PAST = 30
/** Of an unknown share the half needs most clients. */
const UNKNOWN_SHARE = 0.5

/** Experiments: what is tried, how far it is, what came of it. */
export function experiments(system: System, guard: Guard) {
  const { db } = system
  type Asked = z.infer<typeof guess>

  const sized = async (businessId: number, asked: Asked) => {
    const { kind, target, outcome, effect } = asked
    const windowDays = windowDaysOf(kind, target)
    const usual = await usualOf(db, { businessId, kind, target, outcome, windowDays, now: system.clock() })
    const known = usual.all >= LEAST_PAST
    const baseline = known ? usual.came / usual.all : UNKNOWN_SHARE
    const size = sizeFor(baseline, effect)
    const perWeek = (usual.all * 7) / PAST_DAYS
    const weeks = perWeek > 0 ? Math.ceil((2 * size) / perWeek + windowDays / 7) : null
    return { windowDays, baseline, baselineOf: known ? usual.all : 0, size, weeks }
  }

  const shown = async (one: Experiment, businessId: number) => {
    const arms = await armsOf(db, { businessId, id: one.id, now: system.clock() })
    return viewOf(one, arms.get(one.id) ?? NO_ARMS)
  }

  /** Why the variants can't be tried, as a refusal; null: they can. */
  const misfit = (c: Context, catalog: Catalog, made: z.infer<typeof toMake>) => {
    const { kind, target } = made
    if (isTargeted(kind) !== (target !== null) || !describePlaces(system.texts, catalog).knows(kind, target))
      return refused(c, 'bad_request', NO_PLACE)
    const { a, b } = made.variants
    if (JSON.stringify(a) === JSON.stringify(b)) return refused(c, 'bad_request', SAME)
    if (made.kind === 'questions') {
      const known = new Set(catalog.questions.map(({ id }) => id))
      const asked = [...made.variants.a.ask, ...made.variants.b.ask]
      return asked.every((id) => known.has(id)) ? null : refused(c, 'bad_request', NO_PLACE)
    }
    if (made.kind !== 'text') return null
    for (const variant of [made.variants.a, made.variants.b])
      for (const language of ['ru', 'en'] as const) {
        const entry = system.texts.entries(language).find(({ key }) => key === target)
        const text = variant[language]
        const wrong = entry && text !== null ? wrongWith(entry, text) : null
        if (wrong) return refused(c, 'bad_request', 'Так этот текст сказать нельзя.', { ...wrong, language })
      }
    return null
  }

  return createRoutes()
    .openapi(
      guarded(guard, 'experiments', {
        method: 'get',
        path: '/api/experiments',
        summary: 'Опыты: идущий, затем новые',
        responses: { 200: answers(z.object({ items: z.array(experiment) })) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const [all, arms] = await Promise.all([
          experimentsOf(db, businessId),
          armsOf(db, { businessId, now: system.clock() }),
        ])
        return c.json({ items: all.map((one) => viewOf(one, arms.get(one.id) ?? NO_ARMS)) }, 200)
      },
    )
    .openapi(
      guarded(guard, 'experiments', {
        method: 'get',
        path: '/api/experiments/places',
        summary: 'Где можно пробовать: тексты, приветствия рекламы, акции, цепочки, вопросы, кто отвечает первым',
        responses: { 200: answers(places) },
      }),
      async (c) => {
        const catalog = await system.catalogs.of(db, c.var.actor.businessId)
        return c.json(describePlaces(system.texts, catalog).shown, 200)
      },
    )
    .openapi(
      guarded(guard, 'experiments', {
        method: 'post',
        path: '/api/experiments/size',
        summary: 'Сколько клиентов нужно каждому варианту, по своим прошлым данным',
        request: { body: body(guess) },
        responses: {
          200: answers(
            z.object({
              windowDays: z.number(),
              baseline: z.number(),
              baselineOf: z.number().openapi({ description: '0: своих данных мало, взята половина' }),
              size: z.number(),
              weeks: z.number().nullable(),
            }),
          ),
        },
      }),
      async (c) => c.json(await sized(c.var.actor.businessId, c.req.valid('json')), 200),
    )
    .openapi(
      guarded(guard, 'experiments', {
        method: 'post',
        path: '/api/experiments',
        summary: 'Записать опыт; размер назначается сразу и больше не меняется',
        request: { body: body(toMake) },
        responses: { 201: answers(experiment) },
      }),
      async (c) => {
        const made = c.req.valid('json')
        const { businessId } = c.var.actor
        const by = byOf(system, c.var.actor)
        const wrong = misfit(c, await system.catalogs.of(db, businessId), made)
        if (wrong) return wrong
        const { weeks: _, ...size } = await sized(businessId, made)
        const row = { ...made, ...size } as NewExperiment
        const done = await once(c, db, by.now, made, async (tx) => viewOf(await addExperiment(tx, by, row), NO_ARMS))
        return done === 'other' ? otherKey(c) : c.json(done, 201)
      },
    )
    .openapi(
      guarded(guard, 'experiments', {
        method: 'get',
        path: '/api/experiments/{id}',
        summary: 'Опыт: сколько набрано и вывод',
        request: { params: idParam },
        responses: { 200: answers(experiment) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const one = await experimentById(db, businessId, c.req.valid('param').id)
        return one ? c.json(await shown(one, businessId), 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'experiments', {
        method: 'delete',
        path: '/api/experiments/{id}',
        summary: 'Убрать то, что не начато',
        request: { params: idParam },
        responses: { 204: { description: 'Готово' } },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const removed = await db.transaction((tx) => removeExperiment(tx, byOf(system, c.var.actor), id))
        return removed ? c.body(null, 204) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'experiments', {
        method: 'post',
        path: '/api/experiments/{id}/status',
        summary: 'Начать, остановить, продолжить; decided с победителем делает его правилом',
        request: {
          params: idParam,
          body: body(
            z.discriminatedUnion('status', [
              z.object({ status: z.enum(['running', 'stopped']), version: versionField }),
              z.object({ status: z.literal('decided'), winner: z.enum(['a', 'b']), version: versionField }),
            ]),
          ),
        },
        responses: { 200: answers(experiment) },
      }),
      async (c) => {
        const change = c.req.valid('json')
        const by = byOf(system, c.var.actor)
        const { id } = c.req.valid('param')
        const done = await db.transaction(async (tx) => {
          const before = await experimentById(tx, by.businessId, id, 'for no key update')
          if (!before) return 'gone'
          if (before.version !== change.version) return { now: before }
          if (before.status === 'decided') return 'over'
          if (before.status === 'draft' && change.status !== 'running') return 'draft'
          if (before.status === change.status) return before
          if (change.status === 'running' && notYet(before.kind)) return 'payments'
          const after = await setStatus(tx, by, before, change)
          if (after !== 'taken' && after.status === 'decided') await applyWinner(tx, by, after)
          return after
        })
        if (done === 'gone') return gone(c)
        if (done === 'over') return refused(c, 'closed', OVER)
        if (done === 'draft') return refused(c, 'closed', NOT_BEGUN)
        if (done === 'payments') return refused(c, 'closed', PREPAYMENT)
        if (done === 'taken') return refused(c, 'taken', BUSY)
        if ('now' in done) return stale(c, await shown(done.now, by.businessId))
        return c.json(await shown(done, by.businessId), 200)
      },
    )
}
