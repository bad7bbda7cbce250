import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { createApi } from './api.ts'
import type { Bots } from './bots.ts'
import { refuse } from './http.ts'
import type { Rate } from './limits.ts'
import { describe } from './log.ts'
import { type AppAsset, app as staffApp } from './routes/app.ts'
import { bitrixHooks } from './routes/bitrixhooks.ts'
import { type ChatOptions, chat } from './routes/chat.ts'
import { feedFiles } from './routes/feeds.ts'
import { files } from './routes/files.ts'
import { health } from './routes/health.ts'
import { hooks } from './routes/hooks.ts'
import { lead } from './routes/lead.ts'
import { metaHooks } from './routes/metahooks.ts'
import type { System } from './system.ts'

export type AppOptions = ChatOptions & {
  /** A file of the website chat's page; null when there is none of this name. */
  asset: (name: string) => Promise<{ body: string; type: string } | null>
  /** A file of the built staff app; none unless told. */
  appAsset?: AppAsset
  /** How often a member may ask; as usual unless told. */
  memberRate?: Rate
  /** Key of `POST /api/…`; null: these are closed. */
  apiKey: string | null
  /** Brings bots into service as they are connected. */
  bots?: Bots
}

const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  connectSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  baseUri: ["'none'"],
  formAction: ["'none'"],
}

/** Everything that answers over HTTP, the same on Node and on Workers. */
export function createApp(system: System, options: AppOptions) {
  const app = new Hono()
  // Before the headers for browsers: no browser comes here, and they are a good part of such a request's work.
  app.route('/', hooks(system))
  app.route('/', metaHooks(system))
  app.route('/', bitrixHooks(system))
  // The staff app stands in frames of Telegram, so it has headers of its own.
  app.route('/', staffApp(options.appAsset ?? (async () => null)))
  const alone = secureHeaders({ contentSecurityPolicy: POLICY, crossOriginResourcePolicy: 'same-origin' })
  // The widget shows the chat on any site: there is nothing in it that a page around it could make a visitor do.
  const framed = secureHeaders({
    contentSecurityPolicy: POLICY,
    crossOriginResourcePolicy: 'same-origin',
    xFrameOptions: false,
  })
  const open = secureHeaders({ crossOriginResourcePolicy: 'cross-origin' })
  app.use((c, next) => {
    const { path } = c.req
    return (path === '/widget.js' ? open : /^\/chat(\/[\w-]+)?$/.test(path) ? framed : alone)(c, next)
  })
  app.route('/', health(system, options))
  app.route('/', files(system))
  app.route('/', feedFiles(system))
  app.route('/', lead(system, options))
  app.route('/', createApi(system, options))
  app.route('/chat/api', chat(system, options))

  app.get('/widget.js', async (c) => {
    const file = await options.asset('widget.js')
    if (!file) return refuse(c, 'not_found', 'Такого файла нет.')
    return c.body(file.body, 200, { 'Content-Type': file.type, 'Cache-Control': 'public, max-age=3600' })
  })
  app.get('/chat/assets/:name', async (c) => {
    const file = await options.asset(c.req.param('name'))
    return file
      ? c.body(file.body, 200, { 'Content-Type': file.type, 'Cache-Control': 'no-cache' })
      : refuse(c, 'not_found', 'Такого файла нет.')
  })
  app.get('/chat/:channel?', async (c) => {
    const page = await options.asset('page.html')
    const channel = c.req.param('channel') ?? 'default'
    if (!page || !/^[\w-]{1,100}$/.test(channel)) return refuse(c, 'not_found', 'Такого чата нет.')
    return c.html(page.body.replace('data-channel="default"', `data-channel="${channel}"`))
  })
  app.get('/', (c) => c.redirect('/chat'))
  app.notFound((c) => refuse(c, 'not_found', 'Такой страницы нет.'))
  app.onError((error, c) => {
    // What the framework refuses by itself: a body that is no JSON.
    if (error instanceof HTTPException && error.status < 500) return refuse(c, 'bad_request', 'Поля не подошли.')
    const code = crypto.randomUUID().slice(0, 8)
    system.log('error', 'request.failed', { path: c.req.routePath, code, error: describe(error) })
    return refuse(c, 'internal', `Не получилось на нашей стороне. Код ${code}.`)
  })
  return app
}
