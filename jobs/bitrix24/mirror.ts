import { foldTouched } from '../../db/crm/fold.ts'
import {
  leasePortal,
  type PortalLease,
  portalFailed,
  portalsDue,
  portalsTouched,
  portalWorked,
  releasePortal,
} from '../../db/crm/leases.ts'
import { type Portal, portalOf, saveMirrorSettings } from '../../db/crm/portals.ts'
import { decrypt } from '../../db/secrets.ts'
import type { MirrorSettings } from '../../domain/crm/settings.ts'
import { tellOwners } from './alarm.ts'
import { pushBookings } from './bookings.ts'
import { readBusy } from './busy.ts'
import type { Bitrix, Refusal } from './client.ts'
import { poll, pullHints } from './pull.ts'
import { pushRound } from './push.ts'
import { reconcile } from './reconcile.ts'
import {
  type Heard,
  held,
  isPortals,
  LEASE_MS,
  LeaseLost,
  MAKING_MS,
  type Mirror,
  PortalDown,
  type Session,
} from './session.ts'
import { prepare } from './setup.ts'
import { pushTalk } from './talk.ts'
import { pullTodos } from './todos.ts'

/** Without a hint the portal is asked so often what has changed there. */
const POLL_MS = 60_000
/** One session is no longer: then others have their turn, and what has changed there is asked anew. */
const SESSION_MS = 60_000
/** Portals that one node speaks to at once. */
const AT_ONCE = 8
/** The first pause after a failure, and the longest; each one doubles it. */
const PAUSE_MS = 2000
const LONGEST_PAUSE_MS = 300_000
/** Where the owner has to do something, it is tried so often whether they have. */
const BROKEN_MS = 900_000

/** Keeps all portals alike with their businesses: what has changed is noted, and portals that have something due are spoken to. */
export async function mirrorDue(mirror: Mirror): Promise<void> {
  const { db, clock, onError } = mirror
  for (const businessId of await portalsTouched(db)) await foldTouched(db, businessId, clock()).catch(onError)
  const due = await portalsDue(db, clock(), new Date(clock().getTime() - POLL_MS))
  await Promise.all(due.slice(0, AT_ONCE).map((businessId) => mirrorPortal(mirror, businessId).catch(onError)))
  await tellOwners(mirror)
}

/** Speaks to one portal as long as there is something to say; false when another node does, or it is left alone. */
export async function mirrorPortal(mirror: Mirror, businessId: number): Promise<boolean> {
  const { db, clock } = mirror
  const lease: PortalLease = { businessId, token: crypto.randomUUID() }
  const now = clock()
  const kept = await leasePortal(db, { ...lease, now, until: new Date(now.getTime() + LEASE_MS) })
  if (!kept) return false
  const heard: Heard = { answers: 0 }
  try {
    const session = await openSession(mirror, lease, { bucket: { state: kept }, heard })
    if (session) await speak(session)
  } catch (error) {
    if (error instanceof LeaseLost) return false
    if (!(error instanceof PortalDown)) throw error
    await keepFailure(mirror, lease, error.refusal, heard)
  } finally {
    await releasePortal(db, lease)
  }
  return true
}

async function openSession(mirror: Mirror, lease: PortalLease, through: Omit<Parameters<typeof held>[3], 'ms'>) {
  const portal = await portalOf(mirror.db, lease.businessId)
  if (!portal?.webhook) return null
  const root = await decrypt<string>(mirror.secretKey, portal.webhook)
  const ms = portal.settings ? LEASE_MS : MAKING_MS
  const bitrix = held(mirror.open(root, through.bucket), mirror, lease, { ...through, ms })
  const settings = portal.settings ?? (await settingsFor(mirror, portal, bitrix))
  return { mirror, lease, portal, settings, bitrix } satisfies Session
}

/** A portal that was connected by the environment is prepared by itself. */
async function settingsFor({ db, clock }: Mirror, portal: Portal, bitrix: Bitrix): Promise<MirrorSettings> {
  const prepared = await prepare(bitrix, null)
  if (!prepared.ok) throw new PortalDown(prepared)
  const { businessId, version } = portal
  const { settings } = prepared
  const saved = await db.transaction((tx) => saveMirrorSettings(tx, { businessId, version, settings, now: clock() }))
  if (!saved) throw new LeaseLost()
  return settings
}

async function speak(session: Session): Promise<void> {
  const { mirror, lease } = session
  const begun = mirror.clock().getTime()
  const since = begun - POLL_MS
  if (session.portal.polledAt === null || session.portal.polledAt.getTime() <= since) {
    await pullTodos(session)
    await poll(session)
  }
  if (session.portal.reconcileAt !== null && session.portal.reconcileAt <= mirror.clock()) await reconcile(session)
  while (mirror.clock().getTime() < begun + SESSION_MS && !mirror.stopping?.()) {
    await readBusy(session)
    await pullHints(session)
    const pushed = (await pushRound(session)) + (await pushTalk(session)) + (await pushBookings(session))
    await portalWorked(mirror.db, lease)
    if (pushed === 0) return
    await foldTouched(mirror.db, lease.businessId, mirror.clock())
  }
}

async function keepFailure(mirror: Mirror, lease: PortalLease, refusal: Refusal, { answers }: Heard): Promise<void> {
  const { db, clock } = mirror
  const now = clock()
  const broken = ['expired', 'rights', 'plan'].includes(refusal.trouble) || !isPortals(refusal)
  // It has answered since: this is its first failure, and no reason to leave it alone for long.
  if (answers > 0 && !broken) await portalWorked(db, lease)
  const portal = await portalOf(db, lease.businessId)
  const pause = Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** Math.min(portal?.failures ?? 0, 10))
  const after = broken ? BROKEN_MS : Math.max(pause, refusal.retryAt ? refusal.retryAt.getTime() - now.getTime() : 0)
  const { code, description } = refusal
  const trouble = isPortals(refusal) ? refusal.trouble : 'refused'
  await portalFailed(db, lease, { trouble, code, description, broken, retryAt: new Date(now.getTime() + after) }, now)
}
