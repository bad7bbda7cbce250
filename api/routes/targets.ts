import { z } from '@hono/zod-openapi'
import { alarmsNow, watchedNumbers } from '../../db/alarms.ts'
import { settingsOf } from '../../db/businesssettings.ts'
import { refreshKpis } from '../../db/kpi/refresh.ts'
import { GOOD_WHEN_ABOVE, THRESHOLDS, thresholdsOf, UNITS, WATCHED } from '../../domain/kpi/thresholds.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, createRoutes, gone, guarded } from '../routing.ts'
import type { System } from '../system.ts'

const bound = z.number().nullable()
const target = z
  .object({
    kpi: z.enum(WATCHED),
    unit: z.enum(['share', 'seconds', 'count', 'days']),
    /** What holds now; null: no bound on that side. Shares 0–1. */
    below: bound,
    above: bound,
    /** As shipped, with where it comes from. */
    shipped: z.object({ below: bound, above: bound, seed: z.string() }),
    /** Above its upper bound it is good news, and no alarm. */
    goodAbove: z.boolean(),
    /** With fewer cases nobody is alarmed. */
    least: z.number(),
    /** The last seven days. */
    number: bound,
    cases: z.number(),
    /** It stands out of bounds since then. */
    alarmedAt: z.string().nullable(),
  })
  .openapi('Target')

/** The bounds of the numbers beside what they are now; they are set as settings of the assistant (`targets`). */
export function targets({ db, catalogs, clock }: System, guard: Guard) {
  return createRoutes().openapi(
    guarded(guard, 'numbers', {
      method: 'get',
      path: '/api/targets',
      summary: 'Границы цифр: какие стоят, какие были сначала, что сейчас',
      responses: { 200: answers(z.object({ items: z.array(target), version: z.number() })) },
    }),
    async (c) => {
      if (c.var.reach !== 'all') return gone(c)
      const { businessId } = c.var.actor
      const now = clock()
      await refreshKpis(db, { businessId, now, ifDue: true })
      const catalog = await catalogs.of(db, businessId)
      const [{ assistant, version }, numbers, standing] = await Promise.all([
        settingsOf(db, businessId),
        watchedNumbers(db, catalog, now),
        alarmsNow(db, businessId),
      ])
      const items = thresholdsOf(assistant.targets).map(({ kpi, below = null, above = null, least }) => {
        const shipped = THRESHOLDS.find((one) => one.kpi === kpi)!
        const alarm = standing.find((one) => one.kpi === kpi)
        return {
          kpi,
          unit: UNITS[kpi],
          below,
          above,
          shipped: { below: shipped.below ?? null, above: shipped.above ?? null, seed: shipped.seed },
          goodAbove: GOOD_WHEN_ABOVE.includes(kpi),
          least,
          ...numbers[kpi],
          alarmedAt: alarm?.raisedAt.toISOString() ?? null,
        }
      })
      return c.json({ items, version }, 200)
    },
  )
}
