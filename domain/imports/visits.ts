import type { Kopecks } from '../catalog.ts'
import { type Cell, endIn, lengthIn, plainOf, type Sheet, textOf, timeIn } from './cells.ts'
import type { Field } from './columns.ts'
import { type Moment, momentIn } from './days.ts'
import { type Line, linesOf } from './lines.ts'
import { partsOf, type ReadParts } from './parts.ts'
import { methodOf, type Plan, type Result, resultOf, sourceOf } from './plan.ts'
import type { Fault, PastPart, PastVisit, Reading, Sight } from './reading.ts'

const LONGEST = 200
const LONGEST_COMMENT = 1000

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
      const part = heardOf(partsOf(line, plan, sight), reading)
      if ('fault' in part) reading.faults.push({ line: line.line, ...part })
      else if (open) addParts(open, part, reading)
      else reading.faults.push({ line: line.line, fault: 'goes_on', value: '' })
      continue
    }
    open = visitOf(line, plan, sight, reading)
    if (open) reading.visits.push(open)
  }
  onePhoneOneName(reading)
  return reading
}

/** Notes which services and masters a line names. */
function heardOf<R extends ReturnType<typeof partsOf>>(read: R, { services, masters }: Reading): R {
  const hear = (names: Reading['services'], name: string) => {
    const known = names.get(plainOf(name))
    if (known) known.count++
    else names.set(plainOf(name), { name, count: 1 })
  }
  if ('parts' in read) {
    for (const { service } of read.parts) hear(services, service)
    hear(masters, read.parts[0]!.master)
  }
  return read
}

function addParts(open: PastVisit, { parts, discount, paid }: ReadParts, reading: Reading): void {
  open.parts.push(...parts)
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
  const read = heardOf(partsOf(line, plan, sight), reading)
  if ('fault' in read) return fail(read.fault, read.value)
  const { parts, discount, paid } = read
  const who = personOf(line, sight, reading)
  const says = parts.some(({ service, price }) => service !== '' || price > 0) || paid > 0 || who.phone || who.name
  if (!says) return fail('empty')
  const result = resultIn(line, plan, paid, reading)
  if (typeof result !== 'string') return fail(result.fault, text('status'))
  const left = parts.find((part) => leftOut(plan, part))
  if (left) return fail('left_out', left.service || left.master)
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
    parts,
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
