/** What is known of the way to a client, when staff want to write. */
export type Wire = {
  kind: string
  /** The client stopped the bot. */
  blocked: boolean
  /** Since when nothing of this channel goes out; null: it works. */
  brokenAt: Date | null
  /** When the client last wrote; null: never. */
  heardAt: Date | null
  /** The client agreed to offers. */
  offers: boolean
}

/** Why words of staff would not arrive; null: they would. `window`: only templates are let through by now. */
export type Hindrance = 'blocked' | 'broken' | 'window'

/** Platforms that let a business answer only for so many hours after the client's last word. */
const WINDOW_HOURS: Readonly<Record<string, number>> = { whatsapp: 24, instagram: 24 }

/** Why staff can't write to a client now, the reason that lasts longest first. */
export function hindranceOf({ kind, blocked, brokenAt, heardAt }: Wire, now: Date): Hindrance | null {
  if (blocked) return 'blocked'
  if (brokenAt) return 'broken'
  const hours = WINDOW_HOURS[kind]
  const open = hours === undefined || (heardAt !== null && now.getTime() - heardAt.getTime() < hours * 3_600_000)
  return open ? null : 'window'
}
