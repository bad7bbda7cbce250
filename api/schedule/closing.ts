import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Tx } from '../../db/sql.ts'
import { type Standing, standingIn } from '../../db/standing.ts'
import type { Catalog, Minute } from '../../domain/catalog.ts'
import type { Taken } from '../../domain/standing.ts'
import { addDays, dayOf, weekdayOf } from '../../domain/time.ts'
import type { Env } from '../auth/actor.ts'
import { refused } from '../routing.ts'
import { affectedItem, affectedJson, affectedMessage, type Decision, toMove, undecided } from './affected.ts'
import { shownTo } from './day.ts'

const MOST_DAYS = 366
export const TOO_LONG = `Промежуток: до ${MOST_DAYS} дней, конец позже начала.`

export const resourceIds = z.array(z.number().int().positive()).min(1).max(50)
export const minuteOfDay = z.number().int().min(0).max(1440)
export const reason = z.string().trim().max(200).nullish()
/** `check=1`: only shows what a change would come upon. */
export const checkQuery = z.object({ check: z.enum(['0', '1']).optional() })

/** What came of closing time. */
export const outcome = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    affected: z.array(affectedItem),
    /** Ids of visits that were decided to be moved, for the app to go through. */
    toMove: z.array(z.number()),
  })

type Ctx = Context<Env>

/** Whether a member may close the time of all of these. */
export function isTheirs(c: Ctx, { resources }: Catalog, ids: readonly number[]): boolean {
  const own = c.var.reach === 'own' ? (c.var.actor.member?.resourceId ?? 0) : null
  return ids.every((wanted) => resources.some(({ id }) => id === wanted) && (own === null || own === wanted))
}

/** The zone of the branch where a resource is. */
export function zoneOf({ resources, locations, timezone }: Catalog, resourceId: number): string {
  const resource = resources.find(({ id }) => id === resourceId)
  return locations.find(({ id }) => id === resource?.locationId)?.timezone ?? timezone
}

/** Who stands around the places; their resources are locked by the caller. */
export const affectedBy = (tx: Tx, businessId: number, places: readonly Taken[], now: Minute): Promise<Standing[]> =>
  standingIn(tx, {
    businessId,
    resourceIds: [...new Set(places.map(({ resourceId }) => resourceId))],
    from: Math.min(...places.map(({ from }) => from)),
    to: Math.max(...places.map(({ to }) => to)),
    now,
  })

/** The rest of the answer after a change, or the refusal that lists whom it comes upon (`open`: somebody is undecided). */
export function told(
  c: Ctx,
  catalog: Catalog,
  { affected, open }: { affected: readonly Standing[]; open: boolean },
  decided: readonly Decision[],
) {
  const sight = shownTo(c.var.actor.who, c.var.actor.member?.resourceId ?? null, c.var.reach)
  const list = affectedJson(catalog, sight, affected)
  return open
    ? refused(c, 'taken', affectedMessage(undecided(affected, decided).length), { affected: list })
    : { affected: list, toMove: toMove(affected, decided) }
}

/** The dates of a range that are meant; null when there are none or too many. */
export function datesOf(from: string, to: string, weekdays?: readonly number[]): string[] | null {
  const days = dayOf(to) - dayOf(from) + 1
  if (days < 1 || days > MOST_DAYS) return null
  const dates = Array.from({ length: days }, (_, day) => addDays(from, day))
  const meant = weekdays ? dates.filter((date) => weekdays.includes(weekdayOf(date))) : dates
  return meant.length > 0 ? meant : null
}
