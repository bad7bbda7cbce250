import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { minuteOf } from '../../db/sql.ts'
import type { WaitLine } from '../../db/waitlistview.ts'
import type { Catalog } from '../../domain/catalog.ts'
import { isoOf } from '../../domain/time.ts'
import type { WaitWish } from '../../domain/waitlist.ts'
import type { Env } from '../auth/actor.ts'
import { localDate } from '../routing.ts'

export const id = z.number().int().positive()

const minute = z.number().int().min(0).max(1440)

export const item = z
  .object({
    id: z.number(),
    version: z.number(),
    status: z.enum(['waiting', 'offered']),
    client: z.object({ id: z.number(), name: z.string().nullable(), phone: z.string().nullable() }),
    chatId: z.number().nullable(),
    location: z.number(),
    zone: z.string(),
    services: z.array(z.object({ id: z.number(), name: z.string() })),
    master: z.object({ id: z.number(), name: z.string() }).nullable(),
    days: z.object({ from: z.string(), to: z.string() }),
    /** Minutes of each day; null: whenever. */
    hours: z.object({ from: z.number(), to: z.number() }).nullable(),
    offered: z.object({ visit: z.number(), start: z.string(), until: z.string() }).nullable(),
    /** False: no chat reaches them, staff call. */
    reachable: z.boolean(),
    byHand: z.boolean(),
    createdAt: z.string(),
  })
  .openapi('Waiting')

export const wanted = z.object({
  client: id,
  location: id.optional(),
  services: z.array(id).min(1).max(10),
  master: id.nullable().default(null),
  from: localDate,
  to: localDate,
  hours: z.object({ from: minute, to: minute }).nullable().default(null),
})

export const wishOf = ({ fromDay, toDay, fromMinute, toMinute }: WaitLine): WaitWish => ({
  days: { from: fromDay, to: toDay },
  hours: fromMinute === null || toMinute === null ? null : { from: fromMinute, to: toMinute },
})

export function lineJson(catalog: Catalog, line: WaitLine, c: Context<Env>): z.infer<typeof item> {
  const zone = catalog.locations.find(({ id }) => id === line.locationId)?.timezone ?? catalog.timezone
  const { client, offered, masterId } = line
  const master = catalog.resources.find(({ id }) => id === masterId)
  return {
    id: line.id,
    version: line.version,
    status: line.status,
    // A master sees phones of nobody.
    client: c.var.reach === 'own' ? { ...client, phone: null } : client,
    chatId: line.chatId,
    location: line.locationId,
    zone,
    services: line.services.map((id) => ({
      id,
      name: catalog.services.find((service) => service.id === id)?.name ?? '',
    })),
    master: master ? { id: master.id, name: master.name } : null,
    ...wishOf(line),
    offered: offered && {
      visit: offered.visitId,
      start: isoOf(zone, minuteOf(offered.start)),
      until: isoOf(zone, minuteOf(offered.until)),
    },
    reachable: line.reachable,
    byHand: line.memberId !== null,
    createdAt: line.createdAt.toISOString(),
  }
}
