import { cancel } from '../../db/cancel.ts'
import { visitById } from '../../db/visits.ts'
import type { Turn } from '../context.ts'
import { declineOffer } from './waiting.ts'

/** Forgets the half-made booking and frees what it held. */
export async function dropDraft(turn: Turn): Promise<void> {
  const { draft, catalog, client, tx } = turn
  turn.draft = null
  if (draft?.kind !== 'book' || draft.holdId === undefined) return
  if (draft.waitId !== undefined) await declineOffer(turn, draft.waitId)
  const hold = await visitById(tx, catalog.businessId, draft.holdId)
  if (hold?.status !== 'held' || hold.clientId !== client.id) return
  const { businessId, id, version } = hold
  await cancel(tx, { businessId, id, version, clientId: client.id, by: 'client', reason: null, now: turn.minute })
}
