import type { Tx } from '../../db/sql.ts'
import type { Place } from './place.ts'
import { BY_MONTH, BY_WEEKDAY, type Chance, HOURS, secondsAround, WAY_OF_HUNDRED, WAYS } from './ways.ts'

export type Year = { place: Place; leads: number; firstDay: string; lastDay: string; chance: Chance; now: Date }

/** Ids that nobody else is given: the first of `count` in a row. The table must be locked against other writers. */
export async function reserve(tx: Tx, table: string, count: number): Promise<number> {
  const [row] = await tx.query<{ first: number }>(`select nextval(pg_get_serial_sequence('${table}', 'id')) as first`)
  await tx.query(`select setval(pg_get_serial_sequence('${table}', 'id'), $1::bigint)`, [row!.first + count])
  return row!.first
}

/**
 * People and their contacts over the year, by month, weekday and hour: a tenth comes from people who had written before. Leaves the temporary
 * table `contact`, one row for each, with who answered and when.
 */
export async function writeContacts(tx: Tx, year: Year): Promise<void> {
  const { place, leads, chance, now } = year
  const [clients, chats, firstLead] = [
    await reserve(tx, 'clients', leads),
    await reserve(tx, 'chats', leads),
    await reserve(tx, 'leads', leads),
  ]
  await tx.query(CONTACT(year, { clients, chats, leads: firstLead }))
  await tx.query('create index on contact (root)')
  await tx.query('analyze contact')
  const names = `(array['Анна','Мария','Елена','Ольга','Наталья','Ирина','Светлана','Юлия','Татьяна','Дарья','Алина','Вера','Полина','Ксения','Павел','Иван'])`
  await tx.query(
    `insert into clients (id, business_id, name, phone, created_at) overriding system value
     select client_id, $1, ${names}[1 + n % 16], case when not chat or ${chance('n', 40)} < 0.4 then '+7000' || lpad(n::text, 7, '0') end, at
     from contact where root = n`,
    [place.businessId],
  )
  await tx.query(
    `insert into chats (id, business_id, channel_id, external_id, client_id, created_at) overriding system value
     select chat_id, $1, channel_id, 'filled-' || client_id, client_id, at from contact where root = n and chat`,
    [place.businessId],
  )
  await tx.query(
    `insert into identities (business_id, client_id, channel_id, external_id)
     select $1, client_id, channel_id, 'filled-' || client_id from contact where root = n and chat`,
    [place.businessId],
  )
  await tx.query(
    `insert into leads (id, business_id, client_id, chat_id, channel_id, source, medium, campaign, paid, district, stage, created_at) overriding system value
     select lead_id, $1, client_id, chat_id, channel_id, source, case when chat then medium else kind end, campaign, per_lead > 0,
       case when ${chance('n', 41)} < 0.08 then 'Сокольники' end, case when books then 'booked' else 'new' end, at
     from contact order by n`,
    [place.businessId],
  )
  await tx.query(
    `insert into ad_spend (business_id, day, channel, campaign, amount, clicks, via, updated_at)
     select $1, day, source, campaign, round(count(*) * max(per_lead) * (0.85 + 0.3 * ${chance('min(n)', 42)})),
       round(count(*) * (2.6 + 1.5 * ${chance('min(n)', 43)})), 'api', $2::timestamptz
     from contact where per_lead > 0 group by day, source, campaign order by day, source, campaign`,
    [place.businessId, now],
  )
}

const CONTACT = (
  { place, leads, firstDay, lastDay, chance }: Year,
  base: { clients: number; chats: number; leads: number },
) => `create temporary table contact on commit drop as
with days as (
  select d::date as day, (array[${BY_MONTH}])[extract(month from d)::int] * (array[${BY_WEEKDAY}])[extract(isodow from d)::int]
    * (0.9 + 0.2 * ${chance('i', 1)}) * (0.8 + 0.4 * i / 365) as weight
  from generate_series('${firstDay}'::date, '${lastDay}'::date, '1 day') with ordinality as g(d, i)),
reached as (select day, weight, sum(weight) over (order by day) / sum(weight) over () as part, sum(weight) over () as total from days),
drawn as (
  select n, day, (day + make_interval(hours => (${HOURS})[1 + floor(${chance('n', 2)} * 100)::int],
      secs => round((${chance('n', 3)} * 3599)::numeric, 3)::double precision)) at time zone '${place.zone}' as at,
    (${WAY_OF_HUNDRED})[1 + floor(${chance('n', 4)} * 100)::int] as way,
    case when ${chance('n', 5)} < 0.1 and n > 10 then 1 + floor(sqrt(${chance('n', 6)}) * (n - 1) * 0.99)::int end as older,
    ${chance('n', 7)} as through, ${chance('n', 8)} as luck
  from reached, generate_series(round(${leads} * (part - weight / total))::int + 1, round(${leads} * part)::int) n),
rooted as (
  select d.*, case when o.older is null and o.n is not null then o.n else d.n end as root,
    case when o.older is null and o.n is not null then o.through else d.through end as door
  from drawn d left join drawn o on o.n = d.older),
known as (
  select r.*, case when door < 0.56 then 'telegram' when door < 0.86 then 'web' when door < 0.95 then 'call' else 'walk_in' end as kind, w.*,
    extract(hour from at at time zone '${place.zone}')::int as hour
  from rooted r join (values ${WAYS.map(({ source, medium, campaign, books, perLead }, i) => `(${i}, '${source}', ${text(medium)}, ${text(campaign)}, ${books}::double precision, ${perLead})`).join(', ')})
    as w(place, source, medium, campaign, chance, per_lead) on w.place = r.way)
select n, root, day, at, hour, kind, kind in ('telegram', 'web') as chat, source, medium, campaign, per_lead, luck < chance as books,
  ${base.clients} + root as client_id, case when kind in ('telegram', 'web') then ${base.chats} + root end as chat_id, ${base.leads} + n as lead_id,
  case kind when 'telegram' then ${place.channels.telegram} when 'web' then ${place.channels.web} end as channel_id,
  floor(${chance('root', 9)} * ${place.branches})::int as branch,
  case when kind not in ('telegram', 'web') then 'nobody' when ${chance('n', 10)} < 0.8 then 'bot' when ${chance('n', 10)} < 0.96 then 'member' else 'nobody' end as by,
  ${secondsAround(chance, 'n', 11, 1.7, 0.6)} as bot_seconds,
  ${secondsAround(chance, 'n', 14, 210, 1.1)} + case when hour >= 21 then (34 - hour) * 3600 when hour < 10 then (10 - hour) * 3600 else 0 end as member_seconds,
  ${chance('n', 17)} < 0.14 as calls, ${chance('n', 18)} < 0.09 as returns
from known`

const text = (value: string | null) => (value === null ? 'null::text' : `'${value}'`)

/** What was said: first words and answers, calls for a person, dialogues that begin again; and what the assistant read of it. */
export async function writeDialogues(tx: Tx, { place, chance, now }: Year): Promise<void> {
  const after = (from: string, seconds: string) =>
    `${from} + make_interval(secs => round((${seconds})::numeric, 3)::double precision)`
  await tx.query(`create temporary table call on commit drop as
    select n, chat_id, channel_id, ${after('at', `bot_seconds + 40 + 600 * ${chance('n', 20)}`)} as at,
      ${secondsAround(chance, 'n', 21, 190, 1)} as seconds, ${chance('n', 24)} < 0.93 as answered
    from contact where chat and calls and by = 'bot'`)
  await tx.query(`create temporary table again on commit drop as
    select n, chat_id, channel_id, ${after('at', `172800 + 900000 * ${chance('n', 25)}`)} as at, bot_seconds as seconds
    from contact where chat and returns`)
  const heard = (from: string, key: string, where = 'true') =>
    `select at, chat_id, channel_id, 'in' as direction, 'client' as author, '${key}' || n as key, at as sent_at,
       (array['Здравствуйте, можно записаться?', 'Сколько стоит стрижка?', 'А на субботу есть место?', 'Позовите администратора, пожалуйста'])[1 + n % 4] as text
     from ${from} where ${where}`
  const told = (from: string, seconds: string, author: string, where: string) =>
    `select ${author === `'bot'` ? 'at' : after('at', seconds)}, chat_id, channel_id, 'out', ${author}, null, ${after('at', seconds)}, 'Здравствуйте! Подобрать удобное время?'
     from ${from} where ${where}`
  await tx.query(
    `insert into messages (business_id, channel_id, chat_id, direction, author, external_id, platform_at, method, body, text, status, created_at, sent_at)
     select $1, channel_id, chat_id, direction, author, key, case when direction = 'in' then at end, case when direction = 'out' then 'sendMessage' end,
       '{}', text, case when direction = 'in' then 'handled' else 'sent' end, at, case when direction = 'out' then sent_at end
     from (${[
       heard('contact', 'first-', 'chat'),
       told('contact', `case by when 'bot' then bot_seconds else member_seconds end`, 'by', `chat and by <> 'nobody'`),
       heard('call', 'call-'),
       told('call', 'seconds', `'member'`, 'answered'),
       heard('again', 'again-'),
       told('again', 'seconds', `'bot'`, 'true'),
     ].join(' union all ')}) s where at <= $2::timestamptz and sent_at <= $2::timestamptz order by at, direction`,
    [place.businessId, now],
  )
  await tx.query(
    `insert into events (business_id, at, kind, chat_id)
     select $1, at, kind, chat_id from (
       select at + interval '400 milliseconds' as at, 'handover' as kind, chat_id from call
       union all select ${after('at', 'seconds + 900')}, 'returned', chat_id from call) e where at <= $2::timestamptz order by at`,
    [place.businessId, now],
  )
  const key = (purpose: number) => chance('hashtextextended(external_id, 0)', purpose)
  await tx.query(
    `insert into understandings (message_id, business_id, chat_id, intent, confidence, source, answered, latency_us, outcome, label, labelled_at, created_at)
     select id, $1, chat_id, intent, 0.55 + 0.44 * luck, source, outcome <> 'failed', 60 + (200 * luck)::int, outcome,
       case when ${key(53)} < 0.03 then case when luck < 0.1 then 'question' else intent end end,
       case when ${key(53)} < 0.03 then created_at + interval '1 day' end, created_at
     from (select *, (array['book', 'price', 'cancel', 'address', 'question'])[1 + floor(${key(50)} * 5)::int] as intent, ${key(51)} as luck,
         case when external_id like 'call-%' then 'handed_over' when ${key(52)} < 0.06 then 'clarified' when ${key(52)} < 0.07 then 'failed' else 'answered' end as outcome,
         case when ${key(54)} < 0.25 then 'button' when ${key(54)} < 0.97 then 'local' else 'model' end as source
       from messages where business_id = $1 and direction = 'in') m order by id`,
    [place.businessId],
  )
}
