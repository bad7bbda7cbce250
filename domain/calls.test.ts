import { expect, test } from 'vitest'
import { type Colleague, isMoreUrgent, isOnDuty, nextToCall, promiseAt } from './calls.ts'
import { DEFAULT_SETTINGS } from './catalog.ts'
import { at, branch, catalogOf, everyDay } from './slots.sample.ts'

const person = (role: Colleague['role'], more: Partial<Colleague> = {}): Colleague => ({
  role,
  onDuty: true,
  called: false,
  ...more,
})
const called = { called: true }
const away = { onDuty: false }
const roles = (staff: Colleague[], first = false) => nextToCall(staff, first).map((one) => one.role)

test('first those on duty whose work it is are called, all at once; without any the owner', () => {
  expect(roles([person('owner'), person('manager'), person('admin'), person('master')], true)).toEqual([
    'manager',
    'admin',
  ])
  expect(roles([person('owner'), person('manager', away), person('master')], true)).toEqual(['owner'])
  expect(roles([person('owner', away), person('master')], true)).toEqual(['owner'])
  expect(roles([person('master'), person('manager', away)], true)).toEqual(['master'])
})

test('then the others on duty, then the owner, whether on duty or not, and then nobody', () => {
  expect(roles([person('owner'), person('manager', called), person('master')])).toEqual(['master'])
  expect(roles([person('owner'), person('manager', called), person('manager'), person('master', called)])).toEqual([
    'manager',
  ])
  expect(roles([person('owner', away), person('manager', called), person('master', away)])).toEqual(['owner'])
  expect(roles([person('owner', called), person('manager', called)])).toEqual([])
  expect(roles([])).toEqual([])
})

test('who is responsible for the channel is called alone and first, while they are on duty', () => {
  const own = person('manager', { responsible: true })
  expect(nextToCall([person('owner'), person('admin'), own], true)).toEqual([own])
  expect(roles([person('owner'), person('admin'), { ...own, onDuty: false }], true)).toEqual(['admin'])
  expect(roles([person('owner'), person('admin'), { ...own, called: true }])).toEqual(['admin'])
})

test('duty is a switch, and the weekly hours of the business’s own clock; a night belongs to the evening before', () => {
  const moscow = (day: number, clock: string) => at(`2027-03-0${day}T${clock}+03:00`)
  const week = [[{ from: 540, to: 1080 }], [], [], [], [], [{ from: 1320, to: 1560 }], []]
  const on = (minute: number, onDuty = true) => isOnDuty({ onDuty, dutyHours: week }, 'Europe/Moscow', minute)
  expect([on(moscow(1, '09:00')), on(moscow(1, '18:00')), on(moscow(2, '12:00'))]).toEqual([true, false, false])
  expect([on(moscow(6, '23:30')), on(moscow(7, '01:59')), on(moscow(7, '02:00'))]).toEqual([true, true, false])
  expect(on(moscow(1, '12:00'), false)).toBe(false)
  expect(isOnDuty({ onDuty: true, dutyHours: null }, 'Europe/Moscow', moscow(2, '03:00'))).toBe(true)
})

// Monday, 1 March 2027; the branch is open 9–18 in Moscow unless said otherwise.
const promise = (clock: string, location = branch()) => promiseAt(catalogOf({}), location, at(`${clock}+03:00`))
const opens = (clock: string) => ({ kind: 'opens', at: at(`${clock}+03:00`) })

test('while the branch is open the usual minutes are promised, else the moment at which it opens', () => {
  const soon = { kind: 'soon', minutes: DEFAULT_SETTINGS.callMinutes }
  expect(promise('2027-03-01T09:00')).toEqual(soon)
  expect(promise('2027-03-01T17:55')).toEqual(soon)
  expect(promise('2027-03-01T08:59')).toEqual(opens('2027-03-01T09:00'))
  expect(promise('2027-03-01T18:00')).toEqual(opens('2027-03-02T09:00'))
  expect(promise('2027-03-01T23:59')).toEqual(opens('2027-03-02T09:00'))
})

test('minutes that the branch has no more before it closes are not promised', () => {
  expect(promise('2027-03-01T17:56')).toEqual(opens('2027-03-02T09:00'))
})

test('a lunch break, a day off and a holiday are told as they are', () => {
  expect(promise('2027-03-01T13:10', branch({ hours: everyDay([9, 13], [14, 18]) }))).toEqual(opens('2027-03-01T14:00'))
  const weekdays = branch({ hours: everyDay([9, 18]).map((spans, day) => (day < 5 ? spans : [])) })
  expect(promise('2027-03-05T19:00', weekdays)).toEqual(opens('2027-03-08T09:00'))
  const holiday = { ...weekdays, exceptions: [{ date: '2027-03-08', hours: [] }] }
  expect(promise('2027-03-05T19:00', holiday)).toEqual(opens('2027-03-09T09:00'))
  const shortDay = branch({ exceptions: [{ date: '2027-03-01', hours: [{ from: 600, to: 660 }] }] })
  expect(promise('2027-03-01T11:30', shortDay)).toEqual(opens('2027-03-02T09:00'))
})

test('round the clock, past midnight, in its own zone', () => {
  expect(promise('2027-03-01T03:00', branch({ hours: everyDay([0, 24]) }))).toMatchObject({ kind: 'soon' })
  expect(promise('2027-03-01T01:00', branch({ hours: everyDay([20, 26]) }))).toMatchObject({ kind: 'soon' })
  expect(promise('2027-03-01T06:00', branch({ timezone: 'Asia/Novosibirsk' }))).toMatchObject({ kind: 'soon' })
})

test('a branch that told no hours counts as open; one that opens nobody knows when promises no time', () => {
  expect(promise('2027-03-01T03:00', branch({ hours: everyDay() }))).toMatchObject({ kind: 'soon' })
  const renovation = branch({ hours: everyDay(), exceptions: [{ date: '2027-01-01', hours: [] }] })
  expect(promise('2027-03-01T12:00', renovation)).toEqual({ kind: 'sometime' })
  expect(promiseAt(catalogOf({ locations: [] }), undefined, at('2027-03-01T12:00+03:00'))).toEqual({ kind: 'sometime' })
  const never = catalogOf({ settings: { ...DEFAULT_SETTINGS, callMinutes: 0 } })
  expect(promiseAt(never, branch(), at('2027-03-01T12:00+03:00'))).toEqual({ kind: 'sometime' })
})

test('a red flag goes before a complaint, and both before all the rest', () => {
  expect(isMoreUrgent('red-flag', 'complaint')).toBe(true)
  expect(isMoreUrgent('complaint', 'asked')).toBe(true)
  expect(isMoreUrgent('complaint', null)).toBe(true)
  for (const [one, other] of [
    ['complaint', 'red-flag'],
    ['asked', 'complaint'],
    ['vip', 'asked'],
    ['red-flag', 'red-flag'],
  ] as const)
    expect(isMoreUrgent(one, other)).toBe(false)
})
