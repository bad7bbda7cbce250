import { z } from '@hono/zod-openapi'
import { invite } from '../../db/access.ts'
import { logChange } from '../../db/changes.ts'
import { same } from '../../db/editing.ts'
import { botName, pendingInvites, revokeInvite } from '../../db/invites.ts'
import { changeMember, isLastOwner, type Member, memberOf, membersOf, removeMember } from '../../db/members.ts'
import { ROLES, type Role, reachOf } from '../../domain/roles.ts'
import type { Actor, Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, gone, guarded, idParam, refused, stale } from '../routing.ts'
import type { System } from '../system.ts'
import { attempt, byOf, refusedBy, versionField } from './editing.ts'
import { week } from './resources.ts'

const role = z.enum(ROLES)
const member = z
  .object({
    id: z.number(),
    name: z.string(),
    role,
    resourceId: z.number().nullable(),
    onDuty: z.boolean(),
    dutyHours: week,
    /** The bot can write to them. */
    reachable: z.boolean(),
    version: z.number(),
  })
  .openapi('Member')
const invitation = z
  .object({
    id: z.number(),
    role,
    name: z.string().nullable(),
    resourceId: z.number().nullable(),
    expiresAt: z.string(),
  })
  .openapi('Invite')

const shown = ({ id, name, role, resourceId, onDuty, dutyHours, channelId, version }: Member) => ({
  id,
  name,
  role,
  resourceId,
  onDuty,
  dutyHours,
  reachable: channelId !== null,
  version,
})

const LAST_OWNER = 'Это единственный владелец. Сначала сделайте владельцем кого-нибудь ещё.'
const OWNERS_ONLY = 'Владельцев назначает владелец.'

/** The team: roles, who is on duty, invitations. */
export function members(system: System, guard: Guard) {
  const { db, clock } = system
  const mayMake = ({ who }: Actor, ...roles: (Role | undefined)[]) =>
    !roles.includes('owner') || reachOf(who, 'ownership') === 'all'
  const log = (
    tx: Parameters<typeof logChange>[0],
    actor: Actor,
    line: { objectId: number; action: string; before?: unknown; after?: unknown },
  ) => {
    const { businessId, memberId, now: at } = byOf(system, actor)
    return logChange(tx, { businessId, memberId, at, object: 'member', ...line })
  }

  return createRoutes()
    .openapi(
      guarded(guard, 'members.read', {
        method: 'get',
        path: '/api/members',
        summary: 'Команда и открытые приглашения',
        responses: { 200: answers(z.object({ items: z.array(member), invites: z.array(invitation) })) },
      }),
      async (c) => {
        const { businessId, who } = c.var.actor
        const writes = reachOf(who, 'members.write') === 'all'
        const [team, waiting] = await Promise.all([
          membersOf(db, businessId),
          writes ? pendingInvites(db, businessId, clock()) : [],
        ])
        const invites = waiting.map(({ createdAt: _, expiresAt, ...one }) => ({
          ...one,
          expiresAt: expiresAt.toISOString(),
        }))
        return c.json({ items: team.map(shown), invites }, 200)
      },
    )
    .openapi(
      guarded(guard, 'members.write', {
        method: 'patch',
        path: '/api/members/{id}',
        summary: 'Изменить сотрудника: роль, имя, смену',
        request: {
          params: idParam,
          body: body(
            z
              .object({
                version: versionField,
                name: z.string().trim().min(1).max(60).optional(),
                role: role.optional(),
                resourceId: z.number().int().positive().nullable().optional(),
                onDuty: z.boolean().optional(),
                dutyHours: week.optional(),
              })
              .strict(),
          ),
        },
        responses: { 200: answers(member) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const { id } = c.req.valid('param')
        const { version, ...change } = c.req.valid('json')
        const done = await attempt(() =>
          db.transaction(async (tx) => {
            const before = await memberOf(tx, businessId, id)
            if (!before) return 'gone' as const
            if (before.version !== version) return { member: null, now: before }
            if (!mayMake(c.var.actor, change.role, before.role) && change.role !== before.role) return 'owners' as const
            const leaves = before.role === 'owner' && change.role !== undefined && change.role !== 'owner'
            if (leaves && (await isLastOwner(tx, businessId))) return 'last' as const
            const after = await changeMember(tx, { businessId, id, version, change })
            if (!after) return { member: null, now: (await memberOf(tx, businessId, id)) ?? before }
            const names = (Object.keys(change) as (keyof typeof change)[]).filter(
              (name) => !same(change[name], before[name]),
            )
            const of = (one: Member) => Object.fromEntries(names.map((name) => [name, one[name]]))
            await log(tx, c.var.actor, { objectId: id, action: 'changed', before: of(before), after: of(after) })
            return { member: after }
          }),
        )
        if (done === 'unknown' || done === 'twice') return refusedBy(c, done)
        if (done === 'gone') return gone(c)
        if (done === 'owners') return refused(c, 'forbidden', OWNERS_ONLY)
        if (done === 'last') return refused(c, 'closed', LAST_OWNER)
        return done.member ? c.json(shown(done.member), 200) : stale(c, shown(done.now))
      },
    )
    .openapi(
      guarded(guard, 'members.write', {
        method: 'delete',
        path: '/api/members/{id}',
        summary: 'Убрать из команды: доступ закроется сразу',
        request: { params: idParam },
        responses: { 204: { description: 'Готово' } },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const { id } = c.req.valid('param')
        const done = await db.transaction(async (tx) => {
          const before = await memberOf(tx, businessId, id)
          if (!before) return 'gone' as const
          if (!mayMake(c.var.actor, before.role)) return 'owners' as const
          if (before.role === 'owner' && (await isLastOwner(tx, businessId))) return 'last' as const
          await removeMember(tx, businessId, id, clock())
          await log(tx, c.var.actor, { objectId: id, action: 'removed', before: { role: before.role } })
          return 'done' as const
        })
        if (done === 'gone') return gone(c)
        if (done === 'owners') return refused(c, 'forbidden', OWNERS_ONLY)
        return done === 'last' ? refused(c, 'closed', LAST_OWNER) : c.body(null, 204)
      },
    )
    .openapi(
      guarded(guard, 'members.write', {
        method: 'post',
        path: '/api/invites',
        summary: 'Позвать в команду: ссылка на одного человека, на сутки',
        request: {
          body: body(
            z
              .object({
                role,
                name: z.string().trim().min(1).max(60).nullable().default(null),
                resourceId: z.number().int().positive().nullable().default(null),
              })
              .strict(),
          ),
        },
        responses: { 201: answers(invitation.extend({ link: z.string() })) },
      }),
      async (c) => {
        const { businessId } = c.var.actor
        const wanted = c.req.valid('json')
        if (!mayMake(c.var.actor, wanted.role)) return refused(c, 'forbidden', OWNERS_ONLY)
        const bot = await botName(db, businessId)
        if (!bot)
          return refused(c, 'closed', 'Приглашение открывается в боте: сначала подключите его.', { reason: 'no_bot' })
        const by = byOf(system, c.var.actor)
        const made = await attempt(() =>
          db.transaction(async (tx) => {
            const invited = await invite(tx, { businessId, ...wanted, createdBy: by.memberId, now: by.now })
            const { role, name } = wanted
            await log(tx, c.var.actor, { objectId: invited.id, action: 'invited', after: { role, name } })
            return invited
          }),
        )
        if (typeof made === 'string') return refusedBy(c, made)
        const link = `https://t.me/${bot}?start=i_${made.token}`
        return c.json({ id: made.id, ...wanted, expiresAt: made.expiresAt.toISOString(), link }, 201)
      },
    )
    .openapi(
      guarded(guard, 'members.write', {
        method: 'delete',
        path: '/api/invites/{id}',
        summary: 'Отозвать приглашение',
        request: { params: idParam },
        responses: { 204: { description: 'Готово' } },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const revoked = await db.transaction(async (tx) => {
          const role = await revokeInvite(tx, c.var.actor.businessId, id)
          if (role) await log(tx, c.var.actor, { objectId: id, action: 'invite revoked', before: { role } })
          return role
        })
        return revoked ? c.body(null, 204) : gone(c)
      },
    )
}
