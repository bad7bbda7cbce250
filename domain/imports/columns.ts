import { type Cell, moneyIn, plainOf, textOf, timeIn } from './cells.ts'
import { type Calendar, momentIn } from './days.ts'

/** What a column of a table of visits may hold. */
export const FIELDS = [
  'date',
  'time',
  'length',
  'client',
  'surname',
  'phone',
  'service',
  'master',
  'price',
  'discount',
  'paid',
  'method',
  'status',
  'source',
  'created',
  'replied',
  'receipt',
  'comment',
] as const
export type Field = (typeof FIELDS)[number]

/** Which column (from 0) holds what; null: none does. */
export type Columns = Record<Field, number | null>

/** Heads by field, the surest first: a column goes to the first field that knows its head. Heads are compared as `plainOf`. */
const HEADS: readonly (readonly [Field, RegExp])[] = [
  ['created', /^(дата |время )?(создан|заявк|обращен|заказ создан)|создан(ия|о|а)|^created|^booked (on|at)/],
  ['replied', /ответ(а|или)?( |$)|^(первый |время первого )ответ|first (reply|response)|replied|response time/],
  [
    'receipt',
    /^(id|номер|№) (визита|записи|чека|заказа|visit|record|receipt)|^(чек|receipt|visit id|record id|booking id)$/,
  ],
  ['phone', /телефон|моб\.|мобильн|^(тел|номер клиента|контакт)|phone|mobile/],
  [
    'status',
    /статус|явка|неявк|состоян|пришел|пришла|визит состоялся|результат|^итог визита|status|attendance|attended|no.?show/,
  ],
  ['method', /(способ|вид|форма|тип) оплаты|^оплата (чем|как)|наличн.*карт|payment (method|type)|paid by|^method$/],
  ['source', /источник|откуда|канал|реклам|^source|channel|utm|how did|referr/],
  ['discount', /скидк|discount/],
  ['paid', /оплач|оплат|получено|внесен|поступило|выручк|приход|^paid|payment|received|revenue|amount paid/],
  ['price', /цена|стоимость|сумма|^итого|прайс|руб|₽|price|cost|amount|total/],
  ['length', /длительност|продолжит|^минут|duration|length|^min/],
  [
    'master',
    /мастер|сотрудник|специалист|исполнитель|врач|доктор|тренер|барбер|стилист|работник|master|staff|employee|specialist|stylist|barber|provider/,
  ],
  [
    'service',
    /услуг|процедур|наименование|работ[аы]|^(что|товар|позиция|абонемент)|service|procedure|treatment|item|product/,
  ],
  ['surname', /^фамилия|surname|last ?name/],
  [
    'client',
    /клиент|^(имя|фио|гость|посетител|пациент|покупатель|заказчик|кто)|ф\.и\.о|client|customer|guest|^(full )?name|patient/,
  ],
  ['date', /дата|^(день|когда|число)|date|^day$|^when/],
  ['time', /врем|^(час|начало|во сколько)|^time|start/],
  ['comment', /коммент|примечан|заметк|описан|comment|note|remark/],
]

/** Heads that look like something and are not it: numbers of lines, ends of visits, addresses. */
const NOT_OURS =
  /^(№|#|n|no|п\/п|№ п\/п|id|email|e-mail|почта)$|^(конец|окончание|end)|рожден|birth|изменен|updated|баланс|долг|кэшбэк|бонус|комисс|зарплат|себестоим/

/** The field that a head names; null: none that we know. */
export function fieldOf(head: string): Field | null {
  const plain = plainOf(head)
  if (plain === '' || plain.length > 60 || NOT_OURS.test(plain)) return null
  return HEADS.find(([, pattern]) => pattern.test(plain))?.[0] ?? null
}

const LOOKED_AT = 40
const SAMPLE = 300

/** The row of heads (from 0): of the first rows the one in which most cells name different fields; -1: there is none. */
export function headOf(rows: readonly (readonly Cell[])[]): number {
  let best = { row: -1, named: 1 }
  for (const [row, cells] of rows.slice(0, LOOKED_AT).entries()) {
    const named = new Set(cells.flatMap((cell) => (typeof cell === 'string' ? (fieldOf(cell) ?? []) : []))).size
    if (named > best.named) best = { row, named }
  }
  return best.row
}

/** What stands over a column: in the row of heads, or where a merged cell left it empty, in the row above. */
export function headsOf(rows: readonly (readonly Cell[])[], head: number): string[] {
  const width = rows.reduce((most, cells) => Math.max(most, cells.length), 0)
  const at = (row: number, column: number) => (head < 0 ? '' : textOf(rows[row]?.[column]))
  return Array.from({ length: width }, (_, column) => at(head, column) || at(head - 1, column))
}

/** Guesses what is in which column: by heads, then by what stands in the cells. */
export function columnsOf(rows: readonly (readonly Cell[])[], head: number, calendar: Calendar): Columns {
  const columns = Object.fromEntries(FIELDS.map((field) => [field, null])) as Columns
  const heads = headsOf(rows, head)
  const body = rows.slice(head + 1)
  const filled = (column: number) => body.some((cells) => textOf(cells[column]) !== '')
  for (const [column, text] of heads.entries()) {
    const field = fieldOf(text)
    if (field === null || !filled(column)) continue
    const known = columns[field]
    // «Дата» and «Дата визита»: of two that name the same the one that reads better is taken.
    if (known === null || fits(body, column, field, calendar) > fits(body, known, field, calendar))
      columns[field] = column
  }
  // «Итого» over what was paid beside «Стоимость»: two columns of money.
  byContent(columns, body, heads, calendar)
  return columns
}

/** Fields that what stands in the cells can tell, where no head has. */
const TOLD_BY_CELLS = ['phone', 'date', 'time', 'price'] as const

function byContent(
  columns: Columns,
  body: readonly (readonly Cell[])[],
  heads: readonly string[],
  calendar: Calendar,
): void {
  for (const field of TOLD_BY_CELLS) {
    if (columns[field] !== null || (field === 'price' && columns.paid !== null)) continue
    // The date often has its time with it.
    if (field === 'time' && columns.date !== null && hasClock(body, columns.date, calendar)) continue
    const taken = new Set(Object.values(columns))
    const free = heads.flatMap((head, column) => (taken.has(column) || NOT_OURS.test(plainOf(head)) ? [] : [column]))
    const [best] = free
      .map((column) => ({ column, share: fits(body, column, field, calendar) }))
      .filter(({ share }) => share >= 0.6)
      .toSorted((a, b) => b.share - a.share)
    if (best) columns[field] = best.column
  }
}

/** The share of filled cells of a column that can be read as the field; 0 where the column is empty. */
function fits(body: readonly (readonly Cell[])[], column: number, field: Field, calendar: Calendar): number {
  const cells = sampleOf(body, column)
  if (cells.length === 0) return 0
  const read = READS[field]
  return read ? cells.filter((cell) => read(cell, calendar)).length / cells.length : 0.5
}

const READS: Partial<Record<Field, (cell: Cell, calendar: Calendar) => boolean>> = {
  date: (cell, calendar) => momentIn(cell, calendar) !== null,
  created: (cell, calendar) => momentIn(cell, calendar) !== null,
  time: (cell) =>
    timeIn(cell) !== null &&
    (cell instanceof Date || (typeof cell === 'number' ? cell < 1 : /\d[:.-]\d\d/.test(cell as string))),
  phone: (cell) => {
    const digits = textOf(cell).replace(/\D/g, '')
    return digits.length >= 10 && digits.length <= 13 && !/[a-zа-я]{3}/i.test(textOf(cell))
  },
  price: (cell) => moneyIn(cell) !== null && !(cell instanceof Date),
  paid: (cell) => moneyIn(cell) !== null && !(cell instanceof Date),
}

const hasClock = (body: readonly (readonly Cell[])[], column: number, calendar: Calendar) =>
  sampleOf(body, column).some((cell) => (momentIn(cell, calendar)?.minutes ?? null) !== null)

/** Filled cells of a column, some hundreds at most. */
export function sampleOf(body: readonly (readonly Cell[])[], column: number): Cell[] {
  const cells: Cell[] = []
  for (const row of body) {
    const cell = row[column] ?? null
    if (textOf(cell) !== '') cells.push(cell)
    if (cells.length >= SAMPLE) break
  }
  return cells
}
