import { setTimeout as pause } from 'node:timers/promises'
import { startFakeTelegram } from '../../bot/channels/telegram/fake/telegram.ts'
import { chatOf, type FakeBot } from '../../bot/channels/telegram/fake/world.ts'
import { openPostgres } from '../../db/postgres.ts'
import type { Db } from '../../db/sql.ts'
import { freePort, startCluster } from '../../db/testing/cluster.ts'
import { pick, seeded } from '../../domain/seeded.ts'
import { noonZone, writeDueRows } from './duerows.ts'
import { startNode } from './nodes.ts'

export type NoticeChaos = {
  count: number
  nodes: number
  kills: number
  seed: number
  /** An empty PostgreSQL database that is there already; without it one of its own, with fsync. */
  url?: string
  onKill?: (count: number, left: number) => void
}

export type NoticeVerdict = {
  due: number
  sent: number
  skipped: number
  /** Rows that nobody has decided, and such that became no message or more than one. */
  undecided: number
  messages: number
  delivered: number
  /** Messages that reached their person twice, and those of them that were in flight at no kill. */
  twice: number
  twiceWithoutCause: number
  never: number
}

export type NoticeChaosResult = {
  nodes: number
  kills: number
  verdict: NoticeVerdict
  broken: string[]
  seconds: number
}

const LONGEST_MS = 500_000
/** As many as Telegram lets one bot send in a burst are not enough for thousands in a minute. */
const RATE = 100_000
/** A chat takes a burst of five. */
const EACH = 4
const CANCEL_EVERY = 10
const SETTLE_MS = 500
const GLANCE_MS = 10

/** Thousands of reminders fall due at once while nodes of one database are killed at random; then checks what came of each. */
export async function runNoticeChaos(options: NoticeChaos): Promise<NoticeChaosResult> {
  const begun = Date.now()
  const random = seeded(options.seed)
  const telegram = await startFakeTelegram({ redeliveryScale: 0.1 })
  const bot = telegram.addBot({})
  const cluster = options.url ? null : await startCluster({ durable: true })
  const url = options.url ?? (await cluster!.createDatabase())
  const db = openPostgres(url, { max: 4 })
  const env = {
    TELEGRAM_BOT_TOKEN: bot.token,
    TELEGRAM_API_ROOT: telegram.root,
    DATABASE_URL: url,
    SECRET_KEY: 'a secret key of the chaos run',
  }
  const ports = await Promise.all(Array.from({ length: options.nodes }, () => freePort()))
  const nodes: Awaited<ReturnType<typeof startNode>>[] = []
  const launch = (port: number) => startNode(env, port, (line) => process.stderr.write(`${line}\n`))
  try {
    nodes.push(await launch(ports[0]!))
    nodes.push(...(await Promise.all(ports.slice(1).map(launch))))
    const people = Array.from({ length: Math.ceil(options.count / EACH) }, () => {
      const { user } = telegram.person({ first_name: 'Анна' })
      chatOf(bot, user).opened = true
      return String(user.id)
    })
    const rows = await seed(db, options.count, people)
    const inFlight = new Set<number>()
    const deadline = begun + LONGEST_MS
    let kills = 0
    let left = await undone(db)
    for (; left > 0 && Date.now() < deadline; left = await undone(db)) {
      if (kills === options.kills) {
        await pause(SETTLE_MS)
        continue
      }
      // The first kill falls into the work, however short it is; the others wherever they fall.
      if (kills > 0) await pause(200 + random() * 800)
      else if (left === options.count) {
        await pause(GLANCE_MS)
        continue
      }
      const restarted = pick(random, nodes).killAndRestart()
      for (const id of await underWay(db)) inFlight.add(id)
      await restarted
      kills++
      options.onKill?.(kills, left)
    }
    const verdict = await judge(db, bot, rows, inFlight)
    const seconds = Math.round((Date.now() - begun) / 1000)
    return { nodes: options.nodes, kills, verdict, broken: brokenOf(verdict), seconds }
  } finally {
    await Promise.all(nodes.map((node) => node.stop()))
    await db.close()
    await telegram.close()
    await cluster?.stop()
  }
}

async function seed(db: Db, count: number, people: readonly string[]) {
  const now = new Date()
  const [place] = await db.query<{
    businessId: number
    channelId: number
    locationId: number
    serviceId: number
    masterId: number
  }>(
    `select b.id as "businessId", c.id as "channelId", (select min(id) from locations where business_id = b.id) as "locationId",
       s.service_id as "serviceId", s.resource_id as "masterId"
     from businesses b join channels c on c.business_id = b.id and c.kind = 'telegram'
       join service_masters s on s.business_id = b.id order by b.id, s.service_id, s.resource_id limit 1`,
  )
  const zone = noonZone(now)
  await db.query('update locations set timezone = $2 where business_id = $1', [place!.businessId, zone])
  await db.query('update businesses set timezone = $2, version = version + 1 where id = $1', [place!.businessId, zone])
  await db.query('update channels set rate = $2, burst = $2, tokens = $2 where id = $1', [place!.channelId, RATE])
  return writeDueRows(db, { ...place!, count, people, due: now, overMs: 0, cancelEvery: CANCEL_EVERY, name: 'chaos' })
}

/** How much is due and neither decided nor delivered. */
async function undone(db: Db): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `select ((select count(*) from notices where status = 'planned' and kind = 'remind_24h')
       + (select count(*) from messages where direction = 'out' and status in ('queued', 'sending')))::int as n`,
  )
  return row!.n
}

async function underWay(db: Db): Promise<number[]> {
  const rows = await db.query<{ id: number }>(`select id from messages where direction = 'out' and status = 'sending'`)
  return rows.map(({ id }) => id)
}

async function judge(
  db: Db,
  bot: FakeBot,
  { first, last }: { first: number; last: number },
  inFlight: ReadonlySet<number>,
): Promise<NoticeVerdict> {
  const notices = await db.query<{ status: string; message: number | null }>(
    'select status, message_id as message from notices where id between $1 and $2',
    [first, last],
  )
  const messages = await db.query<{ id: number; chat: string; text: string; status: string }>(
    `select m.id, c.external_id as chat, m.text, m.status from messages m join chats c on c.id = m.chat_id where m.direction = 'out'`,
  )
  const heard = new Map<string, number>()
  for (const { method, code, fields } of bot.calls) {
    if (method !== 'sendMessage' || code !== 200) continue
    const key = `${fields.chat_id} ${fields.text}`
    heard.set(key, (heard.get(key) ?? 0) + 1)
  }
  const times = ({ chat, text }: { chat: string; text: string }) => heard.get(`${chat} ${text}`) ?? 0
  const twice = messages.filter((message) => times(message) > 1)
  const told = new Set(notices.flatMap(({ message }) => message ?? []))
  return {
    due: notices.length,
    sent: notices.filter(({ status }) => status === 'sent').length,
    skipped: notices.filter(({ status }) => status === 'skipped').length,
    undecided: notices.filter(
      ({ status, message }) => !(status === 'sent' ? message : status === 'skipped' && !message),
    ).length,
    messages: messages.length,
    delivered: messages.filter(({ id, status }) => told.has(id) && status === 'sent').length,
    twice: twice.length,
    twiceWithoutCause: twice.filter(({ id }) => !inFlight.has(id)).length,
    never: messages.filter((message) => times(message) === 0).length,
  }
}

/** What a verdict shows to be broken, in words; none: all promises held. */
function brokenOf(verdict: NoticeVerdict): string[] {
  const { due, sent, skipped, undecided, messages, delivered, twiceWithoutCause, never } = verdict
  const promises: [boolean, string][] = [
    [undecided === 0 && sent + skipped === due, 'a notice was not decided'],
    [skipped === Math.ceil(due / CANCEL_EVERY), 'a reminder of a cancelled visit was not skipped, or another one was'],
    [messages === sent, 'a notice was decided twice'],
    [delivered === sent && never === 0, 'a message was not delivered'],
    [twiceWithoutCause === 0, 'a message was sent twice that was in flight at no kill'],
  ]
  return promises.filter(([held]) => !held).map(([, words]) => words)
}
