import { z } from '@hono/zod-openapi'
import { editSettings, settingsOf } from '../../db/businesssettings.ts'
import { addConsentVersion, consentVersions } from '../../db/consenttexts.ts'
import { CHANNEL_KINDS } from '../../domain/channel.ts'
import { MOST, UNITS, WATCHED, wrongBounds } from '../../domain/kpi/thresholds.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, guarded, stale } from '../routing.ts'
import type { System } from '../system.ts'
import { byOf, versionField } from './editing.ts'
import { zone } from './locations.ts'
import { rules } from './rules.ts'

const bound = z.number().min(0).nullable().optional()
const targetsField = z
  .partialRecord(z.enum(WATCHED), z.object({ below: bound, above: bound }).strict())
  .refine((targets) =>
    WATCHED.every((kpi) => {
      const { below, above } = targets[kpi] ?? {}
      return [below, above].every((one) => one == null || one <= MOST[UNITS[kpi]])
    }),
  )
  .refine((targets) => wrongBounds(targets) === null)

const assistant = z.object({
  tone: z.string().max(500),
  facts: z.string().max(6000),
  tokensPerDay: z.number().int().min(0).max(10_000_000),
  callMinutes: z.number().int().min(1).max(240),
  returnMinutes: z.number().int().min(10).max(10_080),
  /** Ids of members by those of channels: who answers first. */
  responsible: z.record(z.string().regex(/^\d{1,15}$/), z.number().int().positive()),
  /** Minutes of waiting from which an answer is late, and much too late. */
  sla: z.object({ amber: z.number().int().min(1).max(1440), red: z.number().int().min(1).max(1440) }),
  /** Off the next visit of who did not come, and for how many days; 0: nothing. */
  noShowPercent: z.number().int().min(0).max(100),
  noShowDays: z.number().int().min(1).max(365),
  /** From so many missed visits within a year on: what a client who books by themselves meets. */
  noShowsFrom: z.number().int().min(1).max(20),
  afterNoShows: z.enum(['nothing', 'person', 'prepayment']),
  /** Staff are asked about visits that ended without a mark. */
  askMarks: z.boolean(),
  /** Who answers somebody new first. */
  first: z.enum(['assistant', 'people']),
  /** Messages with an offer inside that a client gets in a month at most. */
  marketingPerMonth: z.number().int().min(0).max(30),
  /** Own bounds of numbers, all of them at once: shares 0–1, seconds, people; null is no bound, what is left out is as shipped. */
  targets: targetsField,
  /** Hours of the day in which nobody is told of numbers out of bounds. */
  alarmQuiet: z.object({ from: z.number().int().min(0).max(23), to: z.number().int().min(0).max(23) }),
  /** A channel is judged with so many paid first visits, and is to be stopped after so many losing days running. */
  stopVisits: z.number().int().min(3).max(1000),
  stopDays: z.number().int().min(1).max(30),
  /** What an hour of manual work costs, kopecks, and how many minutes a dialogue takes a person. */
  hourPrice: z.number().int().min(0).max(10_000_000),
  manualMinutes: z.number().int().min(1).max(240),
  /** Whether clients are asked where they heard of the business, once, where nothing shows it. */
  askSource: z.enum(['off', 'booked']),
  /** In which order a notice tries channels, after the one that the client prefers; kinds that are left out come last. */
  channelOrder: z.array(z.enum(CHANNEL_KINDS)).max(CHANNEL_KINDS.length),
})
const settings = z
  .object({ name: z.string().trim().min(1).max(100), timezone: zone, rules, assistant, version: z.number() })
  .openapi('Settings')

const consent = z
  .object({
    purpose: z.string(),
    version: z.number(),
    ru: z.string().nullable(),
    en: z.string().nullable(),
    createdAt: z.string(),
    agreed: z.number(),
  })
  .openapi('ConsentText')

/** What holds for the whole business: name, rules of booking, the assistant, texts of consents. */
export function settingsRoutes(system: System, guard: Guard) {
  const { db } = system
  const consents = async (businessId: number) => {
    const versions = await consentVersions(db, businessId)
    return { items: versions.map((one) => ({ ...one, createdAt: one.createdAt.toISOString() })) }
  }
  return createRoutes()
    .openapi(
      guarded(guard, 'catalog.read', {
        method: 'get',
        path: '/api/settings',
        summary: 'Название, правила записи, помощник',
        responses: { 200: answers(settings) },
      }),
      async (c) => c.json(await settingsOf(db, c.var.actor.businessId), 200),
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'patch',
        path: '/api/settings',
        summary: 'Изменить название, правила или помощника',
        request: {
          body: body(
            z
              .object({
                version: versionField,
                name: settings.shape.name.optional(),
                timezone: zone.optional(),
                rules: rules.partial().optional(),
                assistant: assistant.partial().optional(),
              })
              .strict(),
          ),
        },
        responses: { 200: answers(settings) },
      }),
      async (c) => {
        const { version, ...change } = c.req.valid('json')
        const done = await db.transaction((tx) => editSettings(tx, byOf(system, c.var.actor), { version, change }))
        return done.ok ? c.json(done.now, 200) : stale(c, done.now)
      },
    )
    .openapi(
      guarded(guard, 'catalog.read', {
        method: 'get',
        path: '/api/consents',
        summary: 'Тексты согласий, все версии',
        responses: { 200: answers(z.object({ items: z.array(consent) })) },
      }),
      async (c) => c.json(await consents(c.var.actor.businessId), 200),
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'post',
        path: '/api/consents',
        summary: 'Новая версия согласия; прежние остаются как есть',
        request: {
          body: body(
            z.object({
              purpose: z.enum(['personal_data', 'marketing']),
              version: z.number().int().min(0),
              ru: z.string().trim().min(20).max(10_000),
              en: z.string().trim().min(20).max(10_000),
            }),
          ),
        },
        responses: { 201: answers(z.object({ items: z.array(consent) })) },
      }),
      async (c) => {
        const made = await db.transaction((tx) => addConsentVersion(tx, byOf(system, c.var.actor), c.req.valid('json')))
        const now = await consents(c.var.actor.businessId)
        return made === null ? stale(c, now) : c.json(now, 201)
      },
    )
}
