import { borrowPortal, type PortalLease, returnPortal } from '../../db/crm/leases.ts'
import type { Portal } from '../../db/crm/portals.ts'
import { decrypt } from '../../db/secrets.ts'
import type { Bitrix } from './client.ts'
import type { Mirror } from './session.ts'

/**
 * Two dozens of requests with their waits: no mirror works meanwhile. A node that dies here leaves its requests uncounted, and by then the
 * portal's bucket has long run dry.
 */
const BORROWED_MS = 360_000

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
  const now = clock()
  const kept = await borrowPortal(db, { ...lease, now, until: new Date(now.getTime() + BORROWED_MS) })
  if (!kept) return null
  const bucket = { state: kept }
  try {
    return await work(mirror.open(root, bucket))
  } finally {
    await returnPortal(db, lease, bucket.state)
  }
}
