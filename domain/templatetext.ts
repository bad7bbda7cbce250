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

/** Whether it is said what goes into each place: else the platform would refuse it, or a client would read «{{1}}». */
export const isReady = ({ body, parameters }: { body: string; parameters: readonly string[] }): boolean =>
  parameters.length === placesIn(body)

/** The text with its places filled. */
export const filledIn = (body: string, values: readonly string[]): string =>
  body.replace(/\{\{\s*(\d{1,2})\s*\}\}/g, (place, number) => values[Number(number) - 1] ?? place)

/** What a quick reply may do: how the data of our button begins. `gone`: nothing, it is answered with what is current. */
export const TAPS = ['come', 'mv', 'cx', 'human', 'again', 'book', 'back', 'extra', 'wl', 'rate', 'gone'] as const

const SPOKEN: readonly (readonly [RegExp, (typeof TAPS)[number]])[] = [
  [/приду|подтвер|will come|confirm/i, 'come'],
  [/перенес|reschedule|move/i, 'mv'],
  [/отмен|cancel/i, 'cx'],
  [/менедж|человек|админ|manager|human/i, 'human'],
  [/врем|окош|time|slot/i, 'again'],
]

/** What a quick reply does by its caption, until somebody sets it otherwise. */
export const tapOf = (caption: string): (typeof TAPS)[number] =>
  SPOKEN.find(([words]) => words.test(caption))?.[1] ?? 'book'
