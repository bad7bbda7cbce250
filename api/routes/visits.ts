import { z } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { missedView } from '../../bot/missed.ts'
import { noticeView } from '../../bot/notices.ts'
import { phoneOf } from '../../bot/phone.ts'
import { minuteOf } from '../../db/sql.ts'
import { visitCard } from '../../db/visitcard.ts'
import { type Visit, visitById } from '../../db/visits.ts'
import { reachOf } from '../../domain/roles.ts'
import type { Guard } from '../auth/actor.ts'
import { byOf, cardFor, changedVisit, type Place, refuseChange, visitJson, zoneOf } from '../desk/answers.ts'
import { visitCardShape } from '../desk/card.ts'
import { bookVisit, cancelVisit, lengthsFor, moveVisit, type NewVisit, noteVisit, wishAt } from '../desk/places.ts'
import { keyless, keyOf } from '../once.ts'
import { answers, body, createRoutes, gone, guarded, idParam, instant, refused } from '../routing.ts'
import type { System } from '../system.ts'
import { wishOf } from './slots.ts'

const id = z.number().int().positive()
const reason = z.string().trim().min(1).max(300)
const note = z.string().trim().max(1000)

const bookBody = z.object({
  services: z.array(id).min(1).max(10),
  master: id.nullish(),
  location: id.nullish(),
  start: instant,
  /** A client known already, one to be written down, or (staff) nobody. */
  client: z
    .union([
      z.object({ id }),
      z.object({ name: z.string().trim().max(60).nullish(), phone: z.string().max(30).nullish() }),
    ])
    .nullish(),
  /** The client agreed to personal data processing: whoever writes down a phone vouches for it. */
  consent: z.literal(true).optional(),
  /** The dialogue that it comes of. */
  chat: id.nullish(),
  note: note.nullish(),
  /** Staff leave the rules on purpose, and say why. */
  overlapReason: reason.nullish(),
  /** Left out: the client is told. */
  notify: z.boolean().default(true),
})

const changeBody = z.object({
  version: z.number().int(),
  start: instant.optional(),
  /** One master for all of the visit, or one for each part. */
  master: id.nullish(),
  masters: z.array(id).max(10).optional(),
  /** How long the visit shall last, from its start to its end. */
  minutes: z.number().int().min(5).max(1440).optional(),
  overlapReason: reason.nullish(),
  note: note.nullish(),
  notify: z.boolean().default(true),
})

/** Visits: the card, booking, moving; marks and money stand in `visitmarks.ts`. */
export function visits(system: System, guard: Guard) {
  const { db, catalogs, texts } = system

  const routes = createRoutes()
  routes.use('/api/appointments/*', takeAsJson)
  return routes
    .openapi(
      guarded(guard, 'visits.read', {
        method: 'get',
        path: '/api/appointments/{id}',
        summary: 'Визит: клиент, деньги, сообщения, история и что с ним можно сделать',
        request: { params: idParam },
        responses: { 200: answers(visitCardShape) },
      }),
      async (c) => {
        const card = await cardFor(system, c, c.req.valid('param').id)
        return card ? c.json(card, 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'visits.write', {
        method: 'get',
        path: '/api/appointments/{id}/preview',
        summary: 'Что прочитает клиент',
        request: {
          params: idParam,
          query: z.object({
            kind: z.enum(['booked', 'moved', 'cancelled', 'no_show']),
            by: z.enum(['client', 'member']).default('member'),
            start: instant.optional(),
            master: z.coerce.number().int().positive().optional(),
          }),
        },
        responses: { 200: answers(z.object({ text: z.string(), channel: z.string().nullable() })) },
      }),
      async (c) => {
        const { kind, by, start, master } = c.req.valid('query')
        const about = { ...byOf(c), id: c.req.valid('param').id }
        const visit = await visitById(db, about.businessId, about.id)
        const card = visit && (await visitCard(db, about))
        if (!card) return gone(c)
        const there = previewed(visit, start, master)
        const known = { start: visit.start, masters: [] }
        const catalog = await catalogs.of(db, about.businessId)
        const say = texts.of(catalog).in(card.chat?.language ?? 'ru')
        // Which places and what discount go with it is decided when it is sent.
        const view =
          kind === 'no_show'
            ? missedView(catalog, say, there, { starts: [], offer: null, byPerson: false })
            : noticeView(catalog, say, there, kind, { known, by })
        return c.json({ text: view.text, channel: card.chat?.kind ?? null }, 200)
      },
    )
    .openapi(
      guarded(guard, 'visits.write', {
        method: 'post',
        path: '/api/appointments',
        summary: 'Записать. Нужен заголовок Idempotency-Key: тот же ключ даёт ту же запись',
        request: { body: body(bookBody) },
        responses: { 200: answers(changedVisit, 'Запись уже была'), 201: answers(changedVisit, 'Записали') },
      }),
      async (c) => {
        const { actor } = c.var
        const key = keyOf(c)
        if (key === null) return keyless(c)
        const asked = c.req.valid('json')
        const client = clientOf(asked, actor.member === null)
        if (client && 'fields' in client) return refused(c, 'bad_request', client.message, { fields: client.fields })
        if (asked.overlapReason && reachOf(actor.who, 'visits.force') === 'none')
          return refused(c, 'forbidden', 'Это может сделать администратор.')
        const catalog = await catalogs.of(db, actor.businessId)
        const wish = wishOf(catalog, asked.services, asked.master ?? null, asked.location ?? null)
        if (!wish) return refused(c, 'bad_request', 'Такой услуги или филиала нет.')
        const start = minuteOf(new Date(asked.start))
        const { overlapReason = null, notify } = asked
        const result = await bookVisit(system, byOf(c), {
          key: actor.member === null ? `api:${key}` : `staff:${actor.member.id}:${key}`,
          wish,
          start,
          client,
          chatId: asked.chat ?? null,
          note: asked.note || null,
          overlapReason,
          tell: notify,
        })
        if (!result.ok) return refuseChange(system, c, result, { place: { wish, start } })
        return c.json(visitJson(zoneOf(catalog, wish.locationId), result.visit!, result), result.repeated ? 200 : 201)
      },
    )
    .openapi(
      guarded(guard, 'visits.write', {
        method: 'patch',
        path: '/api/appointments/{id}',
        summary: 'Перенести, сделать длиннее или короче, поправить заметку',
        request: { params: idParam, body: body(changeBody) },
        responses: { 200: answers(changedVisit) },
      }),
      async (c) => {
        const { actor } = c.var
        const asked = c.req.valid('json')
        const seen = { id: c.req.valid('param').id, version: asked.version }
        if (asked.overlapReason && reachOf(actor.who, 'visits.force') === 'none')
          return refused(c, 'forbidden', 'Это может сделать администратор.')
        const moves = asked.start !== undefined || asked.master || asked.masters || asked.minutes
        if (!moves && asked.note === undefined)
          return refused(c, 'bad_request', 'Нечего менять: нет ни времени, ни заметки.')
        const visit = await visitById(db, actor.businessId, seen.id)
        if (!visit) return refuseChange(system, c, { ok: false, reason: 'gone' })
        const start = asked.start === undefined ? visit.start : minuteOf(new Date(asked.start))
        const masters = visit.parts.map((_, i) => asked.masters?.[i] ?? asked.master ?? undefined)
        const { overlapReason = null, notify: tell } = asked
        const lengths = asked.minutes === undefined ? undefined : lengthsFor(visit, asked.minutes)
        if (lengths === null) return refused(c, 'bad_request', 'Закончить визит в это время нельзя.')
        const result = moves
          ? await moveVisit(system, byOf(c), seen, { start, masters, lengths, overlapReason, tell })
          : await noteVisit(system, byOf(c), seen, asked.note || null)
        if (!result.ok) {
          const place: Place = {
            wish: wishAt(visit, masters, lengths),
            start,
            except: seen.id,
            resized: lengths !== undefined,
          }
          return refuseChange(system, c, result, { id: seen.id, place })
        }
        const there = result.visit ?? { ...visit, version: seen.version + 1 }
        return c.json(visitJson(zoneOf(await catalogs.of(db, actor.businessId), there.locationId), there, result), 200)
      },
    )
    .openapi(
      guarded(guard, 'visits.write', {
        method: 'delete',
        path: '/api/appointments/{id}',
        summary: 'Отменить запись',
        request: {
          params: idParam,
          query: z.object({ version: z.coerce.number().int(), reason: reason.optional() }),
        },
        responses: { 204: { description: 'Отменили' } },
      }),
      async (c) => {
        const { version, reason = null } = c.req.valid('query')
        const seen = { id: c.req.valid('param').id, version }
        const result = await cancelVisit(system, byOf(c), seen, { by: 'member', reason, tell: true })
        return result.ok ? c.body(null, 204) : refuseChange(system, c, result, { id: seen.id })
      },
    )
}

/** Programs have never had to say that a body is JSON. */
const takeAsJson: MiddlewareHandler = async (c, next) => {
  if (c.req.raw.body && !/json/.test(c.req.header('Content-Type') ?? '')) {
    const headers = new Headers(c.req.raw.headers)
    headers.set('Content-Type', 'application/json')
    c.req.raw = new Request(c.req.raw, { headers })
  }
  await next()
}

type Misfit = { message: string; fields: Record<string, string[]> }

/** Whom to book: programs name a person with a phone and vouch for the consent, staff may book nobody. */
function clientOf({ client, consent }: z.infer<typeof bookBody>, program: boolean): NewVisit['client'] | Misfit {
  const misfit = (message: string, field: string): Misfit => ({ message, fields: { client: [field] } })
  if (!program && !client) return null
  if (client && 'id' in client) return program ? misfit('Нужны имя и телефон.', 'name') : client
  const { name = null, phone: typed = null } = client ?? {}
  if (program && (!name || !typed)) return misfit('Нужны имя и телефон.', 'name')
  if (!typed) return name ? { name, phone: null, consent: consent === true } : null
  const phone = phoneOf(typed)
  if (!phone) return misfit('Телефон не подошёл.', 'phone')
  if (!consent) return { message: 'Телефон сохраняем только с согласием клиента.', fields: { consent: ['required'] } }
  return { name: name || null, phone, consent: true }
}

function previewed(visit: Visit, start: string | undefined, master: number | undefined): Visit {
  return {
    ...visit,
    start: start ? minuteOf(new Date(start)) : visit.start,
    parts: master ? visit.parts.map((part) => ({ ...part, masterId: master })) : visit.parts,
  }
}
