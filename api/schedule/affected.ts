import { z } from '@hono/zod-openapi'
import type { Standing } from '../../db/standing.ts'
import type { Catalog } from '../../domain/catalog.ts'
import { iso, labelOf, type Sight } from './day.ts'

/** What staff say about each visit that a change comes upon. */
export const decisions = z
  .array(
    z.object({
      kind: z.enum(['visit', 'class']),
      id: z.number().int().positive(),
      /** As it was shown: one that changed since is to be decided about anew. */
      version: z.number().int(),
      /** `move`: it stays for now and stands on the list of those to be moved. */
      action: z.enum(['keep', 'move']),
    }),
  )
  .max(1000)
  .default([])

export type Decision = z.infer<typeof decisions>[number]

export const affectedItem = z
  .object({
    kind: z.enum(['visit', 'class']),
    id: z.number(),
    version: z.number(),
    start: z.string(),
    end: z.string(),
    client: z.object({ id: z.number(), name: z.string().nullable(), phone: z.string().nullable() }).nullable(),
    services: z.array(z.string()),
    resources: z.array(z.number()),
    /** False for a hold, a class and somebody who is here already. */
    movable: z.boolean(),
  })
  .openapi('Affected')

const affectedList = z.array(affectedItem)

/** Who is affected, as the API tells it. */
export const affectedJson = (
  { services }: Catalog,
  sight: Sight,
  affected: readonly Standing[],
): z.infer<typeof affectedList> =>
  affected.map(({ kind, id, version, status, start, end, client, serviceIds, spans }) => ({
    kind,
    id,
    version,
    start: iso(start),
    end: iso(end),
    client: client && { id: client.id, ...labelOf(client, sight) },
    services: serviceIds.map((wanted) => services.find((known) => known.id === wanted)?.name ?? ''),
    resources: [...new Set(spans.map(({ resourceId }) => resourceId))],
    movable: status === 'booked' || status === 'confirmed',
  }))

/** Those about whom nothing was decided, or not in this version. */
export const undecided = (affected: readonly Standing[], decided: readonly Decision[]): Standing[] =>
  affected.filter(
    ({ kind, id, version }) => !decided.some((one) => one.kind === kind && one.id === id && one.version === version),
  )

/** Ids of the visits that staff want to move next. */
export const toMove = (affected: readonly Standing[], decided: readonly Decision[]): number[] =>
  affected
    .filter(({ kind, id }) => decided.some((one) => one.kind === kind && one.id === id && one.action === 'move'))
    .map(({ id }) => id)

/** «Заденет 3 записи. Решите по каждой.» */
export function affectedMessage(count: number): string {
  const word = { one: 'запись', few: 'записи' }[new Intl.PluralRules('ru').select(count) as 'one' | 'few'] ?? 'записей'
  return `Заденет ${count} ${word}. Решите по каждой.`
}
