import type { Link, LogRow } from '../../db/crm/links.ts'
import { type Multi, phoneAmong, phoneWrites } from '../../domain/crm/contact.ts'
import { mergeField, type Synced, sameValue, type Value } from '../../domain/crm/merge.ts'
import type { Item } from './items.ts'

/** Somebody changed a field there that means something here; `at` as the portal writes it. */
export type Take = { field: string; theirs: unknown; at: string }

/** What is to be done so that both sides agree. */
export type Plan = {
  link: Link
  item: Item | null
  ours: Record<string, Value>
  /** Fields to be written there. */
  writes: Record<string, unknown>
  takes: Take[]
  /** What both will have, as far as it is known before the write. */
  synced: Synced
  log: LogRow[]
}

export type Planning = {
  link: Link
  /** Null: it is to be made. */
  item: Item | null
  ours: Record<string, Value>
  /** Found by its phone: it was somebody's own contact before, and keeps what it has. */
  adopted?: boolean
  /** Fields that mean something here when they are changed there. */
  taken: readonly string[]
  /** How takes of before have ended: theirs stays, or ours is put back. */
  settled?: ReadonlyMap<string, 'theirs' | 'ours'>
  /** They asked to be forgotten: nothing that stands there stays. */
  erased?: boolean
}

/** The field by which a phone is compared; it is written into `fm`. */
const PHONE = 'phone'

/** Holds ours against theirs and what both had. */
export function planItem(planning: Planning): Plan {
  const { link, item, ours, adopted = false, taken, settled, erased = false } = planning
  const plan: Plan = { link, item, ours, writes: {}, takes: [], synced: {}, log: [] }
  const theirsAt = new Date(String(item?.updatedTime ?? 0))
  for (const [field, value] of Object.entries(ours)) {
    const theirs = item ? theirsOf(item, field, value, link.synced) : null
    plan.synced[field] = [value, theirs]
    const about = { linkId: link.id, field, ours: value, theirs }
    if (!item || erased) {
      if (item || value !== null) plan.writes[field] = value
      continue
    }
    const end = settled?.get(field)
    if (end === 'theirs') continue
    const base = link.synced?.[field] ?? null
    const sent = link.sent?.[field]
    if (end === 'ours') plan.writes[field] = value
    else if (adopted && base === null && theirs !== null && theirs !== '') {
      if (theirs !== value) plan.log.push({ ...about, won: 'theirs' })
    } else {
      const { act, conflict } = mergeField({ base, ours: value, theirs, sent, oursAt: link.touchedAt, theirsAt })
      if (conflict) plan.log.push({ ...about, won: act === 'take' ? 'theirs' : 'ours' })
      if (act === 'write') plan.writes[field] = value
      else if (act === 'take' && taken.includes(field)) plan.takes.push({ field, theirs, at: String(item.updatedTime) })
      else if (act === 'take' && !conflict) plan.log.push({ ...about, won: 'noted' })
    }
  }
  return plan
}

function theirsOf(item: Item, field: string, ours: Value, synced: Synced | null): unknown {
  if (field !== PHONE) return item[field] ?? null
  return phoneAmong(item.fm ?? [], typeof ours === 'string' ? ours : null, synced)
}

/** The fields of a write as the portal takes them: the phone among `fm`. `erased`: every phone goes. */
export function writtenFields({ item, ours, writes, synced }: Plan, erased: boolean): Record<string, unknown> {
  const { [PHONE]: _phone, ...fields } = writes
  if (!(PHONE in writes)) return fields
  const fm: readonly Multi[] = item?.fm ?? []
  const number = typeof ours.phone === 'string' ? ours.phone : null
  const theirs = synced[PHONE]?.[1]
  const changes = phoneWrites(fm, typeof theirs === 'string' ? theirs : null, number, erased)
  return changes.length > 0 ? { ...fields, fm: changes } : fields
}

/** What both have after the portal has answered with the item as it is now. */
export function syncedAfter({ item, synced, writes, ours }: Plan, answered: Record<string, unknown>): Synced {
  const after = { ...synced }
  // What is new there has values that nobody wrote, an amount of 0 for one.
  for (const field of Object.keys(item ? writes : { ...synced, ...writes }))
    after[field] = [ours[field] ?? null, field === PHONE ? (ours.phone ?? null) : (answered[field] ?? null)]
  return after
}

/** Whether an item has something else than both had last: whoever looks again finds what. Our own writes come back as they are kept. */
export function isChanged(link: Link, item: Item): boolean {
  if (link.synced === null) return true
  return Object.entries(link.synced).some(([field, [ours, theirs]]) => {
    const known = typeof ours === 'string' || typeof ours === 'number' ? ours : null
    return !sameValue(theirsOf(item, field, known, link.synced), theirs)
  })
}
