import { openStory } from '../../db/kpi/history.sample.ts'
import { spendBy } from '../../db/kpi/money.ts'
import { answersBy, cohortCells, cohortCellsRaw, leadsBy, visitsBy } from '../../db/kpi/read.ts'
import { refreshKpis } from '../../db/kpi/refresh.ts'
import { openPostgres } from '../../db/postgres.ts'
import type { Db } from '../../db/sql.ts'
import { startCluster } from '../../db/testing/cluster.ts'
import { addDays } from '../../domain/time.ts'

const LEADS = 1_000_000
const VISITS = 300_000
const FIRST = '2026-01-01'
const NOW = new Date('2026-12-31T12:00:00Z')
const MONTH = { from: '2026-11-20', to: '2026-12-19' }
const ROUNDS = 15

/**
 * A year of 1,000,000 leads and 300,000 visits: the four numbers of the dashboard from the tables kept for them, beside the same counted from
 * rows, and how long a day takes to be counted anew.
 */
export async function benchKpi(): Promise<object[]> {
  const cluster = await startCluster({ durable: true })
  const url = await cluster.createDatabase()
  const db = openPostgres(url, { max: 2 })
  try {
    const businessId = await fill(db)
    const begun = performance.now()
    await refreshKpis(db, { businessId, now: NOW })
    const whole = performance.now() - begun
    const page = (raw: boolean) => () => fourNumbers(db, businessId, raw)
    const kept = await median(ROUNDS, page(false))
    const counted = await median(3, page(true))
    const same =
      JSON.stringify(await fourNumbers(db, businessId, false)) ===
      JSON.stringify(await fourNumbers(db, businessId, true))
    const day = await median(5, async (i) => {
      await db.query(
        `update appointments set price = price + 1, version = version + 1 where id = (select max(id) - $1 from appointments)`,
        [i],
      )
      await refreshKpis(db, { businessId, now: new Date(NOW.getTime() + i * 60_000) })
    })
    return [
      {
        bench: 'kpi',
        what: 'four KPIs of 30 days',
        ms: round(kept),
        budget_ms: 10,
        raw_ms: round(counted),
        same,
        leads: LEADS,
        visits: VISITS,
      },
      { bench: 'kpi', what: 'a changed visit counted anew', ms: round(day) },
      { bench: 'kpi', what: 'all counted anew', ms: round(whole) },
    ]
  } finally {
    await db.close()
    await cluster.stop()
  }
}

/** Speed by channel, price of a client by source, cohorts, no-shows by district. */
function fourNumbers(db: Db, businessId: number, raw: boolean) {
  const asked = { businessId, period: MONTH, raw }
  return Promise.all([
    answersBy(db, asked, ['channel']),
    Promise.all([leadsBy(db, asked, ['source', 'paid']), spendBy(db, businessId, MONTH, ['source'])]),
    raw ? cohortCellsRaw(db, businessId) : cohortCells(db, businessId),
    visitsBy(db, asked, ['district']),
  ])
}

const round = (ms: number) => Math.round(ms * 100) / 100

async function median(rounds: number, work: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < rounds; i++) {
    const begun = performance.now()
    await work(i)
    times.push(performance.now() - begun)
  }
  return times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!
}

/** Rows by arithmetic on their number, so that every run has the same; without triggers, which would only fill the list of what has changed. */
async function fill(db: Db): Promise<number> {
  const { businessId, locations, channels, services, masters } = await openStory(db, new Date(`${FIRST}T00:00:00Z`))
  const year = 365 * 86_400
  const at = `'${FIRST}T00:00:00Z'::timestamptz + make_interval(secs => (n::bigint * 7919 % ${year})::int)`
  await db.query(`alter table leads disable trigger user`)
  await db.query(`alter table appointments disable trigger user`)
  await db.query(`alter table payments disable trigger user`)
  await db.query(`insert into clients (business_id, created_at) select $1, ${at} from generate_series(1, ${LEADS}) n`, [
    businessId,
  ])
  await db.query(
    `insert into chats (business_id, channel_id, external_id, client_id, created_at)
     select $1, (array[${channels.join(',')}])[1 + n % 2], 'p' || n, (select min(id) from clients where business_id = $1) + n - 1, ${at}
     from generate_series(1, ${LEADS}) n`,
    [businessId],
  )
  await db.query(
    `insert into leads (business_id, client_id, chat_id, channel_id, source, paid, created_at)
     select c.business_id, c.client_id, c.id, c.channel_id, (array['vk', 'yandex', 'maps', 'сарафан'])[1 + c.id % 4], c.id % 4 < 2, c.created_at
     from chats c where c.business_id = $1 order by c.created_at`,
    [businessId],
  )
  // Inbound and outbound as they come: a word, and its answer after 1–400 seconds.
  await db.query(
    `insert into messages (business_id, channel_id, chat_id, direction, author, external_id, platform_at, method, body, status, created_at, sent_at)
     select business_id, channel_id, chat_id, d, case d when 'in' then 'client' else 'bot' end, case d when 'in' then 'u' || id end,
       case d when 'in' then created_at end, case d when 'out' then 'sendMessage' end, '{}', case d when 'in' then 'handled' else 'sent' end,
       created_at, case d when 'out' then created_at + make_interval(secs => 1 + id % 400) end
     from leads, (values ('in'), ('out')) v(d) where business_id = $1 order by created_at, chat_id, d`,
    [businessId],
  )
  await db.query(
    `insert into appointments (business_id, key, client_id, lead_id, location_id, door, status, starts_at, ends_at, price, created_at, updated_at)
     select l.business_id, 'v' || l.id, l.client_id, l.id, (array[${locations.join(',')}])[1 + l.id % 2], 'telegram',
       (array['paid', 'paid', 'paid', 'arrived', 'no_show', 'cancelled'])[1 + l.id % 6], l.created_at + interval '2 days', l.created_at + interval '49 hours',
       150000, l.created_at, l.created_at
     from leads l where l.business_id = $1 and l.id % 10 < 3 limit ${VISITS}`,
    [businessId],
  )
  await db.query(
    `insert into appointment_parts (business_id, appointment_id, position, service_id, resource_id, starts_at, ends_at, price, variable_cost)
     select business_id, id, 0, ${services[0]}, ${masters[0]}, starts_at, ends_at, price, 30000 from appointments where business_id = $1`,
    [businessId],
  )
  await db.query(
    `insert into payments (business_id, appointment_id, kind, amount, method, at)
     select business_id, id, 'payment', price, 'card', starts_at from appointments where business_id = $1 and status = 'paid'`,
    [businessId],
  )
  for (let day = FIRST; day < addDays(FIRST, 365); day = addDays(day, 1))
    await db.query(
      `insert into ad_spend (business_id, day, channel, amount, via, updated_at)
       select $1, $2::date, c, 1000000, 'typed', $3::timestamptz from unnest(array['vk', 'yandex']) c`,
      [businessId, day, NOW],
    )
  for (const table of ['leads', 'appointments', 'payments']) await db.query(`alter table ${table} enable trigger user`)
  await db.query('vacuum analyze')
  return businessId
}
