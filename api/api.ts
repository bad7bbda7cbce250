import type { Context } from 'hono'
import { actors } from './auth/actor.ts'
import { type Bots, createBots } from './bots.ts'
import { createFeed } from './live/feed.ts'
import { assistant } from './routes/assistant.ts'
import { audit } from './routes/audit.ts'
import { blocks } from './routes/blocks.ts'
import { channels } from './routes/channels.ts'
import { chats } from './routes/chats.ts'
import { clients } from './routes/clients.ts'
import { clientData } from './routes/clients-data.ts'
import { dialogue } from './routes/dialogue.ts'
import { type Description, docs } from './routes/docs.ts'
import { drafts } from './routes/drafts.ts'
import { guide } from './routes/guide.ts'
import { hoursOf } from './routes/hours.ts'
import { leads } from './routes/leads.ts'
import { lists } from './routes/lists.ts'
import { live } from './routes/live.ts'
import { locations } from './routes/locations.ts'
import { members } from './routes/members.ts'
import { clientOffers } from './routes/offers.ts'
import { filledReplies } from './routes/replies.ts'
import { resources } from './routes/resources.ts'
import { schedule } from './routes/schedule.ts'
import { services } from './routes/services.ts'
import { session } from './routes/session.ts'
import { settingsRoutes } from './routes/settings.ts'
import { slots } from './routes/slots.ts'
import { texts } from './routes/texts.ts'
import { absences } from './routes/timeoff.ts'
import { todayRoutes } from './routes/today.ts'
import { unclear } from './routes/unclear.ts'
import { visitMarks } from './routes/visitmarks.ts'
import { visits } from './routes/visits.ts'
import { createRoutes } from './routing.ts'
import { describe, type System } from './system.ts'

export type ApiOptions = {
  /** Key of programs; null: none may. */
  apiKey: string | null
  /** Where a request comes from, for limits. */
  addressOf: (c: Context) => string
  /** False on a host that can't keep an answer open: the app polls instead. */
  streams?: boolean
  /** Those that this node runs; unless told, it only connects them. */
  bots?: Bots
}

const ABOUT = { openapi: '3.1.0', info: { title: 'Okoshko', version: '1' } }

/** The API of staff and programs, one part per noun; `/api/openapi.json` describes it, `hc<Api>` gives its types to the app. */
export function createApi(system: System, options: ApiOptions) {
  const { apiKey, addressOf, streams = true, bots = createBots(system, 'only') } = options
  const { db, clock, log } = system
  const guard = actors(system, apiKey)
  const onError = (error: unknown) => log('error', 'feed.failed', { error: describe(error) })
  const feed = streams ? createFeed(db, { clock, onError }) : null
  const api = createRoutes()
    .route('/', session(system, guard, addressOf))
    .route('/', live(system, guard, feed))
    .route('/', drafts(system, guard))
    .route('/', todayRoutes(system, guard))
    .route('/', schedule(system, guard))
    .route('/', blocks(system, guard))
    .route('/', absences(system, guard))
    .route('/', hoursOf(system, guard))
    .route('/', slots(system, guard))
    .route('/', visits(system, guard))
    .route('/', visitMarks(system, guard))
    .route('/', chats(system, guard))
    .route('/', dialogue(system, guard))
    .route('/', filledReplies(system, guard))
    .route('/', clients(system, guard))
    .route('/', clientData(system, guard))
    .route('/', clientOffers(system, guard))
    .route('/', leads(system, guard))
    .route('/', assistant(system, guard))
    .route('/', unclear(system, guard))
    .route('/', services(system, guard))
    .route('/', resources(system, guard))
    .route('/', locations(system, guard))
    .route('/', lists(system, guard))
    .route('/', texts(system, guard))
    .route('/', settingsRoutes(system, guard))
    .route('/', audit(system, guard))
    .route('/', members(system, guard))
    .route('/', channels(system, guard, bots))
    .route('/', guide(system, guard))
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  api.doc31('/api/openapi.json', ABOUT)
  api.route(
    '/',
    docs(() => api.getOpenAPI31Document(ABOUT) as Description),
  )
  return api
}

export type Api = ReturnType<typeof createApi>
