import { expect, test } from 'vitest'
import { heightOf, laned, minuteAt, nearestTo, scaleOf, startAt, topOf } from './geometry.ts'

test('the shortest visit of the day decides how high a minute is, within what stays readable', () => {
  expect(scaleOf([{ from: 615, to: 1190 }], [30, 60])).toEqual({ from: 600, to: 1200, perMinute: 46 / 30 })
  expect(scaleOf([{ from: 600, to: 1200 }], [90]).perMinute).toBe(1.2)
  expect(scaleOf([{ from: 600, to: 1200 }], [3]).perMinute).toBe(3)
  expect(scaleOf([], [])).toEqual({ from: 540, to: 1260, perMinute: 1.2 })
})

test('a minute and its height are each other’s way back', () => {
  const scale = scaleOf([{ from: 600, to: 1200 }], [30])
  expect(minuteAt(scale, topOf(scale, 777))).toBeCloseTo(777)
  expect(topOf(scale, scale.to)).toBe(heightOf(scale))
})

test('only those who overlap share the width', () => {
  const at = (from: number, to: number) => ({ item: `${from}`, from, to })
  const found = laned([at(600, 660), at(630, 700), at(690, 720), at(720, 750)])
  expect(found.map(({ item, lane, lanes }) => [item, lane, lanes])).toEqual([
    ['600', 0, 2],
    ['630', 1, 2],
    ['690', 0, 2],
    ['720', 0, 1],
  ])
})

test('a tap in a free place means the step that was tapped', () => {
  expect([600, 629, 630, 700, 10].map((minute) => startAt([600, 630, 660], minute))).toEqual([600, 600, 630, 660, 600])
  expect(nearestTo([600, 630, 720], 671)).toBe(630)
  expect(nearestTo([], 671)).toBeUndefined()
})
