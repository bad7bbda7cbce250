import { type OfferState, offerByCode, stateOf } from '../../db/offers.ts'
import { codeIn } from '../../domain/offers.ts'
import type { Ctx, Turn } from '../context.ts'
import { menuView } from '../menu.ts'
import { offerWords } from '../offers.ts'
import { sayFirst, send } from '../show.ts'
import { resume } from './book.ts'

const KEYS: Record<OfferState, string> = {
  valid: 'code-valid',
  used: 'code-used',
  expired: 'code-over',
  revoked: 'code-over',
}

/** What is said to a code that a client typed, with the code; null where there is none. */
export async function codeLine(turn: Turn, text: string): Promise<string | null> {
  const code = turn.member ? null : codeIn(text)
  if (code === null) return null
  const { tx, catalog, client, say, now } = turn
  const offer = await offerByCode(tx, { businessId: catalog.businessId, clientId: client.id, code })
  return offer ? say(KEYS[stateOf(offer, now)], offerWords(catalog, say, offer)) : say('code-unknown', { code })
}

/** Fewer words beside a code are no wish of their own. */
const FEW = 4

/** Answers a code that stands alone and goes on with what is begun; false: there is more to the message. */
export async function answerCode(ctx: Ctx, text: string, line: string): Promise<boolean> {
  const { turn } = ctx
  if ((text.match(/\p{L}{2,}/gu) ?? []).length > FEW) return false
  if (turn.draft?.asked && turn.draft.kind !== 'cancel') {
    await resume(ctx, { anew: true })
    sayFirst(turn, line)
  } else await send(ctx, menuView(turn, line))
  return true
}
