import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { languageOf } from '../../bot/texts.ts'
import {
  acceptInvite,
  closeSession,
  newLink,
  openSession,
  type Session,
  spendInitData,
  spendLink,
} from '../../db/access.ts'
import { logChange } from '../../db/changes.ts'
import { type ChannelRow, channelsOfKind } from '../../db/channels.ts'
import { businessesOf, changeMember, type Member, memberAt, memberOf } from '../../db/members.ts'
import { RIGHTS, type Right, reachOf } from '../../domain/roles.ts'
import type { Guard } from '../auth/actor.ts'
import { checkInitData, type TelegramPerson } from '../auth/initdata.ts'
import { createLimit } from '../limits.ts'
import { answers, body, createRoutes, guarded, limitBody, refused } from '../routing.ts'
import type { System } from '../system.ts'
import { me, preferences, signedIn, signInBody } from './session-shapes.ts'

/** Sign-ins from one address. */
const RATE = { burst: 20, perMinute: 30 }

/** Of these the log is kept. */
const LOGGED = ['digest', 'digestDay', 'digestWeek', 'digestMonth', 'alerts', 'visitNews']

const bearerOf = (c: Context) => (c.req.header('Authorization') ?? '').slice('Bearer '.length)

/** Signing in and out, and what the app shows of whoever is in. */
export function session(system: System, guard: Guard, addressOf: (c: Context) => string) {
  const { db, catalogs, clock, log } = system
  const limit = createLimit(RATE)

  const meOf = async (member: Member) => {
    const catalog = await catalogs.of(db, member.businessId)
    const businesses = member.externalId === null ? [] : await businessesOf(db, member)
    const { id, name, role, resourceId, onDuty, language, preferences, version } = member
    return {
      member: { id, name, role, resourceId, onDuty, language, preferences, version },
      rights: Object.fromEntries((Object.keys(RIGHTS) as Right[]).map((right) => [right, reachOf(role, right)])),
      business: {
        id: catalog.businessId,
        name: catalog.name,
        timezone: catalog.timezone,
        currency: catalog.currency,
      },
      locations: catalog.locations.map(({ id, name, timezone }) => ({ id, name, timezone })),
      businesses: businesses.map(({ id, name }) => ({ id, name })),
      now: clock().toISOString(),
    }
  }
  const answer = async (member: Member, { token, expiresAt }: Session) => ({
    ...(await meOf(member)),
    token,
    expiresAt: expiresAt.toISOString(),
  })

  /** The bot that signed the init data, and who it is of. */
  const recognise = async (initData: string, key: string | undefined) => {
    let stale: ChannelRow | null = null
    for (const channel of await channelsOfKind(db, 'telegram', key)) {
      const checked = await checkInitData(initData, await system.tokenOf(channel.id), clock())
      if (checked.ok) return { ok: true as const, channel, person: checked.person }
      if (checked.reason === 'stale') stale = channel
    }
    return { ok: false as const, reason: stale ? ('stale' as const) : ('forged' as const), channel: stale }
  }

  /** The way to the bot for whoever stands before the door; null when it may be any of several. */
  const botLinkOf = async (known: ChannelRow | null, key: string | undefined) => {
    const bots = known ? [known] : await channelsOfKind(db, 'telegram', key)
    const name = bots.length === 1 && (bots[0]?.profile as { username?: string } | null)?.username
    return name ? `https://t.me/${name}` : null
  }

  type Channel = { id: number; businessId: number }
  const enter = (channel: Channel, person: TelegramPerson, initData: string, invite: string | undefined) =>
    db.transaction(async (tx) => {
      const now = clock()
      if (!(await spendInitData(tx, channel.businessId, initData, person.until, now))) return 'used' as const
      if (invite) {
        const { externalId, name } = person
        const language = languageOf(person.language ?? undefined)
        const guest = { businessId: channel.businessId, channelId: channel.id, externalId, name, language }
        const member = await acceptInvite(tx, guest, invite, now)
        if (member) {
          const { businessId, id: objectId, role } = member
          await logChange(tx, {
            businessId,
            at: now,
            memberId: objectId,
            object: 'member',
            objectId,
            action: 'joined',
            after: { role },
          })
        }
      }
      const member = await memberAt(tx, channel.id, person.externalId)
      return member && { member, session: await openSession(tx, member, now) }
    })

  const no = async (
    c: Context,
    reason: 'stale' | 'forged' | 'used' | 'link' | 'stranger',
    from: { channel: ChannelRow | null; key: string | undefined },
  ) => {
    log('warn', 'signin.refused', { reason })
    const more = { reason, botLink: await botLinkOf(from.channel, from.key) }
    return reason === 'stranger'
      ? refused(c, 'forbidden', 'Вас пока нет в команде. Попросите владельца прислать приглашение.', more)
      : reason === 'link'
        ? refused(c, 'unauthorized', 'Ссылка уже сработала или устарела. Отправьте боту /app ещё раз.', more)
        : refused(c, 'unauthorized', 'Вход устарел. Закройте и откройте приложение из чата с ботом.', more)
  }

  return createRoutes()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/session',
        summary: 'Войти: заголовок Authorization: tma <initData> или код из ссылки в теле',
        middleware: [limitBody] as const,
        request: { body: body(signInBody) },
        responses: { 200: answers(signedIn) },
      }),
      async (c) => {
        const wait = limit(addressOf(c), clock().getTime())
        if (wait > 0) return refused(c, 'rate_limited', `Слишком часто. Подождите ${wait} с.`, { seconds: wait })
        const { code, invite, channel: key } = c.req.valid('json')
        const initData = /^tma (.+)$/.exec(c.req.header('Authorization') ?? '')?.[1]
        if (initData) {
          const known = await recognise(initData, key)
          const from = { channel: known.channel, key }
          if (!known.ok) return no(c, known.reason, from)
          const entered = await enter(known.channel, known.person, initData, invite)
          if (entered === 'used') return no(c, 'used', from)
          return entered ? c.json(await answer(entered.member, entered.session), 200) : no(c, 'stranger', from)
        }
        const entered = code
          ? await db.transaction(async (tx) => {
              const member = await spendLink(tx, code, clock())
              return member && { member, session: await openSession(tx, member, clock()) }
            })
          : null
        return entered
          ? c.json(await answer(entered.member, entered.session), 200)
          : no(c, 'link', { channel: null, key })
      },
    )
    .openapi(
      guarded(guard, 'self', {
        method: 'get',
        path: '/api/me',
        summary: 'Кто вошёл',
        responses: { 200: answers(me) },
      }),
      async (c) => c.json(await meOf(c.var.actor.member!), 200),
    )
    .openapi(
      guarded(guard, 'self', {
        method: 'patch',
        path: '/api/me',
        summary: 'Свои настройки: язык, на смене, что запомнило приложение',
        request: {
          body: body(
            z.object({
              version: z.number().int(),
              language: z.enum(['ru', 'en']).optional(),
              onDuty: z.boolean().optional(),
              preferences: preferences.optional(),
            }),
          ),
        },
        responses: { 200: answers(me) },
      }),
      async (c) => {
        const { businessId, id } = c.var.actor.member!
        const { version, ...change } = c.req.valid('json')
        const changed = await db.transaction(async (tx) => {
          const done = await changeMember(tx, { businessId, id, version, change })
          const kept = Object.entries(change.preferences ?? {}).filter(([name]) => LOGGED.includes(name))
          if (!done || kept.length === 0) return done
          const was = c.var.actor.member!.preferences
          const before = Object.fromEntries(kept.map(([name]) => [name, was[name] ?? null]))
          const line = { object: 'member', objectId: id, action: 'changed', before, after: Object.fromEntries(kept) }
          await logChange(tx, { businessId, memberId: id, at: clock(), ...line })
          return done
        })
        return changed
          ? c.json(await meOf(changed), 200)
          : refused(c, 'changed', 'Настройки уже изменились.', { now: await meOf(c.var.actor.member!) })
      },
    )
    .openapi(
      guarded(guard, 'self', {
        method: 'post',
        path: '/api/session/link',
        summary: 'Одноразовая ссылка для входа на другом устройстве',
        responses: { 201: answers(z.object({ path: z.string() })) },
      }),
      async (c) => c.json({ path: `/app/?code=${await newLink(db, c.var.actor.member!, clock())}` }, 201),
    )
    .openapi(
      guarded(guard, 'self', {
        method: 'post',
        path: '/api/session/switch',
        summary: 'Перейти в другую свою компанию',
        request: { body: body(z.object({ business: z.number().int().positive() })) },
        responses: { 200: answers(signedIn) },
      }),
      async (c) => {
        const here = c.var.actor.member!
        const { business } = c.req.valid('json')
        const known = here.externalId === null ? [] : await businessesOf(db, here)
        const there = known.find(({ id }) => id === business)
        const entered =
          there &&
          (await db.transaction(async (tx) => {
            const member = await memberOf(tx, there.id, there.memberId)
            if (!member) return null
            await closeSession(tx, bearerOf(c))
            return { member, session: await openSession(tx, member, clock()) }
          }))
        return entered
          ? c.json(await answer(entered.member, entered.session), 200)
          : refused(c, 'not_found', 'В этой компании вас нет в команде.')
      },
    )
    .openapi(
      guarded(guard, 'self', {
        method: 'delete',
        path: '/api/session',
        summary: 'Выйти',
        responses: { 204: { description: 'Готово' } },
      }),
      async (c) => {
        await closeSession(db, bearerOf(c))
        return c.body(null, 204)
      },
    )
}
