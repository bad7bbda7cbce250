import type { Context } from 'hono'
import { actors } from './auth/actor.ts'
import { createFeed } from './live/feed.ts'
import { chats } from './routes/chats.ts'
import { dialogue } from './routes/dialogue.ts'
import { drafts } from './routes/drafts.ts'
import { live } from './routes/live.ts'
import { replies } from './routes/replies.ts'
import { session } from './routes/session.ts'
import { todayRoutes } from './routes/today.ts'
import { createRoutes, REFUSALS } from './routing.ts'
import { describe, type System } from './system.ts'

export type ApiOptions = {
  /** Key of programs; null: none may. */
  apiKey: string | null
  /** Where a request comes from, for limits. */
  addressOf: (c: Context) => string
  /** False on a host that can't keep an answer open: the app polls instead. */
  streams?: boolean
}

/** The API of staff and programs, one part per noun; `/api/openapi.json` describes it, `hc<Api>` gives its types to the app. */
export function createApi(system: System, { apiKey, addressOf, streams = true }: ApiOptions) {
  const { db, clock, log } = system
  const guard = actors(system, apiKey)
  const onError = (error: unknown) => log('error', 'feed.failed', { error: describe(error) })
  const feed = streams ? createFeed(db, { clock, onError }) : null
  const api = createRoutes()
    .route('/', session(system, guard, addressOf))
    .route('/', live(system, guard, feed))
    .route('/', todayRoutes(system, guard))
    .route('/', chats(system, guard))
    .route('/', dialogue(system, guard))
    .route('/', drafts(system, guard))
    .route('/', replies(system, guard))
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  for (const [status, response] of Object.entries(REFUSALS))
    api.openAPIRegistry.registerComponent('responses', `Refusal${status}`, {
      description: response.description,
    })
  api.doc31('/api/openapi.json', { openapi: '3.1.0', info: { title: 'Okoshko', version: '1' } })
  return api
}

export type Api = ReturnType<typeof createApi>
