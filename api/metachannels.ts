import { z } from '@hono/zod-openapi'
import { type By, logChange } from '../db/changes.ts'
import { channelCards, channelOfAccount } from '../db/channelcards.ts'
import { saveProfile } from '../db/channels.ts'
import type { Tx } from '../db/sql.ts'
import { shown } from './routes/channels.ts'
import { randomText } from './setup.ts'
import type { System } from './system.ts'

/** What is entered at Meta so that its webhooks come. */
export const hookShape = z.object({
  /** Null: this installation has no public address. */
  url: z.string().nullable(),
  path: z.string(),
  verifyToken: z.string(),
})

export function hookOf({ publicUrl }: System, kind: string, key: string, verifyToken: string) {
  const path = `/hooks/${kind}/${key}`
  return { url: publicUrl ? publicUrl + path : null, path, verifyToken }
}

type Kind = 'whatsapp' | 'instagram'

/** The channel of an account of Meta's that this business has or had; `busy`: another business has it. */
export async function ownChannel({ db }: System, businessId: number, kind: Kind, account: string) {
  const known = await channelOfAccount(db, kind, account)
  if (known && known.businessId !== businessId && known.connected) return 'busy'
  return known?.businessId === businessId ? known : null
}

/**
 * Connects an account of Meta's, or renews it; `connect` writes its credentials with the word by which Meta's question is known.
 * Who it is stays known by `account`, though the platform may not answer now: then there is no `profile`.
 */
export async function keepMeta(
  system: System,
  by: By,
  account: {
    kind: Kind
    key: string
    word: string | null | undefined
    profile: object | null
    known: Record<string, string>
    connect: (tx: Tx, verifyToken: string) => Promise<number>
  },
) {
  const { businessId, memberId, now: at } = by
  const { kind, key, profile, known, connect } = account
  const word = account.word ?? randomText(24)
  const id = await system.db.transaction(async (tx) => {
    const id = await connect(tx, word)
    await saveProfile(tx, id, profile ?? known)
    const line = { object: 'channel', objectId: id, action: 'connected', after: known }
    await logChange(tx, { businessId, at, memberId, ...line })
    return id
  })
  system.forgetToken(id)
  const [card] = await channelCards(system.db, businessId, id)
  return { channel: shown(card!), hook: hookOf(system, kind, key, word) }
}
