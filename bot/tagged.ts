import type { Update } from 'grammy/types'
import { linkByCode } from '../db/links.ts'
import type { Tx } from '../db/sql.ts'
import type { Taken } from '../db/turns.ts'
import { type Marks, taggedText } from '../domain/links.ts'

/** A message without the code of the business's link that it carries, and what the link says; as it is where there is none. */
export async function untagged(
  tx: Tx,
  businessId: number,
  inbound: Taken['inbound'],
): Promise<{ inbound: Taken['inbound']; cameBy: (Marks & { code: string }) | null }> {
  const { message } = (inbound.update ?? {}) as Partial<Update>
  const tagged = inbound.author === 'client' && message?.text ? taggedText(message.text) : null
  const cameBy = tagged && (await linkByCode(tx, businessId, tagged.code))
  if (!tagged || !cameBy) return { inbound, cameBy: null }
  // A code alone is a greeting.
  const text = tagged.words || 'Здравствуйте'
  const update = { ...(inbound.update as Update), message: { ...message, text } }
  return { inbound: { ...inbound, text, update }, cameBy }
}
