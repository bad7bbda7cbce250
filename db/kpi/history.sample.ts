import { list, type Param, type Sql } from '../sql.ts'

/** A business with two branches in two zones, for histories of numbers. */
export type Story = {
  sql: Sql
  businessId: number
  locations: number[]
  channels: number[]
  services: number[]
  masters: number[]
  members: number[]
  now: Date
}

const HOUR = 3_600_000

/** Makes a business whose history is written by hand: hours 9–20 in Moscow, 10–19 in Vladivostok. */
export async function openStory(sql: Sql, now = new Date('2026-11-01T09:00:00Z')): Promise<Story> {
  const insert = async (text: string, ...params: Param[]) =>
    (await sql.query<{ id: number }>(`${text} returning id`, params))[0]!.id
  const businessId = await insert(
    `insert into businesses (name, template, timezone, created_at) values ('Мира', 'salon', 'Europe/Moscow', $1::timestamptz)`,
    now,
  )
  const branch = async (zone: string, district: string, from: number, to: number) => {
    const id = await insert(
      `insert into locations (business_id, name, timezone, address, district) values ($1, $2, $3, '', $2)`,
      businessId,
      district,
      zone,
    )
    for (let day = 1; day <= 7; day++)
      await sql.query(
        'insert into working_hours (business_id, location_id, weekday, spans) values ($1, $2, $3, $4::jsonb)',
        [businessId, id, day, JSON.stringify([{ from: from * 60, to: to * 60 }])],
      )
    return id
  }
  const locations = [await branch('Europe/Moscow', 'Центр', 9, 20), await branch('Asia/Vladivostok', 'Гавань', 10, 19)]
  const masters: number[] = []
  for (const location of locations)
    masters.push(
      await insert(
        `insert into resources (business_id, location_id, kind, name) values ($1, $2, 'master', 'Анна')`,
        businessId,
        location,
      ),
    )
  const services = [
    await insert(
      `insert into services (business_id, name, segments, price, variable_cost) values ($1, 'Стрижка', '{60}', 120000, 30000)`,
      businessId,
    ),
  ]
  const channels: number[] = []
  for (const kind of ['telegram', 'web'])
    channels.push(
      await insert(
        'insert into channels (business_id, kind, key) values ($1, $2, $3)',
        businessId,
        kind,
        `${kind}${businessId}`,
      ),
    )
  const members = [
    await insert(
      `insert into members (business_id, name, role, created_at) values ($1, 'Ольга', 'owner', $2::timestamptz)`,
      businessId,
      now,
    ),
  ]
  return { sql, businessId, locations, channels, services, masters, members, now }
}

let made = 0

export async function addPerson(
  story: Story,
  channel = story.channels[0]!,
): Promise<{ clientId: number; chatId: number }> {
  const { sql, businessId, now } = story
  const [client] = await sql.query<{ id: number }>(
    'insert into clients (business_id, created_at) values ($1, $2::timestamptz) returning id',
    [businessId, now],
  )
  const [chat] = await sql.query<{ id: number }>(
    `insert into chats (business_id, channel_id, external_id, client_id, created_at) values ($1, $2, $3, $4, $5::timestamptz) returning id`,
    [businessId, channel, `person ${++made}`, client!.id, now],
  )
  return { clientId: client!.id, chatId: chat!.id }
}

/** Somebody says something in a chat; outbound words carry when the platform took them (null: not yet). */
export async function say(
  story: Story,
  chatId: number,
  author: 'client' | 'bot' | 'member' | 'system',
  at: Date,
  sentAt: Date | null = at,
): Promise<number> {
  const inbound = author === 'client'
  const [row] = await story.sql.query<{ id: number }>(
    `insert into messages (business_id, channel_id, chat_id, direction, author, external_id, platform_at, method, body, status, created_at, sent_at)
     select business_id, channel_id, id, $2, $3, $4, $5::timestamptz, $6, '{}', $7, $8::timestamptz, $9::timestamptz from chats where id = $1
     returning id`,
    [
      chatId,
      inbound ? 'in' : 'out',
      author,
      inbound ? `update ${++made}` : null,
      inbound ? at : null,
      inbound ? null : 'sendMessage',
      inbound ? 'handled' : sentAt ? 'sent' : 'queued',
      at,
      inbound ? null : sentAt,
    ],
  )
  return row!.id
}

export type LeadSample = { source?: string; campaign?: string | null; paid?: boolean; district?: string | null }

/** A contact: its first words and the lead, as a turn writes them. */
export async function addLeadSample(
  story: Story,
  person: { clientId: number; chatId: number | null },
  at: Date,
  { source = 'telegram', campaign = null, paid = false, district = null }: LeadSample = {},
): Promise<number> {
  if (person.chatId !== null) await say(story, person.chatId, 'client', at)
  const [row] = await story.sql.query<{ id: number }>(
    `insert into leads (business_id, client_id, chat_id, channel_id, source, campaign, paid, district, created_at)
     values ($1, $2, $3, (select channel_id from chats where id = $3), $4, $5, $6, $7, $8::timestamptz) returning id`,
    [story.businessId, person.clientId, person.chatId, source, campaign, paid, district, at],
  )
  return row!.id
}

export type VisitSample = {
  clientId: number
  leadId?: number | null
  startsAt: Date
  status?: string
  location?: number
  price?: number
  discount?: number
  variableCost?: number
  test?: boolean
  createdAt?: Date
}

/** A visit of one service, as it is after all that happened to it. */
export async function addVisit(story: Story, visit: VisitSample): Promise<number> {
  const { sql, businessId, now } = story
  const location = visit.location ?? story.locations[0]!
  const master = story.masters[story.locations.indexOf(location)]!
  const { price = 120_000, discount = 0, variableCost = 30_000, status = 'booked', test = false, startsAt } = visit
  const endsAt = new Date(startsAt.getTime() + HOUR)
  const created = visit.createdAt ?? now
  const [row] = await sql.query<{ id: number }>(
    `insert into appointments (business_id, key, client_id, lead_id, location_id, door, status, starts_at, ends_at, price, discount, test,
       hold_expires_at, created_at, updated_at)
     values ($1, $2, $3, $4, $5, 'telegram', $6, $7::timestamptz, $8::timestamptz, $9, $10, $11, $12::timestamptz, $13::timestamptz, $13::timestamptz)
     returning id`,
    [
      businessId,
      `visit ${++made}`,
      visit.clientId,
      visit.leadId,
      location,
      status,
      startsAt,
      endsAt,
      price,
      discount,
      test,
      status === 'held' ? new Date(created.getTime() + 600_000) : null,
      created,
    ],
  )
  await sql.query(
    `insert into appointment_parts (business_id, appointment_id, position, service_id, resource_id, starts_at, ends_at, price, variable_cost)
     values ($1, $2, 0, $3, $4, $5::timestamptz, $6::timestamptz, $7, $8)`,
    [businessId, row!.id, story.services[0]!, master, startsAt, endsAt, price, variableCost],
  )
  return row!.id
}

/** Money for a visit, or back. */
export async function pay(
  story: Story,
  visitId: number,
  amount: number,
  kind: 'payment' | 'refund' = 'payment',
  at = story.now,
) {
  await story.sql.query(
    `insert into payments (business_id, appointment_id, kind, amount, method, at) values ($1, $2, $3, $4, 'card', $5::timestamptz)`,
    [story.businessId, visitId, kind, amount, at],
  )
}

/** Something noted about a chat. */
export async function note(story: Story, chatId: number, kind: string, at: Date) {
  await story.sql.query('insert into events (business_id, at, kind, chat_id) values ($1, $2::timestamptz, $3, $4)', [
    story.businessId,
    at,
    kind,
    chatId,
  ])
}

/** What was read of a message. */
export async function read(
  story: Story,
  messageId: number,
  at: Date,
  { outcome = 'answered', answered = true, source = 'local' } = {},
) {
  await story.sql.query(
    `insert into understandings (message_id, business_id, chat_id, intent, confidence, source, answered, latency_us, outcome, created_at)
     select id, business_id, chat_id, 'book', 0.9, $3, $4, 90, $5, $2::timestamptz from messages where id = $1`,
    [messageId, at, source, answered, outcome],
  )
}

/** All that hangs on one client goes over to another, as a merge does it. */
export async function moveClient(story: Story, from: number, to: number) {
  for (const table of ['chats', 'leads', 'appointments'])
    await story.sql.query(
      `update ${table} set client_id = $2 where business_id = $3 and client_id = any($1::bigint[])`,
      [list([from]), to, story.businessId],
    )
}
