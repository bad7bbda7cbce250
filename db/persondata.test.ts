import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'node:path'
import { is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { ERASE } from './clients-erase.ts'
import { EXPORT } from './clients-export.ts'

/** By these columns a row is about a person, or holds what they are known by. */
const ABOUT_A_PERSON =
  /^(client_id|(about_)?chat_id|appointment_id|lead_id|message_id|phone|username|external_id|object_id|request_hash)$/

/** Why a table about people is not in the file that a person gets. */
const NOT_GIVEN: Record<string, string> = {
  members: 'staff, who have their own place for it',
  watchers: 'who of the staff looks at this moment',
  drafts: 'a form of the staff that is not saved',
  answered: 'an answer that waits two days for a retry',
  occupancies: 'the time of a visit, which is given',
  kpi_touched: 'a row to be counted anew; gone in a minute',
  crm_touched: 'a row to be looked at; gone in a minute',
  passages: 'a link from one dialogue to another; gone in a day',
  webhook_events: 'a row to be written out; gone in seconds',
}

/** Why a table about people keeps its rows as they are when one is erased. */
const NOT_ERASED: Record<string, string> = {
  members: 'staff',
  locations: 'the phone of a branch',
  watchers: 'members and dialogues by number',
  appointment_parts: 'services and money of a visit, which stays without a name',
  understandings: 'intents, ids and times; the words are in messages',
  model_calls: 'what a call has cost',
  exposures: 'which variant, by number',
  events: 'codes and numbers',
  kpi_touched: 'a number',
  crm_touched: 'a number',
  webhook_events: 'numbers and times; a name is looked up when it is written out',
}

const snaked = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const schema = await Promise.all(
  readdirSync(new URL('./schema', import.meta.url)).map((file) => import(`./schema/${parse(file).name}.ts`)),
)
const tables = schema
  .flatMap((file) => Object.values<unknown>(file))
  .flatMap((one) => (is(one, PgTable) ? [getTableConfig(one)] : []))
const aboutPeople = tables
  .filter(({ columns }) => columns.some(({ name }) => ABOUT_A_PERSON.test(snaked(name))))
  .map(({ name }) => name)

test('the walk sees the tables', () => {
  const newest = readdirSync(new URL('./migrations/meta', import.meta.url)).filter((file) =>
    file.endsWith('_snapshot.json'),
  )
  const snapshot = readFileSync(new URL(`./migrations/meta/${newest.sort().at(-1)}`, import.meta.url), 'utf8')
  const migrated = Object.values<{ name: string }>(JSON.parse(snapshot).tables).map(({ name }) => name)
  expect(tables.map(({ name }) => name).sort()).toEqual(migrated.sort())
  expect(aboutPeople.length).toBeGreaterThan(18)
  for (const name of ['clients', 'messages', 'appointments', 'leads', 'waitlist']) expect(aboutPeople).toContain(name)
})

test('each table about people is in the file that a person gets, or it is said why not', () => {
  const given = (name: string) => new RegExp(`\\b(from|join) ${name}\\b`).test(EXPORT)
  expect(aboutPeople.filter((name) => given(name) === name in NOT_GIVEN)).toEqual([])
})

test('each table about people is erased with the person, or it is said why not', () => {
  const erased = (name: string) => new RegExp(`\\b(update|delete from) ${name}\\b`).test(ERASE)
  expect(aboutPeople.filter((name) => erased(name) === name in NOT_ERASED)).toEqual([])
})
