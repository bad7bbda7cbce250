import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { accountProfile } from '../../bot/channels/instagram/account.ts'
import { numberProfile } from '../../bot/channels/whatsapp/account.ts'
import type { WhatsAppCredentials } from '../../bot/channels/whatsapp/wire.ts'
import { logChange } from '../../db/changes.ts'
import { type ChannelCard, channelCards, channelOfBot, disconnectChannel } from '../../db/channelcards.ts'
import { saveChannelError, saveProfile } from '../../db/channels.ts'
import { stateOf, tokenIn } from '../../domain/channel.ts'
import type { Env, Guard } from '../auth/actor.ts'
import type { Bots } from '../bots.ts'
import { describe } from '../log.ts'
import { answers, body, createRoutes, gone, guarded, idParam, refused } from '../routing.ts'
import { connectTelegram } from '../setup.ts'
import type { System } from '../system.ts'
import { byOf } from './editing.ts'

/** A channel as the settings show it. */
export const channel = z
  .object({
    id: z.number(),
    kind: z.string(),
    /** Of a bot: as Telegram shows it. */
    name: z.string().nullable(),
    username: z.string().nullable(),
    /** Of the website: its path. */
    path: z.string().nullable(),
    state: z.enum(['works', 'off', 'revoked', 'stopped', 'busy', 'silent', 'unreachable']),
    /** Since when it does not work. */
    since: z.string().nullable(),
    lastError: z.string().nullable(),
    lastIn: z.string().nullable(),
    lastOut: z.string().nullable(),
    /** Of Instagram: what people write is marked as theirs, and goes out for seven days. */
    humanAgent: z.boolean(),
  })
  .openapi('Channel')

const META: ReadonlySet<string> = new Set(['whatsapp', 'instagram'])

const REFUSED = {
  no_token: 'Здесь нет токена. Он похож на 1234567:ABC…',
  unknown_token: 'Telegram не узнаёт этот токен. Скопируйте последний.',
  busy: 'Бот уже подключён к другой программе. Отключите её или создайте нового.',
} as const

type Profile = { id?: number; first_name?: string; username?: string; humanAgent?: boolean }

export const shown = ({ id, kind, key, profile, connected, lastError, lastErrorAt, lastIn, lastOut }: ChannelCard) => ({
  id,
  kind,
  name: (profile as Profile | null)?.first_name ?? null,
  username: (profile as Profile | null)?.username ?? null,
  path: kind === 'web' ? `/chat/${key}` : null,
  state: stateOf({ connected, lastError }),
  since: lastErrorAt?.toISOString() ?? null,
  lastError,
  lastIn: lastIn?.toISOString() ?? null,
  lastOut: lastOut?.toISOString() ?? null,
  humanAgent: (profile as Profile | null)?.humanAgent === true,
})

/** Connected bots: their health, connecting by a token, a test, taking away. */
export function channels(system: System, guard: Guard, bots: Bots) {
  const { db, telegram, publicUrl, secretKey } = system
  const cardOf = async (businessId: number, id: number) => {
    const [card] = await channelCards(db, businessId, id)
    return card ? shown(card) : null
  }

  /** Who the token is of, and that nobody else takes its messages; `later`: Telegram does not answer now. */
  const recognise = async (token: string) => {
    try {
      const me = await telegram.call<Profile>(token, 'getMe')
      if (!me.ok) return me.status === 401 || me.status === 404 ? ('unknown_token' as const) : ('later' as const)
      const hook = await telegram.call<{ url: string }>(token, 'getWebhookInfo')
      const foreign = hook.ok && hook.result.url !== '' && !(publicUrl && hook.result.url.startsWith(`${publicUrl}/`))
      return foreign ? ('busy' as const) : me.result
    } catch {
      return 'later' as const
    }
  }

  /** Of Meta's channels there is nobody of ours to write to: that the platform knows the token is the test. */
  const testMeta = async (c: Context<Env>, card: ReturnType<typeof shown>) => {
    const credentials = await system.credentialsOf<WhatsAppCredentials>(card.id)
    const asked =
      card.kind === 'instagram'
        ? accountProfile(system.instagram, credentials.token)
        : numberProfile(system.whatsapp, credentials)
    const tried = await asked.catch((error: unknown) => ({
      ok: false as const,
      code: 0,
      description: describe(error),
    }))
    if (tried.ok) await saveProfile(db, card.id, tried.result)
    else await saveChannelError(db, card.id, `${tried.code}: ${tried.description}`, system.clock())
    const now = (await cardOf(c.var.actor.businessId, card.id))!
    const outcome = tried.ok ? ('works' as const) : ('refused' as const)
    return c.json({ outcome, reason: tried.ok ? null : tried.description, channel: now }, 200)
  }

  return createRoutes()
    .openapi(
      guarded(guard, 'channels', {
        method: 'get',
        path: '/api/channels',
        summary: 'Каналы и их состояние',
        responses: { 200: answers(z.object({ items: z.array(channel) })) },
      }),
      async (c) => c.json({ items: (await channelCards(db, c.var.actor.businessId)).map(shown) }, 200),
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/channels',
        summary: 'Подключить бота: ответ @BotFather целиком, токен найдём сами',
        request: { body: body(z.object({ text: z.string().min(1).max(4000) })) },
        responses: { 201: answers(channel) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const by = byOf(system, c.var.actor)
        const no = (reason: keyof typeof REFUSED) =>
          refused(c, reason === 'busy' ? 'taken' : 'bad_request', REFUSED[reason], { reason })
        const token = tokenIn(c.req.valid('json').text)
        if (!token) return no('no_token')
        const botId = Number(token.split(':')[0])
        const known = await channelOfBot(db, 'telegram', botId)
        if (known && known.businessId !== businessId && known.connected) return no('busy')
        const profile = await recognise(token)
        const own = known?.businessId === businessId ? known : null
        if (profile === 'unknown_token') return no(profile)
        // A bot that is ours already may have our own address of another time.
        if (profile === 'busy' && !own) return no(profile)
        const id = await db.transaction(async (tx) => {
          const key = own?.key ?? `bot${botId}-${businessId}`
          const id = await connectTelegram(tx, { businessId, key, token }, secretKey)
          if (typeof profile === 'object') await saveProfile(tx, id, profile)
          const after = typeof profile === 'object' ? { username: profile.username } : { bot: botId }
          const line = { object: 'channel', objectId: id, action: 'connected', after }
          await logChange(tx, { businessId, at: by.now, memberId: by.memberId, ...line })
          return id
        })
        await bots.connect(id)
        return c.json((await cardOf(businessId, id))!, 201)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/channels/{id}/test',
        summary: 'Проверить: бот пишет тому, кто проверяет',
        request: { params: idParam },
        responses: {
          200: answers(
            z.object({
              /** `nobody`: the bot answers, but this member has never written to it. */
              outcome: z.enum(['sent', 'nobody', 'works', 'refused']),
              reason: z.string().nullable(),
              channel,
            }),
          ),
        },
      }),
      async (c) => {
        const { businessId, member } = c.var.actor
        const { id } = c.req.valid('param')
        const card = await cardOf(businessId, id)
        if (META.has(card?.kind ?? '') && card?.state !== 'off') return testMeta(c, card!)
        if (card?.kind !== 'telegram' || card.state === 'off') return gone(c)
        const say = system.texts.in(member?.language ?? 'ru')
        const mine = member?.channelId === id ? member.externalId : null
        const tried = await (async () => {
          const token = await system.tokenOf(id)
          return mine === null
            ? telegram.call(token, 'getMe')
            : telegram.call(token, 'sendMessage', { chat_id: Number(mine), text: say('channel-test') })
        })().catch((error: unknown) => ({ ok: false as const, description: describe(error) }))
        if (!tried.ok) return c.json({ outcome: 'refused' as const, reason: tried.description, channel: card }, 200)
        const outcome = mine === null ? ('nobody' as const) : ('sent' as const)
        return c.json({ outcome, reason: null, channel: (await cardOf(businessId, id))! }, 200)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'delete',
        path: '/api/channels/{id}',
        summary: 'Отключить бота; переписка остаётся',
        request: { params: idParam },
        responses: { 204: { description: 'Готово' } },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const [card] = await channelCards(db, c.var.actor.businessId, id)
        if (!card || card.kind === 'web' || !card.connected) return gone(c)
        const token = await system.tokenOf(id).catch(() => null)
        await db.transaction((tx) => disconnectChannel(tx, byOf(system, c.var.actor), id))
        system.forgetToken(id)
        if (card.kind !== 'telegram') return c.body(null, 204)
        await bots.disconnect(id)
        // The platform may be out of reach, or the token revoked: then there is nothing to take back.
        if (token)
          await telegram
            .call(token, 'deleteWebhook')
            .catch((error: unknown) => system.log('warn', 'bot.webhook', { channelId: id, error: describe(error) }))
        return c.body(null, 204)
      },
    )
}
