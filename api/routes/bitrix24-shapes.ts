import { z } from '@hono/zod-openapi'
import type { MirrorHealth } from '../../db/crm/health.ts'
import type { LoggedBoth } from '../../db/crm/links.ts'
import type { Portal } from '../../db/crm/portals.ts'
import { MIRROR_FIELDS, PAID_BY } from '../../domain/crm/settings.ts'

const at = z.string().nullable()
const word = z.string().min(1).max(60)
const remote = z.number().int().positive()
/** Ids of the portal by ours. */
const byOurs = z.record(z.string().regex(/^\d{1,15}$/), remote)

/** How a business is mirrored; ids are the portal's own. */
export const mirrorSettings = z
  .object({
    /** What becomes a deal: each contact, or only a visit. */
    dealPer: z.enum(['lead', 'appointment']),
    pipeline: z.number().int().min(0),
    stages: z.object({ new: word, confirmed: word, visited: word, paid: word, lost: word }),
    sources: z.record(z.string().regex(/^[a-z0-9_]{1,40}$/), word),
    fields: z.partialRecord(z.enum(MIRROR_FIELDS), z.string().regex(/^[A-Za-z]\w{2,60}$/)),
    responsible: z.object({ default: remote.nullable(), byLocation: byOurs, byResource: byOurs }).strict(),
    handoverMinutes: z.number().int().min(1).max(1440),
    /** What a payment counts as that is marked in the portal. */
    paidBy: z.enum(PAID_BY).optional(),
    /** Health data, documents and complaints may stand in titles and comments. */
    sensitive: z.boolean(),
    busy: z
      .object({
        read: z.enum(['nothing', 'resources', 'calendars', 'both']),
        write: z.boolean(),
        resources: byOurs,
        users: byOurs,
      })
      .strict(),
  })
  .strict()

const report = z.object({
  at: z.string(),
  checked: z.number(),
  equal: z.number(),
  mended: z.number(),
  missingThere: z.number(),
  missingHere: z.number(),
})

/** A right that is lacking; `vital`: without it nothing is mirrored. */
export const lack = z.object({ code: z.string(), vital: z.boolean() })

export const portalShape = z
  .object({
    /** `none`: not connected; `new`: connected, not started; `failing`: does not answer, tried again; `broken`: the owner has to do something. */
    state: z.enum(['none', 'new', 'works', 'failing', 'broken', 'paused']),
    version: z.number(),
    host: z.string().nullable(),
    settings: mirrorSettings.nullable(),
    /** Where the portal is to send its events; `token`: whether we know by what they are known. */
    hook: z.object({ url: z.string().nullable(), path: z.string(), token: z.boolean() }).nullable(),
    trouble: z.string().nullable(),
    code: z.string().nullable(),
    description: z.string().nullable(),
    failingSince: at,
    retryAt: at,
    /** When the owner was told of it. */
    toldAt: at,
    /** Things that are not there yet as they are here, and for how many seconds the oldest waits. */
    queue: z.number(),
    lag: z.number(),
    /** Things that were refused again and again, and why the last was. */
    stuck: z.number(),
    lastError: z.string().nullable(),
    contacts: z.number(),
    deals: z.number(),
    confirmedAt: at,
    eventAt: at,
    polledAt: at,
    /** Times that are taken there: how many bind the offer, since when they are known, why they can't be read, and by which masters it writes to clients itself. */
    busy: z.object({ taken: z.number(), readAt: at, errors: z.array(z.string()), notifying: z.array(z.string()) }),
    /** A full comparison is asked for and not done yet. */
    reconciling: z.boolean(),
    report: report.nullable(),
  })
  .openapi('Bitrix24')

const NOTHING: z.infer<typeof portalShape> = {
  state: 'none',
  version: 0,
  host: null,
  settings: null,
  hook: null,
  trouble: null,
  code: null,
  description: null,
  failingSince: null,
  retryAt: null,
  toldAt: null,
  queue: 0,
  lag: 0,
  stuck: 0,
  lastError: null,
  contacts: 0,
  deals: 0,
  confirmedAt: null,
  eventAt: null,
  polledAt: null,
  busy: { taken: 0, readAt: null, errors: [], notifying: [] },
  reconciling: false,
  report: null,
}

/** How a portal is connected and does, without any of its secrets. */
export function portalJson(
  portal: Portal | null,
  health: MirrorHealth | undefined,
  publicUrl: string | null,
  now: Date,
): z.infer<typeof portalShape> {
  if (!portal || portal.state === 'off') return NOTHING
  const path = `/hooks/bitrix24/${portal.key}`
  const iso = (moment: Date | null) => moment?.toISOString() ?? null
  return {
    state: stateOf(portal),
    version: portal.version,
    host: portal.host,
    settings: portal.settings && { paidBy: 'transfer', ...portal.settings },
    hook: { url: publicUrl && publicUrl + path, path, token: portal.eventToken !== null },
    trouble: portal.trouble,
    code: portal.code,
    description: portal.description,
    failingSince: iso(portal.failingSince),
    retryAt: iso(portal.retryAt),
    toldAt: iso(portal.toldAt),
    queue: health?.queue ?? 0,
    lag: lagOf(health, now),
    stuck: health?.stuck ?? 0,
    lastError: health?.lastError ?? null,
    contacts: health?.contacts ?? 0,
    deals: health?.deals ?? 0,
    confirmedAt: iso(portal.confirmedAt),
    eventAt: iso(portal.eventAt),
    polledAt: iso(portal.polledAt),
    busy: {
      taken: health?.taken ?? 0,
      readAt: iso(health?.busyReadAt ?? null),
      errors: health?.busyErrors ?? [],
      notifying: health?.notifying ?? [],
    },
    reconciling: portal.reconcileAt !== null,
    report: portal.report,
  }
}

function stateOf({ state, settings, failingSince }: Portal): z.infer<typeof portalShape>['state'] {
  if (state === 'paused' || state === 'broken') return state
  if (!settings) return 'new'
  return failingSince ? 'failing' : 'works'
}

/** For how many seconds the oldest thing waits that is not there yet. */
export const lagOf = (health: Pick<MirrorHealth, 'oldest'> | undefined, now: Date): number =>
  health?.oldest ? Math.max(0, Math.round((now.getTime() - health.oldest.getTime()) / 1000)) : 0

const named = z.object({ id: z.string(), name: z.string() })

/** What there is in the portal, for mapping ours onto it. */
export const surveyShape = z.object({
  pipelines: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      stages: z.array(named.extend({ kind: z.enum(['open', 'won', 'lost']) })),
    }),
  ),
  sources: z.array(named),
  fields: z.array(z.object({ name: z.string(), label: z.string(), type: z.string() })),
  users: z.array(z.object({ id: z.number(), name: z.string(), position: z.string() })),
  resources: z.array(z.object({ id: z.number(), name: z.string(), notifies: z.boolean() })),
})

export const logShape = z.object({
  id: z.number(),
  at: z.string(),
  kind: z.string(),
  /** Our name of the field, or the portal's. */
  field: z.string(),
  ours: z.unknown(),
  theirs: z.unknown(),
  won: z.enum(['ours', 'theirs', 'noted']),
  /** Why what was changed there could not be done here. */
  refused: z.string().nullable(),
  clientId: z.number().nullable(),
  leadId: z.number().nullable(),
  visitId: z.number().nullable(),
  url: z.string().nullable(),
})

/** A line of the log of both sides. */
export function logJson(line: LoggedBoth, { host, settings }: Portal): z.infer<typeof logShape> {
  const { id, kind, field, won, clientId, leadId } = line
  const ours = Object.entries(settings?.fields ?? {}).find(([, name]) => name === field)?.[0]
  const page = kind === 'contact' || kind === 'deal' ? kind : null
  return {
    id,
    at: line.at.toISOString(),
    kind,
    field: ours ?? field,
    ours: line.ours ?? null,
    theirs: line.theirs ?? null,
    won,
    refused: line.refused ?? null,
    clientId,
    leadId,
    visitId: line.appointmentId,
    url: page && line.remoteId ? `https://${host}/crm/${page}/details/${line.remoteId}/` : null,
  }
}
