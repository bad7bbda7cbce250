import { z } from '@hono/zod-openapi'
import { listedTemplates, numberProfile } from '../../bot/channels/whatsapp/account.ts'
import type { WhatsAppCredentials } from '../../bot/channels/whatsapp/wire.ts'
import { logChange } from '../../db/changes.ts'
import { channelCards } from '../../db/channelcards.ts'
import { channelById, clearChannelError } from '../../db/channels.ts'
import { assignTemplate, keepTemplates, templateById, templatesOf } from '../../db/templates.ts'
import { PARAMETERS, placesIn, TAPS, TEMPLATE_NOTICES } from '../../domain/templatetext.ts'
import type { Guard } from '../auth/actor.ts'
import { hookShape, keepMeta, ownChannel } from '../metachannels.ts'
import { answers, body, createRoutes, gone, guarded, idParam, refused, stale } from '../routing.ts'
import { connectWhatsApp } from '../setup.ts'
import type { System } from '../system.ts'
import { channel as channelShape } from './channels.ts'
import { byOf, versionField } from './editing.ts'

const template = z
  .object({
    id: z.number(),
    name: z.string(),
    language: z.enum(['ru', 'en']),
    body: z.string(),
    /** How many {{1}}, {{2}} … there are to be named. */
    places: z.number(),
    parameters: z.array(z.string()),
    buttons: z.array(z.string()),
    taps: z.array(z.string()),
    category: z.string(),
    status: z.enum(['pending', 'approved', 'rejected', 'paused', 'disabled']),
    reason: z.string().nullable(),
    notice: z.string().nullable(),
    version: z.number(),
  })
  .openapi('MessageTemplate')
const listed = z.object({ items: z.array(template) })

const given = z.object({
  token: z.string().trim().min(20).max(1000),
  phoneNumberId: z
    .string()
    .trim()
    .regex(/^\d{5,25}$/),
  appSecret: z.string().trim().min(16).max(200),
  accountId: z
    .string()
    .trim()
    .regex(/^\d{5,25}$/)
    .nullish(),
  /** The word by which Meta's question is known; made here unless given. */
  verifyToken: z.string().trim().min(8).max(200).nullish(),
})

const wanted = z.object({
  version: versionField,
  notice: z.enum(TEMPLATE_NOTICES).nullable(),
  parameters: z.array(z.enum(PARAMETERS)).max(20),
  taps: z.array(z.enum(TAPS)).max(10),
})

const templateParam = idParam.extend({ template: z.coerce.number().int().positive() })

const REFUSED = {
  unknown_token: 'WhatsApp не узнаёт этот токен. Возьмите постоянный токен системного пользователя.',
  unknown_number: 'WhatsApp не знает такого номера, или токен не от него. Проверьте Phone number ID.',
  busy: 'Этот номер уже подключён к другой компании.',
} as const

const NO_ACCOUNT =
  'WhatsApp не показывает шаблоны: проверьте WhatsApp Business Account ID и права токена и подключите номер ещё раз.'

/** Meta's codes of an id or a token that is wrong: another try brings nothing. */
const isOurs = (code: number) => code === 190 || code === 100 || code === 10 || (code >= 200 && code < 300)

/** WhatsApp numbers: connecting, the address for Meta, approved templates and which notice goes out by each. */
export function whatsappRoutes(system: System, guard: Guard) {
  const { db, whatsapp, secretKey, clock } = system
  const connected = async (businessId: number, id: number) => {
    const [card] = await channelCards(db, businessId, id)
    return card?.kind === 'whatsapp' && card.connected ? card : null
  }
  const list = async (businessId: number, channelId: number) => ({
    items: (await templatesOf(db, businessId, channelId)).map(({ channelId: _, locale: _locale, ...one }) => ({
      ...one,
      places: placesIn(one.body),
    })),
  })
  return createRoutes()
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/channels/whatsapp',
        summary: 'Подключить номер WhatsApp',
        request: { body: body(given) },
        responses: { 201: answers(z.object({ channel: channelShape, hook: hookShape })) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const by = byOf(system, c.var.actor)
        const { verifyToken, accountId, ...fields } = c.req.valid('json')
        const no = (reason: keyof typeof REFUSED) =>
          refused(c, reason === 'busy' ? 'taken' : 'bad_request', REFUSED[reason], { reason })
        const own = await ownChannel(system, businessId, 'whatsapp', fields.phoneNumberId)
        if (own === 'busy') return no('busy')
        const profile = await numberProfile(whatsapp, fields).catch(() => null)
        if (profile && !profile.ok && profile.status < 500)
          return no(profile.code === 190 || profile.status === 401 ? 'unknown_token' : 'unknown_number')
        const key = own?.key ?? `wa${fields.phoneNumberId}-${businessId}`
        const kept = await keepMeta(system, by, {
          kind: 'whatsapp',
          key,
          word: verifyToken,
          profile: profile?.ok ? profile.result : null,
          known: { phoneNumberId: fields.phoneNumberId },
          connect: (tx, word) => {
            const credentials = { ...fields, accountId: accountId ?? null, verifyToken: word }
            return connectWhatsApp(tx, { businessId, key, ...credentials }, secretKey)
          },
        })
        return c.json(kept, 201)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'get',
        path: '/api/channels/{id}/templates',
        summary: 'Шаблоны WhatsApp: что одобрено и какое уведомление уходит каким',
        request: { params: idParam },
        responses: { 200: answers(listed) },
      }),
      async (c) => {
        const card = await connected(c.var.actor.businessId, c.req.valid('param').id)
        return card ? c.json(await list(c.var.actor.businessId, card.id), 200) : gone(c)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/channels/{id}/templates/sync',
        summary: 'Спросить у WhatsApp, какие шаблоны есть и одобрены ли',
        request: { params: idParam },
        responses: { 200: answers(listed) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const card = await connected(businessId, c.req.valid('param').id)
        if (!card) return gone(c)
        const { token, accountId } = await system.credentialsOf<WhatsAppCredentials>(card.id)
        if (!accountId)
          return refused(c, 'bad_request', 'Нет WhatsApp Business Account ID: подключите номер ещё раз, указав его.')
        const found = await listedTemplates(whatsapp, { token, accountId }).catch(() => null)
        if (found && !found.ok && isOurs(found.code))
          return refused(c, 'bad_request', found.code === 190 ? REFUSED.unknown_token : NO_ACCOUNT)
        if (!found?.ok) return refused(c, 'closed', 'WhatsApp сейчас не отвечает. Попробуйте позже.')
        await db.transaction((tx) => keepTemplates(tx, { businessId, channelId: card.id, now: clock() }, found.result))
        // It answers: what was wrong before is so no more, unless messages fail still.
        const { lastError } = await channelById(db, card.id)
        if (lastError) await clearChannelError(db, card.id)
        return c.json(await list(businessId, card.id), 200)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'patch',
        path: '/api/channels/{id}/templates/{template}',
        summary: 'Какое уведомление уходит этим шаблоном и что в него подставить',
        request: { params: templateParam, body: body(wanted) },
        responses: { 200: answers(listed) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const { id, template: templateId } = c.req.valid('param')
        const given = c.req.valid('json')
        const now = clock()
        const known = await templateById(db, { businessId, channelId: id, id: templateId })
        if (!known) return gone(c)
        if (given.parameters.length !== placesIn(known.body) || given.taps.length !== known.buttons.length)
          return refused(c, 'bad_request', 'Поля не подошли.', { places: placesIn(known.body), buttons: known.buttons })
        const done = await db.transaction(async (tx) => {
          const outcome = await assignTemplate(tx, { ...given, businessId, channelId: id, id: templateId, now })
          if (outcome === 'changed') return outcome
          const { notice, parameters, taps } = given
          const before = { notice: known.notice, parameters: known.parameters, taps: known.taps }
          const line = {
            object: 'template',
            objectId: templateId,
            action: 'edited',
            before,
            after: { notice, parameters, taps },
          }
          await logChange(tx, { businessId, at: now, memberId: byOf(system, c.var.actor).memberId, ...line })
          return outcome
        })
        const items = await list(businessId, id)
        return done === 'changed' ? stale(c, items) : c.json(items, 200)
      },
    )
}
