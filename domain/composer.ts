/** What is known of the way to a client, when staff want to write. */
export type Wire = {
  kind: string
  /** The client stopped the bot. */
  blocked: boolean
  /** Since when nothing of this channel goes out; null: it works. */
  brokenAt: Date | null
  /** Until when free words reach the client; null: the window has never been open. */
  windowUntil: Date | null
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

/** Why staff can't write to a client now, the reason that lasts longest first. */
export function hindranceOf({ kind, blocked, brokenAt, windowUntil }: Wire, now: Date): Hindrance | null {
  if (blocked) return 'blocked'
  if (brokenAt) return 'broken'
  return isOpen(kind, windowUntil, now) ? null : 'window'
}
