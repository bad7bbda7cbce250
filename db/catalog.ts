import type {
  AssistantSettings,
  Catalog,
  DayException,
  Faq,
  Location,
  Phrase,
  Promo,
  Question,
  Resource,
  Service,
  Span,
  Week,
} from '../domain/catalog.ts'
import { DEFAULT_RULES, DEFAULT_SETTINGS } from '../domain/catalog.ts'
import { REHEARSAL_STEP } from '../domain/guide.ts'
import type { Sql } from './sql.ts'

type HoursRow = {
  location_id: number | null
  resource_id: number | null
  weekday: number | null
  date: string | null
  spans: Span[]
}

/** Reads the catalog of one business in one query; throws when there is no such business. */
export async function loadCatalog(sql: Sql, businessId: number): Promise<Catalog> {
  const [row] = await sql.query<{ catalog: Packed | null }>(CATALOG, [businessId])
  if (!row?.catalog) throw new Error(`no business ${businessId}`)
  return unpack(row.catalog)
}

/** Readers' cache of catalogs: an entry is good exactly while the business's version is the one it was read with. */
export type Catalogs = {
  of(sql: Sql, businessId: number, version?: number): Promise<Catalog>
  /** The one last read, perhaps old: for who learns the current version with what else it reads. */
  last(businessId: number): Catalog | null
}

/** Caches catalogs by version. Without `version` the current one is asked first: one short query. */
export function createCatalogs(): Catalogs {
  const cached = new Map<number, Catalog>()
  return {
    async of(sql, businessId, version) {
      const wanted = version ?? (await catalogVersion(sql, businessId))
      const known = cached.get(businessId)
      if (known?.version === wanted) return known
      const catalog = await loadCatalog(sql, businessId)
      cached.set(businessId, catalog)
      return catalog
    },
    last: (businessId) => cached.get(businessId) ?? null,
  }
}

/** The business's catalog version; throws when there is no such business. */
export async function catalogVersion(sql: Sql, businessId: number): Promise<number> {
  const [row] = await sql.query<{ version: number }>('select version from businesses where id = $1', [businessId])
  if (!row) throw new Error(`no business ${businessId}`)
  return row.version
}

/** Says that what the offer is made from has changed; call it in the transaction of the change. */
export async function touchCatalog(sql: Sql, businessId: number): Promise<void> {
  await sql.query('update businesses set version = version + 1 where id = $1', [businessId])
}

type Packed = {
  business: {
    id: number
    name: string
    timezone: string
    currency: string
    version: number
    rules: object
    settings: object
    rehearsal: boolean | null
  }
  locations: Omit<Location, 'hours' | 'exceptions'>[]
  resources: (Omit<Resource, 'hours' | 'exceptions' | 'timeOff'> & { timeOff: { from: number; to: number }[] })[]
  services: Service[]
  hours: HoursRow[]
  faq: Faq[]
  promos: Promo[]
  phrases: Phrase[]
  questions: Question[]
  wordings: NonNullable<Catalog['wordings']>
  trials: NonNullable<Catalog['trials']>
  chains: string[]
}

const CATALOG = `
select json_build_object(
  'business', json_build_object('id', b.id, 'name', b.name, 'timezone', b.timezone, 'currency', b.currency,
    'version', b.version, 'rules', b.rules, 'settings', b.settings,
    'rehearsal', (b.guide ->> 'step')::int = ${REHEARSAL_STEP} and not (b.guide ->> 'done')::boolean),
  'locations', (select coalesce(json_agg(json_build_object('id', l.id, 'name', l.name, 'timezone', l.timezone,
      'district', l.district, 'address', l.address, 'directions', l.directions, 'phone', l.phone,
      'reviewUrl', l.review_url)
      order by l.position, l.id), '[]') from locations l where l.business_id = b.id),
  'resources', (select coalesce(json_agg(json_build_object('id', r.id, 'locationId', r.location_id, 'kind', r.kind,
      'name', r.name, 'about', r.about, 'synonyms', r.synonyms,
      'timeOff', (select coalesce(json_agg(json_build_object(
          'from', floor(date_part('epoch', lower(o.during)) / 60), 'to', ceil(date_part('epoch', upper(o.during)) / 60))
          order by lower(o.during)), '[]') from time_off o where o.resource_id = r.id))
      order by r.position, r.id), '[]') from resources r where r.business_id = b.id and r.active),
  'services', (select coalesce(json_agg(json_build_object('id', s.id, 'category', s.category, 'name', s.name,
      'segments', s.segments, 'bufferBefore', s.buffer_before, 'bufferAfter', s.buffer_after, 'price', s.price,
      'priceFrom', s.price_from, 'variableCost', s.variable_cost, 'capacity', s.capacity, 'needs', s.needs,
      'rules', s.rules, 'synonyms', s.synonyms, 'cycleDays', s.cycle_days, 'goesWith', s.goes_with, 'trial', s.trial,
      'masters', (select coalesce(json_agg(json_build_object('resourceId', m.resource_id, 'segments', m.segments,
          'price', m.price) order by r.position, r.id), '[]')
          from service_masters m join resources r on r.id = m.resource_id where m.service_id = s.id and r.active))
      order by s.position, s.id), '[]') from services s where s.business_id = b.id and s.active),
  'hours', (select coalesce(json_agg(json_build_object('location_id', w.location_id, 'resource_id', w.resource_id,
      'weekday', w.weekday, 'date', w.date, 'spans', w.spans)), '[]') from working_hours w where w.business_id = b.id),
  'faq', (select coalesce(json_agg(json_build_object('id', f.id, 'topic', f.topic, 'question', f.question,
      'answer', f.answer) order by f.position, f.id), '[]') from faq f where f.business_id = b.id),
  'promos', (select coalesce(json_agg(json_build_object('campaign', p.campaign, 'text', p.text)), '[]')
      from promos p where p.business_id = b.id),
  'phrases', (select coalesce(json_agg(json_build_object('text', p.text, 'intent', p.intent) order by p.id), '[]')
      from phrases p where p.business_id = b.id),
  'questions', (select coalesce(json_agg(json_build_object('id', q.id, 'key', q.key, 'text', q.text, 'textEn', q.text_en,
      'options', q.options) order by q.position, q.id), '[]')
      from questions q where q.business_id = b.id and q.active),
  'wordings', (select coalesce(json_agg(json_build_object('language', w.language, 'key', w.key, 'text', w.text)), '[]')
      from wordings w where w.business_id = b.id),
  'trials', (select coalesce(json_agg(json_build_object('id', e.id, 'kind', e.kind, 'target', e.target,
      'variants', e.variants) order by e.id), '[]') from experiments e where e.business_id = b.id and e.status = 'running'),
  'chains', (select coalesce(json_agg(n.name order by n.name), '[]') from chains n where n.business_id = b.id and n.active)
) as catalog
from businesses b where b.id = $1`

function unpack(packed: Packed): Catalog {
  const { business } = packed
  return {
    businessId: business.id,
    name: business.name,
    timezone: business.timezone,
    currency: business.currency,
    version: business.version,
    rules: { ...DEFAULT_RULES, ...business.rules },
    locations: packed.locations.map((location) => {
      const rows = packed.hours.filter((row) => row.location_id === location.id)
      return { ...location, hours: weekOf(rows) ?? EMPTY_WEEK, exceptions: exceptionsOf(rows) }
    }),
    resources: packed.resources.map((resource) => {
      const rows = packed.hours.filter((row) => row.resource_id === resource.id)
      return { ...resource, hours: weekOf(rows), exceptions: exceptionsOf(rows) }
    }),
    services: packed.services,
    faq: packed.faq,
    promos: packed.promos,
    phrases: packed.phrases,
    questions: packed.questions,
    settings: { ...DEFAULT_SETTINGS, ...business.settings } satisfies AssistantSettings,
    wordings: packed.wordings,
    trials: packed.trials,
    chains: packed.chains,
    rehearsal: business.rehearsal === true,
  }
}

const EMPTY_WEEK: Week = [[], [], [], [], [], [], []]

function weekOf(rows: HoursRow[]): Week | null {
  const weekly = rows.filter((row) => row.weekday !== null)
  if (weekly.length === 0) return null
  return EMPTY_WEEK.map((_, day) => weekly.find((row) => row.weekday === day + 1)?.spans ?? [])
}

function exceptionsOf(rows: HoursRow[]): DayException[] {
  return rows.flatMap((row) => (row.date === null ? [] : [{ date: row.date, hours: row.spans }]))
}
