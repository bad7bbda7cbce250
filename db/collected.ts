import type { Minute } from '../domain/catalog.ts'
import type { Wish } from '../domain/slots.ts'
import { type Booked, book } from './book.ts'
import type { Catalogs } from './catalog.ts'
import { logChange } from './changes.ts'
import type { Refusal } from './choose.ts'
import { advanceLead, latestLead, logEvent } from './clients.ts'
import { confirmHold } from './confirm.ts'
import { tellChat } from './inbox.ts'
import { type Planned, planNews } from './notices.ts'
import { instant, type Tx } from './sql.ts'

/** What a client collected in a dialogue, to be booked by staff. */
export type Collected = {
  businessId: number
  chatId: number
  clientId: number
  memberId: number
  wish: Wish
  start: Minute
  holdId: number | null
  now: Date
  minute: Minute
}

/** `changeId`: by which it is undone; `notice`: what the client will be told. */
export type BookedCollected =
  | (Extract<Booked, { ok: true }> & { changeId: number | null; notice: Planned | null })
  | Refusal

/**
 * Books what was collected, whoever asks twice gets the same visit: the client's hold if it still stands, else the place anew. The dialogue
 * hears of it in its own turn.
 */
export async function bookCollected(tx: Tx, catalogs: Catalogs, asked: Collected): Promise<BookedCollected> {
  const { businessId, chatId, clientId, memberId, wish, start, holdId, now, minute } = asked
  const held =
    holdId === null ? null : await confirmHold(tx, catalogs, { businessId, id: holdId, clientId, now: minute })
  const lead = held?.ok ? null : await latestLead(tx, clientId)
  const booked =
    held && (held.ok || held.reason !== 'changed')
      ? held
      : await book(tx, catalogs, {
          businessId,
          key: `collected:${chatId}:${holdId ?? 0}:${start}:${wish.parts.map(({ serviceId }) => serviceId).join('-')}`,
          wish,
          start,
          clientId,
          chatId,
          leadId: lead?.id,
          door: 'staff',
          now: minute,
          byStaff: true,
        })
  if (!booked.ok) return booked
  if (booked.repeated) return { ...booked, changeId: null, notice: null }
  const { visit } = booked
  if (visit.leadId !== null) await advanceLead(tx, visit.leadId, 'booked')
  const about = { businessId, chatId, clientId, leadId: visit.leadId, memberId }
  await logEvent(tx, { ...about, kind: 'booked', at: now, appointmentId: visit.id })
  const masters = visit.parts.map((part) => part.masterId)
  const changeId = await logChange(tx, {
    businessId,
    at: now,
    memberId,
    object: 'visit',
    objectId: visit.id,
    action: 'booked',
    after: { start: instant(visit.start), masters },
  })
  const { id: appointmentId, version } = visit
  const is = { start: visit.start, masters }
  const news = { businessId, appointmentId, version, clientId, memberId, now, tell: true, known: null, is }
  const notice = await planNews(tx, news)
  const update = { event: 'booked', memberId, visitId: visit.id }
  await tellChat(tx, { businessId, chatId, key: `booked:${visit.id}`, update, now })
  return { ...booked, changeId, notice }
}
