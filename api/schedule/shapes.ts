import { z } from '@hono/zod-openapi'

const span = z.object({ from: z.string(), to: z.string() })
const ofResource = span.extend({ resource: z.number() })

/** How a visit looks: a sign and a colour stand for each. */
const VISIT_STATES = ['held', 'planned', 'confirmed', 'here', 'unpaid', 'paid', 'noShow', 'cancelled'] as const
export type VisitState = (typeof VISIT_STATES)[number]

export const block = ofResource
  .extend({ id: z.number(), version: z.number(), reason: z.string().nullable(), series: z.string().nullable() })
  .openapi('Block')

export const timeOff = ofResource.extend({ id: z.number(), reason: z.string().nullable() }).openapi('TimeOff')

const scheduledVisit = z
  .object({
    id: z.number(),
    version: z.number(),
    state: z.enum(VISIT_STATES),
    start: z.string(),
    end: z.string(),
    client: z.object({
      id: z.number(),
      /** The name, or what of the phone this member may see; null: nothing is known. */
      name: z.string().nullable(),
      phone: z.string().nullable(),
    }),
    chat: z.number().nullable(),
    parts: z.array(
      z.object({ service: z.number(), name: z.string(), master: z.number(), start: z.string(), end: z.string() }),
    ),
    rooms: z.array(z.number()),
    /** Of a class: the visit is a seat in it. */
    session: z.number().nullable(),
    minutesLeft: z.number().nullable(),
    /** Null to whoever does not see money. */
    price: z.number().nullable(),
    left: z.number().nullable(),
    marks: z.array(z.enum(['note', 'clientNote', 'vip', 'barred', 'test'])),
    /** It stands where nobody works any more, or across a block. */
    astray: z.boolean(),
  })
  .openapi('ScheduledVisit')

export const daySchedule = z
  .object({
    location: z.object({ id: z.number(), name: z.string() }),
    zone: z.string(),
    now: z.string(),
    /** Clock grid of starts, minutes. */
    step: z.number(),
    resources: z.array(z.object({ id: z.number(), kind: z.string(), name: z.string() })),
    days: z.array(
      span.extend({
        date: z.string(),
        resources: z.array(
          z.object({
            id: z.number(),
            open: z.array(span),
            /** From now on: open minutes that nothing takes. */
            freeMinutes: z.number(),
            free: z.array(span.extend({ starts: z.array(z.string()) })),
          }),
        ),
      }),
    ),
    visits: z.array(scheduledVisit),
    classes: z.array(
      span.extend({
        id: z.number(),
        service: z.number(),
        name: z.string(),
        resources: z.array(z.number()),
        taken: z.number(),
        capacity: z.number(),
      }),
    ),
    blocks: z.array(block),
    timeOff: z.array(timeOff),
    /** Taken in the CRM, as of then; times of several calendars there are one. */
    external: z.array(ofResource.extend({ id: z.number(), readAt: z.string().nullable() })),
    /** What is taken there was not read for long: since when, or never. */
    outdated: z.object({ since: z.string().nullable() }).nullable(),
    buffers: z.array(ofResource),
  })
  .openapi('Schedule')

export type DaySchedule = z.infer<typeof daySchedule>
