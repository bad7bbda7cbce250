import type { Catalog, Minute, Service } from '../domain/catalog.ts'
import { extrasFor } from '../domain/chains.ts'
import type { Wish } from '../domain/slots.ts'
import { move } from './book.ts'
import type { Catalogs } from './catalog.ts'
import { logEvent } from './clients.ts'
import { confirmComing } from './coming.ts'
import { findOffer } from './offer.ts'
import { instant, type Sql, type Tx } from './sql.ts'
import type { Visit } from './visits.ts'

/** One more service of a visit, right after it or right before: the visit then starts at `start`. */
export type Extra = { serviceId: number; masterId: number | null; start: Minute; was: Minute }

/** The best of what goes with a visit and fits beside it in the day; null when nothing does. */
export async function findExtra(
  sql: Sql,
  catalogs: Catalogs,
  { catalog, visit, now }: { catalog: Catalog; visit: Visit; now: Minute },
): Promise<Extra | null> {
  const extras = extrasFor(
    catalog,
    visit.parts.map(({ serviceId }) => serviceId),
  )
  for (const service of extras)
    for (const extra of placesOf(service, visit)) {
      const range = { from: extra.start, to: extra.start + 1 }
      const question = { businessId: visit.businessId, wish: wishWith(visit, extra), now, except: visit.id, range }
      const offer = await findOffer(sql, catalogs, question)
      if (offer.length > 0) return extra
    }
  return null
}

/** After the visit or before it by the master who is there, then after it by anybody. */
function placesOf({ id: serviceId, masters, segments }: Service, { parts, start: was }: Visit): Extra[] {
  const after = (masterId: number | null) => ({ serviceId, masterId, start: was, was })
  const skillOf = (masterId: number | undefined) => masters.find(({ resourceId }) => resourceId === masterId)
  const [last, first] = [skillOf(parts.at(-1)?.masterId), skillOf(parts[0]?.masterId)]
  const minutes = (first?.segments ?? segments).reduce((sum, one) => sum + one, 0)
  return [
    ...(last ? [after(last.resourceId)] : []),
    ...(first ? [{ serviceId, masterId: first.resourceId, start: was - minutes, was }] : []),
    ...(last ? [] : [after(null)]),
  ]
}

function wishWith({ locationId, parts, start }: Visit, extra: Extra): Wish {
  const all = parts.map(({ serviceId, masterId }) => ({ serviceId, masterId }))
  const one = { serviceId: extra.serviceId, masterId: extra.masterId }
  return { locationId, parts: extra.start < start ? [one, ...all] : [...all, one] }
}

/** Puts what was offered into a client's visit, by the way of every move; null when the place or the visit is another by now. */
export async function addExtra(
  tx: Tx,
  catalogs: Catalogs,
  { visit, extra, chatId, now }: { visit: Visit; extra: Extra; chatId: number; now: Date },
): Promise<Visit | null> {
  const { businessId, id, version, clientId, status } = visit
  if (visit.start !== extra.was || visit.parts.some(({ serviceId }) => serviceId === extra.serviceId)) return null
  const wish = wishWith(visit, extra)
  const minute = Math.floor(now.getTime() / 60_000)
  const request = { businessId, id, version, clientId, wish, start: extra.start, now: minute }
  const added = await move(tx, catalogs, request)
  if (!added.ok) return null
  await tx.query(
    `update appointments set upsold = array_append(array_remove(upsold, $3), $3), updated_at = $4::timestamptz where business_id = $1 and id = $2`,
    [businessId, id, extra.serviceId, instant(minute)],
  )
  // Who has said that they come has not taken it back by wanting more.
  if (status === 'confirmed') await confirmComing(tx, { businessId, id, version: version + 1, clientId, now })
  const price = added.visit.parts.find(({ serviceId }) => serviceId === extra.serviceId)?.price ?? 0
  const data = { serviceId: extra.serviceId, price }
  await logEvent(tx, { businessId, kind: 'upsold', at: now, chatId, clientId, appointmentId: id, data })
  return added.visit
}
