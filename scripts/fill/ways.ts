/** A way by which people come: how many of a hundred, which part of them books, what a lead costs (kopecks; 0: nobody paid). */
export type Way = {
  source: string
  medium: string | null
  campaign: string | null
  ofHundred: number
  books: number
  perLead: number
}

// biome-ignore format: a table
export const WAYS: readonly Way[] = [
  { source: 'yandex', medium: 'cpc', campaign: 'brand', ofHundred: 8, books: 0.27, perLead: 120_00 },
  { source: 'yandex', medium: 'cpc', campaign: 'brows', ofHundred: 10, books: 0.18, perLead: 190_00 },
  { source: 'yandex', medium: 'cpc', campaign: 'hair', ofHundred: 9, books: 0.15, perLead: 260_00 },
  { source: 'vk', medium: 'cpc', campaign: 'spring', ofHundred: 8, books: 0.13, perLead: 140_00 },
  { source: 'vk', medium: 'cpc', campaign: 'gift', ofHundred: 7, books: 0.11, perLead: 150_00 },
  { source: 'vk', medium: 'cpc', campaign: 'video', ofHundred: 5, books: 0.05, perLead: 230_00 },
  { source: 'telegram_ads', medium: 'cpm', campaign: 'channels', ofHundred: 6, books: 0.14, perLead: 170_00 },
  { source: 'maps', medium: 'organic', campaign: null, ofHundred: 17, books: 0.25, perLead: 0 },
  { source: 'site', medium: 'organic', campaign: null, ofHundred: 14, books: 0.2, perLead: 0 },
  { source: 'сарафан', medium: 'referral', campaign: null, ofHundred: 10, books: 0.34, perLead: 0 },
  { source: '2gis', medium: 'organic', campaign: null, ofHundred: 6, books: 0.22, perLead: 0 },
]

/** Contacts of a hundred by the hour of the day. */
const BY_HOUR = [2, 1, 0, 0, 0, 0, 1, 2, 4, 6, 8, 8, 7, 6, 6, 6, 6, 7, 8, 7, 6, 4, 3, 2]

/** How much more or less comes in a month, and on a weekday from Monday on. */
export const BY_MONTH = [0.88, 0.94, 1.08, 1.02, 1.05, 1, 0.94, 0.9, 1.04, 1.03, 1.02, 1.22]
export const BY_WEEKDAY = [1.15, 1.1, 1.1, 1.05, 1, 0.85, 0.75]

/** An SQL array in which each value stands as often as it weighs. */
export const spread = (weights: readonly number[]): string =>
  `array[${weights.flatMap((weight, value) => Array.from({ length: weight }, () => value)).join(',')}]`

export const HOURS = spread(BY_HOUR)
export const WAY_OF_HUNDRED = spread(WAYS.map(({ ofHundred }) => ofHundred))

/**
 * SQL of a number from 0 up to 1 that is the same for a row's number, a purpose and a seed, whatever the order in which rows are made.
 */
export const chancesOf =
  (seed: number) =>
  (row: string, purpose: number): string =>
    `((hashint8extended((${row})::bigint, ${seed * 1000 + purpose}) & 1073741823) / 1073741824.0::double precision)`

export type Chance = ReturnType<typeof chancesOf>

/** SQL of a lognormal time in seconds around its median. */
export const secondsAround = (chance: Chance, row: string, purpose: number, median: number, width: number): string =>
  `${median} * exp(${width} * 2 * (${[0, 1, 2].map((i) => chance(row, purpose + i)).join(' + ')} - 1.5))`
