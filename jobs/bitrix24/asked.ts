import { borrowPortal, keepBorrowed, type PortalLease, returnPortal } from '../../db/crm/leases.ts'
import type { Portal } from '../../db/crm/portals.ts'
import { decrypt } from '../../db/secrets.ts'
import type { Bitrix } from './client.ts'
import { BEAT_MS, MAKING_MS, type Mirror } from './session.ts'

/** Speaks to a portal for somebody who waits for the answer, within the portal's own bucket; null while the mirror speaks to it. */
export async function askPortal<T>(
  mirror: Mirror,
  portal: Portal,
  work: (bitrix: Bitrix) => Promise<T>,
): Promise<T | null> {
  const { db, clock, secretKey } = mirror
  if (!portal.webhook) return null
  const root = await decrypt<string>(secretKey, portal.webhook)
  const lease: PortalLease = { businessId: portal.businessId, token: crypto.randomUUID() }
  const until = () => new Date(clock().getTime() + MAKING_MS)
  const kept = await borrowPortal(db, { ...lease, now: clock(), until: until() })
  if (!kept) return null
  const bucket = { state: kept }
  const stop = mirror.pulse(() => keepBorrowed(db, lease, until()).catch(mirror.onError), BEAT_MS)
  try {
    return await work(mirror.open(root, bucket))
  } finally {
    stop()
    await returnPortal(db, lease, bucket.state)
  }
}
