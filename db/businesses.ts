import { MARKETING } from '../domain/marketing.ts'
import type { Template } from '../domain/template.ts'
import { CONSENT, MARKETING_CONSENT } from '../domain/templates/consent.ts'
import { TEMPLATES } from '../domain/templates.ts'
import { parseTimetable, parseWeek } from '../domain/week.ts'
import { loadCatalog } from './catalog.ts'
import { deleteTestVisits } from './guide.ts'
import { businesses } from './schema/business.ts'
import * as catalog from './schema/catalog.ts'
import { channels } from './schema/channels.ts'
import { consentTexts } from './schema/clients.ts'
import * as texts from './schema/texts.ts'
import { json, minuteOf, type Sql, type Tx } from './sql.ts'
import { planSessions } from './timetable.ts'

/** Makes a business from a template, with its web chat at `webKey` and its classes planned; returns its id. */
export async function createBusiness(
  tx: Tx,
  template: Template,
  options: { name?: string; webKey: string; now: Date },
): Promise<number> {
  const name = options.name ?? template.name
  const [business] = await tx.orm
    .insert(businesses)
    .values({
      name,
      template: template.key,
      timezone: template.timezone,
      rules: template.rules,
      createdAt: options.now,
    })
    .returning({ id: businesses.id })
  const businessId = business!.id
  const locationId = await addLocation(tx, businessId, template)
  await fill(tx, businessId, locationId, template)
  await tx.orm.insert(consentTexts).values(
    (['ru', 'en'] as const).flatMap((language) =>
      [CONSENT, { purpose: MARKETING, version: 1, ...MARKETING_CONSENT }].map((consent) => ({
        businessId,
        purpose: consent.purpose,
        version: consent.version,
        language,
        body: consent[language].replace('{business}', name),
        createdAt: options.now,
      })),
    ),
  )
  // A page in a browser takes what it is given at once: the limit guards against loops, not against a platform.
  await tx.orm
    .insert(channels)
    .values({ businessId, kind: 'web', key: options.webKey, rate: 1000, burst: 1000, tokens: 1000 })
  await planSessions(tx, await loadCatalog(tx, businessId), minuteOf(options.now))
  return businessId
}

/** Puts a template's people, services and texts into a business that has none. */
async function fill(tx: Tx, businessId: number, locationId: number, template: Template): Promise<void> {
  await addHours(tx, { businessId, locationId }, template.location.hours)
  const resources = await addResources(tx, businessId, locationId, template)
  await addServices(tx, businessId, template, resources)
  await tx.orm.insert(texts.faq).values(template.faq.map((entry, position) => ({ businessId, ...entry, position })))
  await tx.orm
    .insert(texts.promos)
    .values(template.promos.map((promo, position) => ({ businessId, ...promo, position })))
  await tx.orm
    .insert(texts.replies)
    .values(template.replies.map((reply, position) => ({ businessId, ...reply, position })))
  await reworded(tx, businessId, template)
}

/** The trade's own wordings; those of the trade before it go, those of the owner stay. */
async function reworded(tx: Tx, businessId: number, template: Template): Promise<void> {
  const theirs = Object.values(TEMPLATES).flatMap(({ wordings = [] }) => wordings.map(({ text }) => text))
  await tx.query(
    'delete from wordings where business_id = $1 and text in (select x from jsonb_array_elements_text($2::jsonb) x)',
    [businessId, json(theirs)],
  )
  if (!template.wordings) return
  await tx.orm
    .insert(texts.wordings)
    .values(template.wordings.map((wording) => ({ businessId, ...wording })))
    .onConflictDoNothing()
}

/**
 * Makes a business another one before its first visit: people, services, hours and texts of `template` take the place of
 * what was there. False, and nothing changes, when somebody has booked already; the owner's own tries don't count.
 */
export async function refill(tx: Tx, businessId: number, template: Template, now: Date): Promise<boolean> {
  await tx.query('select 1 from businesses where id = $1 for no key update', [businessId])
  await deleteTestVisits(tx, businessId)
  const [busy] = await tx.query('select 1 from appointments where business_id = $1 limit 1', [businessId])
  if (busy) return false
  // What a client has begun to choose is no more.
  await tx.query('update chats set draft = null where business_id = $1', [businessId])
  await tx.query('update members set resource_id = null where business_id = $1', [businessId])
  await tx.query('update invites set resource_id = null where business_id = $1', [businessId])
  for (const table of REFILLED) await tx.query(`delete from ${table} where business_id = $1`, [businessId])
  const [location] = await tx.query<{ id: number }>(
    `select id from locations where business_id = $1 order by position, id limit 1`,
    [businessId],
  )
  const { name, district, address, directions, phone } = template.location
  await tx.query(
    `update locations set name = $3, district = $4, address = $5, directions = $6, phone = $7, timezone = $8,
       version = version + 1 where business_id = $1 and id = $2`,
    [businessId, location!.id, name, district, address, directions, phone, template.timezone],
  )
  await tx.query(
    `update businesses set name = $2, template = $3, timezone = $4, rules = $5::jsonb, version = version + 1,
       settings_version = settings_version + 1 where id = $1`,
    [businessId, template.name, template.key, template.timezone, JSON.stringify(template.rules)],
  )
  await fill(tx, businessId, location!.id, template)
  await planSessions(tx, await loadCatalog(tx, businessId), minuteOf(now))
  return true
}

/** In the order in which they may go. */
const REFILLED = [
  'occupancies',
  'sessions',
  'timetable',
  'service_masters',
  'services',
  'time_off',
  'working_hours',
  'resources',
  'faq',
  'promos',
  'replies',
]

async function addLocation(tx: Tx, businessId: number, template: Template): Promise<number> {
  const { hours: _, ...location } = template.location
  const [row] = await tx.orm
    .insert(catalog.locations)
    .values({ businessId, timezone: template.timezone, ...location })
    .returning({ id: catalog.locations.id })
  return row!.id
}

/** Ids of masters and rooms by their names. */
async function addResources(tx: Tx, businessId: number, locationId: number, template: Template) {
  const ids = new Map<string, number>()
  const masters = template.masters.map((master) => ({ kind: 'master', ...master }))
  for (const [position, { hours, ...resource }] of [
    ...masters,
    ...template.resources.map((room) => ({ ...room, hours: undefined })),
  ].entries()) {
    const [row] = await tx.orm
      .insert(catalog.resources)
      .values({ businessId, locationId, position, ...resource })
      .returning({ id: catalog.resources.id })
    ids.set(`${resource.kind}:${resource.name}`, row!.id)
    if (hours) await addHours(tx, { businessId, resourceId: row!.id }, hours)
  }
  return ids
}

async function addServices(tx: Tx, businessId: number, template: Template, resources: ReadonlyMap<string, number>) {
  const masterId = (name: string) => {
    const id = resources.get(`master:${name}`)
    if (id === undefined) throw new Error(`template ${template.key}: no master ${name}`)
    return id
  }
  const segmentsOf = (minutes: number | readonly number[]) => (typeof minutes === 'number' ? [minutes] : [...minutes])
  const ids = new Map<string, number>()
  for (const [
    position,
    { minutes, masters, timetable, needs, goesWith: _, ...service },
  ] of template.services.entries()) {
    const [row] = await tx.orm
      .insert(catalog.services)
      .values({ businessId, position, segments: segmentsOf(minutes), needs: [...(needs ?? [])], ...service })
      .returning({ id: catalog.services.id })
    const serviceId = row!.id
    ids.set(service.name, serviceId)
    await tx.orm.insert(catalog.serviceMasters).values(
      masters.map((master) => {
        const skill = typeof master === 'string' ? { name: master } : master
        return {
          businessId,
          serviceId,
          resourceId: masterId(skill.name),
          segments: skill.minutes === undefined ? null : segmentsOf(skill.minutes),
          price: skill.price ?? null,
        }
      }),
    )
    for (const { at, master } of timetable ?? []) {
      const { weekday, minute } = parseTimetable(at)
      await tx.orm
        .insert(catalog.timetable)
        .values({ businessId, serviceId, resourceId: masterId(master), weekday: weekday + 1, minute })
    }
  }
  const fitting = template.services.flatMap(({ name, goesWith = [] }) =>
    goesWith.length > 0 ? [{ id: ids.get(name), goes: goesWith.map((one) => ids.get(one)) }] : [],
  )
  await tx.query(
    `update services s set goes_with = w.goes from jsonb_to_recordset($2::jsonb) as w(id bigint, goes bigint[])
     where s.business_id = $1 and s.id = w.id`,
    [businessId, json(fitting)],
  )
}

async function addHours(
  tx: Tx,
  owner: { businessId: number; locationId?: number; resourceId?: number },
  written: Template['location']['hours'],
) {
  const week = parseWeek(written)
  await tx.orm
    .insert(catalog.workingHours)
    .values(week.map((spans, day) => ({ ...owner, weekday: day + 1, spans: [...spans] })))
}

/** The first business of this installation; null on an empty database. */
export async function firstBusiness(sql: Sql): Promise<{ id: number; name: string } | null> {
  const [row] = await sql.query<{ id: number; name: string }>('select id, name from businesses order by id limit 1')
  return row ?? null
}

/** The business that a program asks about, the first unless it says which; null when there is none of this id. */
export async function businessAsked(sql: Sql, asked: string | undefined): Promise<number | null> {
  if (asked === undefined) return (await firstBusiness(sql))?.id ?? null
  if (!/^\d{1,15}$/.test(asked)) return null
  const [row] = await sql.query<{ id: number }>('select id from businesses where id = $1', [Number(asked)])
  return row?.id ?? null
}

/** Ids of businesses that have a weekly timetable of classes. */
export async function businessesWithClasses(sql: Sql): Promise<number[]> {
  const rows = await sql.query<{ id: number }>('select distinct business_id as id from timetable order by 1')
  return rows.map((row) => row.id)
}

/** Replaces the hash of the one-time owner code; null: no code works. */
export async function setOwnerCode(sql: Sql, businessId: number, hash: string | null): Promise<void> {
  await sql.query('update businesses set owner_code_hash = $2 where id = $1', [businessId, hash])
}

/** True, once, when `hash` is the business's owner code; the code is spent with it. */
export async function spendOwnerCode(tx: Tx, businessId: number, hash: string): Promise<boolean> {
  const rows = await tx.query(
    'update businesses set owner_code_hash = null where id = $1 and owner_code_hash = $2 returning 1',
    [businessId, hash],
  )
  return rows.length === 1
}

/** True when the business has an owner whom its bot knows. */
export async function hasOwner(sql: Sql, businessId: number): Promise<boolean> {
  const rows = await sql.query(
    `select 1 from members where business_id = $1 and role = 'owner' and channel_id is not null and removed_at is null
     limit 1`,
    [businessId],
  )
  return rows.length > 0
}
