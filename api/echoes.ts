import { sameWords } from '../bot/echoes.ts'
import { type Candidate, echoed } from '../db/echoes.ts'
import { noteReport } from './reports.ts'
import type { System } from './system.ts'

/** A message that was sent from the business's side, as a platform tells of it. `at`: when, ms. */
export type Echo = {
  channel: { id: number; businessId: number; kind: string }
  person: string
  mid: string
  text: string
  at: number
  sequence: number
}

/**
 * One of our own is known by its id, or by its words while it is on its way; then it has arrived, whatever became of the call.
 * Any other was written by a person in the platform's own app: they have the dialogue now.
 */
export async function noteEcho(system: System, echo: Echo): Promise<void> {
  const { db, clock, intake, drain } = system
  const { channel, person, mid, text, at, sequence } = echo
  const now = clock()
  const { known, rows } = await echoed(db, { channelId: channel.id, person, mid })
  if (known) return
  const says = system.delivery.channels.get(channel.kind)?.says
  for (const row of rows) {
    const part = ownPart(says?.(row) ?? [], row, text, now)
    if (part === null) continue
    const receipt = { id: row.id, platformId: mid, people: [], status: 'sent' as const, reason: null, at: new Date(at) }
    if (part === 'last') await noteReport(system, { ...receipt, channelId: channel.id })
    return
  }
  const stored = await intake({
    businessId: channel.businessId,
    channelId: channel.id,
    chat: person,
    language: 'ru',
    externalId: `echo:${mid}`,
    platformAt: new Date(Math.min(at || now.getTime(), now.getTime())),
    sequence,
    author: 'system',
    update: { event: 'echo', mid, text, at: at || now.getTime() },
    text: null,
    platformId: null,
    pointsAt: null,
    now,
  })
  if (stored) drain.wake(stored.chatId)
}

/** A row whose lease ran out on the way may have been sent twice: the same words so soon are ours, whatever their id. */
const TWICE_MS = 15 * 60_000

/** Which part of a row of ours these words are, the last of it or one before; `again`: it is known by another id; null: none. */
function ownPart(
  parts: readonly string[],
  row: Candidate,
  text: string,
  now: Date,
): 'last' | 'before' | 'again' | null {
  const index = parts.findLastIndex((part) => sameWords(part, text))
  if (index < 0) return null
  if (index < parts.length - 1) return 'before'
  if (row.platformId === null) return 'last'
  return row.sentAt === null || now.getTime() - row.sentAt.getTime() < TWICE_MS ? 'again' : null
}
