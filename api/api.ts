import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, Hono, Schema } from 'hono'
import { actors, type Env, type Guard } from './auth/actor.ts'
import { type Bots, createBots } from './bots.ts'
import type { Rate } from './limits.ts'
import { createFeed } from './live/feed.ts'
import { describe } from './log.ts'
import { approvedTemplates } from './routes/approved.ts'
import { assistant } from './routes/assistant.ts'
import { audit } from './routes/audit.ts'
import { bitrix24 } from './routes/bitrix24.ts'
import { bitrix24Setup } from './routes/bitrix24-setup.ts'
import { blocks } from './routes/blocks.ts'
import { chainRoutes } from './routes/chains.ts'
import { channels } from './routes/channels.ts'
import { chats } from './routes/chats.ts'
import { clients } from './routes/clients.ts'
import { clientData } from './routes/clients-data.ts'
import { dialogue } from './routes/dialogue.ts'
import { type Description, docs } from './routes/docs.ts'
import { drafts } from './routes/drafts.ts'
import { experiments } from './routes/experiments.ts'
import { feeds } from './routes/feeds.ts'
import { forms } from './routes/forms.ts'
import { guide } from './routes/guide.ts'
import { hoursOf } from './routes/hours.ts'
import { imports } from './routes/imports.ts'
import { instagramRoutes } from './routes/instagram.ts'
import { kpi } from './routes/kpi.ts'
import { LEAD_PATH } from './routes/lead.ts'
import { leads } from './routes/leads.ts'
import { links } from './routes/links.ts'
import { lists } from './routes/lists.ts'
import { live } from './routes/live.ts'
import { locations } from './routes/locations.ts'
import { members } from './routes/members.ts'
import { notices } from './routes/notices.ts'
import { clientOffers } from './routes/offers.ts'
import { passages } from './routes/passages.ts'
import { filledReplies } from './routes/replies.ts'
import { resources } from './routes/resources.ts'
import { schedule } from './routes/schedule.ts'
import { services } from './routes/services.ts'
import { session } from './routes/session.ts'
import { settingsRoutes } from './routes/settings.ts'
import { sheets } from './routes/sheets.ts'
import { slots } from './routes/slots.ts'
import { spendRoutes } from './routes/spend.ts'
import { stops } from './routes/stops.ts'
import { targets } from './routes/targets.ts'
import { texts } from './routes/texts.ts'
import { absences } from './routes/timeoff.ts'
import { todayRoutes } from './routes/today.ts'
import { unclear } from './routes/unclear.ts'
import { visitMarks } from './routes/visitmarks.ts'
import { visits } from './routes/visits.ts'
import { waitlist } from './routes/waitlist.ts'
import { webhooks } from './routes/webhooks.ts'
import { DESCRIBED } from './routes/webhooks-shapes.ts'
import { whatsappRoutes } from './routes/whatsapp.ts'
import { createRoutes } from './routing.ts'
import type { System } from './system.ts'

export type ApiOptions = {
  /** Key of programs; null: none may. */
  apiKey: string | null
  /** How often a member may ask; as usual unless told. */
  memberRate?: Rate
  /** Where a request comes from, for limits. */
  addressOf: (c: Context) => string
  /** False on a host that can't keep an answer open: the app polls instead. */
  streams?: boolean
  /** Those that this node runs; unless told, it only connects them. */
  bots?: Bots
}

const ABOUT = { openapi: '3.1.0', info: { title: 'Okoshko', version: '1' } }

/** The parts of the API, one per noun. */
const partsOf = (system: System, guard: Guard, options: ApiOptions) => {
  const { addressOf, streams = true, bots = createBots(system, 'only') } = options
  const { db, clock, log } = system
  const onError = (error: unknown) => log('error', 'feed.failed', { error: describe(error) })
  const feed = streams ? createFeed(db, { clock, onError }) : null
  return [
    session(system, guard, addressOf),
    live(system, guard, feed),
    drafts(system, guard),
    chainRoutes(system, guard),
    todayRoutes(system, guard),
    schedule(system, guard),
    blocks(system, guard),
    absences(system, guard),
    waitlist(system, guard),
    hoursOf(system, guard),
    slots(system, guard),
    visits(system, guard),
    visitMarks(system, guard),
    notices(system, guard),
    chats(system, guard),
    dialogue(system, guard),
    passages(system, guard),
    filledReplies(system, guard),
    clients(system, guard),
    clientData(system, guard),
    clientOffers(system, guard),
    leads(system, guard),
    forms(system, guard),
    links(system, guard),
    sheets(system, guard),
    feeds(system, guard),
    kpi(system, guard),
    stops(system, guard),
    targets(system, guard),
    spendRoutes(system, guard),
    imports(system, guard),
    assistant(system, guard),
    unclear(system, guard),
    services(system, guard),
    resources(system, guard),
    locations(system, guard),
    lists(system, guard),
    texts(system, guard),
    experiments(system, guard),
    settingsRoutes(system, guard),
    audit(system, guard),
    members(system, guard),
    channels(system, guard, bots),
    whatsappRoutes(system, guard),
    instagramRoutes(system, guard),
    webhooks(system, guard),
    approvedTemplates(system, guard),
    bitrix24(system, guard),
    bitrix24Setup(system, guard),
    guide(system, guard),
  ] as const
}

/** The API of staff and programs; `/api/openapi.json` describes it. */
export function createApi(system: System, options: ApiOptions) {
  const api = createRoutes()
  for (const part of partsOf(system, actors(system, options.apiKey, options.memberRate), options))
    api.route('/', part as Part)
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  api.openAPIRegistry.registerPath(LEAD_PATH)
  for (const event of DESCRIBED) api.openAPIRegistry.registerWebhook(event)
  api.doc31('/api/openapi.json', ABOUT)
  api.route(
    '/',
    docs(() => api.getOpenAPI31Document(ABOUT) as Description),
  )
  return api
}

type Part = ReturnType<typeof createRoutes>
type SchemaOf<P> = P extends OpenAPIHono<Env, infer S> ? S : never
type All<Each> = (Each extends unknown ? (one: Each) => void : never) extends (all: infer Every extends Schema) => void
  ? Every
  : never

/** What `hc<Api>` gives the app its types by. Chained `.route` calls would say the same, at three times the cost of checking it. */
export type Api = Hono<Env, All<SchemaOf<ReturnType<typeof partsOf>[number]>>>
