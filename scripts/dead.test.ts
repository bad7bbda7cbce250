import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { createBusiness } from '../db/businesses.ts'
import { connectChannel } from '../db/channels.ts'
import { receive } from '../db/messages.ts'
import { writeOutbound } from '../db/outbox.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { TEMPLATES } from '../domain/templates.ts'

const SCRIPT = fileURLToPath(new URL('./dead.ts', import.meta.url))
const NOW = new Date('2026-11-23T07:00:00Z')

onPostgres('npm run dead', (database) => {
  let dead: { in: number; out: number }
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [SCRIPT, ...args], {
      env: { DATABASE_URL: database.url, SECRET_KEY: 'a secret key of a test' },
    })

  beforeAll(async () => {
    const { db } = database
    const businessId = await createBusinessWithBot()
    const [channel] = await db.query<{ id: number }>(`select id from channels where kind = 'telegram'`)
    const about = { businessId, channelId: channel!.id, chat: '7100000001', language: 'ru' as const, externalId: '1' }
    const said = { author: 'client' as const, update: {}, text: 'тайна', platformId: null, pointsAt: null }
    const stored = await receive(db, { ...about, ...said, platformAt: NOW, sequence: 1, now: NOW })
    const chat = { chatId: stored!.chatId, channelId: channel!.id, author: 'bot' as const, method: 'sendMessage' }
    const [out] = await writeOutbound(db, businessId, [{ ...chat, body: { text: 'секрет' }, text: 'секрет' }], NOW)
    await db.query(`update messages set status = 'failed', reason = 'because', attempts = 3`)
    dead = { in: stored!.id, out: out! }
  })

  async function createBusinessWithBot(): Promise<number> {
    return database.db.transaction(async (tx) => {
      const id = await createBusiness(tx, TEMPLATES.salon, { webKey: 'law', now: NOW })
      await connectChannel(tx, { businessId: id, kind: 'telegram', key: 'law', credentials: 'none' })
      return id
    })
  }

  test('lists what was given up, newest first, without what was said or to whom', async () => {
    const { stdout } = await run()
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toMatchObject([
      { id: dead.out, direction: 'out', method: 'sendMessage', reason: 'because', attempts: 3 },
      { id: dead.in, direction: 'in', channel: 'telegram/law' },
    ])
    expect(stdout).not.toMatch(/тайна|секрет|7100000001/)
    expect((await run('--limit', '1')).stdout.trim().split('\n')).toHaveLength(1)
  })

  test('gives one its tries again, once', async () => {
    await run('--requeue', String(dead.out))
    await run('--requeue', String(dead.in))
    const rows = await database.db.query('select id, status, attempts, reason from messages order by id')
    expect(rows).toEqual([
      { id: dead.in, status: 'received', attempts: 0, reason: null },
      { id: dead.out, status: 'queued', attempts: 0, reason: null },
    ])
    await expect(run('--requeue', String(dead.out))).rejects.toMatchObject({ code: 1 })
    await expect(run('--requeue', 'all')).rejects.toMatchObject({ stderr: expect.stringContaining('npm run dead') })
  })
})
