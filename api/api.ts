import type { Context } from 'hono'
import { actors } from './auth/actor.ts'
import { type Bots, createBots } from './bots.ts'
import { audit } from './routes/audit.ts'
import { channels } from './routes/channels.ts'
import { guide } from './routes/guide.ts'
import { lists } from './routes/lists.ts'
import { locations } from './routes/locations.ts'
import { members } from './routes/members.ts'
import { resources } from './routes/resources.ts'
import { services } from './routes/services.ts'
import { session } from './routes/session.ts'
import { settingsRoutes } from './routes/settings.ts'
import { texts } from './routes/texts.ts'
import { createRoutes, REFUSALS } from './routing.ts'
import type { System } from './system.ts'

export type ApiOptions = {
  /** Key of programs; null: none may. */
  apiKey: string | null
  /** Where a request comes from, for limits. */
  addressOf: (c: Context) => string
  /** Brings bots into service as they are connected. */
  bots?: Bots
}

/** The API of staff and programs, one part per noun; `/api/openapi.json` describes it, `hc<Api>` gives its types to the app. */
export function createApi(system: System, { apiKey, addressOf, bots = createBots(system, 'only') }: ApiOptions) {
  const guard = actors(system, apiKey)
  const api = createRoutes()
    .route('/', session(system, guard, addressOf))
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
  for (const [status, response] of Object.entries(REFUSALS))
    api.openAPIRegistry.registerComponent('responses', `Refusal${status}`, {
      description: response.description,
    })
  api.doc31('/api/openapi.json', { openapi: '3.1.0', info: { title: 'Okoshko', version: '1' } })
  return api
}

export type Api = ReturnType<typeof createApi>
