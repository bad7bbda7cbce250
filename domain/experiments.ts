/** Two ways of doing one thing: «а» is how it is done now, «б» is what is tried. */
const VARIANTS = ['a', 'b'] as const
export type VariantKey = (typeof VARIANTS)[number]

/**
 * What may be tried, by kind, with what a variant says. In a text null is «as it stands». `questions`: ids of own questions in the order
 * in which they are asked.
 */
export type Changes = {
  text: { ru: string | null; en: string | null }
  landing: { text: string | null }
  offer: { percent: number }
  chain: { on: boolean }
  questions: { ask: readonly number[] }
  first: { first: 'assistant' | 'people' }
  prepayment: { prepay: boolean }
}

export type ExperimentKind = keyof Changes
export const KINDS = ['text', 'landing', 'offer', 'chain', 'questions', 'first', 'prepayment'] as const

/** The visit that took place, or the money that came; never a tap. */
export type Outcome = 'visit' | 'payment'

/** An experiment that runs. `target`: which text (its key), campaign, offer or chain; null where there is but one place. */
export type Trial<K extends ExperimentKind = ExperimentKind> = K extends ExperimentKind
  ? { id: number; kind: K; target: string | null; variants: Readonly<Record<VariantKey, Changes[K]>> }
  : never

/** What of an experiment somebody is shown. */
export type Shown = { experiment: number; variant: VariantKey }

/** Why an experiment of this kind can't be started yet; null: it can. */
export const notYet = (kind: ExperimentKind): 'payments' | null => (kind === 'prepayment' ? 'payments' : null)

/** True where several places of a kind are told apart by their target. */
export const isTargeted = (kind: ExperimentKind): boolean =>
  kind === 'text' || kind === 'landing' || kind === 'offer' || kind === 'chain'

/**
 * Texts that a client gets as a message and that lead to a visit: reminders, confirmations, what follows a no-show, chains, offers,
 * places that became free. Buttons and questions of a dialogue are none.
 */
const MESSAGES =
  /^(hello|booked|remind(-again|-ask)?|(notice|no-show|chain|return|trial|upsell|feedback|waitlist|offer)(-[a-z0-9-]+)?)$/
const PARTS = /-(button|yes|no|stop|book|later|reason|words|line)$/

/** True for a text that an experiment may word anew. */
export const isTriedText = (key: string): boolean => MESSAGES.test(key) && !PARTS.test(key)

/** A visit that takes place within so many days of the exposure counts: after a reminder it is the visit itself. */
export function windowDaysOf(kind: ExperimentKind, target: string | null): number {
  return kind === 'text' && target?.startsWith('remind') ? 3 : 30
}

/**
 * Of which client's past the usual share is read: those who were told such things (`like`: kinds of notices), who came anew (by a
 * campaign, if one is named), or who booked.
 */
export type Past = { from: 'notices'; like: string } | { from: 'leads'; campaign: string | null } | { from: 'bookings' }

export function pastOf(kind: ExperimentKind, target: string | null): Past {
  const name = target?.replaceAll('-', '_') ?? ''
  if (kind === 'landing') return { from: 'leads', campaign: target }
  if (kind === 'offer' || kind === 'chain')
    return { from: 'notices', like: `${kind === 'chain' ? 'chain_' : ''}${name}%` }
  if (kind !== 'text' || target === 'hello')
    return { from: kind === 'prepayment' ? 'bookings' : 'leads', campaign: null }
  if (target === 'booked') return { from: 'bookings' }
  if (name.startsWith('remind_again')) return { from: 'notices', like: 'remind_again' }
  if (name.startsWith('remind')) return { from: 'notices', like: 'remind_%' }
  return { from: 'notices', like: `${name.replace(/^notice_/, '')}%` }
}

/**
 * The variant of a client in an experiment: half of the clients each, the same one for life, and of two experiments each by itself.
 * A hash (FNV-1a, mixed as MurmurHash3 ends), so that nothing need be kept before somebody is exposed.
 */
export function assigned(experimentId: number, clientId: number): VariantKey {
  let hash = 0x811c9dc5
  for (const letter of `${experimentId}:${clientId}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) & 1) === 0 ? 'a' : 'b'
}
