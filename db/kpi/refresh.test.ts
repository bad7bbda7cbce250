import { expect, test } from 'vitest'
import { seeded } from '../../domain/seeded.ts'
import { addDays } from '../../domain/time.ts'
import { loadCatalog } from '../catalog.ts'
import { eraseClient } from '../clients-erase.ts'
import { mergeClients, unmergeClients } from '../clients-merge.ts'
import type { Db } from '../sql.ts'
import { onEachDatabase } from '../testing/databases.ts'
import {
  addLeadSample,
  addPerson,
  addVisit,
  moveClient,
  note,
  openStory,
  pay,
  read,
  type Story,
  say,
} from './history.sample.ts'
import { answersBy, cohortCells, dialoguesBy, habitsOf, leadsBy, visitsBy } from './read.ts'
import { refreshKpis } from './refresh.ts'
import { overviewOf } from './report.ts'
import { mastersOf } from './work.ts'

const PERIOD = { from: '2026-01-01', to: '2027-12-31' }
const DAY = 86_400_000

/** Everything the dashboard may be asked, from the tables kept for it or from rows. */
async function numbers(story: Story, raw: boolean) {
  const { sql, businessId } = story
  const asked = { businessId, period: PERIOD, raw }
  return {
    leads: await leadsBy(sql, asked, ['day', 'source', 'campaign', 'paid']),
    answers: await answersBy(sql, asked, ['opening', 'answered', 'open', 'channel', 'district', 'hour']),
    visits: await visitsBy(sql, asked, ['day', 'locationId']),
    dialogues: await dialoguesBy(sql, asked, ['day', 'channel']),
    cohorts: await cohortCells(sql, businessId, raw),
    habits: await habitsOf(sql, businessId, addDays(PERIOD.to, -365), raw),
    masters: await mastersOf(sql, await loadCatalog(sql, businessId), asked),
    overview: await overviewOf(sql, asked),
  }
}

/** Chance that is the same for a seed. */
function chanceOf(seed: number) {
  const random = seeded(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  return { below, of: <T>(items: readonly T[]): T => items[below(items.length)]! }
}

async function live(db: Db, seed: number, rounds: number): Promise<string[]> {
  const story = await openStory(db)
  const chance = chanceOf(seed)
  const { sql, businessId } = story
  const people: { clientId: number; chatId: number }[] = []
  const leads: number[] = []
  const visits: number[] = []
  const waiting: number[] = []
  const heard: number[] = []
  const joined: { id: number; change: number }[] = []
  const around = (days: number) => new Date(story.now.getTime() + (chance.below(2 * days * 24) - days * 24) * 3_600_000)
  const set = (what: string, id: number | undefined, table = 'appointments') =>
    id === undefined
      ? null
      : sql.query(`update ${table} set ${what} where business_id = $1 and id = $2`, [businessId, id])
  const status = (name: string) => set(`status = '${name}', version = version + 1`, chance.of(visits))
  const done: string[] = []
  const acts: Record<string, () => Promise<unknown> | null> = {
    contact: async () => {
      const person = await addPerson(story, chance.of(story.channels))
      people.push(person)
      const source = chance.of(['vk', 'yandex', 'telegram'])
      leads.push(
        await addLeadSample(story, person, story.now, {
          source,
          campaign: chance.of([null, 'a']),
          paid: chance.below(2) === 0,
        }),
      )
      const sent = chance.of([new Date(story.now.getTime() + 1000 * chance.below(90)), null])
      const id = await say(story, person.chatId, 'bot', story.now, sent)
      if (!sent) waiting.push(id)
    },
    again: async () => {
      const person = chance.of(people)
      if (person) leads.push(await addLeadSample(story, person, story.now, { source: 'vk', paid: true }))
    },
    write: async () => {
      const person = chance.of(people)
      if (!person) return
      const id = await say(story, person.chatId, 'client', story.now)
      heard.push(id)
      await read(story, id, story.now, {
        outcome: chance.of(['answered', 'clarified', 'silent']),
        source: chance.of(['local', 'button']),
      })
    },
    answer: async () => {
      const person = chance.of(people)
      if (person) await say(story, person.chatId, chance.of(['bot', 'member']), story.now)
    },
    deliver: () =>
      set(
        `sent_at = '${new Date(story.now.getTime() - 1000 * chance.below(600)).toISOString()}'`,
        waiting.pop(),
        'messages',
      ),
    handover: async () => {
      const person = chance.of(people)
      if (person)
        await note(story, person.chatId, chance.of(['handover', 'takeover', 'returned', 'handover']), story.now)
    },
    label: () =>
      sql.query(`update understandings set label = $2 where message_id = $1`, [
        chance.of(heard) ?? 0,
        chance.of(['book', 'cancel']),
      ]),
    book: async () => {
      const person = chance.of(people)
      if (!person) return
      const leadId = chance.of([null, ...leads])
      const own =
        leadId === null
          ? []
          : await sql.query('select 1 from leads where id = $1 and client_id = $2', [leadId, person.clientId])
      visits.push(
        await addVisit(story, {
          clientId: person.clientId,
          leadId: own.length > 0 ? leadId : null,
          startsAt: around(70),
          status: chance.of(['booked', 'held', 'arrived', 'paid']),
          location: chance.of(story.locations),
          test: chance.below(8) === 0,
          createdAt: new Date(story.now.getTime() - chance.below(3) * DAY),
        }),
      )
    },
    move: () => set(`starts_at = '${around(70).toISOString()}', version = version + 1`, chance.of(visits)),
    branch: () => set(`location_id = ${chance.of(story.locations)}, version = version + 1`, chance.of(visits)),
    confirm: () => set(`status = 'booked', hold_expires_at = null, version = version + 1`, chance.of(visits)),
    come: () => status('arrived'),
    paid: () => status('paid'),
    miss: () => status('no_show'),
    restore: () => status('booked'),
    cancel: () =>
      set(
        `status = 'cancelled', cancelled_by = '${chance.of(['client', 'member', 'system'])}', cancelled_late = ${chance.below(2) === 0}, version = version + 1`,
        chance.of(visits),
      ),
    reprice: () => set(`discount = ${chance.of([0, 12_000, 120_000])}, version = version + 1`, chance.of(visits)),
    pay: async () => (visits.length > 0 ? pay(story, chance.of(visits), 100_000) : null),
    refund: async () => (visits.length > 0 ? pay(story, chance.of(visits), 40_000, 'refund') : null),
    unpay: () =>
      sql.query(`delete from payments where id = (select min(id) from payments where business_id = $1)`, [businessId]),
    remove: async () => {
      const id = visits.shift()
      if (id === undefined) return
      await sql.query('delete from payments where appointment_id = $1', [id])
      await sql.query('delete from appointments where id = $1', [id])
    },
    relabel: () => set(`source = 'сарафан', paid = false, district = 'Север'`, chance.of(leads), 'leads'),
    merge: async () =>
      people.length > 2
        ? moveClient(story, people.splice(chance.below(people.length), 1)[0]!.clientId, chance.of(people).clientId)
        : null,
    // The real verbs of staff, with all that they do besides.
    join: async () => {
      const [into, other] = [chance.of(people), chance.of(people)]
      if (!into || !other || into.clientId === other.clientId) return
      await sql.query(
        `update clients set phone = '+70000000001', phone_verified = true where business_id = $1 and id in ($2, $3)`,
        [businessId, into.clientId, other.clientId],
      )
      const versions = await sql.query<{ id: number; version: number }>(
        'select id, version from clients where business_id = $1',
        [businessId],
      )
      const versionOf = (id: number) => versions.find((row) => row.id === id)!.version
      const merge = { id: into.clientId, version: versionOf(into.clientId), from: other.clientId }
      const told = await db.transaction((tx) =>
        mergeClients(tx, { businessId, memberId: null, now: story.now, ...merge, fromVersion: versionOf(merge.from) }),
      )
      if (typeof told !== 'string') joined.push({ id: into.clientId, change: told.change })
    },
    part: async () => {
      const undo = joined.pop()
      if (undo)
        await db.transaction((tx) => unmergeClients(tx, { businessId, memberId: null, now: story.now, ...undo }))
    },
    erase: async () => {
      const person = chance.of(people)
      if (!person) return
      await db.transaction((tx) =>
        eraseClient(tx, {
          businessId,
          memberId: null,
          now: story.now,
          id: person.clientId,
          upcoming: chance.of(['cancel', 'keep']),
          instead: { ru: '—', en: '—' },
        }),
      )
    },
    // Somebody who talks and is no contact yet, so that nothing but the chat goes over in a merge.
    visitor: async () => {
      const person = await addPerson(story, chance.of(story.channels))
      people.push(person)
      await say(story, person.chatId, 'client', story.now)
      await note(story, person.chatId, 'handover', story.now)
    },
    master: async () => {
      const id = chance.of(visits)
      if (id === undefined) return
      await sql.query('update appointment_parts set resource_id = $2, price = price - 100 where appointment_id = $1', [
        id,
        chance.of(story.masters),
      ])
      await set('version = version + 1', id)
    },
    test: () => set(`test = not test, version = version + 1`, chance.of(visits)),
    holiday: () =>
      sql.query(
        `insert into working_hours (business_id, location_id, date, spans) values ($1, $2, $3::date, '[]') on conflict do nothing`,
        [businessId, chance.of(story.locations), around(3).toISOString().slice(0, 10)],
      ),
    hours: () =>
      sql.query(
        `update working_hours set spans = '[{"from":600,"to":1500}]' where business_id = $1 and location_id = $2 and weekday = $3`,
        [businessId, chance.of(story.locations), 1 + chance.below(7)],
      ),
    district: () => set(`district = '${chance.of(['Центр', 'Юг'])}'`, chance.of(story.locations), 'locations'),
    zone: () =>
      sql.query('update businesses set timezone = $2 where id = $1', [
        businessId,
        chance.of(['Europe/Moscow', 'Asia/Omsk']),
      ]),
  }
  const names = Object.keys(acts)
  const rare = ['hours', 'district', 'zone', 'holiday', 'merge', 'remove', 'join', 'erase', 'test']
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < 12; i++) {
      const name = chance.below(5) < 2 ? chance.of(['contact', 'write', 'book', 'pay']) : chance.of(names)
      if (rare.includes(name) && chance.below(2) > 0) continue
      await acts[name]!()
      done.push(name)
      story.now = new Date(story.now.getTime() + chance.of([1000, 60_000, 3_600_000, 15 * 3_600_000]))
    }
    await refreshKpis(db, { businessId, now: story.now })
    expect({ seed, round, ...(await numbers(story, false)) }).toEqual({ seed, round, ...(await numbers(story, true)) })
  }
  await refreshKpis(db, { businessId, now: story.now, whole: true })
  expect(await numbers(story, false)).toEqual(await numbers(story, true))
  const { leads: counted, answers, cohorts, visits: kept } = await numbers(story, false)
  expect([counted, answers, cohorts, kept].map((rows) => rows.length > 0)).toEqual([true, true, true, true])
  return done
}

onEachDatabase('the dashboard’s tables', (database) => {
  test('equal what rows say after histories of edits, moves, merges and their undoing, erasures, refunds and deletions', async () => {
    const done = new Set<string>()
    const seeds = database.kind === 'postgres' ? [11, 5023, 77] : [11]
    for (const seed of seeds) for (const act of await live(database.db, seed, 7)) done.add(act)
    expect(done.size).toBeGreaterThan(25)
  })
})
