/** What is known of the way to a client, when staff want to write. */
export type Wire = {
  kind: string
  /** The client stopped the bot. */
  blocked: boolean
  /** Since when nothing of this channel goes out; null: it works. */
  brokenAt: Date | null
  /** Until when free words reach the client; null: the window has never been open. */
  windowUntil: Date | null
  /** What a person writes may be marked as theirs: it reaches the client for some days more. */
  humanAgent: boolean
  /** The client agreed to offers. */
  offers: boolean
}

/** Why words of staff would not arrive; null: they would. `window`: only templates are let through by now. */
export type Hindrance = 'blocked' | 'broken' | 'window'

/** Platforms that let a business answer only for some hours after the client's last word. */
const WINDOWED = new Set(['whatsapp', 'instagram'])

/** True when free words of ours reach a client in a channel of this kind now. */
export const isOpen = (kind: string, windowUntil: Date | null, now: Date): boolean =>
  !WINDOWED.has(kind) || (windowUntil !== null && now < windowUntil)

/** Instagram lets through what a person wrote for seven days in all, six after the day in which anybody may answer. */
export const humanUntil = (windowUntil: Date): Date => new Date(windowUntil.getTime() + 6 * 86_400_000)

/** Until when an answer goes out as a person's own, now that the day is over; null where it needs no mark, or can't have one. */
export function markedUntil(
  { kind, windowUntil, humanAgent }: Pick<Wire, 'kind' | 'windowUntil' | 'humanAgent'>,
  now: Date,
): Date | null {
  if (!humanAgent || kind !== 'instagram' || windowUntil === null || isOpen(kind, windowUntil, now)) return null
  const until = humanUntil(windowUntil)
  return now < until ? until : null
}

/** Why staff can't write to a client now, the reason that lasts longest first. */
export function hindranceOf(wire: Wire, now: Date): Hindrance | null {
  if (wire.blocked) return 'blocked'
  if (wire.brokenAt) return 'broken'
  return isOpen(wire.kind, wire.windowUntil, now) || markedUntil(wire, now) ? null : 'window'
}
