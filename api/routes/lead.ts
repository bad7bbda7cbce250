import { z } from '@hono/zod-openapi'
import { type Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import { phoneOf } from '../../bot/phone.ts'
import { languageOf } from '../../bot/texts.ts'
import { businessAsked } from '../../db/businesses.ts'
import { addFormLead, type HeardLead } from '../../db/formleads.ts'
import { sameText, sha256 } from '../../db/secrets.ts'
import { type Origin, originOfPage } from '../../domain/attribution.ts'
import type { Catalog } from '../../domain/catalog.ts'
import { inEnglish } from '../english.ts'
import { type Form, formOf, isSiteOf } from '../formkeys.ts'
import { refuse } from '../http.ts'
import { createLimit } from '../limits.ts'
import { keyOf, onceUnder } from '../once.ts'
import { answers, body } from '../routing.ts'
import type { System } from '../system.ts'

const MOST_BYTES = 16_000
/** A page's visitors fill in one form; the site's own program sends those of all. */
const OF_PAGE = { burst: 10, perMinute: 10 }
const OF_PROGRAM = { burst: 1000, perMinute: 60_000 }
/** Without a key of their own two equal forms within so long are one: a button was pressed twice. */
const SAME_MS = 10 * 60_000

const words = (most: number, missing = 'Здесь нужен текст.') => z.string(missing).trim().max(most, 'Слишком длинно.')
const mark = words(200).optional()
const YES = ['true', 'on', '1', 'yes', 'да']

const NO_NAME = 'Укажите имя.'
const NO_PHONE = 'Укажите телефон, например +7 900 123-45-67.'

/** What a form may say. Unknown fields are left alone: builders of sites add their own. */
const given = z.object({
  client_name: words(80, NO_NAME).min(1, NO_NAME),
  phone: z.preprocess(String, words(40, NO_PHONE)).transform((text, ctx) => {
    const phone = phoneOf(text)
    if (!phone) ctx.addIssue(NO_PHONE)
    return phone ?? z.NEVER
  }),
  service_id: z.coerce.number('Услуги с таким номером нет.').int('Услуги с таким номером нет.').optional(),
  preferred_time: words(100).optional(),
  source: words(60).optional(),
  utm_source: mark,
  utm_medium: mark,
  utm_campaign: mark,
  utm_content: mark,
  utm_term: mark,
  promo: mark,
  page: words(2000).optional(),
  referrer: words(2000).optional(),
  comment: words(1000).optional(),
  consent: z.unknown().refine((yes) => yes === true || YES.includes(String(yes).toLowerCase()), {
    message: 'Без согласия на обработку данных заявку принять нельзя.',
  }),
  /** A field that people don't see: whoever fills it in is a program. */
  website: z.string('Оставьте поле пустым.').max(0, 'Оставьте поле пустым.').optional(),
})

type Given = z.infer<typeof given>

/** The route as `/api/openapi.json` describes it. */
export const LEAD_PATH = {
  method: 'post',
  path: '/api/lead',
  summary: 'Заявка с формы своего сайта (?form=ключ) или из своей программы (Authorization: Bearer ключ)',
  request: { query: z.object({ form: z.string().optional() }), body: body(given) },
  responses: { 201: answers(z.object({ id: z.number() })) },
} as const

/** A contact from a form of the business's site, or from its own program: it becomes a dialogue, and the client hears of us at once. */
export function lead(system: System, options: { apiKey: string | null; addressOf: (c: Context) => string }) {
  const { db, clock, secretKey, catalogs } = system
  const perAddress = createLimit(OF_PAGE)
  const perProgram = createLimit(OF_PROGRAM)
  const form = (c: Context) => formOf(secretKey, c.req.query('form') ?? '')
  const app = new Hono()

  app.use(
    '/api/lead',
    cors({
      origin: async (origin, c) => {
        const known = await form(c)
        return known && isSiteOf(known, origin) ? origin : null
      },
      allowMethods: ['POST'],
      allowHeaders: ['Content-Type', 'Idempotency-Key'],
      maxAge: 3600,
    }),
  )

  app.post('/api/lead', async (c) => {
    const caller = await callerOf(c)
    if (caller === null) return refuse(c, 'unauthorized', 'Нужен ключ программы или формы.')
    if (caller === 'nowhere') return refuse(c, 'not_found', 'Такого бизнеса нет.')
    if (caller === 'foreign') return refuse(c, 'forbidden', 'Эта форма стоит не на своём сайте.')
    const now = clock()
    const wait = caller.form ? perAddress(options.addressOf(c), now.getTime()) : perProgram('', now.getTime())
    if (wait > 0) {
      c.header('Retry-After', String(wait))
      return refuse(c, 'rate_limited', `Слишком часто. Подождите ${wait} с.`, { seconds: wait })
    }
    const fieldsGiven = await fieldsOf(c)
    if (!fieldsGiven) return refuse(c, 'bad_request', 'Заявку не разобрать: пришлите JSON или поля формы.')
    const parsed = given.safeParse(fieldsGiven)
    const catalog = await catalogs.of(db, caller.businessId)
    const fields = parsed.success ? foreignService(catalog, parsed.data) : z.flattenError(parsed.error).fieldErrors
    if (!parsed.success || fields) return refuse(c, 'bad_request', 'Поля не подошли.', { fields: saidIn(c, fields!) })
    const asked = parsed.data
    const hash = await sha256(JSON.stringify(asked))
    const own = keyOf(c)
    const under = { key: `lead:${own ?? hash}`, since: own ? undefined : new Date(now.getTime() - SAME_MS) }
    const { businessId } = caller
    const made = await onceUnder<HeardLead | 'many'>(db, { businessId, ...under, hash, now }, (tx) =>
      addFormLead(tx, {
        ...contactOf(catalog, asked),
        businessId,
        now,
        language: languageOf(c.req.header('Accept-Language')),
      }),
    )
    if (made === 'other') return refuse(c, 'changed', 'Под этим ключом пришёл другой запрос.')
    if (made === 'many') return refuse(c, 'rate_limited', 'С этого телефона заявок уже несколько: мы о них знаем.')
    if (made.chatId !== null) system.drain.wake(made.chatId)
    return c.json({ id: made.id }, 201)
  })

  return app

  async function callerOf(
    c: Context,
  ): Promise<{ businessId: number; form: Form | null } | 'foreign' | 'nowhere' | null> {
    const token = /^Bearer (.+)$/.exec(c.req.header('Authorization') ?? '')?.[1]
    if (token !== undefined) {
      if (options.apiKey === null || !sameText(options.apiKey, token)) return null
      const businessId = await businessAsked(db, c.req.query('business'))
      return businessId === null ? 'nowhere' : { businessId, form: null }
    }
    const known = await form(c)
    if (!known) return null
    // A page sends its origin with every such request; what has none is no page.
    return isSiteOf(known, c.req.header('Origin')) ? { businessId: known.businessId, form: known } : 'foreign'
  }
}

/** JSON, whatever it calls itself (curl says that it is a form), or the fields of an HTML form, of a page or of a script. What is left empty was not given. */
async function fieldsOf(c: Context): Promise<Record<string, unknown> | null> {
  const text = await c.req.text()
  if (text.length > MOST_BYTES) return null
  try {
    const all: unknown = await parsed(text, c.req.header('Content-Type') ?? '')
    if (typeof all !== 'object' || all === null || Array.isArray(all)) return null
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== ''))
  } catch {
    return null
  }
}

async function parsed(text: string, type: string): Promise<unknown> {
  if (/^\s*[{[]/.test(text)) return JSON.parse(text)
  if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text))
  if (type.startsWith('multipart/form-data'))
    return Object.fromEntries(await new Response(text, { headers: { 'Content-Type': type } }).formData())
  return JSON.parse(text)
}

const foreignService = (catalog: Catalog, { service_id }: Given) =>
  service_id === undefined || catalog.services.some(({ id }) => id === service_id)
    ? null
    : { service_id: ['Услуги с таким номером нет.'] }

/** Each field's troubles in the language of whoever asks. */
function saidIn(c: Context, fields: Record<string, string[] | undefined>) {
  const english = /^en\b/i.test(c.req.header('Accept-Language') ?? '')
  const said = (text: string) => (english ? (inEnglish(text) ?? text) : text)
  return Object.fromEntries(Object.entries(fields).map(([name, troubles]) => [name, (troubles ?? []).map(said)]))
}

/** The fields as the dialogue and the attribution know them. */
function contactOf(catalog: Catalog, asked: Given) {
  const { client_name: name, phone, service_id: serviceId = null, preferred_time: when = null, comment } = asked
  const service = catalog.services.find(({ id }) => id === serviceId)?.name
  const wish = [service, when, comment].filter(Boolean).join(' · ')
  return { name, phone, serviceId, when, origin: originOf(asked), wish: wish || null }
}

const MARKS = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term', 'promo'] as const

/** UTM marks of the form go before those of its page, and these before what the site calls its source; a campaign stays with either. */
function originOf(asked: Given): Origin {
  const { page, referrer, source } = asked
  const url = URL.parse(page ?? NO_PAGE) ?? new URL(NO_PAGE)
  for (const name of MARKS) if (asked[name]) url.searchParams.set(name, asked[name])
  if (source && !url.searchParams.has('utm_source')) url.searchParams.set('utm_source', source)
  return {
    ...originOfPage(url.href, referrer ?? null, SITE),
    raw: { ...(page && { page }), ...(referrer && { referrer }) },
  }
}

const NO_PAGE = 'https://site.invalid/'
const SITE = 'site'
