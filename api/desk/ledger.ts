import { z } from '@hono/zod-openapi'
import type { Language } from '../../bot/texts.ts'
import { logChange } from '../../db/changes.ts'
import {
  claimByHand,
  type HeldLine,
  type LedgerLine,
  leaveUnsent,
  ledgerLine,
  lockNotice,
  planAgain,
} from '../../db/ledger.ts'
import { withSavepoint } from '../../db/place.ts'
import type { Tx } from '../../db/sql.ts'
import { LEDGER_VERBS, type LedgerVerb, verbsOf } from '../../domain/ledger.ts'
import { decide } from '../../jobs/notices.ts'
import type { System } from '../system.ts'
import type { By } from './desk.ts'
import { sayReason } from './reasons.ts'

/** A row of the ledger as the app shows it. */
export const ledgerShape = z
  .object({
    id: z.number(),
    /** `booked`, `moved`, `cancelled`, `no_show`; `remind_24h`, `remind_again`; steps of chains: `chain_…`; and others. */
    kind: z.string(),
    status: z.enum(['planned', 'sent', 'delivered', 'read', 'failed', 'skipped']),
    /** Why it did not go out, in words. */
    reason: z.string().nullable(),
    /** Channels that were tried before, each with why it did not go by it. */
    hops: z.array(z.object({ kind: z.string(), reason: z.string() })),
    /** By which it went, or goes. */
    channel: z.string().nullable(),
    dueAt: z.string(),
    sentAt: z.string().nullable(),
    visitId: z.number().nullable(),
    /** What may be done with it: `now`, `never`, `back`. */
    verbs: z.array(z.enum(LEDGER_VERBS)),
  })
  .openapi('Notice')

const iso = (text: string) => new Date(text).toISOString()

export const ledgerJson = (line: LedgerLine, language: Language): z.infer<typeof ledgerShape> => ({
  id: line.id,
  kind: line.kind,
  status: line.status,
  reason: line.reason && sayReason(language, line.reason),
  hops: line.hops.map(({ kind, reason }) => ({ kind, reason: sayReason(language, reason) })),
  channel: line.channel,
  dueAt: iso(line.dueAt),
  sentAt: line.sentAt && iso(line.sentAt),
  visitId: line.visitId,
  verbs: verbsOf(line),
})

/** What came of a verb. `over`: the row is past it; `untrue`: read again it may not be told, for this code of the ledger. */
export type Touched =
  | { ok: true; line: LedgerLine }
  | { ok: false; why: 'gone' }
  | { ok: false; why: 'over'; line: LedgerLine }
  | { ok: false; why: 'untrue'; line: LedgerLine; reason: string }

/**
 * Sends a notice at once, leaves it unsent, or plans it again, if its row still allows that. What is sent is read again here and now: what
 * would be untrue or unwelcome stays as it was.
 */
export async function touchNotice(system: System, by: By, id: number, verb: LedgerVerb): Promise<Touched> {
  const { db, clock, delivery } = system
  const which = { ...by, id }
  let dueAt: Date | null = null
  const touched = await db.transaction(async (tx): Promise<Touched> => {
    const held = await lockNotice(tx, which)
    if (!held) return { ok: false, why: 'gone' }
    if (!verbsOf(held.line).includes(verb)) return { ok: false, why: 'over', line: held.line }
    const now = clock()
    if (verb === 'now') {
      dueAt = now
      const sent = await withSavepoint(tx, async () => sendHere(system, tx, { which, held, now }))
      if (!sent.ok) return sent
    } else if (verb === 'never') await leaveUnsent(tx, which, now)
    else dueAt = await planAgain(tx, which)
    await log(tx, by, held, verb, now)
    return { ok: true, line: await ledgerLine(tx, by.businessId, id) }
  })
  if (touched.ok && dueAt) delivery.onLater(dueAt)
  return touched
}

type Sending = { which: By & { id: number }; held: HeldLine; now: Date }

async function sendHere(system: System, tx: Tx, { which, held, now }: Sending): Promise<Touched> {
  const claimed = await claimByHand(tx, which, now)
  await decide(system, tx, claimed)
  const line = await ledgerLine(tx, which.businessId, which.id)
  if (line.status !== 'skipped') return { ok: true, line }
  return { ok: false, why: 'untrue', line: held.line, reason: line.reason ?? 'changed' }
}

function log(tx: Tx, by: By, { line, appointmentId, clientId }: HeldLine, verb: LedgerVerb, at: Date): Promise<number> {
  const object = appointmentId === null ? 'client' : 'visit'
  const about = { businessId: by.businessId, memberId: by.memberId, at, object, objectId: appointmentId ?? clientId }
  return logChange(tx, { ...about, action: `notify_${verb}`, after: { notice: line.id, kind: line.kind } })
}
