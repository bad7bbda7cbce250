import { z } from '@hono/zod-openapi'
import { accountProfile, prepareAccount } from '../../bot/channels/instagram/account.ts'
import { logChange } from '../../db/changes.ts'
import { channelCards } from '../../db/channelcards.ts'
import { saveMarksHumans } from '../../db/channels.ts'
import type { Guard } from '../auth/actor.ts'
import { hookOf, hookShape, keepMeta, ownChannel } from '../metachannels.ts'
import { answers, body, createRoutes, gone, guarded, idParam, refused } from '../routing.ts'
import { connectInstagram } from '../setup.ts'
import type { System } from '../system.ts'
import { channel as channelShape, shown } from './channels.ts'
import { byOf } from './editing.ts'

const given = z.object({
  token: z.string().trim().min(20).max(1000),
  accountId: z
    .string()
    .trim()
    .regex(/^\d{5,25}$/),
  appSecret: z.string().trim().min(16).max(200),
  /** The word by which Meta's question is known; made here unless given. */
  verifyToken: z.string().trim().min(8).max(200).nullish(),
})

const REFUSED = {
  unknown_token: 'Instagram не узнаёт этот токен. Создайте новый в приложении Meta.',
  other_account: 'Этот токен от другого аккаунта Instagram. Проверьте номер аккаунта.',
  busy: 'Этот аккаунт уже подключён к другой компании.',
} as const

/** Questions of an empty chat: a tap on one is a tap on that button of the menu. */
const QUESTIONS = { 'menu-book': 'book', 'menu-price': 'price', 'menu-place': 'place', 'menu-human': 'human' }

/** Instagram accounts: connecting, the address for Meta, and whether what people write is marked as theirs. */
export function instagramRoutes(system: System, guard: Guard) {
  const { db, instagram, secretKey, texts, log } = system

  /** The account's webhooks and questions. Messages come without it as well, once the owner asks for them at Meta. */
  const prepare = async (fields: { token: string; accountId: string }) => {
    const say = texts.in('ru')
    const questions = Object.entries(QUESTIONS).map(([key, payload]) => ({ question: say(key), payload }))
    const done = await prepareAccount(instagram, fields, questions).catch(() => null)
    if (!done?.ok) log('warn', 'instagram.unprepared', { code: done?.code ?? 0 })
  }

  return createRoutes()
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/channels/instagram',
        summary: 'Подключить аккаунт Instagram',
        request: { body: body(given) },
        responses: { 201: answers(z.object({ channel: channelShape, hook: hookShape })) },
      }),
      async (c) => {
        const by = byOf(system, c.var.actor)
        const { businessId } = by
        const { verifyToken, ...fields } = c.req.valid('json')
        const no = (reason: keyof typeof REFUSED) =>
          refused(c, reason === 'busy' ? 'taken' : 'bad_request', REFUSED[reason], { reason })
        const own = await ownChannel(system, businessId, 'instagram', fields.accountId)
        if (own === 'busy') return no('busy')
        const profile = await accountProfile(instagram, fields.token).catch(() => null)
        if (profile && !profile.ok && profile.status < 500) return no('unknown_token')
        if (profile?.ok && profile.result.accountId !== fields.accountId) return no('other_account')
        const key = own?.key ?? `ig${fields.accountId}-${businessId}`
        const kept = await keepMeta(system, by, {
          kind: 'instagram',
          key,
          word: verifyToken,
          profile: profile?.ok ? profile.result : null,
          known: { accountId: fields.accountId },
          connect: (tx, word) =>
            connectInstagram(tx, { businessId, key, now: by.now, ...fields, verifyToken: word }, secretKey),
        })
        if (profile?.ok) await prepare(fields)
        return c.json(kept, 201)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'get',
        path: '/api/channels/{id}/hook',
        summary: 'Адрес и слово, которые вводят в настройках приложения Meta',
        request: { params: idParam },
        responses: { 200: answers(hookShape) },
      }),
      async (c) => {
        const [card] = await channelCards(db, c.var.actor.businessId, c.req.valid('param').id)
        if (!card?.connected || (card.kind !== 'whatsapp' && card.kind !== 'instagram')) return gone(c)
        const { verifyToken } = await system.credentialsOf<{ verifyToken: string }>(card.id)
        return c.json(hookOf(system, card.kind, card.key, verifyToken), 200)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'patch',
        path: '/api/channels/{id}/human-agent',
        summary: 'Отправлять ответы сотрудников до семи дней с пометкой, что пишет человек: нужно одобрение Meta',
        request: { params: idParam, body: body(z.object({ on: z.boolean() })) },
        responses: { 200: answers(channelShape) },
      }),
      async (c) => {
        const { businessId, memberId, now: at } = byOf(system, c.var.actor)
        const { id } = c.req.valid('param')
        const { on } = c.req.valid('json')
        const [card] = await channelCards(db, businessId, id)
        if (card?.kind !== 'instagram' || !card.connected) return gone(c)
        await db.transaction(async (tx) => {
          await saveMarksHumans(tx, id, on)
          const line = { object: 'channel', objectId: id, action: 'edited', after: { humanAgent: on } }
          await logChange(tx, { businessId, at, memberId, ...line })
        })
        const [after] = await channelCards(db, businessId, id)
        return c.json(shown(after!), 200)
      },
    )
}
