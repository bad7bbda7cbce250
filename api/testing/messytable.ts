import type { Cell } from '../../domain/imports/cells.ts'
import { seeded } from '../../domain/seeded.ts'

/** What a reader must find in the table, line by line. */
export type Truth = {
  all: number
  visits: number
  more: number
  blank: number
  total: number
  heading: number
  faults: Record<string, number>
  came: number
  noShow: number
  cancelled: number
  /** Kopecks. */
  revenue: number
  clients: number
  nameless: number
  repeatedPhones: number
}

export type Messy = { rows: Cell[][]; truth: Truth }

const FIRST = ['Анна', 'Ольга', 'Мария', 'Юлия', 'Вера', 'Алёна', 'Пётр', 'Иван', 'Светлана', 'Дарья']
const LAST = [
  'Волкова',
  'Зайцева',
  'Морозова',
  'Лебедева',
  'Соколова',
  'Кузнецова',
  'Попова',
  'Орлова',
  'Белова',
  'Титова',
]
const SERVICES = ['Женская стрижка', 'маникюр', ' Окрашивание волос ', 'Укладка', 'Кератин', 'SPA-уход «Весна»']
const MASTERS = ['Анна', 'Мария', 'Екатерина', 'Зоя (уволилась)']
const STATES = ['Клиент пришёл', 'Клиент пришел', 'Не пришёл', 'Отменена', 'Ожидание клиента']
const SOURCES = ['ВК', 'Рекомендация', 'Яндекс.Карты', 'Реклама в метро', '', '', '-']
const WRONG_DATES = ['вчера', '31.02.2026', 'скоро', '2026-13-01', '00.00.0000', 'как обычно']
const MONTHS = ['янв', 'фев', 'мар', 'апр', 'мая', 'июня', 'июля', 'авг', 'сен', 'окт', 'ноя', 'дек']

const two = (number: number) => String(number).padStart(2, '0')

/**
 * A table as people keep it, of `size` lines under its heads, with the truth about each. Dates lie in the ninety days before 2026-11-20.
 * `typed`: cells of a spreadsheet (dates, numbers), else text as a CSV has it.
 */
export function messyTable({ seed, size, typed }: { seed: number; size: number; typed: boolean }): Messy {
  const random = seeded(seed)
  const below = (most: number) => Math.floor(random() * most)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!
  const heads: Cell[] = [
    '№',
    'Телефон клиента',
    'Оплачено, ₽',
    'Дата визита',
    'Время',
    'Ф.И.О. клиента',
    'Услуги',
    'Сотрудник',
    'Статус визита',
    'Стоимость',
    'Источник',
    'Дата создания',
    'Комментарий',
  ]
  const empty = (): Cell[] => heads.map(() => (typed ? null : ''))
  const rows: Cell[][] = [['Салон «Лён и мята». Записи за период', ...empty().slice(1)], empty(), heads]
  const truth: Truth = {
    all: size,
    visits: 0,
    more: 0,
    blank: 0,
    total: 0,
    heading: 0,
    faults: {},
    came: 0,
    noShow: 0,
    cancelled: 0,
    revenue: 0,
    clients: 0,
    nameless: 0,
    repeatedPhones: 0,
  }
  const fault = (kind: string) => {
    truth.faults[kind] = (truth.faults[kind] ?? 0) + 1
  }
  const phones = new Map<string, number>()
  const names = new Set<string>()
  const taken = new Set<string>()
  let last: Cell[] | null = null
  let lastKey = ''
  for (let line = 0; line < size; line++) {
    const dice = random()
    if (dice < 0.02) {
      rows.push(empty())
      truth.blank++
      continue
    }
    if (dice < 0.03) {
      const row = empty()
      row[5] = 'Итого за день:'
      row[9] = '12 500,00 ₽'
      rows.push(row)
      truth.total++
      continue
    }
    if (dice < 0.035) {
      rows.push([...heads])
      truth.heading++
      continue
    }
    if (dice < 0.05 && last) {
      rows.push([...last])
      fault('repeated')
      last = null
      continue
    }
    if (dice < 0.08 && last) {
      // A merged cell: the visit goes on with another service.
      const row = empty()
      const sum = 300 + below(10) * 50
      row[6] = 'Укладка'
      row[9] = typed ? sum : `${sum},00`
      row[2] = typed ? sum : String(sum)
      rows.push(row)
      truth.more++
      if (last[8] === 'Клиент пришёл' || last[8] === 'Клиент пришел') truth.revenue += sum * 100
      // What it was before is no twin of it any more.
      taken.delete(lastKey)
      last = null
      continue
    }
    const { row, day, minutes } = dated()
    const person = below(1200)
    const phoned = random() < 0.85
    const fullName = random() < 0.8
    const name = fullName ? `${LAST[person % 10]} ${FIRST[Math.floor(person / 10) % 10]}` : FIRST[person % 10]!
    const phone = `+7900${String(1_000_000 + person).slice(-7)}`
    const written = phoned ? phoneForms(phone)[below(5)]! : random() < 0.3 ? 'нет' : ''
    const price = 500 + below(40) * 100
    const state = pick(STATES)
    const paid = state.startsWith('Клиент') ? (random() < 0.95 ? price : 0) : 0
    row[0] = typed ? line + 1 : String(line + 1)
    row[1] = written
    row[5] = name
    row[6] = pick(SERVICES)
    row[7] = pick(MASTERS)
    row[8] = state
    row[9] =
      typed && random() < 0.5
        ? price
        : pick([
            `${price},00 ₽`,
            `${price}`,
            `${Math.floor(price / 1000) > 0 ? `${Math.floor(price / 1000)} ${String(price % 1000).padStart(3, '0')}` : price} руб.`,
          ])
    row[2] = paid === 0 ? (typed ? null : '') : typed ? paid : `${paid}`
    row[10] = pick(SOURCES)
    if (random() < 0.1) row[12] = 'аллергия; просит "потише",\nчай'
    const wrong = random()
    last = null
    if (wrong < 0.03) {
      row[3] = pick(WRONG_DATES)
      fault('bad_date')
    } else if (wrong < 0.035) {
      row[3] = '01.05.2027'
      fault('ahead')
    } else if (wrong < 0.045) {
      row[9] = 'договорились'
      fault('bad_money')
    } else if (wrong < 0.05) {
      row[4] = '25:99'
      fault('bad_time')
    } else if (state === 'Ожидание клиента') fault('no_result')
    else {
      const key = `${day} ${minutes} ${phoned ? phone : name} ${String(row[6]).trim().toLowerCase()} ${row[7]}`
      const known = phoned || fullName
      // By chance the same visit of the same person: as good as a line that is there twice.
      if (known && taken.has(key)) {
        rows.push(row)
        fault('repeated')
        continue
      }
      taken.add(key)
      lastKey = key
      truth.visits++
      if (state === 'Не пришёл') truth.noShow++
      else if (state === 'Отменена') truth.cancelled++
      else {
        truth.came++
        truth.revenue += paid * 100
      }
      if (phoned) phones.set(phone, (phones.get(phone) ?? 0) + 1)
      else if (fullName) names.add(name)
      else truth.nameless++
      if (known) last = row
    }
    rows.push(row)
  }
  truth.clients = phones.size + names.size
  truth.repeatedPhones = [...phones.values()].filter((count) => count > 1).length
  return { rows, truth }

  /** A line with its day and time, in one of the forms that people use. */
  function dated(): { row: Cell[]; day: string; minutes: number } {
    const row = empty()
    const at = new Date(Date.UTC(2026, 10, 20) - (1 + below(90)) * 86_400_000)
    const minutes = 540 + below(44) * 15
    const [y, m, d] = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()]
    const [hour, minute] = [two(Math.floor(minutes / 60)), two(minutes % 60)]
    const apart = random() < 0.7
    if (typed && random() < 0.5) {
      row[3] = apart ? at : new Date(at.getTime() + minutes * 60_000)
      if (apart) row[4] = random() < 0.5 ? minutes / 1440 : `${hour}:${minute}`
    } else {
      const date = pick([
        `${two(d)}.${two(m)}.${y}`,
        `${d}.${m}.${y % 100}`,
        `${y}-${two(m)}-${two(d)}`,
        `${d} ${MONTHS[m - 1]}`,
        `${d} ${MONTHS[m - 1]} ${y} г.`,
        String(25_569 + at.getTime() / 86_400_000),
      ])
      const joined = /^\d{5}$/.test(date) ? `${date}${String(minutes / 1440).slice(1)}` : `${date} ${hour}:${minute}`
      row[3] = apart ? date : joined
      if (apart)
        row[4] = pick([
          `${hour}:${minute}`,
          `${Number(hour)}.${minute}`,
          `${hour}:${minute}–${two(Number(hour) + 1)}:${minute}`,
        ])
    }
    row[11] = `${two(d)}.${two(m)}.${y - 1} 22:15`
    return { row, day: at.toISOString().slice(0, 10), minutes }
  }
}

const phoneForms = (phone: string) => {
  const digits = phone.slice(2)
  const [a, b, c, d] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6, 8), digits.slice(8)]
  return [phone, `8 (${a}) ${b}-${c}-${d}`, `${digits}`, `7${digits}`, `+7 ${a} ${b} ${c} ${d}`]
}

/** The table as CSV. */
export function csvText(rows: readonly (readonly Cell[])[], divider = ';'): string {
  const cell = (value: Cell) => {
    const text = value === null ? '' : String(value)
    return /["\n]|[;,\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return rows.map((row) => row.map(cell).join(divider)).join('\r\n')
}

/** Text in the Cyrillic of Windows. */
export function windows1251(text: string): Uint8Array<ArrayBuffer> {
  const letters = new Map(
    Array.from(
      { length: 256 },
      (_, code) => [new TextDecoder('windows-1251').decode(new Uint8Array([code])), code] as const,
    ),
  )
  return Uint8Array.from(text, (letter) => letters.get(letter) ?? 63)
}

/** The table as a spreadsheet. */
export async function spreadsheet(rows: readonly (readonly Cell[])[]): Promise<Uint8Array<ArrayBuffer>> {
  const { default: write } = await import('write-excel-file/node')
  const cells = rows.map((row) =>
    row.map((value) =>
      value instanceof Date
        ? { value, type: Date, format: 'dd.mm.yyyy hh:mm' }
        : value === '' || value === null
          ? null
          : { value, type: value.constructor as StringConstructor },
    ),
  )
  return new Uint8Array(await (await write(cells as never)).toBuffer())
}
