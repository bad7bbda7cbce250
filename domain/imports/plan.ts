import { plainOf, type Sheet } from './cells.ts'
import { type Columns, columnsOf, FIELDS, headOf, sampleOf } from './columns.ts'
import { type Calendar, type DayOrder, orderOf } from './days.ts'

/** How a visit of the past ended, as the table has it; `unknown`: it only says that it was booked. */
export type Result = 'came' | 'no_show' | 'cancelled' | 'unknown'

/** What becomes of a name that a table has: an id of the catalog, a new entry in the archive, or its visits are left out. */
export type Choice = number | 'new' | 'skip'

/** How a table is to be read, guessed first and put right by a person. Names and words are keyed as `plainOf` has them. */
export type Plan = {
  /** Which sheet, from 0. */
  sheet: number
  /** The row of heads, from 0; -1: there is none. */
  head: number
  columns: Columns
  order: DayOrder
  /** Where nothing says what was paid: whoever came has paid the price. */
  paidByPrice: boolean
  services: Record<string, Choice>
  masters: Record<string, Choice>
  statuses: Record<string, Result | 'skip'>
}

/** A plan as it is kept for the next table with the same heads; `left`: columns that a person did not want, though we know what is in them. */
export type KeptPlan = Plan & { left: number[] }

const named = ({ columns }: Pick<Plan, 'columns'>) => Object.values(columns).filter((column) => column !== null)

/** What is kept of a plan, beside what would have been guessed. */
export const kept = (plan: Plan, guessed: Pick<Plan, 'columns'>): KeptPlan => ({
  ...plan,
  left: named(guessed).filter((column) => !named(plan).includes(column)),
})

/** A new table by the plan of the last one with the same heads: columns that were empty then are guessed now. */
export function asKept(
  guessed: Plan,
  { columns, left, order, paidByPrice, services, masters, statuses }: KeptPlan,
): Plan {
  const used = new Set([...named({ columns }), ...left])
  const fresh = FIELDS.filter(
    (field) => columns[field] === null && guessed.columns[field] !== null && !used.has(guessed.columns[field]),
  )
  const all = { ...columns, ...Object.fromEntries(fresh.map((field) => [field, guessed.columns[field]])) }
  return { ...guessed, columns: all, order, paidByPrice: paidByPrice && all.paid === null, services, masters, statuses }
}

/** Guesses how a table is to be read: of several sheets the one that has the most rows under heads that we know. */
export function guessPlan(sheets: readonly Sheet[], calendar: Omit<Calendar, 'order'>): Plan {
  const known = sheets.map(({ rows }, sheet) => ({ sheet, head: headOf(rows), rows: rows.length }))
  const [best = { sheet: 0, head: -1 }] = known.toSorted(
    (a, b) => Number(b.head >= 0) - Number(a.head >= 0) || b.rows - a.rows,
  )
  const rows = sheets[best.sheet]?.rows ?? []
  return { sheet: best.sheet, ...guessColumns(rows, best.head, calendar), services: {}, masters: {}, statuses: {} }
}

/** The part of a plan that is about the columns, for a row of heads. */
export function guessColumns(
  rows: Sheet['rows'],
  head: number,
  calendar: Omit<Calendar, 'order'>,
): Pick<Plan, 'head' | 'columns' | 'order' | 'paidByPrice'> {
  const first = columnsOf(rows, head, { ...calendar, order: 'dmy' })
  const dates = first.date === null ? [] : sampleOf(rows.slice(head + 1), first.date)
  const order = orderOf(dates)
  const columns = order === 'dmy' ? first : columnsOf(rows, head, { ...calendar, order })
  return { head, columns, order, paidByPrice: columns.paid === null }
}

const RESULTS: readonly (readonly [Result, RegExp])[] = [
  [
    'no_show',
    /не (пришел|пришла|пришли|приш|яв|был|состоял)|неявк|прогул|no.?show|did not|didnt|absent|missed|^н\/я$|^нет$|^no$|^-$/,
  ],
  ['cancelled', /отмен|отказ|удален|перенес|cancel|declin|deleted/],
  ['unknown', /ожида|подтверд|запис|заплан|нов(ая|ый)|pending|booked|confirm|schedul|^new$/],
  [
    'came',
    /приш|яви|был|состоя|заверш|выполн|оказан|оплач|визит|arriv|came|attend|complet|done|paid|show|finish|closed|^(да|yes|\+|✓|✔|ок|ok|true|1|есть)$/,
  ],
]

/** What a word in the column of states means; null: we don't know. An empty cell: they came, only the rest is marked. */
export function resultOf(word: string): Result | null {
  const plain = plainOf(word)
  if (plain === '') return 'came'
  return RESULTS.find(([, pattern]) => pattern.test(plain))?.[0] ?? null
}

export type Method = 'cash' | 'card' | 'transfer' | 'online'

/** How was paid, by the words of a table; what is not told counts as cash. */
export function methodOf(word: string): Method {
  const plain = plainOf(word)
  if (/онлайн|online|сайт|касса|stripe|link|ссылк/.test(plain)) return 'online'
  if (/перевод|сбп|transfer|sbp/.test(plain)) return 'transfer'
  return /безнал|карт|терминал|эквайр|card|pos|^visa|^мир$/.test(plain) ? 'card' : 'cash'
}

const SOURCES: Record<string, RegExp> = {
  maps: /^(карты|maps)$/,
  site: /^(сайт|наш сайт|website|site)$/,
  social: /^(соцсети|социальные сети|social( media)?)$/,
  referral:
    /^(рекомендация|рекомендации|по рекомендации|посоветовали|знакомые|друзья|сарафан(ное радио)?|referral|friends?|word of mouth)$/,
  sign: /^(вывеска|мимо проходил[аи]?|walk.?in|sign)$/,
  ads: /^(реклама|ads?|advertising)$/,
  repeat: /^(повторн(ый|ая)( клиент)?|постоянн(ый|ая)( клиент)?|уже был[аи]?|repeat|returning)$/,
  vk: /^(вк|вконтакте|vk)$/,
  yandex: /^(яндекс|yandex)$/,
  other: /^(другое|прочее|иное|other)$/,
}

/** A source of contacts: the product's own word for it where there is one, else as the table has it; null: it says none. */
export function sourceOf(text: string): string | null {
  const plain = plainOf(text)
  if (/^(-|–|—|нет|не указан[оа]?|неизвестно|unknown|n\/a|none)?$/.test(plain)) return null
  return Object.entries(SOURCES).find(([, pattern]) => pattern.test(plain))?.[0] ?? text.slice(0, 100)
}

/** True for a source that was bought, by its name. */
export const isBought = (source: string): boolean =>
  source === 'ads' || /реклам|директ|таргет|контекст|(^|[^a-z])ads?($|[^a-z])|adwords|cpc/.test(plainOf(source))
