import {
  type Confirmed,
  confirmLinks,
  deferLinks,
  type Link,
  type LogRow,
  logBoth,
  markGone,
  markSending,
} from '../../db/crm/links.ts'
import type { Answer, Command, Refusal } from './client.ts'
import { entityOf, type Item, type Looked, readMissing } from './items.ts'
import { type Plan, syncedAfter } from './plan.ts'
import { isPortals, LeaseLost, PortalDown, type Session } from './session.ts'
import type { Settled } from './take.ts'
import { mayBeDone } from './trouble.ts'

/** The portal may still be at a write of which nobody heard for so long; Bitrix24 itself gives up after 60 s. */
export const UNHEARD_MS = 65_000
/** A thing that was refused is tried again after so long, and longer each time. */
const REFUSED_MS = [60_000, 300_000, 1_800_000, 21_600_000]

export const idsOf = (links: readonly Link[]): number[] => links.map(({ id }) => id)
/** Our id of a thing, as it stands there. */
export const originOf = ({ portal }: Session, mark: string): string => `${portal.origin}-${mark}`

/** Until when a write that goes now may be on its way. */
export const unheardUntil = ({ mirror }: Session): Date => new Date(mirror.clock().getTime() + UNHEARD_MS)

export const laterThan = (now: Date, attempts: number): Date =>
  new Date(now.getTime() + REFUSED_MS[Math.min(attempts, REFUSED_MS.length - 1)]!)

/** Items of links, null for one that is to be made; what was deleted there or is hidden has none, and is done with here. */
export async function itemsOf(
  session: Session,
  kind: 'contact' | 'deal',
  links: readonly Link[],
  { byId, byOrigin }: Looked['contact'],
  mark: (link: Link) => string,
): Promise<Map<number, Item | null>> {
  const { db, clock } = session.mirror
  const missing = await readMissing(
    session,
    kind,
    links.flatMap(({ remoteId }) => (remoteId !== null && !byId.has(remoteId) ? [remoteId] : [])),
  )
  const items = new Map<number, Item | null>()
  const [gone, hidden]: [Link[], Link[]] = [[], []]
  for (const link of links) {
    if (link.remoteId === null) items.set(link.id, byOrigin.get(originOf(session, mark(link))) ?? null)
    else {
      const item = byId.get(link.remoteId) ?? missing.get(link.remoteId) ?? null
      if (item === null) gone.push(link)
      else if (item === 'hidden') hidden.push(link)
      else items.set(link.id, item)
    }
  }
  const now = clock()
  await markGone(db, session.lease, idsOf(gone), now)
  await logBoth(
    db,
    session.lease.businessId,
    gone.map(({ id, remoteId }) => ({ linkId: id, field: 'deleted', theirs: remoteId, won: 'noted' as const })),
    now,
  )
  await deferLinks(
    db,
    session.lease,
    hidden.map((link) => ({
      id: link.id,
      error: 'ACCESS_DENIED',
      dueAt: laterThan(now, link.attempts),
      attempt: true,
    })),
  )
  return items
}

/** What a door throws is that link's trouble, and must not keep the others waiting. */
export async function taken(
  { mirror, lease }: Session,
  link: Link,
  take: () => Promise<Settled>,
): Promise<Settled | null> {
  try {
    return await take()
  } catch (error) {
    mirror.onError(error)
    const { message } = error instanceof Error ? error : { message: String(error) }
    const dueAt = laterThan(mirror.clock(), link.attempts)
    await deferLinks(mirror.db, lease, [{ id: link.id, error: message.slice(0, 200), dueAt, attempt: true }])
    return null
  }
}

/** Writes what differs, keeps what both have then, and returns ids of the portal by link. */
export async function writePlans(
  session: Session,
  kind: 'contact' | 'deal',
  plans: readonly Plan[],
  fieldsOf: (plan: Plan) => Record<string, unknown>,
  again: (plan: Plan) => Date | null,
): Promise<Map<number, number>> {
  const { mirror, lease, bitrix } = session
  const { db, clock } = mirror
  const entityTypeId = entityOf(kind)
  const writing = plans.filter((plan) => Object.keys(fieldsOf(plan)).length > 0)
  if (
    writing.length > 0 &&
    !(await markSending(
      db,
      lease,
      writing.map(({ link, writes }) => ({ id: link.id, sent: writes })),
      unheardUntil(session),
    ))
  )
    throw new LeaseLost()
  const command = (plan: Plan): Command => {
    const fields = fieldsOf(plan)
    return plan.item
      ? { method: 'crm.item.update', params: { entityTypeId, id: plan.item.id, fields } }
      : { method: 'crm.item.add', params: { entityTypeId, fields } }
  }
  const answers =
    writing.length > 0
      ? await bitrix.batch(Object.fromEntries(writing.map((plan) => [`w${plan.link.id}`, command(plan)])))
      : {}
  const now = clock()
  const confirmed: Confirmed[] = []
  const deferred: { id: number; error: string; dueAt: Date; attempt: boolean }[] = []
  const log: LogRow[] = []
  let down: Refusal | null = null
  // Where others were taken, a lack of rights is that one thing's.
  const anyTaken = Object.values<Answer<unknown>>(answers).some(({ ok }) => ok)
  for (const plan of plans) {
    const { link, item } = plan
    const answer = answers[`w${link.id}` as keyof typeof answers]
    if (!answer || answer.ok) {
      const answered = answer ? (answer.result as { item: Item }).item : item!
      const synced = answer ? syncedAfter(plan, answered) : plan.synced
      // To-dos are for whoever it belongs to, also where nobody was set by us.
      if (kind === 'deal') synced.assignedById ??= [null, answered.assignedById ?? null]
      confirmed.push({ id: link.id, wanted: link.wanted, remoteId: Number(answered.id), synced, againAt: again(plan) })
      log.push(...plan.log)
    } else if (isPortals(answer) && (answer.trouble !== 'rights' || !anyTaken)) {
      down ??= answer
      if (!mayBeDone(answer)) deferred.push({ id: link.id, error: answer.code, dueAt: now, attempt: false })
    } else
      deferred.push({
        id: link.id,
        error: `${answer.code}: ${answer.description}`.slice(0, 500),
        dueAt: laterThan(now, link.attempts),
        attempt: true,
      })
  }
  await confirmLinks(db, lease, confirmed, now)
  await deferLinks(db, lease, deferred)
  await logBoth(db, lease.businessId, log, now)
  if (down) throw new PortalDown(down)
  return new Map(confirmed.map(({ id, remoteId }) => [id, remoteId!]))
}
