import type { Kopecks } from '../catalog.ts'
import type { Calendar, Moment } from './days.ts'
import type { Noise } from './lines.ts'
import type { Method, Result } from './plan.ts'

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
export type Sight = Calendar & {
  nowMinutes: number
  phoneOf: (text: string) => string | null
  /** The services that a cell names, each with what it weighs in the price: several where all of them are known. */
  servicesIn: (text: string) => { name: string; weight: number }[]
}
