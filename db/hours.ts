import type { HoursChange, HoursOwner } from '../domain/standing.ts'
import { json, type Tx } from './sql.ts'

/**
 * Writes weekly hours and hours of single dates of a branch or a resource whose resources are locked. Follow it with
 * `touchCatalog`.
 */
export async function writeHours(tx: Tx, businessId: number, owner: HoursOwner, change: HoursChange): Promise<void> {
  const locationId = 'locationId' in owner ? owner.locationId : null
  const resourceId = 'resourceId' in owner ? owner.resourceId : null
  const dates = change.exceptions ?? []
  const days = [
    ...(change.week ?? []).map((spans, day) => ({ weekday: day + 1, date: null, spans })),
    ...dates.flatMap(({ date, hours }) => (hours === null ? [] : [{ weekday: null, date, spans: hours }])),
  ]
  await Promise.all([
    tx.query(
      `delete from working_hours where business_id = $1 and location_id is not distinct from $2::bigint
         and resource_id is not distinct from $3::bigint
         and (($4 and weekday is not null) or date = any($5::date[]))`,
      [businessId, locationId, resourceId, change.week !== undefined, `{${dates.map(({ date }) => date).join(',')}}`],
    ),
    tx.query(
      `insert into working_hours (business_id, location_id, resource_id, weekday, date, spans)
       select $1, $2, $3, d.weekday, d.date, d.spans
       from jsonb_to_recordset($4::jsonb) as d(weekday smallint, date date, spans jsonb)`,
      [businessId, locationId, resourceId, json(days)],
    ),
  ])
}
