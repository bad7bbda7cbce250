import { z } from '@hono/zod-openapi'
import { STAGES } from '../../db/chats.ts'
import { ROLES } from '../../domain/roles.ts'
import { pageOf } from '../routing.ts'

const person = z.object({ id: z.number(), name: z.string() })

const draft = z.object({
  kind: z.enum(['book', 'move', 'cancel']),
  locationId: z.number().nullable(),
  services: z.array(person),
  masters: z.array(person),
  start: z.string().nullable(),
  zone: z.string(),
  visitId: z.number().nullable(),
  holdExpiresAt: z.string().nullable(),
  complete: z.boolean(),
})

const card = z
  .object({
    id: z.number(),
    owner: z.enum(['bot', 'queue', 'member']),
    leader: person.nullable(),
    waitingSince: z.string().nullable(),
    reason: z.string().nullable(),
    /** Somebody has closed its to-do in the CRM while it waits. */
    closedThere: z.object({ by: z.string().nullable() }).nullable(),
    channel: z.object({ id: z.number(), kind: z.string() }),
    client: z
      .object({ id: z.number(), name: z.string().nullable(), phone: z.string().nullable(), vip: z.boolean() })
      .nullable(),
    source: z.string().nullable(),
    campaign: z.string().nullable(),
    stage: z.enum(STAGES).nullable(),
    words: z.string().nullable(),
    wordsAt: z.string().nullable(),
    draft: draft.nullable(),
    watching: z.array(z.object({ memberId: z.number(), name: z.string(), typing: z.boolean() })),
    at: z.string(),
  })
  .openapi('ChatCard')

export const list = pageOf(card).extend({
  counts: z.object({
    waiting: z.number(),
    mine: z.number(),
    bot: z.number(),
    oldest: z.string().nullable(),
    broken: z.boolean(),
  }),
  /** By which waiting is counted. */
  now: z.string(),
  /** Minutes from which waiting is late; `opensAt`: the branch is closed, and answers from then on. */
  sla: z.object({ amber: z.number(), red: z.number(), opensAt: z.string().nullable() }),
})

export const head = card
  .extend({
    language: z.enum(['ru', 'en']),
    client: z.object({
      id: z.number(),
      name: z.string().nullable(),
      phone: z.string().nullable(),
      phoneVerified: z.boolean(),
      vip: z.boolean(),
      barred: z.boolean(),
      barredReason: z.string().nullable(),
      note: z.string().nullable(),
      tags: z.array(z.string()),
      visits: z.number(),
      noShows: z.number(),
      cancelled: z.number(),
      consented: z.boolean(),
    }),
    understood: z
      .object({
        messageId: z.number(),
        intent: z.string(),
        confidence: z.number(),
        source: z.string(),
        label: z.string().nullable(),
      })
      .nullable(),
    next: z
      .object({ id: z.number(), start: z.string(), services: z.array(z.string()), masters: z.array(z.string()) })
      .nullable(),
    answered: z.object({ memberId: z.number(), name: z.string(), at: z.string() }).nullable(),
    /** `why`: blocked, broken, window; `sentence` stands above the box. */
    composer: z.object({
      can: z.boolean(),
      why: z.enum(['blocked', 'broken', 'window']).nullable(),
      sentence: z.string().nullable(),
      phone: z.string().nullable(),
      offers: z.boolean(),
    }),
    zone: z.string(),
    now: z.string(),
    sla: z.object({ amber: z.number(), red: z.number(), opensAt: z.string().nullable() }),
  })
  .openapi('Chat')

const line = z
  .object({
    id: z.number(),
    author: z.enum(['client', 'bot', 'member', 'system']),
    member: person.nullable(),
    text: z.string(),
    buttons: z.array(z.string()),
    note: z.boolean(),
    edits: z.number().nullable(),
    at: z.string(),
    sentAt: z.string().nullable(),
    /** waiting, sent, delivered, read, failed, skipped; null: it came in, or never goes out. */
    state: z.string().nullable(),
    reason: z.string().nullable(),
    deleted: z.boolean(),
    understood: z
      .object({
        intent: z.string(),
        confidence: z.number(),
        source: z.string(),
        answered: z.boolean(),
        outcome: z.string(),
        label: z.string().nullable(),
      })
      .nullable(),
  })
  .openapi('ChatLine')

const mark = z.object({
  id: z.number(),
  at: z.string(),
  kind: z.string(),
  member: person.nullable(),
  reason: z.string().nullable(),
  /** left, arrived: the other dialogue of the same client. */
  chatId: z.number().nullable(),
  /** todo_closed: who closed it in the CRM, if it said so. */
  by: z.string().nullable(),
})

export const colleague = z.object({ id: z.number(), name: z.string(), role: z.enum(ROLES), onDuty: z.boolean() })

export const transcript = pageOf(line).extend({ marks: z.array(mark) })
