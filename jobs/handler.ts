import { findWay, nameOfClient, templated } from '../bot/cascade.ts'
import { markup, type View } from '../bot/show.ts'
import type { Say, Texts } from '../bot/texts.ts'
import { sayTo } from '../bot/trying.ts'
import type { Catalogs } from '../db/catalog.ts'
import { exposed } from '../db/experiments.ts'
import type { End } from '../db/noticebatch.ts'
import { type Addressee, type Claimed, closeNotice, isMarketing } from '../db/notices.ts'
import { type Outbound, writeOutbound } from '../db/outbox.ts'
import type { Again } from '../db/reminders.ts'
import type { Tx } from '../db/sql.ts'
import type { MessageTemplate } from '../db/templates.ts'
import { type Visit, visitById } from '../db/visits.ts'
import { type Hop, keepHops } from '../db/ways.ts'
import type { Catalog } from '../domain/catalog.ts'
import { isOpen } from '../domain/composer.ts'
import type { Shown } from '../domain/experiments.ts'

/** A due notice with what it rests on, read under the locks of its visit (null: it is about none) and of the notice. */
export type Due = {
  notice: Claimed
  addressee: Addressee
  visit: Visit | null
  catalog: Catalog
  catalogs: Catalogs
  texts: Texts
  /** Address of this installation for links; null when it has none. */
  publicUrl: string | null
  now: Date
  batch?: Batch
}

/** What is written once for all notices of a batch: how each ends, and what is to be asked again. */
export type Batch = { ends: End[]; again: Again[] }

/** Decides a due notice in its transaction: it becomes a row of the outbox (`sendNotice`), or is skipped (`skipNotice`). */
export type Handler = (tx: Tx, due: Due) => Promise<void>

/** Skips a due notice; the reason is a code of the ledger. */
export async function skipNotice(tx: Tx, { notice, now, batch }: Due, reason: string): Promise<void> {
  if (batch) batch.ends.push({ notice, reason })
  else await closeNotice(tx, notice.id, { reason }, now)
}

/** Why nothing is told to this client at all; null: they can be told. */
export function unreachable({ erased, chat }: Addressee): string | null {
  if (erased) return 'erased'
  if (!chat) return 'no_chat'
  return chat.blocked ? 'blocked' : null
}

/** `tried`: what of an experiment it shows besides its words: the size of an offer, that a chain comes at all. */
export type Sending = { author?: 'system' | 'bot'; expiresAt?: Date | null; tried?: Shown | null }

/** Skips a notice because the client's variant is to get none, and notes that: it is the other half of an experiment. */
export async function withholdNotice(tx: Tx, due: Due, tried: Shown): Promise<void> {
  const { businessId, clientId } = due.notice
  await exposed(tx, { businessId, clientId, shown: tried, now: due.now })
  await skipNotice(tx, due, 'tried')
}

/**
 * Writes what a due notice says into the client's chat, in its language, and ends the notice. `author`: words of the `bot` are dropped
 * where a person has taken the dialogue, those of the `system` go out all the same. After `expiresAt` it is of no use any more. Where free
 * words don't reach the client any more it goes by its template, or by another channel; false: by none, and it is skipped.
 */
export async function sendNotice(
  tx: Tx,
  due: Due,
  view: (say: Say) => View,
  { author = 'system', expiresAt = null, tried = null }: Sending = {},
): Promise<boolean> {
  const { notice, catalog, texts, now, batch } = due
  const found = await wayOf(tx, due)
  if (typeof found === 'string') {
    await skipNotice(tx, due, found)
    return false
  }
  const { id: chatId, channelId, language } = found.way
  const { say, exposes } = await sayTo(tx, { texts, catalog, language, clientId: notice.clientId })
  const shown = view(say)
  const body = await bodyOf(tx, due, { say, shown, template: found.template })
  const row: Outbound = {
    chatId,
    channelId,
    author,
    memberId: notice.memberId,
    method: 'sendMessage',
    text: body.text,
    expiresAt,
    exposes: tried
      ? [...(exposes(shown.text) ?? []), { experiment: tried.experiment, variant: tried.variant }]
      : exposes(shown.text),
    body,
  }
  if (batch) {
    batch.ends.push({ notice, row })
    return true
  }
  const [messageId] = await writeOutbound(tx, notice.businessId, [row], now)
  await closeNotice(tx, notice.id, { messageId: messageId! }, now)
  return true
}

/** The chat by which it goes, and the template where free words don't; or why it goes by none. */
async function wayOf(
  tx: Tx,
  { notice, addressee: { chat }, now }: Due,
): Promise<
  { way: { id: number; channelId: number; language: 'ru' | 'en' }; template: MessageTemplate | null } | string
> {
  if (!chat) return 'no_chat'
  const until = chat.windowUntil === null ? null : new Date(chat.windowUntil)
  if (isOpen(chat.kind, until, now)) return { way: chat, template: null }
  const { businessId, clientId, kind, data } = notice
  // What is inside is known by now to be allowed in this chat; elsewhere it is asked again.
  const marketing = await isMarketing(tx, notice.id)
  const hops: Hop[] = []
  const seeking = { businessId, clientId, kind, marketing, first: data.chatId ?? chat.id, agreed: chat.channelId, now }
  const found = await findWay(tx, seeking, hops)
  await keepHops(tx, notice.id, hops)
  return found ?? 'window'
}

async function bodyOf(
  tx: Tx,
  { notice, visit, catalog }: Due,
  { say, shown, template }: { say: Say; shown: View; template: MessageTemplate | null },
): Promise<Record<string, unknown> & { text: string }> {
  const { text } = shown
  const reply_markup = markup(say, shown)
  if (!template) return { text, reply_markup }
  const { businessId, clientId, triggerId, data } = notice
  const about = visit ?? (triggerId === null ? null : await visitById(tx, businessId, triggerId))
  const name = await nameOfClient(tx, businessId, clientId)
  const old = data.known?.start ?? null
  const filling = { catalog, say, visit: about, name, old, text, markup: reply_markup }
  return { words: text, reply_markup, ...templated(template, filling) }
}
