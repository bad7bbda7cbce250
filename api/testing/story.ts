import type { Story } from '../../db/kpi/history.sample.ts'
import type { Stand } from './stand.ts'

/** A past to be told of the stand's business: at its first branch, by its first master, in the first channel of that kind. */
export async function storyOf(stand: Stand, more: Pick<Story, 'now' | 'members'>, channel = 'web'): Promise<Story> {
  const { db } = stand.system
  const { businessId } = stand
  const { resources, services } = await stand.catalog()
  const [row] = await db.query<{ id: number }>(
    'select min(id) as id from channels where business_id = $1 and kind = $2',
    [businessId, channel],
  )
  const { id, locationId } = resources[0]!
  const first = { locations: [locationId], channels: [row!.id], services: [services[0]!.id], masters: [id] }
  return { sql: db, businessId, ...first, ...more }
}
