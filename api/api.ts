import type { Context } from 'hono'
import { actors } from './auth/actor.ts'
import { blocks } from './routes/blocks.ts'
import { type Description, docs } from './routes/docs.ts'
import { hoursOf } from './routes/hours.ts'
import { schedule } from './routes/schedule.ts'
import { session } from './routes/session.ts'
import { slots } from './routes/slots.ts'
import { absences } from './routes/timeoff.ts'
import { visitMarks } from './routes/visitmarks.ts'
import { visits } from './routes/visits.ts'
import { createRoutes } from './routing.ts'
import type { System } from './system.ts'

export type ApiOptions = {
  /** Key of programs; null: none may. */
  apiKey: string | null
  /** Where a request comes from, for limits. */
  addressOf: (c: Context) => string
}

const ABOUT = { openapi: '3.1.0', info: { title: 'Okoshko', version: '1' } }

/** The API of staff and programs, one part per noun; `/api/openapi.json` describes it, `hc<Api>` gives its types to the app. */
export function createApi(system: System, { apiKey, addressOf }: ApiOptions) {
  const guard = actors(system, apiKey)
  const api = createRoutes()
    .route('/', session(system, guard, addressOf))
    .route('/', schedule(system, guard))
    .route('/', blocks(system, guard))
    .route('/', absences(system, guard))
    .route('/', hoursOf(system, guard))
    .route('/', slots(system, guard))
    .route('/', visits(system, guard))
    .route('/', visitMarks(system, guard))
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  api.doc31('/api/openapi.json', ABOUT)
  api.route(
    '/',
    docs(() => api.getOpenAPI31Document(ABOUT) as Description),
  )
  return api
}

export type Api = ReturnType<typeof createApi>
