import { describe, expect, test } from 'vitest'
import { assistantQuality } from './assistant.ts'
import { addMonths, cohortTable, lifetimeOf, monthsBetween } from './cohorts.ts'
import { funnelOf, lateCancelShare, noShowShare, occupancyOf, repeatShare } from './funnel.ts'
import { changeOf, precisionOf, shareOf } from './measure.ts'
import {
  averageCheck,
  clientCost,
  clientCostAfter,
  contribution,
  extraRevenue,
  lifetimeValue,
  orderCost,
  overDays,
  paybackMonths,
  revenueByFewerNoShows,
  savedHours,
} from './money.ts'
import { aroundMark, comparedWith, datesOf } from './period.ts'
import { alarmAfter, MOST, THRESHOLDS, thresholdsOf, UNITS, WATCHED, type Watched, wrongBounds } from './thresholds.ts'

const rub = (rubles: number) => rubles * 100
const percent = (share: { value: { share: number } | null }) =>
  share.value === null ? null : Math.round(share.value.share * 1000) / 10

describe('the examples of the seeds', () => {
  test('000: 30 000 ₽ bring 36 clients at 833 ₽; the kopecks that the seed rounds away are kept', () => {
    expect(clientCost(rub(30_000), 36)).toEqual({ value: 83_333 })
  })

  test('000: conversion +30% makes it 641 ₽, with 46.8 clients; whole people would cost 638 ₽ or 652 ₽', () => {
    expect(clientCostAfter(rub(30_000), 36, 0.3)).toEqual({ value: 64_103 })
    expect(clientCost(rub(30_000), 47)).toEqual({ value: 63_830 })
    expect(clientCost(rub(30_000), 46)).toEqual({ value: 65_217 })
  })

  test('000: 600 clicks, 180 leads (30%), 36 visits (20% of leads); 36 × 1800 ₽ = 64 800 ₽', () => {
    const funnel = funnelOf({ clicks: 600, leads: 180, booked: 36, visited: 36, paid: 36 })
    expect([percent(funnel.clickToLead), percent(funnel.leadToBooking), percent(funnel.leadToPayment)]).toEqual([
      30, 20, 20,
    ])
    expect(funnel.leadToBooking.value).toMatchObject({ hits: 36, all: 180 })
    expect(averageCheck(rub(64_800), 36)).toEqual({ value: rub(1800) })
    // What a screen says of it: «20%, скорее 15–26%».
    const { from, to } = funnel.leadToBooking.value!
    expect([Math.round(from * 100), Math.round(to * 100)]).toEqual([15, 26])
  })

  test('000: LTV is the check by visits a year by years', () => {
    expect(lifetimeValue({ value: rub(1800) }, 6, 2)).toEqual({ value: rub(21_600) })
    expect(lifetimeOf({ value: rub(1800) }, { clients: 40, visits: 240, years: 80 })).toEqual({ value: rub(21_600) })
  })

  test('001: 1200 − 300 − 400 leaves 500 ₽ of a visit; a discount comes off, and it may be a loss', () => {
    expect(contribution({ price: rub(1200), variableCost: rub(300), cac: rub(400) })).toBe(rub(500))
    expect(contribution({ price: rub(1200), discount: rub(120), variableCost: rub(300), cac: rub(400) })).toBe(rub(380))
    expect(contribution({ price: rub(1200), discount: rub(1200), variableCost: rub(300) })).toBe(-rub(300))
  })

  test('001: no-shows from 15% to 7% are 9.4% more revenue, which the seed gives as about 9%', () => {
    const gain = revenueByFewerNoShows(0.15, 0.07)
    expect(gain.value).toBeCloseTo(0.0941, 4)
    expect(Math.round(gain.value! * 100)).toBe(9)
  })

  test('003: 200 leads, 10 points more of them, 1500 ₽ each: 30 000 ₽ a month; «10%» are points, not a tenth of the share', () => {
    expect(extraRevenue(200, 10, { value: rub(1500) })).toEqual({ value: rub(30_000) })
  })

  test('003: the assistant pays back in 1–3 months', () => {
    expect(paybackMonths(rub(40_000), { value: rub(30_000) }, rub(5000))).toEqual({ value: 1.6 })
  })
})

describe('what is not known is said so', () => {
  test('nothing spent is no price of a client, and a price without clients is none either', () => {
    expect(clientCost(null, 12)).toEqual({ value: null, reason: 'no_spend' })
    expect(clientCost(0, 12)).toEqual({ value: null, reason: 'no_spend' })
    expect(clientCost(rub(100), 0)).toEqual({ value: null, reason: 'no_clients' })
    expect(clientCostAfter(rub(100), 0, 0.3)).toEqual({ value: null, reason: 'no_clients' })
    expect(clientCostAfter(rub(100), 5, -1)).toEqual({ value: null, reason: 'no_clients' })
    expect(orderCost(null, null, 3)).toEqual({ value: null, reason: 'no_spend' })
    expect(orderCost(rub(100), rub(50), 0)).toEqual({ value: null, reason: 'no_clients' })
    expect(orderCost(rub(100), null, 4)).toEqual({ value: rub(25) })
    expect(orderCost(0, 0, 0)).toEqual({ value: null, reason: 'no_data' })
  })

  test('no visits have no average check; money without visits contradicts', () => {
    expect(averageCheck(0, 0)).toEqual({ value: null, reason: 'no_data' })
    expect(averageCheck(rub(10), 0)).toEqual({ value: null, reason: 'contradiction' })
    expect(averageCheck(0, 3)).toEqual({ value: 0 })
    const none = averageCheck(0, 0)
    expect(lifetimeValue(none, 6, 2)).toEqual({ value: null, reason: 'no_data' })
    expect(lifetimeValue({ value: 5 }, null, 2)).toEqual({ value: null, reason: 'no_data' })
    expect(lifetimeValue({ value: 5 }, -1, 2)).toEqual({ value: null, reason: 'contradiction' })
    expect(lifetimeOf({ value: 5 }, { clients: 12, visits: 30, years: 12 })).toEqual({
      value: null,
      reason: 'too_few',
      missing: 18,
    })
    expect(extraRevenue(200, 10, none)).toEqual({ value: null, reason: 'no_data' })
    expect(paybackMonths(rub(1), none, 0)).toEqual({ value: null, reason: 'no_data' })
    expect(paybackMonths(rub(1), { value: rub(5) }, rub(5))).toEqual({ value: null, reason: 'never' })
    expect(savedHours(0, 4)).toEqual({ value: null, reason: 'no_data' })
    expect(savedHours(90, 4)).toEqual({ value: 6 })
  })

  test('a funnel in which more came than booked contradicts at that step only', () => {
    const funnel = funnelOf({ clicks: null, leads: 10, booked: 3, visited: 5, paid: 0 })
    expect(funnel.clickToLead).toEqual({ value: null, reason: 'no_data' })
    expect(percent(funnel.leadToBooking)).toBe(30)
    expect(funnel.bookingToVisit).toEqual({ value: null, reason: 'contradiction' })
    expect(percent(funnel.visitToPayment)).toBe(0)
    const empty = funnelOf({ clicks: 0, leads: 0, booked: 0, visited: 0, paid: 0 })
    expect([empty.clickToLead, empty.leadToBooking, empty.visitToPayment]).toEqual(
      Array.from({ length: 3 }, () => ({ value: null, reason: 'no_data' })),
    )
  })

  test('no-shows count among visits that were due, late cancels among all that were booked', () => {
    const counts = { came: 17, noShow: 3, cancelled: 5, cancelledLate: 2 }
    expect([percent(noShowShare(counts)), percent(lateCancelShare(counts))]).toEqual([15, 8])
    expect(noShowShare({ came: 0, noShow: 0, cancelled: 4, cancelledLate: 0 })).toMatchObject({ reason: 'no_data' })
    expect(lateCancelShare({ ...counts, cancelledLate: 6 })).toMatchObject({ reason: 'contradiction' })
    expect(revenueByFewerNoShows(1, 0.5)).toMatchObject({ reason: 'no_data' })
    expect(revenueByFewerNoShows(1.2, 0.5)).toMatchObject({ reason: 'contradiction' })
    expect(percent(repeatShare(40, 10))).toBe(25)
  })

  test('a master without hours has no occupancy; visits outside all hours contradict', () => {
    expect(occupancyOf(0, 0)).toMatchObject({ reason: 'no_data' })
    expect(occupancyOf(60, 0)).toMatchObject({ reason: 'contradiction' })
    expect(occupancyOf(300, 480)).toEqual({ value: 0.625 })
  })

  test('accuracy waits for 30 labels', () => {
    const counts = { dialogues: 50, handedOver: 15, withPerson: 18, read: 200, missed: 14, labelled: 12, right: 11 }
    const few = assistantQuality(counts)
    expect(few.accuracy).toEqual({ value: null, reason: 'too_few', missing: 18 })
    expect([percent(few.automatic), percent(few.handover), percent(few.fallback)]).toEqual([64, 30, 7])
    expect(percent(assistantQuality({ ...counts, labelled: 40, right: 36 }).accuracy)).toBe(90)
    expect(assistantQuality({ ...counts, labelled: 40, right: 41 }).accuracy).toMatchObject({ reason: 'contradiction' })
  })
})

describe('how sure a number is', () => {
  test.each([
    [0, 'counts'],
    [4, 'counts'],
    [5, 'of'],
    [29, 'of'],
    [30, 'interval'],
    [199, 'interval'],
    [200, 'plain'],
  ])('%i cases are shown as %s', (all, how) => expect(precisionOf(all)).toBe(how))

  test('a change is clear only where the intervals lie apart and both are of 30 and more', () => {
    expect(changeOf(shareOf(36, 180), shareOf(40, 180)).value).toMatchObject({ clear: false })
    expect(changeOf(shareOf(36, 180), shareOf(80, 180)).value).toMatchObject({ clear: true })
    expect(changeOf(shareOf(0, 20), shareOf(20, 20)).value).toMatchObject({ clear: false, points: 100 })
    expect(changeOf(shareOf(1, 0), shareOf(1, 2))).toMatchObject({ value: null })
    expect(changeOf(shareOf(1, 2), shareOf(3, 2))).toMatchObject({ reason: 'contradiction' })
  })
})

describe('a threshold', () => {
  const of = (kpi: Watched) => THRESHOLDS.find((one) => one.kpi === kpi)!

  test('fires past its bound and clears only past the slack', () => {
    let alarm = alarmAfter(of('fallback'), 0.12, 100, null)
    expect(alarm).toEqual({ side: 'high' })
    alarm = alarmAfter(of('fallback'), 0.09, 100, alarm)
    expect(alarm).toEqual({ side: 'high' })
    expect(alarmAfter(of('fallback'), 0.09, 100, null)).toBeNull()
    expect(alarmAfter(of('fallback'), 0.079, 100, alarm)).toBeNull()
  })

  test('both sides of handover warn, and one may turn into the other', () => {
    const handover = of('handover')
    expect(alarmAfter(handover, 0.1, 60, null)).toEqual({ side: 'low' })
    expect(alarmAfter(handover, 0.5, 60, { side: 'low' })).toEqual({ side: 'high' })
    expect(alarmAfter(handover, 0.22, 60, { side: 'low' })).toEqual({ side: 'low' })
    expect(alarmAfter(handover, 0.3, 60, { side: 'low' })).toBeNull()
  })

  test('too few cases, or no number, change nothing', () => {
    expect(alarmAfter(of('accuracy'), 0.2, 5, null)).toBeNull()
    expect(alarmAfter(of('accuracy'), null, 500, { side: 'low' })).toEqual({ side: 'low' })
  })

  test('own bounds stand over the shipped ones, and null takes one away', () => {
    expect(thresholdsOf({})).toEqual(THRESHOLDS)
    const own = thresholdsOf({ handover: { above: null }, noShow: { above: 0.08 } })
    expect(own.find(({ kpi }) => kpi === 'handover')).toMatchObject({ below: 0.2, slack: 0.03 })
    expect(own.find(({ kpi }) => kpi === 'handover')).not.toHaveProperty('above')
    expect(own.find(({ kpi }) => kpi === 'noShow')).toMatchObject({ above: 0.08 })
    expect([wrongBounds({ handover: { below: 0.4 } }), wrongBounds({ handover: { below: 0.39 } })]).toEqual([
      'handover',
      null,
    ])
  })

  test('whatever bounds an owner sets, an alarm can clear', () => {
    const shares = [0, 0.005, 0.01, 0.5, 0.99, 1]
    const pairs = [null, ...shares].flatMap((low) => [null, ...shares].map((high) => [low, high] as const))
    for (const kpi of WATCHED)
      for (const [low, high] of pairs) {
        const most = MOST[UNITS[kpi]]
        const targets = { [kpi]: { below: low && low * most, above: high && high * most } }
        if (wrongBounds(targets)) continue
        const threshold = thresholdsOf(targets).find((one) => one.kpi === kpi)!
        const numbers = Array.from({ length: 2001 }, (_, at) => (at / 2000) * (UNITS[kpi] === 'share' ? 1 : 2 * most))
        for (const side of ['low', 'high'] as const) {
          const clears = numbers.some((number) => alarmAfter(threshold, number, 1000, { side }) === null)
          expect([kpi, low, high, side, clears]).toEqual([kpi, low, high, side, true])
        }
      }
  })

  test('three leads that wait too long are an alarm, two are none', () => {
    expect(alarmAfter(of('waitingTooLong'), 2, 2, null)).toBeNull()
    expect(alarmAfter(of('waitingTooLong'), 3, 3, null)).toEqual({ side: 'high' })
    expect(alarmAfter(of('waitingTooLong'), 1, 1, { side: 'high' })).toEqual({ side: 'high' })
    expect(alarmAfter(of('waitingTooLong'), 0, 0, { side: 'high' })).toBeNull()
  })
})

describe('periods', () => {
  test('the same weekday goes back whole weeks', () => {
    const day = { from: '2026-11-23', to: '2026-11-23' }
    expect(comparedWith(day, 'weekday')).toEqual({ from: '2026-11-16', to: '2026-11-16' })
    expect(comparedWith(day, 'previous')).toEqual({ from: '2026-11-22', to: '2026-11-22' })
    expect(comparedWith({ from: '2026-11-01', to: '2026-11-30' }, 'previous')).toEqual({
      from: '2026-10-02',
      to: '2026-10-31',
    })
    expect(comparedWith({ from: '2026-11-01', to: '2026-11-30' }, 'weekday')).toEqual({
      from: '2026-09-27',
      to: '2026-10-26',
    })
    expect(comparedWith(day, 'none')).toBeNull()
  })

  test('30 days before a mark and 30 from it on', () => {
    const { before, after } = aroundMark('2026-11-01')
    expect([before, after]).toEqual([
      { from: '2026-10-02', to: '2026-10-31' },
      { from: '2026-11-01', to: '2026-11-30' },
    ])
    expect(datesOf(after)).toHaveLength(30)
  })

  test('a month’s money falls on its days in whole kopecks', () => {
    const days = overDays(rub(30_000), 31)
    expect(days.reduce((sum, one) => sum + one, 0)).toBe(rub(30_000))
    expect(new Set(days)).toEqual(new Set([96_775, 96_774]))
    expect(overDays(2, 3)).toEqual([1, 1, 0])
  })
})

describe('cohorts', () => {
  test('a month in which nobody came is 0, one that has not begun is not there, this one is still running', () => {
    const table = cohortTable(
      [
        { month: '2026-09', since: 0, clients: 10, visits: 10, revenue: rub(10_000) },
        { month: '2026-09', since: 2, clients: 4, visits: 5, revenue: rub(5000) },
        { month: '2026-11', since: 0, clients: 3, visits: 3, revenue: rub(3000) },
      ],
      '2026-11',
    )
    expect(table.map(({ month, clients }) => [month, clients])).toEqual([
      ['2026-09', 10],
      ['2026-11', 3],
    ])
    expect(table[0]!.cells.map(({ clients, perClient, running }) => [clients, perClient.value, running])).toEqual([
      [10, rub(1000), false],
      [0, rub(1000), false],
      [4, rub(1500), true],
    ])
    expect(table[1]!.cells).toHaveLength(1)
  })

  test('months are counted over years', () => {
    expect(addMonths('2026-11', 3)).toBe('2027-02')
    expect(addMonths('2026-01', -1)).toBe('2025-12')
    expect(monthsBetween('2025-12', '2027-02')).toBe(14)
  })
})
