import type { Kopecks } from '../catalog.ts'
import { type Cell, moneyIn, plainOf, textOf } from './cells.ts'
import type { Line } from './lines.ts'
import type { Plan } from './plan.ts'
import type { Fault, PastPart, Sight } from './reading.ts'

/** Services and money of a line. */
export type ReadParts = { parts: PastPart[]; discount: Kopecks; paid: Kopecks }

/** Reads services, their master and the money of a line; or why the money is none. */
export function partsOf({ cell }: Line, plan: Plan, sight: Sight): ReadParts | Pick<Fault, 'fault' | 'value'> {
  const amounts = { price: amountIn(cell('price')), discount: discountIn(cell('discount')), paid: paidIn(cell('paid')) }
  for (const field of ['price', 'discount', 'paid'] as const) {
    const value = textOf(cell(field)).slice(0, 60)
    if (Number.isNaN(amounts[field])) return { fault: 'bad_money', value }
    if (field !== 'discount' && (amounts[field] ?? 0) < 0) return { fault: 'negative', value }
  }
  const { price, discount: off, paid } = amounts
  const isPart = isShare(cell('discount'))
  const fixed = isPart ? 0 : Math.abs(off ?? 0)
  const full = price ?? (paid ?? 0) + fixed
  const discount = Math.min(full, isPart ? Math.round((full * (off ?? 0)) / 10_000) : fixed)
  const word = plainOf(textOf(cell('paid')))
  const inFull = YES.test(word) || (plan.columns.paid === null && plan.paidByPrice)
  const master = textOf(cell('master')).slice(0, LONGEST)
  const services = sight.servicesIn(servicesText(cell('service')))
  return { parts: divided(services, full, master), discount, paid: inFull ? full - discount : (paid ?? 0) }
}

const LONGEST = 200
const FREE = /^(бесплатно|подарок|free|gift|-|–|—)$/
const YES = /^(да|yes|\+|оплачено|оплачен|paid|true|✓)$/
const NO = /^(нет|no|не оплачено|не оплачен|unpaid|false)$/

/** Lines of one cell are services of one visit. */
const servicesText = (cell: Cell) =>
  textOf(typeof cell === 'string' ? cell.trim().replace(/\s*[\r\n]+\s*/g, ', ') : cell).slice(0, LONGEST)

/** A price over several services as they weigh; the first bears what is left. */
function divided(services: ReturnType<Sight['servicesIn']>, price: Kopecks, master: string): PastPart[] {
  const all = services.reduce((sum, { weight }) => sum + weight, 0)
  const parts = services.map(({ name, weight }) => ({
    service: name,
    master,
    price: Math.floor((price * weight) / all),
  }))
  parts[0]!.price += price - parts.reduce((sum, part) => sum + part.price, 0)
  return parts
}

/** «10%», or 0.1 in a cell that a spreadsheet shows as a percent. */
const isShare = (cell: Cell) => (typeof cell === 'number' ? cell > 0 && cell < 1 : /%\s*$/.test(textOf(cell)))

/** Kopecks; null: the cell is empty, NaN: it is no amount. */
function amountIn(cell: Cell): number | null {
  const text = textOf(cell)
  if (text === '') return null
  if (FREE.test(plainOf(text))) return 0
  return cell instanceof Date ? Number.NaN : (moneyIn(cell) ?? Number.NaN)
}

/** A word that says whether it was paid is no amount of its own. */
const paidIn = (cell: Cell) => {
  const plain = plainOf(textOf(cell))
  return YES.test(plain) || NO.test(plain) ? null : amountIn(cell)
}

/** Of a share: hundredths of a percent. */
function discountIn(cell: Cell): number | null {
  if (!isShare(cell)) return amountIn(cell)
  return typeof cell === 'number' ? Math.round(cell * 10_000) : (moneyIn(textOf(cell).replace('%', '')) ?? Number.NaN)
}
