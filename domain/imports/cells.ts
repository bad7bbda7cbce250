import type { Kopecks } from '../catalog.ts'
import { DAY } from '../time.ts'

/** A cell of somebody's table, as a file gives it. A date of a spreadsheet has its wall clock in UTC. */
export type Cell = string | number | boolean | Date | null

/** One sheet of a file: rows of cells, not all of one length. */
export type Sheet = { name: string; rows: readonly (readonly Cell[])[] }

/** What stands in a cell, for a person: one line, no doubled spaces. */
export function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 16).replace('T', ' ')
  const text = String(cell)
  return UNEVEN.test(text) ? text.replace(/[\s\u200B]+/g, ' ').trim() : text
}

/** Spaces at the ends, doubled, or other than plain ones. */
const UNEVEN = /^\s|\s$|\s\s|[^\S ]|\u200B/

/** A name or a word as it is compared: lower case, «е» for «ё», without quotes and points at the end. */
export function plainOf(text: string): string {
  const known = plains.get(text)
  if (known !== undefined) return known
  const plain = text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/["'«»“”„]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/[.,:;\s]+$/, '')
    .trim()
  if (plains.size > 5000) plains.clear()
  plains.set(text, plain)
  return plain
}

/** A table says the same words over and over. */
const plains = new Map<string, string>()

/**
 * Rubles as people and programs write them («1 200,00 ₽», «1.200,50», 1200), in kopecks; below zero too. Old Windows letters have no «₽»:
 * a question mark stands there then. Null: no amount.
 */
export function moneyIn(cell: Cell | undefined): Kopecks | null {
  if (typeof cell === 'number') return Number.isFinite(cell) && Math.abs(cell) < 1e9 ? Math.round(cell * 100) : null
  const text = textOf(cell).replace(/\s|₽|\?$|руб(лей|ля|ль)?\.?|р\.?$|rub/gi, '')
  const [, minus, digits] = /^([-−–]?)([\d.,']+?)(?:[-–−])?$/.exec(text) ?? []
  if (digits === undefined) return null
  const sign = minus ? -1 : 1
  const [, whole, part = ''] = /^(\d[\d.,']*?)(?:[.,](\d{1,2}))?$/.exec(digits) ?? []
  if (whole === undefined) return null
  // What is left divides thousands: groups of three.
  if (!/^\d+$|^\d{1,3}([.,']\d{3})+$/.test(whole)) return null
  const number = whole.replace(/[.,']/g, '')
  return number.length > 9 ? null : sign * (Number(number) * 100 + Number(part.padEnd(2, '0')))
}

/** Minutes from midnight: «14:30», «14.30», «9-15», «2:05 PM», a part of a day, the clock of a date. Null: no time. */
export function timeIn(cell: Cell | undefined): number | null {
  if (cell instanceof Date) return clockOf(cell)
  if (typeof cell === 'number') {
    if (cell >= 0 && cell < 1) return Math.round(cell * DAY) % DAY
    return cell > 20_000 ? Math.round((cell % 1) * DAY) % DAY : hours(String(cell))
  }
  const text = textOf(cell).toLowerCase()
  const [, hour, minute, half] =
    /^(?:в |at )?(\d{1,2})[:.\-ч ]+(\d{2})(?::\d{2})?(?: ?([ap])\.?m\.?)?(?!\d)/.exec(text) ?? []
  if (hour === undefined) return hours(text)
  return clock(Number(hour), Number(minute), half)
}

/** The end of «14:30–15:30» in minutes from midnight; null where only one time stands. */
export function endIn(cell: Cell | undefined): number | null {
  const [, hour, minute] =
    /\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[-–—]|до|to)\s*(\d{1,2})[:.](\d{2})/.exec(textOf(cell)) ?? []
  return hour === undefined ? null : clock(Number(hour), Number(minute))
}

const clockOf = (date: Date) => Math.round((date.getTime() % 86_400_000) / 60_000) % DAY

/** «9», «9 ч», «9 am». */
function hours(text: string): number | null {
  const [, hour, half] = /^(\d{1,2})(?: ?(?:ч\.?|час(?:ов|а)?|h|([ap])\.?m\.?))?$/.exec(text) ?? []
  return hour === undefined ? null : clock(Number(hour), 0, half)
}

function clock(hour: number, minute: number, half?: string): number | null {
  const full = half === 'p' ? (hour % 12) + 12 : half === 'a' ? hour % 12 : hour
  return full < 24 && minute < 60 ? full * 60 + minute : null
}

/** How long something took, in seconds: «1 ч 30 мин», «90» (minutes), «1:30», «0:00:45», «45 сек». Null: no length. */
export function lengthIn(cell: Cell | undefined, bare: 'minutes' | 'seconds' = 'minutes'): number | null {
  const unit = bare === 'minutes' ? 60 : 1
  if (cell instanceof Date) return clockOf(cell) * 60
  if (typeof cell === 'number') return cell < 0 ? null : Math.round(cell > 0 && cell < 1 ? cell * 86_400 : cell * unit)
  const text = textOf(cell).toLowerCase().replace(',', '.')
  const [, first, second, third] = /^(\d{1,3}):(\d{2})(?::(\d{2}))?$/.exec(text) ?? []
  if (first !== undefined) return Number(first) * 3600 + Number(second) * 60 + Number(third ?? 0)
  if (/^\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * unit)
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(д|дн|d|ч|час|h|мин|м|min|m|сек|с|sec|s)[а-яa-z]*\.?/g)]
  if (parts.length === 0 || text.replace(/(\d+(?:\.\d+)?)\s*[а-яa-z]+\.?/g, '').trim() !== '') return null
  return Math.round(parts.reduce((sum, [, count, name]) => sum + Number(count) * SECONDS[name![0]!]!, 0))
}

const SECONDS: Record<string, number> = { д: 86_400, d: 86_400, ч: 3600, h: 3600, м: 60, m: 60, с: 1, s: 1 }
