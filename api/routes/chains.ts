import { z } from '@hono/zod-openapi'
import { type ChainState, chainStates, reachOfChain, switchChain } from '../../db/chains.ts'
import { CHAINS, type Chain, chainOf } from '../../domain/chains.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, gone, guarded, stale } from '../routing.ts'
import type { System } from '../system.ts'
import { byOf } from './editing.ts'

const nameParam = z.object({ name: z.enum(['feedback', 'return', 'trial', 'upsell']) })

const step = z.object({
  /** Key of its text among the assistant's. */
  text: z.string(),
  minutes: z.number().nullable(),
  /** Null: as many as the service says. */
  days: z.number().nullable(),
  /** Minutes from the branch's midnight; null where minutes are waited. */
  at: z.number().nullable(),
})

const chain = z
  .object({
    name: z.string(),
    trigger: z.enum(['visited', 'booked']),
    condition: z.enum(['any', 'trial', 'regular', 'goes_with']),
    marketing: z.boolean(),
    steps: z.array(step),
    stop: z.array(z.string()),
    active: z.boolean(),
    since: z.string().nullable(),
    perHour: z.number(),
    version: z.number().openapi({ description: '0: ещё не включали' }),
    planned: z.number(),
    sent: z.number(),
    answered: z.number(),
    booked: z.number(),
  })
  .openapi('Chain')

const reach = z
  .object({
    count: z.number(),
    /** The first of them, soonest first. */
    items: z.array(
      z.object({
        clientId: z.number(),
        name: z.string().nullable(),
        visitAt: z.string(),
        due: z.string(),
        zone: z.string(),
      }),
    ),
  })
  .openapi('ChainReach')

const MOST_SHOWN = 20

/** Chains of messages: how they are defined, whom they reach, what came of them. */
export function chainRoutes(system: System, guard: Guard) {
  const { db, clock } = system
  return createRoutes()
    .openapi(
      guarded(guard, 'catalog.read', {
        method: 'get',
        path: '/api/chains',
        summary: 'Цепочки сообщений, что включено и что вышло за 90 дней',
        responses: { 200: answers(z.object({ items: z.array(chain) })) },
      }),
      async (c) => c.json({ items: (await chainStates(db, c.var.actor.businessId, clock())).map(shown) }, 200),
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'get',
        path: '/api/chains/{name}/reach',
        summary: 'Кого коснётся, если написать и тем, кто уже был',
        request: { params: nameParam },
        responses: { 200: answers(reach) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const found = chainOf(c.req.valid('param').name)
        if (!found) return gone(c)
        const now = clock()
        const state = (await chainStates(db, businessId, now)).find(({ name }) => name === found.name)!
        const all = await reachOfChain(db, { businessId, chain: found, perHour: state.perHour, now })
        const items = all.slice(0, MOST_SHOWN).map(({ clientId, name, visitAt, due, zone }) => ({
          clientId,
          name,
          visitAt: visitAt.toISOString(),
          due: new Date(due * 60_000).toISOString(),
          zone,
        }))
        return c.json({ count: all.length, items }, 200)
      },
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'patch',
        path: '/api/chains/{name}',
        summary: 'Включить или выключить; reach: true пишет и тем, кто уже был',
        request: {
          params: nameParam,
          body: body(
            z
              .object({
                version: z.number().int().min(0),
                active: z.boolean().optional(),
                perHour: z.number().int().min(1).max(500).optional(),
                reach: z.boolean().optional(),
              })
              .strict(),
          ),
        },
        responses: { 200: answers(chain.extend({ reached: z.number() })) },
      }),
      async (c) => {
        const found = chainOf(c.req.valid('param').name)
        if (!found) return gone(c)
        const { version, ...change } = c.req.valid('json')
        const done = await db.transaction((tx) =>
          switchChain(tx, byOf(system, c.var.actor), { chain: found, version, change }),
        )
        const now = shown(done.state)
        return done.ok ? c.json({ ...now, reached: done.reached }, 200) : stale(c, now)
      },
    )
}

const shown = ({ since, ...state }: ChainState) => ({
  ...state,
  ...shapeOf(CHAINS.find(({ name }) => name === state.name)!),
  since: since?.toISOString() ?? null,
})

const shapeOf = ({ name, trigger, condition, marketing, steps, stop }: Chain) => ({
  name,
  trigger,
  condition,
  marketing,
  stop: [...stop],
  steps: steps.map(({ text, wait }) => ({
    text,
    minutes: 'minutes' in wait ? wait.minutes : null,
    days: 'days' in wait && wait.days !== 'cycle' ? wait.days : null,
    at: 'at' in wait ? wait.at : null,
  })),
})
