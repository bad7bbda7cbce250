/** What a message asks for, or says: what a sensible receptionist would do first about it. */
export const INTENTS = [
  'book',
  'cancel',
  'reschedule',
  'confirm',
  'deny',
  'price',
  'hours',
  'address',
  'services',
  'staff',
  'human',
  'complaint',
  'greeting',
  'thanks',
  'goodbye',
  'check_booking',
  'payment',
  'out_of_scope',
] as const

export type Intent = (typeof INTENTS)[number]

/** Those that change what a client has: a wrong one costs more than a question back. */
export const MUTATING: ReadonlySet<Intent> = new Set(['cancel', 'reschedule', 'confirm', 'deny'])

/** True for the name of an intent. */
export function isIntent(name: string): name is Intent {
  return (INTENTS as readonly string[]).includes(name)
}
