import { Hono } from 'hono'
import { getRuntimeKey } from 'hono/adapter'
import { compress } from 'hono/compress'
import { secureHeaders } from 'hono/secure-headers'
import type { Asset } from '../assets.ts'

/** A file of the built staff app by its path under it («index.html», «assets/…»); null when there is none. */
export type AppAsset = (name: string) => Promise<Asset | null>

/** Files whose names carry their content: they never change. */
const HASHED = /^assets\/[\w.-]+$/

/** The staff app under /app: its files, and its page for every other address, which the app itself reads. */
export function app(appAsset: AppAsset): Hono {
  const routes = new Hono()
  routes.use(
    '/app/*',
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'data:'],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'self'", 'https://web.telegram.org'],
      },
      // Telegram on the web shows the app in a frame; whose, the policy says.
      xFrameOptions: false,
      crossOriginOpenerPolicy: false,
      crossOriginResourcePolicy: 'same-origin',
    }),
  )
  // Cloudflare compresses what it sends by itself: done here as well, files would come compressed twice.
  if (getRuntimeKey() !== 'workerd') routes.use('/app/assets/*', compress())
  routes.get('/app/assets/*', async (c) => {
    const name = c.req.path.slice('/app/'.length)
    const file = HASHED.test(name) ? await appAsset(name) : null
    // A page of yesterday asks for a file of yesterday: not to be kept as missing.
    if (!file) return c.text('Такого файла нет.', 404, { 'Cache-Control': 'no-store' })
    return c.body(file.body, 200, { 'Content-Type': file.type, 'Cache-Control': 'public, max-age=31536000, immutable' })
  })
  routes.get('/app/*', async (c) => {
    const page = await appAsset('index.html')
    if (!page) return c.html(NOT_BUILT, 503, { 'Retry-After': '60' })
    return c.body(page.body, 200, { 'Content-Type': page.type, 'Cache-Control': 'no-cache' })
  })
  routes.get('/app', (c) => c.redirect(`/app/${new URL(c.req.url).search}`))
  return routes
}

const NOT_BUILT = `<!doctype html><html lang="ru"><meta charset="utf-8"><title>Окошко</title>
<h1>Приложение ещё не собрано</h1><p>Выполните <code>npm run build:app</code> и обновите страницу.</p></html>`
