import { expect, test } from 'vitest'
import { answersOf } from '../kpi/speed.ts'
import { baselineOf, type PastFacts } from './baseline.ts'

const rub = (rubles: number) => rubles * 100

/** Ninety days of a salon: 850 came, 150 did not, the check is 1,200 ₽. */
const FACTS: PastFacts = {
  period: { from: '2026-08-01', to: '2026-10-29' },
  visits: 1060,
  came: 850,
  noShow: 150,
  cancelled: 60,
  paidVisits: 800,
  revenue: rub(960_000),
  discounts: 0,
  discounted: 0,
  unpaid: 50,
  unpaidAmount: rub(45_000),
  named: 1060,
  clients: 400,
  settled: 200,
  returned: 80,
  statesTold: true,
  sourced: 900,
  booked: 100,
  bookedByNight: 25,
  answers: null,
  sources: [],
}

test('the numbers follow the one formula of each', () => {
  const { days, averageCheck, monthly, noShow, repeat, response } = baselineOf(FACTS)
  expect([days, averageCheck, monthly]).toEqual([90, { value: rub(1200) }, { value: rub(320_000) }])
  expect(noShow.value).toMatchObject({ hits: 150, all: 1000 })
  expect(repeat.value).toMatchObject({ hits: 80, all: 200 })
  expect(response).toBeNull()
})

test('money goes where it goes: each loss by its cases and the check, the largest first', () => {
  const { leaks } = baselineOf(FACTS)
  expect(leaks.map(({ kind, cases, amount }) => [kind, cases, amount.value])).toEqual([
    ['no_show', 150, rub(180_000)],
    ['not_back', 120, rub(144_000)],
    ['cancelled', 60, rub(72_000)],
    ['unpaid', 50, rub(45_000)],
  ])
})

test('what to hand over first is what brings most a month, by the seed’s own arithmetic', () => {
  const { steps } = baselineOf(FACTS)
  expect(
    steps.map(({ kind, monthly }) => [kind, monthly.value === null ? null : Math.round(monthly.value / 100)]),
  ).toEqual([
    // 15% → 7% of no-shows is +9.4% (seed 001) of 320,000 ₽.
    ['reminders', 30_118],
    // 45,000 ₽ in 90 days.
    ['payments', 15_000],
    // A third of 60 × 1,200 ₽ in 90 days.
    ['waitlist', 8000],
    // A tenth of 120 × 1,200 ₽ in 90 days.
    ['win_back', 4800],
    ['night', null],
  ])
})

test('what can’t be known says so: no states, too few, no time, no money', () => {
  expect(baselineOf({ ...FACTS, statesTold: false }).noShow).toEqual({ value: null, reason: 'no_data' })
  expect(baselineOf({ ...FACTS, came: 20, noShow: 2 }).noShow).toEqual({ value: null, reason: 'too_few', missing: 8 })
  expect(baselineOf({ ...FACTS, settled: 0, returned: 0 }).repeat).toEqual({ value: null, reason: 'no_data' })
  const week = baselineOf({ ...FACTS, period: { from: '2026-10-01', to: '2026-10-07' } })
  expect(week.monthly).toEqual({ value: null, reason: 'too_few', missing: 7 })
  expect(week.steps.every(({ monthly }) => monthly.value === null)).toBe(true)
  const nothing: PastFacts = {
    ...FACTS,
    period: null,
    visits: 0,
    came: 0,
    noShow: 0,
    cancelled: 0,
    paidVisits: 0,
    revenue: 0,
    unpaid: 0,
    unpaidAmount: 0,
    settled: 0,
    returned: 0,
    sourced: 0,
    booked: 0,
    bookedByNight: 0,
  }
  expect(baselineOf(nothing)).toMatchObject({ days: 0, averageCheck: { value: null }, leaks: [], steps: [] })
  const unpaid = baselineOf({ ...FACTS, paidVisits: 0, revenue: 0 })
  expect(unpaid.leaks[0]).toMatchObject({ kind: 'unpaid', amount: { value: rub(45_000) } })
})

test('slow replies and unknown sources are told without a sum that nobody can know', () => {
  const { steps, response } = baselineOf({
    ...FACTS,
    noShow: 10,
    sourced: 100,
    answers: answersOf(Array.from({ length: 40 }, (_, i) => (i < 10 ? 30 : 600))),
  })
  expect(response?.within60.value).toMatchObject({ hits: 10, all: 40 })
  expect(steps.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['replies', 'ask_source']))
  expect(steps.map(({ kind }) => kind)).not.toContain('reminders')
})
