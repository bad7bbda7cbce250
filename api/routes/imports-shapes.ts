import { z } from '@hono/zod-openapi'
import { FIELDS } from '../../domain/imports/columns.ts'

const column = z.number().int().min(0).max(99).nullable()
const words = <T extends z.ZodType>(value: T) => z.record(z.string().max(250), value)
const choice = z.union([z.number().int().positive(), z.literal('new'), z.literal('skip')])

/** How a table is to be read; what is left out is guessed. */
export const plan = z.object({
  sheet: z.number().int().min(0).max(100).default(0),
  head: z.number().int().min(-1).max(1000).optional(),
  columns: z
    .object(
      Object.fromEntries(FIELDS.map((field) => [field, column])) as Record<(typeof FIELDS)[number], typeof column>,
    )
    .optional(),
  order: z.enum(['dmy', 'mdy']).optional(),
  paidByPrice: z.boolean().optional(),
  services: words(choice).default({}),
  masters: words(choice).default({}),
  statuses: words(z.enum(['came', 'no_show', 'cancelled', 'unknown', 'skip'])).default({}),
})
export type GivenPlan = z.infer<typeof plan>

export const counts = z
  .object({
    visits: z.number(),
    came: z.number(),
    noShow: z.number(),
    cancelled: z.number(),
    revenue: z.number(),
    known: z.number(),
    newClients: z.number(),
    knownClients: z.number(),
    nameless: z.number(),
    newServices: z.number(),
    newMasters: z.number(),
    from: z.string().nullable(),
    to: z.string().nullable(),
  })
  .openapi('ImportCounts')

const named = z.object({ id: z.number(), name: z.string(), active: z.boolean() })
const found = z.object({ key: z.string(), name: z.string(), count: z.number(), choice })
const told = z.object({
  kind: z.string(),
  count: z.number(),
  lines: z.array(z.object({ line: z.number(), message: z.string() })),
})

/** What a table is understood as, and what taking it in would do. */
export const look = z
  .object({
    sheets: z.array(z.string()),
    plan: plan.required(),
    columns: z.array(z.object({ column: z.number(), head: z.string(), samples: z.array(z.string()) })),
    /** Lines under the heads: each is a visit, goes on with one, is no visit, or has a fault. */
    lines: z.object({
      all: z.number(),
      visits: z.number(),
      more: z.number(),
      blank: z.number(),
      total: z.number(),
      heading: z.number(),
      faults: z.number(),
    }),
    counts,
    repeatedPhones: z.number(),
    preview: z.array(
      z.object({
        line: z.number(),
        startsAt: z.string(),
        client: z.string().nullable(),
        phone: z.string().nullable(),
        services: z.array(z.string()),
        masters: z.array(z.string()),
        price: z.number(),
        paid: z.number(),
        status: z.string(),
        source: z.string().nullable(),
      }),
    ),
    faults: z.array(told),
    doubts: z.array(told),
    services: z.array(found),
    masters: z.array(found),
    statuses: z.array(
      z.object({ key: z.string(), word: z.string(), count: z.number(), result: z.string().nullable() }),
    ),
    catalog: z.object({
      services: z.array(named),
      masters: z.array(named),
      locations: z.array(z.object({ id: z.number(), name: z.string() })),
    }),
    locationId: z.number(),
    zone: z.string(),
    /** Names and phones of people are in it: who takes it in vouches for their consent. */
    personal: z.boolean(),
    /** It is read as the last table with the same heads was. */
    asBefore: z.boolean(),
  })
  .openapi('ImportLook')

export const taken = z
  .object({
    id: z.number(),
    file: z.string(),
    at: z.string(),
    member: z.string().nullable(),
    counts,
    undoneAt: z.string().nullable(),
  })
  .openapi('Import')

/** A file with what is said of it. */
export const form = z.object({
  file: z.instanceof(File).openapi({ type: 'string', format: 'binary' }),
  plan: z.string().max(300_000).optional(),
  location: z.coerce.number().int().positive().optional(),
})
