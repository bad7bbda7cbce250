/** What can be put into an approved text of a platform, by name. */
export const PARAMETERS = [
  'name',
  'when',
  'old',
  'services',
  'masters',
  'price',
  'address',
  'business',
  'text',
] as const

export type Parameter = (typeof PARAMETERS)[number]

/** Notices that may go out by a template, by the first word of their kind or the whole of it. */
export const TEMPLATE_NOTICES = [
  'remind',
  'remind_24h',
  'remind_2h',
  'remind_again',
  'booked',
  'moved',
  'cancelled',
  'no_show',
  'waitlist_offer',
  'chain_return',
  'chain_feedback',
] as const

/** How many {{1}}, {{2}} … a text has: the highest of them. */
export function placesIn(body: string): number {
  return Math.max(0, ...[...body.matchAll(/\{\{\s*(\d{1,2})\s*\}\}/g)].map(([, number]) => Number(number)))
}

/** The text with its places filled. */
export const filledIn = (body: string, values: readonly string[]): string =>
  body.replace(/\{\{\s*(\d{1,2})\s*\}\}/g, (place, number) => values[Number(number) - 1] ?? place)
