import type { Context, MiddlewareHandler } from 'hono'
import { memberBySession } from '../../db/access.ts'
import { businessAsked } from '../../db/businesses.ts'
import type { Member } from '../../db/members.ts'
import { sameText } from '../../db/secrets.ts'
import type { Actorship, Reach, Right } from '../../domain/roles.ts'
import { reachOf } from '../../domain/roles.ts'
import { refuse } from '../http.ts'
import { createLimit, type Rate } from '../limits.ts'
import type { System } from '../system.ts'

/** Who asks: a signed-in member, or a program that has the key. */
export type Actor = {
  businessId: number
  who: Actorship
  /** Null for a program. */
  member: Member | null
}

/** What guarded routes find in their context. */
export type Env = { Variables: { actor: Actor; reach: Reach } }

/** What one member, or one program, may ask. */
const RATE: Rate = { burst: 120, perMinute: 600 }

/** Finds out who asks, once per request: `Authorization: Bearer <session or key>`. */
export function actors(system: System, apiKey: string | null, rate: Rate = RATE) {
  const { db, clock, log } = system
  const limit = createLimit(rate)

  const actorOf = async (c: Context): Promise<Actor | null> => {
    const token = /^Bearer (\S.{6,198}\S)$/.exec(c.req.header('Authorization') ?? '')?.[1]
    if (!token) return null
    if (apiKey !== null && sameText(apiKey, token)) {
      const businessId = await businessAsked(db, c.req.query('business'))
      return businessId !== null ? { businessId, who: 'program', member: null } : null
    }
    const member = await memberBySession(db, token, clock())
    return member && { businessId: member.businessId, who: member.role, member }
  }

  /** Lets through whoever has the right; `c.var.reach` says how far it goes. */
  return (right: Right): MiddlewareHandler<Env> =>
    async (c, next) => {
      const actor = await actorOf(c)
      if (!actor) return refuse(c, 'unauthorized', 'Нужно войти: сессии нет или она закончилась.')
      const wait = limit(`${actor.businessId}:${actor.member?.id ?? 'key'}`, clock().getTime())
      if (wait > 0) {
        c.header('Retry-After', String(wait))
        return refuse(c, 'rate_limited', `Слишком часто. Подождите ${wait} с.`, { seconds: wait })
      }
      const reach = reachOf(actor.who, right)
      if (reach === 'none') {
        log('warn', 'request.forbidden', { path: c.req.routePath, right, memberId: actor.member?.id ?? null })
        return refuse(c, 'forbidden', 'Это может сделать администратор.', { right })
      }
      c.set('actor', actor)
      c.set('reach', reach)
      return next()
    }
}

export type Guard = ReturnType<typeof actors>
