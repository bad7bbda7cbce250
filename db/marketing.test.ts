import { expect, test } from 'vitest'
import { hourBy, openStudio, type Studio } from './bookings.sample.ts'
import { grantMarketing, type MarketingChannel, marketingAllowed, marketingText, refuseMarketing } from './marketing.ts'
import type { Db } from './sql.ts'
import { onEachDatabase, onPostgres } from './testing/databases.ts'

const NOON = new Date('2027-03-20T09:00:00Z')
const DAY_MS = 86_400_000
const later = (days: number) => new Date(NOON.getTime() + days * DAY_MS)
let channels = 0

type Person = MarketingChannel & { other: number }

/** A client who is reached in two channels. */
async function personOf(studio: Studio): Promise<Person> {
  const clientId = studio.clients[0]!
  const ids = []
  for (const kind of ['telegram', 'whatsapp']) {
    const [channel] = await studio.db.query<{ id: number }>(
      `with channel as (insert into channels (business_id, kind, key) values ($1, $2, $3) returning id)
       insert into identities (business_id, client_id, channel_id, external_id) select $1, $4, id, 'person' from channel
       returning channel_id as id`,
      [studio.businessId, kind, `marketing ${++channels}`, clientId],
    )
    ids.push(channel!.id)
  }
  return { businessId: studio.businessId, clientId, channelId: ids[0]!, other: ids[1]!, now: NOON }
}

const ask = (db: Db, person: MarketingChannel) => db.transaction((tx) => marketingAllowed(tx, person))
const agree = (db: Db, person: MarketingChannel) =>
  db.transaction(async (tx) => {
    const { version } = await marketingText(tx, person.businessId, 'ru', person.now)
    await grantMarketing(tx, { ...person, version, language: 'ru' })
  })
const told = ({ businessId, clientId }: MarketingChannel, at: Date, status = 'sent') =>
  [
    `insert into notices (business_id, client_id, kind, status, marketing, due_at, created_at, done_at)
     values ($1, $2, 'chain_return', $3, true, $4::timestamptz, $4::timestamptz, $4::timestamptz)`,
    [businessId, clientId, status, at],
  ] as const

onEachDatabase('consent to offers', (database) => {
  const open = async () => {
    const studio = await openStudio(database.db, hourBy(1))
    return { db: studio.db, person: await personOf(studio) }
  }

  test('nobody gets an offer unasked; the consent holds for its own channel; taken back in one it is taken back in all', async () => {
    const { db, person } = await open()
    expect(await ask(db, person)).toEqual({ allowed: false, reason: 'no_consent' })
    await agree(db, person)
    expect(await ask(db, person)).toEqual({ allowed: true, left: 1 })
    const there = { ...person, channelId: person.other }
    expect(await ask(db, there)).toEqual({ allowed: false, reason: 'no_consent' })
    await agree(db, there)
    await refuseMarketing(db, person)
    expect([await ask(db, person), await ask(db, there)]).toEqual([
      { allowed: false, reason: 'stopped' },
      { allowed: false, reason: 'stopped' },
    ])
    await agree(db, { ...person, now: later(1) })
    expect([await ask(db, person), await ask(db, there)]).toEqual([
      { allowed: true, left: 1 },
      { allowed: false, reason: 'stopped' },
    ])
    const kept = await db.query(
      `select version, language, channel_id = $2 as here, revoked_at is null as holds from consents where client_id = $1 order by id`,
      [person.clientId, person.channelId],
    )
    expect(kept).toEqual([
      { version: 1, language: 'ru', here: true, holds: false },
      { version: 1, language: 'ru', here: false, holds: false },
      { version: 1, language: 'ru', here: true, holds: true },
    ])
  })

  test('two offers in any 31 days: the third waits until exactly then, and what was not sent does not count', async () => {
    const { db, person } = await open()
    await agree(db, person)
    await db.query(...told(person, NOON))
    await db.query(...told(person, later(3), 'skipped'))
    await db.query(...told(person, later(5), 'read'))
    const at = (now: Date) => ask(db, { ...person, now })
    expect(await at(later(4))).toEqual({ allowed: true, left: 0 })
    expect(await at(later(5))).toEqual({ allowed: false, reason: 'limit' })
    expect(await at(new Date(later(31).getTime() - 1))).toEqual({ allowed: false, reason: 'limit' })
    expect(await at(later(31))).toEqual({ allowed: true, left: 0 })
    expect(await at(later(36))).toEqual({ allowed: true, left: 1 })
    await db.query(`update businesses set settings = '{"marketingPerMonth": 0}' where id = $1`, [person.businessId])
    expect(await at(later(36))).toEqual({ allowed: false, reason: 'limit' })
  })

  test('an offer that the outbox dropped leaves its place in the month', async () => {
    const { db, person } = await open()
    await agree(db, person)
    await db.query(...told(person, NOON))
    await db.query(...told(person, NOON))
    expect(await ask(db, person)).toEqual({ allowed: false, reason: 'limit' })
    await db.query(
      `with chat as (insert into chats (business_id, channel_id, external_id, client_id, created_at) values ($1, $2, 'person', $3, $4::timestamptz) returning id),
       message as (insert into messages (business_id, channel_id, chat_id, direction, author, method, body, status, reason, created_at)
         select $1, $2, id, 'out', 'system', 'sendMessage', '{}', 'skipped', 'takeover', $4::timestamptz from chat returning id)
       update notices set message_id = (select id from message) where id = (select min(id) from notices where client_id = $3)`,
      [person.businessId, person.channelId, person.clientId, NOON],
    )
    expect(await ask(db, person)).toEqual({ allowed: true, left: 0 })
  })

  test('neither who blocked us, nor whom staff bar, nor who was deleted or merged gets an offer', async () => {
    const spoiled = {
      blocked: `update identities set blocked_at = '2027-03-01' where client_id = $1`,
      barred: `update clients set barred_at = '2027-03-01' where id = $1`,
      erased: `update clients set erased_at = '2027-03-01' where id = $1`,
    }
    for (const [reason, text] of Object.entries(spoiled)) {
      const { db, person } = await open()
      await agree(db, person)
      await db.query(text, [person.clientId])
      expect(await ask(db, person)).toEqual({ allowed: false, reason })
    }
    const { person, db } = await open()
    const stranger = await open()
    expect(await ask(db, { ...person, businessId: stranger.person.businessId })).toEqual({
      allowed: false,
      reason: 'erased',
    })
  })
})

onPostgres('the last offer of a month', (database) => {
  test('a second node that asks for it waits for the first, and is refused', async () => {
    const studio = await openStudio(database.db, hourBy(1))
    const person = await personOf(studio)
    await agree(studio.db, person)
    await studio.db.query(...told(person, NOON))
    const another = database.another()
    const second = await studio.db.transaction(async (tx) => {
      expect(await marketingAllowed(tx, person)).toEqual({ allowed: true, left: 0 })
      const asked = { answer: ask(another, person), answered: false }
      void asked.answer.then(() => {
        asked.answered = true
      })
      const waiting = () => studio.db.query(`select 1 from pg_locks where locktype = 'advisory' and not granted`)
      while (!asked.answered && (await waiting()).length === 0);
      await tx.query(...told(person, NOON))
      return asked
    })
    expect(await second.answer).toEqual({ allowed: false, reason: 'limit' })
  })
})
