import { noShowsOf } from '../../db/noshows.ts'
import type { Ctx, Turn } from '../context.ts'
import { callPerson, type HandoverReason } from '../handover.ts'
import { promiseWords } from '../promise.ts'
import { show } from '../show.ts'
import { draftWords } from './describe.ts'

/** Why a person, and not the assistant, confirms what this client books; null: nothing stands in the way. */
export async function approvalOf(turn: Turn): Promise<Extract<HandoverReason, 'no-shows' | 'prepayment'> | null> {
  const { tx, catalog, client, now } = turn
  const { afterNoShows, noShowsFrom } = catalog.settings
  if (afterNoShows === 'nothing') return null
  const count = await noShowsOf(tx, { businessId: catalog.businessId, clientId: client.id, now })
  if (count < noShowsFrom) return null
  return afterNoShows === 'prepayment' ? 'prepayment' : 'no-shows'
}

/** Gives what was collected to a person, who books it; the place stays held as long as holds last. */
export async function askApproval(ctx: Ctx, reason: 'no-shows' | 'prepayment'): Promise<void> {
  const { turn } = ctx
  await callPerson(turn, reason)
  const key = reason === 'prepayment' ? 'approval-prepaid' : 'approval'
  await show(ctx, { text: `${turn.say(key, draftWords(turn))} ${promiseWords(turn)}` })
}
