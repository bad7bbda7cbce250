import { z } from '@hono/zod-openapi'
import { DIGEST_HOURS } from '../../domain/kpi/digest.ts'
import { ROLES } from '../../domain/roles.ts'

export const me = z
  .object({
    member: z.object({
      id: z.number(),
      name: z.string(),
      role: z.enum(ROLES),
      resourceId: z.number().nullable(),
      onDuty: z.boolean(),
      language: z.enum(['ru', 'en']),
      preferences: z.record(z.string(), z.unknown()),
      version: z.number(),
    }),
    /** How far each right reaches for this member. */
    rights: z.record(z.string(), z.enum(['all', 'own', 'none'])),
    business: z.object({ id: z.number(), name: z.string(), timezone: z.string(), currency: z.string() }),
    locations: z.array(z.object({ id: z.number(), name: z.string(), timezone: z.string() })),
    businesses: z.array(z.object({ id: z.number(), name: z.string() })),
    now: z.string(),
  })
  .openapi('Me')

const wanted = z.enum(['all', 'none'])

/** What the app remembers for a member; of what it means to the bot only these values are taken. */
export const preferences = z.record(z.string().max(40), z.unknown()).refine(
  (given) =>
    z
      .looseObject({
        /** The hour of the digest by the business's clock, and which of them. */
        digest: z.union([z.number().int().min(DIGEST_HOURS.from).max(DIGEST_HOURS.to), wanted]).optional(),
        digestDay: wanted.optional(),
        digestWeek: wanted.optional(),
        digestMonth: wanted.optional(),
        /** Whether the bot tells of numbers out of bounds. */
        alerts: wanted.optional(),
        visitNews: wanted.optional(),
      })
      .safeParse(given).success,
)

export const signedIn = me.extend({ token: z.string(), expiresAt: z.string() }).openapi('SignedIn')

export const signInBody = z.object({
  /** Of a one-time link. */
  code: z.string().max(100).optional(),
  /** Of an invitation to accept. */
  invite: z.string().max(100).optional(),
  /** The bot that the app was opened from, as its key in the address. */
  channel: z.string().max(100).optional(),
})
