import { expect, test } from 'vitest'
import { instantOf } from './time.ts'
import { afterNight, boundsOf, fitsWish, placesFor, type WaitWish, waitable } from './waitlist.ts'

const ZONES = ['Europe/Kaliningrad', 'Asia/Vladivostok', 'Europe/Berlin']
const EVENINGS: WaitWish = { days: { from: '2027-03-27', to: '2027-03-29' }, hours: { from: 17 * 60, to: 21 * 60 } }

test.each(ZONES)('at a branch in %s a start fits by its wall clock, over a change of the clocks too', (zone) => {
  const fits = (date: string, clock: number, wish = EVENINGS) => fitsWish(zone, wish, instantOf(zone, date, clock * 60))
  expect(['2027-03-26', '2027-03-27', '2027-03-28', '2027-03-29', '2027-03-30'].map((date) => fits(date, 18))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ])
  expect([16.75, 17, 20.75, 21].map((clock) => fits('2027-03-28', clock))).toEqual([false, true, true, false])
  const exact = { ...EVENINGS, hours: { from: 18 * 60, to: 18 * 60 } }
  expect([17.75, 18, 18.25].map((clock) => fits('2027-03-28', clock, exact))).toEqual([false, true, false])
  const { from, to } = boundsOf(zone, EVENINGS)
  expect([from, to]).toEqual([instantOf(zone, '2027-03-27', 17 * 60), instantOf(zone, '2027-03-29', 21 * 60)])
  const whole = boundsOf(zone, { ...EVENINGS, hours: null })
  expect(whole).toEqual({ from: instantOf(zone, '2027-03-27', 0), to: instantOf(zone, '2027-03-30', 0) })
})

test('the nearest to what became free is offered, never what was seen, is too soon or does not fit', () => {
  const zone = 'Europe/Moscow'
  const at = (clock: number, date = '2027-03-27') => instantOf(zone, date, clock * 60)
  const starts = [at(16), at(17), at(18), at(18.5), at(19), at(20)]
  const search = { zone, wish: EVENINGS, passed: [at(18.5)], near: at(18.75), now: at(9) }
  expect(placesFor(starts, search)).toEqual([at(19), at(18), at(20), at(17)])
  expect(placesFor(starts, { ...search, near: null })).toEqual([at(17), at(18), at(19), at(20)])
  expect(placesFor(starts, { ...search, near: null, now: at(17.6) })).toEqual([at(19), at(20)])
})

test.each(ZONES)('by night in %s nobody is asked before nine', (zone) => {
  const at = (date: string, clock: number) => instantOf(zone, date, clock * 60)
  expect(afterNight(zone, at('2027-03-27', 20.9))).toBe(at('2027-03-27', 20.9))
  expect(afterNight(zone, at('2027-03-27', 21))).toBe(at('2027-03-28', 9))
  expect(afterNight(zone, at('2027-03-28', 3.5))).toBe(at('2027-03-28', 9))
  expect(afterNight(zone, at('2027-03-28', 9))).toBe(at('2027-03-28', 9))
})

test('days that are over are cut off; where none is left nobody waits, and nobody waits for ever', () => {
  expect(waitable(EVENINGS, '2027-03-28')?.days).toEqual({ from: '2027-03-28', to: '2027-03-29' })
  expect(waitable(EVENINGS, '2027-03-30')).toBeNull()
  const year = { days: { from: '2027-01-01', to: '2027-12-31' }, hours: null }
  expect(waitable(year, '2027-02-01')?.days).toEqual({ from: '2027-02-01', to: '2027-04-02' })
})
