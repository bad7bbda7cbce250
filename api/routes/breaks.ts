import { z } from '@hono/zod-openapi'

/** What a change of the settings would touch. */
export const touched = z
  .object({
    count: z.number(),
    visits: z.array(
      z.object({
        id: z.number(),
        startsAt: z.string(),
        client: z.string().nullable(),
        services: z.string(),
        master: z.string(),
      }),
    ),
    /** Names of services that nobody else does. */
    alone: z.array(z.string()),
  })
  .openapi('Breaks')
