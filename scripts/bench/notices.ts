import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Delivery } from '../../bot/deliver.ts'
import { createPacer } from '../../bot/pace.ts'
import { createTexts } from '../../bot/texts.ts'
import { hourBy, openStudio, type Studio } from '../../db/bookings.sample.ts'
import { connectChannel } from '../../db/channels.ts'
import { createMark } from '../../db/marks.ts'
import { openPostgres } from '../../db/postgres.ts'
import { type Db, json } from '../../db/sql.ts'
import { createTakenOver } from '../../db/takeover.ts'
import { startCluster } from '../../db/testing/cluster.ts'
import { createLoop } from '../../jobs/loop.ts'
import { tellDue } from '../../jobs/notices.ts'
import { type DueRows, writeDueRows } from '../chaos/duerows.ts'

const BATCH = 100
const ROUNDS = 5
const ROWS = 4000
const CLIENTS = 1000
const LATE_MS = 6000
const LONGEST_MS = 60_000
const IDLE_ROWS = 60
const LOADED_ROWS = 3000

type Range = { first: number; last: number }
type Stand = { db: Db; studio: Studio; channelId: number; delivery: Delivery; clock: () => Date }

/**
 * Due reminders a second on a durable PostgreSQL, each read again and written as a message, against the plain loop: batches of 100 by SKIP
 * LOCKED that write the same messages and read nothing; `claim_per_s` only marks rows. Then how late the loop is, idle and loaded.
 */
export async function benchNotices(): Promise<object[]> {
  const cluster = await startCluster({ durable: true })
  const db = openPostgres(await cluster.createDatabase(), { max: 10 })
  try {
    const stand = await startStand(db)
    await writePlainTables(db)
    const ways = { ours: () => tellAll(stand), plain: () => plainLoop(stand), claim: () => claimLoop(stand) }
    const names = ['ours', 'plain', 'claim'] as const
    const rates = { ours: [] as number[], plain: [] as number[], claim: [] as number[] }
    for (let round = 0; round <= ROUNDS; round++) {
      const range = await write(stand, { count: ROWS, overMs: 0, name: `round ${round}` })
      await copy(db, range)
      for (let i = 0; i < names.length; i++) {
        const name = names[(round + i) % names.length]!
        const began = performance.now()
        await ways[name]()
        // The first round warms connections, plans and code up.
        if (round > 0) rates[name].push((ROWS / (performance.now() - began)) * 1000)
      }
      await db.query(`update messages set status = 'sent' where status = 'queued'`)
      await db.query('vacuum analyze')
    }
    const [ours, plain, claim] = names.map((name) => rates[name].toSorted((a, b) => a - b)[rates[name].length >> 1]!)
    const rate = {
      measure: 'due notices',
      ours_per_s: Math.round(ours!),
      plain_per_s: Math.round(plain!),
      claim_per_s: Math.round(claim!),
      ratio_per_s: Math.round((ours! / plain!) * 100) / 100,
      budget_per_s: 0.5,
    }
    const idle = await lateness(stand, IDLE_ROWS, 'idle')
    const loaded = await lateness(stand, LOADED_ROWS, 'loaded')
    return [
      rate,
      { measure: 'lateness p99, idle', ms: idle, budget_ms: 50 },
      { measure: `lateness p99, ${(LOADED_ROWS * 1000) / LATE_MS}/s`, ms: loaded, budget_ms: 1000 },
    ]
  } finally {
    await db.close()
    await cluster.stop()
  }
}

async function startStand(db: Db): Promise<Stand> {
  const noon = Date.parse('2027-03-01T12:00:00+03:00')
  const clock = () => new Date(noon + performance.now())
  const studio = await openStudio(db, hourBy(1))
  const { businessId } = studio
  const channelId = await db.transaction((tx) =>
    connectChannel(tx, { businessId, kind: 'telegram', key: 'bench', credentials: 'none' }),
  )
  const send = async () => ({ ok: true as const, platformId: 'x' })
  const delivery: Delivery = {
    db,
    channels: new Map([['telegram', { kind: 'telegram', pace: null, send, answer: async () => {} }]]),
    kindOf: async () => 'telegram',
    pacer: createPacer(),
    clock,
    onLater: () => {},
    onFailed: () => {},
    mark: createMark(db),
    takenOver: createTakenOver(db),
    failures: new Map(),
  }
  return { db, studio, channelId, delivery, clock }
}

const textFile = (language: string) => readFileSync(new URL(`../../bot/texts/${language}.ftl`, import.meta.url), 'utf8')
const texts = createTexts({ ru: textFile('ru'), en: textFile('en') })
const onError = (error: unknown) => {
  throw error
}

function write({ db, studio, channelId, clock }: Stand, rows: Pick<DueRows, 'count' | 'overMs' | 'name'>, later = 0) {
  const { businessId, locationId } = studio
  const people = Array.from({ length: CLIENTS }, (_, n) => `person ${n}`)
  const ids = { businessId, channelId, locationId, serviceId: studio.service(1), masterId: studio.resource(1) }
  return writeDueRows(db, { ...ids, ...rows, people, due: new Date(clock().getTime() + later), cancelEvery: 0 })
}

async function tellAll({ delivery, studio }: Stand): Promise<void> {
  const telling = { delivery, catalogs: studio.catalogs, texts, onError }
  while ((await tellDue(telling, BATCH)) > 0);
}

async function writePlainTables(db: Db): Promise<void> {
  for (const name of ['plain', 'claim']) await db.query(`create table ${name}_notices (like notices including all)`)
}

async function copy(db: Db, { first, last }: Range): Promise<void> {
  for (const name of ['plain', 'claim'])
    await db.query(
      `insert into ${name}_notices overriding system value select * from notices where id between $1 and $2`,
      [first, last],
    )
}

const DUE = `status = 'planned' and due_at <= $1::timestamptz order by due_at, id limit ${BATCH} for update skip locked`

async function plainLoop({ db, clock, channelId }: Stand): Promise<void> {
  const [chat] = await db.query<{ id: number }>('select min(id) as id from chats where channel_id = $1', [channelId])
  const text = `Напоминаем о записи.\nсреда, 25 ноября, 16:00\n${'Мужская стрижка, Дмитрий. '.repeat(6)}`
  const body = json({
    text,
    reply_markup: { inline_keyboard: [[{ text: 'Приду', callback_data: 'come:1:29000000' }]] },
  })
  const batch = () =>
    db.transaction(async (tx) => {
      const rows = await tx.query<{ id: number }>(`select id from plain_notices where ${DUE}`, [clock()])
      const ids = json(rows.map(({ id }) => id))
      await tx.query(
        `with due as (select value::bigint as id from jsonb_array_elements_text($1::jsonb)),
         said as (insert into messages (business_id, channel_id, chat_id, direction, author, method, body, text, status, due_at, created_at)
           select n.business_id, $2, $3, 'out', 'system', 'sendMessage', $4::jsonb, $5, 'queued', $6::timestamptz, $6::timestamptz
           from due join plain_notices n on n.id = due.id returning id)
         update plain_notices n set status = 'sent', done_at = $6::timestamptz, message_id = m.id
         from (select id, row_number() over (order by id) as n from due) d
           join (select id, row_number() over (order by id) as n from said) m on m.n = d.n where n.id = d.id`,
        [ids, channelId, chat!.id, body, text, clock()],
      )
      return rows.length
    })
  while ((await batch()) > 0);
}

async function claimLoop({ db, clock }: Stand): Promise<void> {
  const batch = () =>
    db.query(
      `update claim_notices n set status = 'sent', done_at = $1::timestamptz from (select id from claim_notices where ${DUE}) due
       where n.id = due.id returning n.id`,
      [clock()],
    )
  while ((await batch()).length > 0);
}

/** How late the slowest hundredth of reminders became messages, milliseconds. */
async function lateness(stand: Stand, count: number, name: string): Promise<number> {
  const { db, delivery, studio } = stand
  const { first, last } = await write(stand, { count, overMs: LATE_MS, name }, 1000)
  const loop = createLoop({
    delivery: { ...delivery, onLater: (at) => loop.expect(at) },
    drain: { wake: () => {}, settled: async () => {}, idle: async () => {}, stop: async () => {} },
    catalogs: studio.catalogs,
    texts,
    hourly: { doneAt: clock().getTime() },
    onError,
  })
  loop.start()
  await pause(LATE_MS + 1000)
  for (let waited = 0; (await isPlanned(db, last)) && waited < LONGEST_MS; waited += 200) await pause(200)
  await loop.stop()
  const [row] = await db.query<{ late: number; told: number }>(
    `select percentile_disc(0.99) within group (order by extract(epoch from done_at - due_at) * 1000)::float8 as late,
       (count(*) filter (where status = 'sent'))::int as told
     from notices where id between $1 and $2`,
    [first, last],
  )
  if (row!.told < count) throw new Error(`${row!.told} of ${count} reminders were told`)
  return Math.round(row!.late * 10) / 10
}

async function isPlanned(db: Db, last: number): Promise<boolean> {
  const rows = await db.query(
    `select 1 from notices where status = 'planned' and kind = 'remind_24h' and id <= $1 limit 1`,
    [last],
  )
  return rows.length > 0
}
