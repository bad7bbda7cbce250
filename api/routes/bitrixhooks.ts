import { Hono } from 'hono'
import { addHint, type Hint, type HintEntity } from '../../db/crm/hints.ts'
import { portalByKey } from '../../db/crm/portals.ts'
import { decrypt, sameText } from '../../db/secrets.ts'
import { refuse } from '../http.ts'
import type { System } from '../system.ts'

/** An event is some hundred bytes; an application's has its tokens too. */
const MOST_BYTES = 64_000
/** Events of a burst are looked at together. */
const TOGETHER_MS = 1000

const ENTITIES: readonly (readonly [RegExp, HintEntity])[] = [
  [/^ONCRMDEAL(ADD|UPDATE|DELETE)$/, 'deal'],
  [/^ONCRMCONTACT(ADD|UPDATE|DELETE)$/, 'contact'],
  [/^ONBOOKING(ADD|UPDATE|DELETE)$/, 'booking'],
]

/** Events of Bitrix24: only hints to look, proven by the application's token. They are never sent again, so nothing here waits. */
export function bitrixHooks(system: System) {
  const { db, secretKey, clock, loop } = system
  return new Hono().post('/hooks/bitrix24/:channel', async (c) => {
    if (Number(c.req.header('Content-Length') ?? 0) > MOST_BYTES) return refuse(c, 'too_long', 'too long')
    const portal = await portalByKey(db, c.req.param('channel'))
    if (!portal) return refuse(c, 'not_found', 'no such portal here')
    const text = await c.req.text()
    if (text.length > MOST_BYTES) return refuse(c, 'too_long', 'too long')
    const form = new URLSearchParams(text)
    const known = portal.eventToken && (await decrypt<string>(secretKey, portal.eventToken))
    if (!known || !sameText(known, form.get('auth[application_token]') ?? ''))
      return refuse(c, 'unauthorized', 'wrong application token')
    const hint = hintOf(form)
    if (hint) {
      await addHint(db, portal.businessId, hint, clock())
      loop.expect(new Date(clock().getTime() + TOGETHER_MS))
    }
    return c.text('ok')
  })
}

/** What an event is about; null: nothing of ours. */
function hintOf(form: URLSearchParams): Hint | null {
  const event = (form.get('event') ?? '').toUpperCase()
  const entity = ENTITIES.find(([pattern]) => pattern.test(event))?.[1]
  const remoteId = Number(form.get('data[FIELDS][ID]') ?? form.get('data[ID]'))
  if (!entity || !Number.isSafeInteger(remoteId) || remoteId <= 0) return null
  return { entity, remoteId, deleted: event.endsWith('DELETE') }
}
