import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { introduce } from '../bot/channels/telegram/introduce.ts'
import { newLink } from '../db/access.ts'
import { channelsOf } from '../db/channels.ts'
import { writeOutbound } from '../db/outbox.ts'
import { decrypt } from '../db/secrets.ts'
import { asked } from '../db/testing/asked.ts'
import { onPostgres } from '../db/testing/databases.ts'
import type { TelegramCredentials } from './credentials.ts'
import { clientOf, tap } from './testing/client.ts'
import { csvText, messyTable, spreadsheet, windows1251 } from './testing/messytable.ts'
import { sendTable } from './testing/sendtable.ts'
import { call, signIn } from './testing/staff.ts'
import { API_KEY, type Stand, startStand } from './testing/stand.ts'

const ROOT = join(import.meta.dirname, '..')
const SETTINGS = readFileSync(join(ROOT, 'wrangler.toml'), 'utf8')

type Metafile = { inputs: Record<string, { imports: { path: string }[] }> }

/** The very bundle that a deploy uploads. */
async function bundle(): Promise<{ code: string; meta: Metafile }> {
  const directory = mkdtempSync(join(tmpdir(), 'okoshko-worker-'))
  try {
    const meta = join(directory, 'meta.json')
    await promisify(execFile)(
      process.execPath,
      [
        join(ROOT, 'node_modules/wrangler/bin/wrangler.js'),
        'deploy',
        '--dry-run',
        '--outdir',
        directory,
        '--metafile',
        meta,
      ],
      { cwd: ROOT, env: { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false', XDG_CONFIG_HOME: directory } },
    )
    return { code: readFileSync(join(directory, 'worker.js'), 'utf8'), meta: JSON.parse(readFileSync(meta, 'utf8')) }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

onPostgres('a Worker', (database) => {
  let built: Awaited<ReturnType<typeof bundle>>
  let stand: Stand
  let workerd: Miniflare
  let url: string
  let key: string

  beforeAll(() => asked(inject('builtApp')))
  beforeAll(async () => {
    ;[built, stand] = await Promise.all([
      bundle(),
      startStand(database.db, { on: 'whatsapp', now: new Date().toISOString() }),
    ])
    workerd = new Miniflare(
      convertV4MiniflareOptions({
        modules: [{ type: 'ESModule', path: 'worker.js', contents: built.code }],
        compatibilityDate: /^compatibility_date = "(.+)"$/m.exec(SETTINGS)![1],
        compatibilityFlags: ['nodejs_compat'],
        cf: false,
        telemetry: { enabled: false },
        hyperdrives: { HYPERDRIVE: database.url },
        assets: {
          directory: join(ROOT, /^directory = "(.+)"$/m.exec(SETTINGS)![1]!),
          binding: /^binding = "(ASSETS)"$/m.exec(SETTINGS)![1],
          run_worker_first: /^run_worker_first = true$/m.test(SETTINGS),
          routerConfig: { has_user_worker: true, invoke_user_worker_ahead_of_assets: true },
          assetConfig: { html_handling: /^html_handling = "(none)"$/m.exec(SETTINGS)![1] as 'none' },
        },
        bindings: {
          SECRET_KEY: stand.system.secretKey,
          TELEGRAM_API_ROOT: stand.telegram.root,
          WHATSAPP_API_ROOT: stand.whatsapp!.platform.root,
          LEAD_API_KEY: API_KEY,
        },
      }),
    )
    url = (await workerd.ready).origin
    const [channel] = await channelsOf(database.db, 'telegram')
    key = channel!.key
    const { webhookSecret } = await decrypt<TelegramCredentials>(stand.system.secretKey, channel!.credentials!)
    await introduce(stand.system.telegram, stand.bot.token, {
      texts: stand.system.texts,
      business: 'Салон',
      webhook: { url: `${url}/hooks/telegram/${key}`, secret: webhookSecret },
    })
  }, 60_000)
  afterAll(async () => {
    await workerd?.dispose()
    await stand?.stop()
  })

  test('takes nothing of Node into its bundle but buffers, streams and events', () => {
    const inputs = Object.keys(built.meta.inputs)
    const outside = new Set(Object.values(built.meta.inputs).flatMap(({ imports }) => imports.map(({ path }) => path)))
    expect([...outside].filter((path) => path.includes(':')).sort()).toEqual([
      'cloudflare:sockets',
      'node:buffer',
      'node:events',
      'node:stream',
    ])
    expect(inputs.filter((path) => /pglite|undici|pino|node-server|unenv|db\/(migrate|directory)/.test(path))).toEqual(
      [],
    )
    expect(inputs).toEqual(expect.arrayContaining(['api/app.ts', 'bot/turn.ts', 'jobs/loop.ts']))
    const compressed = gzipSync(built.code).length
    process.stdout.write(`Worker: ${Math.round(compressed / 1024)} KB compressed\n`)
    // What a Worker of the free plan may weigh: developers.cloudflare.com/workers/platform/limits, “Worker size”.
    expect(compressed).toBeLessThan(3 * 1024 * 1024)
  })

  test('serves WhatsApp: Meta’s question, a dialogue by lists and words, nothing unsigned', async () => {
    const { platform, number } = stand.whatsapp!
    const address = `${url}${new URL(number.webhook!).pathname}`
    await platform.subscribe(number, address)
    const anna = clientOf(stand)
    await anna.plays('/start', /Здравствуйте/, tap('Записаться'), /Что будем делать/, 'мужская стрижка', /К кому/)
    await anna.plays(tap(/^Дмитрий/), /выберите время|Выберите день/)
    const forged = await fetch(address, { method: 'POST', body: '{}', headers: { 'x-hub-signature-256': 'sha256=00' } })
    expect(forged.status).toBe(401)
    expect(number.calls.filter(({ status }) => status !== 200)).toEqual([])
  })

  test('books by taps, each one a request of its own', async () => {
    const { telegram, bot } = stand
    const anna = telegram.person({ first_name: 'Анна', language_code: 'ru' })
    await anna.starts(bot)
    await anna.sees(bot, /Здравствуйте/)
    await anna.taps(bot, 'Записаться')
    await anna.sees(bot, /Что будем делать/)
    await anna.taps(bot, 'Стрижки')
    await anna.sees(bot, /Выберите услугу/)
    await anna.taps(bot, /Женская стрижка/)
    await anna.sees(bot, /К кому/)
    await anna.taps(bot, /любо/i)
    const offer = await anna.sees(bot, /выберите время/)
    const times = offer.buttons.flat().filter(({ text }) => /^\d\d:\d\d$/.test(text))
    // The last one: the clock is the real one, and the first may stop being early enough while it is tapped.
    await anna.taps(bot, times.at(-1)!.text)
    await anna.sees(bot, /согласие/)
    await anna.taps(bot, 'Даю согласие')
    await anna.sees(bot, /Как вас зовут/)
    await anna.taps(bot, 'Анна')
    await anna.sees(bot, /номер телефона/)
    await anna.sharesContact(bot, '+79001234567')
    await anna.sees(bot, /Проверьте запись/)
    await anna.taps(bot, 'Записать')
    await anna.sees(bot, /Готово, вы записаны/)
    const file = await anna.sees(bot, (message) => message.document !== undefined)
    expect(new TextDecoder().decode(file.document?.bytes)).toContain('BEGIN:VEVENT')
    const visits = await database.db.query(
      `select a.status, c.name, c.phone from appointments a join clients c on c.id = a.client_id`,
    )
    expect(visits).toEqual([{ status: 'booked', name: 'Анна', phone: '+79001234567' }])
  })

  test('refuses a webhook with a wrong secret, and stores nothing of it', async () => {
    const post = (secret: string) =>
      fetch(`${url}/hooks/telegram/${key}`, {
        method: 'POST',
        headers: { 'X-Telegram-Bot-Api-Secret-Token': secret },
        body: JSON.stringify({ update_id: 1, message: { message_id: 1 } }),
      })
    const count = () => database.db.query('select count(*)::int as n from messages')
    const before = await count()
    for (const secret of ['', 'wrong']) expect((await post(secret)).status).toBe(401)
    expect(await count()).toEqual(before)
  })

  test('delivers by its Cron Trigger what fell due in a queue', async () => {
    const { telegram, bot, businessId } = stand
    const boris = telegram.person({ first_name: 'Борис', language_code: 'ru' })
    await boris.starts(bot)
    await boris.sees(bot, /Здравствуйте/)
    const [chat] = await database.db.query<{ id: number; channel: number }>(
      'select id, channel_id as channel from chats where external_id = $1',
      [String(boris.id)],
    )
    const text = 'Ждём вас завтра в 12:00.'
    const row = { chatId: chat!.id, channelId: chat!.channel, author: 'system', method: 'sendMessage' } as const
    await writeOutbound(database.db, businessId, [{ ...row, body: { text }, text }], new Date())
    const worker = (await workerd.getWorker()) as unknown as { scheduled(event: object): Promise<{ outcome: string }> }
    const { outcome } = await worker.scheduled({ cron: '* * * * *' })
    expect(outcome).toBe('ok')
    await boris.sees(bot, /Ждём вас завтра/)
    const [sent] = await database.db.query('select status from messages where text = $1', [text])
    expect(sent).toEqual({ status: 'sent' })
  })

  test('serves the website chat, which polls', async () => {
    const page = await (await fetch(`${url}/chat/${key}`)).text()
    expect(page).toContain(`data-channel="${key}"`)
    const assets = [...page.matchAll(/"\/chat\/assets\/([\w.]+)"/g)].map(([, name]) => name!)
    expect(assets.length).toBeGreaterThan(5)
    for (const name of assets) {
      const answer = await fetch(`${url}/chat/assets/${name}`)
      expect(answer.headers.get('content-type')).toMatch(name.endsWith('.css') ? /^text\/css/ : /^text\/javascript/)
      expect(await answer.text()).toBe(readFileSync(join(import.meta.dirname, 'chat', name), 'utf8'))
    }
    const call = async (path: string, body?: unknown, token = '') => {
      const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }
      const method = body ? 'POST' : 'GET'
      return fetch(`${url}/chat/api/${path}`, { method, headers, body: body ? JSON.stringify(body) : null })
    }
    const { token } = await (await call('session', { channel: key })).json()
    expect((await call('messages', { id: 'start-0001', start: true }, token)).status).toBe(202)
    await expect
      .poll(async () => (await (await call('updates?after=0', undefined, token)).json()).messages, { timeout: 5000 })
      .toEqual([expect.objectContaining({ from: 'bot', text: expect.stringMatching(/Здравствуйте/) })])
    expect((await call('stream?after=0', undefined, token)).status).toBe(501)
  })

  test('serves the staff app with the headers of the app', async () => {
    const page = await fetch(`${url}/app/day/2026-10-06`)
    const html = await page.text()
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)])
    expect(html).toBe(readFileSync(join(ROOT, 'dist/app/index.html'), 'utf8'))
    expect(page.headers.get('cache-control')).toBe('no-cache')
    expect(page.headers.get('content-security-policy')).toMatch(
      /script-src 'self';.+frame-ancestors .+web\.telegram\.org/,
    )
    const name = /src="\/app\/(assets\/[\w.-]+\.js)"/.exec(html)![1]!
    const script = await fetch(`${url}/app/${name}`)
    expect([script.status, script.headers.get('content-type')]).toEqual([200, expect.stringMatching(/javascript/)])
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(script.headers.get('content-security-policy')).toBe(page.headers.get('content-security-policy'))
    expect((await script.text()) === readFileSync(join(ROOT, 'dist/app', name), 'utf8')).toBe(true)
    expect((await fetch(`${url}/app/assets/none-00000000.js`)).status).toBe(404)
    // Nothing is served past the Worker.
    for (const path of ['/index.html', `/${name}`, '/.vite/manifest.json', '/app/assets/../../.vite/manifest.json'])
      expect([path, (await fetch(url + path)).status]).toEqual([path, 404])
  })

  test('signs staff in by a one-time link, and answers the app, which asks for news', async () => {
    const member = await signIn(database.db, stand, 'owner', { name: 'Анна' })
    const code = await newLink(database.db, { id: member.id, businessId: stand.businessId }, new Date())
    const enter = () => call<{ token: string }>(url, null, 'POST', '/api/session', { code })
    const { status, body } = await enter()
    expect(status).toBe(200)
    expect((await enter()).status).toBe(401)
    const ask = (path: string) => call<{ cursor: string }>(url, body.token, 'GET', path)
    expect(await ask('/api/me')).toMatchObject({ status: 200, body: { member: { id: member.id, role: 'owner' } } })
    expect((await call(url, null, 'GET', '/api/me')).status).toBe(401)
    expect((await ask('/api/live')).status).toBe(501)
    const first = await ask('/api/live/since')
    const next = await ask(`/api/live/since?after=${encodeURIComponent(first.body.cursor)}`)
    expect([first.status, next.status]).toEqual([200, 200])
  })

  test('reads tables of the past: old Windows letters, and a spreadsheet too large to be unpacked without threads by its reader', async () => {
    const owner = await signIn(database.db, stand, 'owner', { name: 'Вера' })
    const there = { ...stand, url }
    const text = messyTable({ seed: 3, size: 200, typed: false })
    const old = windows1251(csvText(text.rows))
    const large = messyTable({ seed: 4, size: 3000, typed: true })
    const bytes = await spreadsheet(large.rows)
    for (const [file, truth] of [
      [old, text.truth],
      [bytes, large.truth],
    ] as const) {
      const { status, body } = await sendTable(there, owner, '/api/imports/look', file)
      expect([status, body.lines?.visits]).toEqual([200, truth.visits])
    }
    const done = await sendTable(there, owner, '/api/imports', old, { consent: 'yes' })
    expect([done.status, done.body.counts.visits]).toEqual([201, text.truth.visits])
  }, 60_000)

  test('keeps its limits from one request to the next', async () => {
    const ask = async () => (await fetch(`${url}/chat/api/session`, { method: 'POST', body: 'nonsense' })).status
    const answers = await Promise.all(Array.from({ length: 120 }, ask))
    expect(new Set(answers)).toEqual(new Set([400, 429]))
  })

  test('offers times over HTTP, and books with the key only', async () => {
    const { services } = await (await fetch(`${url}/api/services`)).json()
    const { days } = await (await fetch(`${url}/api/slots?services=${services[0].id}`)).json()
    expect(days.length).toBeGreaterThan(3)
    const book = (authorization: string) =>
      fetch(`${url}/api/appointments`, { method: 'POST', headers: { Authorization: authorization }, body: '{}' })
    expect((await book('')).status).toBe(401)
    expect((await book(`Bearer ${API_KEY}`)).status).toBe(400)
  })

  test('takes leave of the database after each request', async () => {
    const count = async () => {
      const [row] = await database.db.query<{ ended: number; lost: number }>(
        `select (sessions - (select count(*) from pg_stat_activity where datname = current_database()))::int as ended,
           sessions_abandoned::int as lost from pg_stat_database where datname = current_database()`,
      )
      return row!
    }
    const before = await count()
    for (let i = 0; i < 10; i++) expect((await fetch(`${url}/readyz`)).status).toBe(200)
    await expect
      .poll(count, { timeout: 5000 })
      .toEqual({ ended: expect.toSatisfy((n: number) => n >= before.ended + 10), lost: 0 })
  })
})
