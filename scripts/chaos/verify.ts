import type { FakeBot } from '../../bot/channels/telegram/fake/world.ts'
import type { Sql } from '../../db/sql.ts'

export type Kill = { at: number; port: number }

export type Verdict = {
  counts: Record<string, number>
  violations: string[]
}

type OutRow = {
  id: number
  chat: string
  method: string
  text: string | null
  status: string
  reason: string | null
  platform: string | null
  about: number | null
}

/** How long after a kill's moment a message may have been on its way: the fake notes when it came, the kill is noted before the signal. */
const IN_FLIGHT_MS = 2000

/** Compares what people saw with what the database decided. */
export async function verify(sql: Sql, { bot, kills }: { bot: FakeBot; kills: readonly Kill[] }): Promise<Verdict> {
  const violations: string[] = []
  const rows = await sql.query<OutRow>(
    `select m.id, c.external_id as chat, m.method, m.text, m.status, m.reason, m.platform_id as platform, m.about_chat_id as about
     from messages m join chats c on c.id = m.chat_id join channels ch on ch.id = m.channel_id
     where m.direction = 'out' and ch.kind = 'telegram' order by m.id`,
  )
  const stuck = await sql.query<{ status: string; count: number }>(
    `select status, count(*)::int as count from messages where status in ('received', 'queued', 'sending', 'failed') group by 1`,
  )
  for (const { status, count } of stuck) violations.push(`${count} messages are ${status}`)
  const doubled = checkDoubles(bot, rows, kills, violations)
  checkOrder(rows, violations)
  const acknowledged = await checkBookings(sql, bot, violations)
  await checkAnswers(sql, violations)
  await checkPlaces(sql, violations)
  const [counts] = await sql.query<Record<string, number>>(
    `select (select count(*)::int from messages where direction = 'in') as inbound,
       (select count(*)::int from messages where direction = 'out') as decided,
       (select count(*)::int from messages where status = 'skipped') as skipped,
       (select count(*)::int from events where kind = 'handover') as handovers,
       (select count(*)::int from events where kind = 'moved') as moved,
       (select count(*)::int from events where kind = 'cancelled') as cancelled,
       (select coalesce(sum(attempts), 0)::int from messages where direction = 'in') as retried`,
  )
  return { counts: { ...counts, acknowledged, delivered: bot.sent.length, doubled }, violations }
}

/** Every decided message was delivered once; twice only if it was on its way when a node was killed, once per chat and kill. */
function checkDoubles(bot: FakeBot, rows: readonly OutRow[], kills: readonly Kill[], violations: string[]): number {
  const known = new Set(rows.map((row) => row.platform))
  const spent = new Set<string>()
  let doubled = 0
  const sends = bot.calls.filter((call) => /^send(Message|Document)$/.test(call.method))
  const texts = new Set(rows.map((row) => `${row.chat} ${row.text}`))
  for (const message of bot.sent) {
    if (known.has(String(message.message_id))) continue
    doubled++
    const said = message.text || message.caption || ''
    if (!texts.has(`${message.chat_id} ${said}`)) violations.push(`nobody decided message ${message.message_id}`)
    const at = sends.filter((call) => call.code !== 0 && String(call.fields.chat_id) === String(message.chat_id))
    const kill = kills.findIndex(
      (one, index) =>
        !spent.has(`${message.chat_id} ${index}`) &&
        at.some((call) => call.at <= one.at + IN_FLIGHT_MS && call.at >= one.at - IN_FLIGHT_MS),
    )
    if (kill < 0) violations.push(`message ${message.message_id} is a double that no kill explains`)
    else spent.add(`${message.chat_id} ${kill}`)
  }
  const delivered = new Set(bot.sent.map((message) => String(message.message_id)))
  for (const row of rows) {
    if (row.status === 'sent' && /^send/.test(row.method) && !delivered.has(row.platform ?? ''))
      violations.push(`row ${row.id} is sent, but nobody saw it`)
    if (row.status === 'skipped' && row.reason !== 'a person answers here')
      violations.push(`row ${row.id} was skipped: ${row.reason}`)
  }
  return doubled
}

/** What a chat's own turns said came in that order; cards come from other chats' turns. */
function checkOrder(rows: readonly OutRow[], violations: string[]): void {
  const last = new Map<string, number>()
  for (const row of rows) {
    if (row.platform === null || !/^send/.test(row.method) || row.about !== null) continue
    const before = last.get(row.chat) ?? 0
    if (Number(row.platform) <= before) violations.push(`row ${row.id} came before what was said earlier`)
    last.set(row.chat, Number(row.platform))
  }
}

/**
 * What a client was told of is there, once, and nothing else is; a person who took over meanwhile may have silenced the
 * telling. Returns how many bookings were acknowledged.
 */
async function checkBookings(sql: Sql, bot: FakeBot, violations: string[]): Promise<number> {
  const told = new Map<number, number>()
  for (const chat of bot.chats.values())
    for (const message of chat.shown) {
      if (!message.text.startsWith('Готово, вы записаны')) continue
      const buttons = message.buttons.flat().map((button) => /^mv:(\d+)$/.exec(button.callback_data ?? '')?.[1])
      const id = buttons.find(Boolean)
      if (id) told.set(Number(id), chat.user.id)
      else violations.push(`a booking of ${chat.user.id} was acknowledged without its buttons`)
    }
  const visits = await sql.query<Visit>(VISITS)
  for (const [id, person] of told) {
    const visit = visits.find((known) => known.id === id)
    if (!visit || visit.person !== String(person))
      violations.push(`visit ${id} was promised to ${person} and is not there`)
    else if (visit.booked !== 1) violations.push(`visit ${id} was booked ${visit.booked} times`)
    else if (visit.status === 'booked' && visit.places === 0) violations.push(`visit ${id} has no place`)
    else if (visit.status === 'cancelled' && visit.places > 0) violations.push(`cancelled visit ${id} keeps its place`)
  }
  for (const { id, booked, telling } of visits)
    if (booked > 0 && !told.has(id) && telling !== 'skipped') violations.push(`visit ${id} was booked and nobody told`)
  return told.size
}

type Visit = {
  id: number
  person: string
  status: string
  places: number
  booked: number
  /** What became of the message that tells of the booking. */
  telling: string | null
}

const VISITS = `
select a.id, i.external_id as person, a.status,
  (select count(*)::int from occupancies o where o.appointment_id = a.id and o.kind = 'visit') as places,
  (select count(*)::int from events e where e.kind = 'booked' and e.appointment_id = a.id) as booked,
  (select m.status from messages m where m.chat_id = a.chat_id and m.direction = 'out'
     and m.body::text like '%"mv:' || a.id || '"%' order by m.id limit 1) as telling
from appointments a join identities i on i.client_id = a.client_id where a.status <> 'held' order by a.id`

/**
 * The last word of every person was answered, by the assistant or by a card for staff. A tap of staff, or where a person
 * leads, is answered on the button, and that is not stored.
 */
async function checkAnswers(sql: Sql, violations: string[]): Promise<void> {
  const open = await sql.query<{ chat: number; id: number }>(
    `select c.id as chat, m.id from chats c
       join lateral (select * from messages where chat_id = c.id and direction = 'in' and author = 'client'
         and not (body #> '{update,callback_query}' is not null and (c.owner = 'member' or exists (select 1 from members s
           where s.channel_id = c.channel_id and s.external_id = c.external_id))) order by id desc limit 1) m on true
     where m.status <> 'handled' or not exists (select 1 from messages o where o.id > m.id and o.direction = 'out'
       and (o.chat_id = c.id or o.about_chat_id = c.id) and o.status in ('sent', 'skipped'))`,
  )
  for (const { chat, id } of open) violations.push(`message ${id} of chat ${chat} has no answer`)
}

/** No resource is in two places at once; what a visit says and what it takes agree. */
async function checkPlaces(sql: Sql, violations: string[]): Promise<void> {
  const overlaps = await sql.query<{ a: number; b: number }>(
    `select a.id as a, b.id as b from occupancies a join occupancies b on b.resource_id = a.resource_id and b.id > a.id
       and a.during && b.during where a.overlap_reason is null and b.overlap_reason is null`,
  )
  for (const { a, b } of overlaps) violations.push(`occupancies ${a} and ${b} overlap`)
  const adrift = await sql.query<{ id: number }>(
    `select a.id from appointments a where a.status = 'booked' and a.session_id is null and not exists (
       select 1 from occupancies o where o.appointment_id = a.id and a.starts_at >= lower(o.during) and a.starts_at < upper(o.during))`,
  )
  for (const { id } of adrift) violations.push(`visit ${id} does not occupy its time`)
}
