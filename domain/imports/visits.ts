import type { Kopecks } from '../catalog.ts'
import { type Cell, endIn, lengthIn, moneyIn, plainOf, type Sheet, textOf, timeIn } from './cells.ts'
import type { Field } from './columns.ts'
import { type Calendar, type Moment, momentIn } from './days.ts'
import { type Line, linesOf, type Noise } from './lines.ts'
import { type Method, methodOf, type Plan, type Result, resultOf, sourceOf } from './plan.ts'

/** Why a line was not taken. */
export const FAULTS = [
  'no_date',
  'bad_date',
  'bad_time',
  'ahead',
  'bad_money',
  'negative',
  'empty',
  'status_unknown',
  'no_result',
  'left_out',
  'goes_on',
  'repeated',
] as const
export type Fault = { line: number; fault: (typeof FAULTS)[number]; value: string }

/** What was doubtful about a line that was taken all the same. */
export const DOUBTS = ['bad_phone', 'no_time', 'no_client', 'other_name', 'bad_created', 'bad_reply'] as const
export type Doubt = { line: number; doubt: (typeof DOUBTS)[number]; value: string }

export type PastPart = { service: string; master: string; price: Kopecks }

/** A visit of the past as the table tells it. Times by the branch's clock. */
export type PastVisit = {
  line: number
  date: string
  /** Minutes from midnight; null: the table has only the day. */
  minutes: number | null
  /** Minutes that it took; null: not told. */
  length: number | null
  phone: string | null
  /** Null where there is neither a phone nor a name that tells one person from another. */
  name: string | null
  parts: PastPart[]
  discount: Kopecks
  paid: Kopecks
  method: Method
  result: Exclude<Result, 'unknown'>
  source: string | null
  /** When it was booked. */
  created: Moment | null
  /** Seconds from the contact to the first reply. */
  replied: number | null
  receipt: string
  comment: string | null
}

export type Reading = {
  visits: PastVisit[]
  faults: Fault[]
  doubts: Doubt[]
  noise: Noise
  /** Lines that went on with the visit of the line before. */
  more: number
  /** Words of the column of states, and how often they stand there. */
  words: Map<string, { word: string; count: number }>
  services: Map<string, { name: string; count: number }>
  masters: Map<string, { name: string; count: number }>
}

/** What the reading goes by. `phoneOf`: a phone in one form, null when there is none. */
export type Sight = Calendar & { nowMinutes: number; phoneOf: (text: string) => string | null }

const LONGEST = 200
const LONGEST_COMMENT = 1000
const FREE = /^(бесплатно|подарок|free|gift|-|–|—)$/
const YES = /^(да|yes|\+|оплачено|оплачен|paid|true|✓)$/
const NO = /^(нет|no|не оплачено|не оплачен|unpaid|false)$/

/** Reads a sheet by a plan: every line is a visit, a part of one, noise, or has its fault told. */
export function readVisits(rows: Sheet['rows'], plan: Plan, sight: Sight): Reading {
  const { lines, noise } = linesOf(rows, plan, sight)
  const reading: Reading = {
    visits: [],
    faults: [],
    doubts: [],
    noise,
    more: 0,
    words: new Map(),
    services: new Map(),
    masters: new Map(),
  }
  let open: PastVisit | null = null
  for (const line of lines) {
    if (line.goesOn) {
      const part = partOf(line, plan, sight, reading)
      if (part && open) addPart(open, part, reading)
      else if (part) reading.faults.push({ line: line.line, fault: 'goes_on', value: '' })
      continue
    }
    open = visitOf(line, plan, sight, reading)
    if (open) reading.visits.push(open)
  }
  onePhoneOneName(reading)
  return reading
}

function addPart(open: PastVisit, { part, discount, paid }: ReadPart, reading: Reading): void {
  open.parts.push(part)
  open.discount += discount
  if (open.result === 'came') open.paid += paid
  reading.more++
}

/** One phone is one person: the first name that it stands with. */
function onePhoneOneName(reading: Reading): void {
  const names = new Map<string, string | null>()
  for (const visit of reading.visits) {
    if (visit.phone === null) continue
    const first = names.get(visit.phone)
    if (!first) names.set(visit.phone, visit.name)
    else if (visit.name !== null && plainOf(visit.name) !== plainOf(first))
      reading.doubts.push({ line: visit.line, doubt: 'other_name', value: `${visit.name} → ${first}` })
    visit.name = names.get(visit.phone)!
  }
}

function visitOf(line: Line, plan: Plan, sight: Sight, reading: Reading): PastVisit | null {
  const fail = (fault: Fault['fault'], value: Cell | string = ''): null => {
    reading.faults.push({ line: line.line, fault, value: textOf(value).slice(0, 60) })
    return null
  }
  const { cell } = line
  const text = (field: Field) => textOf(cell(field)).slice(0, LONGEST)
  if (text('date') === '') return fail('no_date')
  const moment = momentIn(cell('date'), sight)
  if (!moment) return fail('bad_date', cell('date'))
  const minutes = text('time') === '' ? moment.minutes : timeIn(cell('time'))
  if (minutes === null && text('time') !== '') return fail('bad_time', cell('time'))
  if (moment.date > sight.today || (moment.date === sight.today && (minutes ?? 0) > sight.nowMinutes))
    return fail('ahead', cell('date'))
  const read = partOf(line, plan, sight, reading)
  if (!read) return null
  const { part, discount, paid } = read
  const who = personOf(line, sight, reading)
  if (part.service === '' && part.price === 0 && paid === 0 && who.phone === null && who.name === null)
    return fail('empty')
  const result = resultIn(line, plan, paid, reading)
  if (typeof result !== 'string') return fail(result.fault, text('status'))
  if (leftOut(plan, part)) return fail('left_out', part.service || part.master)
  if (minutes === null) reading.doubts.push({ line: line.line, doubt: 'no_time', value: '' })
  const end = plan.columns.time === null ? endIn(cell('date')) : endIn(cell('time'))
  const seconds = lengthIn(cell('length'))
  const length =
    seconds !== null && seconds >= 60
      ? Math.round(seconds / 60)
      : end !== null && minutes !== null && end > minutes
        ? end - minutes
        : null
  return {
    line: line.line,
    date: moment.date,
    minutes,
    length: length !== null && length <= 1440 ? length : null,
    ...who,
    parts: [part],
    discount,
    paid: result === 'came' ? paid : 0,
    method: methodOf(text('method')),
    result,
    source: sourceOf(text('source')),
    ...contactOf(line, sight, reading),
    receipt: text('receipt'),
    comment: textOf(cell('comment')).slice(0, LONGEST_COMMENT) || null,
  }
}

const leftOut = (plan: Plan, { service, master }: PastPart) =>
  plan.services[plainOf(service)] === 'skip' || plan.masters[plainOf(master)] === 'skip'

type ReadPart = { part: PastPart; discount: Kopecks; paid: Kopecks }

/** Service, master and money of a line; null: the money is none. */
function partOf(line: Line, plan: Plan, _sight: Sight, reading: Reading): ReadPart | null {
  const { cell } = line
  const service = textOf(cell('service')).slice(0, LONGEST)
  const master = textOf(cell('master')).slice(0, LONGEST)
  for (const [known, name] of [
    [reading.services, service],
    [reading.masters, master],
  ] as const) {
    const key = plainOf(name)
    const entry = known.get(key)
    if (entry) entry.count++
    else known.set(key, { name, count: 1 })
  }
  const bad = (['price', 'discount', 'paid'] as const).find((field) => Number.isNaN(amountIn(cell(field), field)))
  if (bad) {
    reading.faults.push({ line: line.line, fault: 'bad_money', value: textOf(cell(bad)).slice(0, 60) })
    return null
  }
  const [price, off, paid] = [
    amountIn(cell('price'), 'price'),
    amountIn(cell('discount'), 'discount'),
    amountIn(cell('paid'), 'paid'),
  ]
  if ((price ?? 0) < 0 || (paid ?? 0) < 0) {
    reading.faults.push({
      line: line.line,
      fault: 'negative',
      value: textOf(cell((price ?? 0) < 0 ? 'price' : 'paid')),
    })
    return null
  }
  const fixed = off === null || isShare(cell('discount')) ? 0 : Math.abs(off)
  const full = price ?? (paid ?? 0) + fixed
  const discount = Math.min(full, isShare(cell('discount')) ? Math.round((full * (off ?? 0)) / 10_000) : fixed)
  const word = plainOf(textOf(cell('paid')))
  const got = YES.test(word)
    ? full - discount
    : NO.test(word)
      ? 0
      : plan.columns.paid === null && plan.paidByPrice
        ? full - discount
        : (paid ?? 0)
  return { part: { service, master, price: full }, discount, paid: got }
}

/** «10%», or 0.1 in a cell that a spreadsheet shows as a percent. */
const isShare = (cell: Cell) => (typeof cell === 'number' ? cell > 0 && cell < 1 : /%\s*$/.test(textOf(cell)))

/** Kopecks (of a share: hundredths of a percent); null: the cell is empty, NaN: it is no amount. */
function amountIn(cell: Cell, field: 'price' | 'discount' | 'paid'): number | null {
  const text = textOf(cell)
  const plain = plainOf(text)
  if (text === '' || (field === 'paid' && (YES.test(plain) || NO.test(plain)))) return null
  if (FREE.test(plain)) return 0
  if (field === 'discount' && isShare(cell))
    return typeof cell === 'number' ? Math.round(cell * 10_000) : (moneyIn(text.replace('%', '')) ?? Number.NaN)
  return cell instanceof Date ? Number.NaN : (moneyIn(cell) ?? Number.NaN)
}

function personOf(line: Line, sight: Sight, reading: Reading): { phone: string | null; name: string | null } {
  const { cell } = line
  const written = textOf(cell('phone'))
  const surname = textOf(cell('surname'))
  const given = [textOf(cell('client')), surname].filter(Boolean).join(' ').slice(0, LONGEST)
  // «Анна +7 900 …» in one cell.
  const inName = written === '' && /\d{5}/.test(given.replace(/[\s()-]/g, '')) ? sight.phoneOf(given) : null
  const phone = written === '' ? inName : sight.phoneOf(written)
  if (written !== '' && phone === null)
    reading.doubts.push({ line: line.line, doubt: 'bad_phone', value: written.slice(0, 40) })
  const name = (inName ? given.replace(/[+\d()\-\s.,;]{7,}/g, ' ').trim() : given) || null
  if (phone !== null) return { phone, name }
  // A first name alone is many people.
  const sure = name !== null && plainOf(name).split(' ').length > 1 && !/\d/.test(name)
  if (!sure) reading.doubts.push({ line: line.line, doubt: 'no_client', value: '' })
  return { phone: null, name: sure ? name : null }
}

function resultIn(
  line: Line,
  plan: Plan,
  paid: Kopecks,
  reading: Reading,
): Exclude<Result, 'unknown'> | { fault: Fault['fault'] } {
  if (plan.columns.status === null) return 'came'
  const word = textOf(line.cell('status')).slice(0, LONGEST)
  const key = plainOf(word)
  const entry = reading.words.get(key)
  if (entry) entry.count++
  else reading.words.set(key, { word, count: 1 })
  const result = plan.statuses[key] ?? resultOf(word)
  if (result === 'skip') return { fault: 'left_out' }
  if (result === null) return { fault: 'status_unknown' }
  if (result !== 'unknown') return result
  return paid > 0 && plan.columns.paid !== null ? 'came' : { fault: 'no_result' }
}

/** When the visit was booked, and how long the contact waited for a first reply. */
function contactOf(line: Line, sight: Sight, reading: Reading): { created: Moment | null; replied: number | null } {
  const { cell } = line
  const doubt = (what: 'bad_created' | 'bad_reply', value: Cell) => {
    reading.doubts.push({ line: line.line, doubt: what, value: textOf(value).slice(0, 40) })
    return null
  }
  const created = textOf(cell('created')) === '' ? null : momentIn(cell('created'), sight)
  if (textOf(cell('created')) !== '' && !created) doubt('bad_created', cell('created'))
  const reply = cell('replied')
  if (textOf(reply) === '') return { created, replied: null }
  const at = momentIn(reply, sight)
  if (at && created && at.minutes !== null && created.minutes !== null) {
    const minutes = (Date.parse(at.date) - Date.parse(created.date)) / 60_000 + at.minutes - created.minutes
    return { created, replied: minutes < 0 ? doubt('bad_reply', reply) : minutes * 60 }
  }
  const seconds = lengthIn(reply)
  return { created, replied: seconds === null || seconds < 0 ? doubt('bad_reply', reply) : seconds }
}
