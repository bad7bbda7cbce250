import { describe, expect, test } from 'vitest'
import {
  askAgainAt,
  freshUntil,
  hushed,
  isQuiet,
  nightAfter,
  type ReminderKind,
  remindersOf,
  remindHours,
} from './reminders.ts'
import { seeded } from './seeded.ts'
import { at, catalogOf, service } from './slots.sample.ts'
import { instantOf, isoOf, localOf } from './time.ts'

const ZONES = ['Europe/Kaliningrad', 'Asia/Vladivostok', 'Europe/Berlin', 'Europe/Moscow', 'America/St_Johns']
const DEFAULT = [24, 2]

/** Reminders as the branch's clock shows them: «remind_24h 25 10:00»; skipped ones with the reason. */
const told = (zone: string, start: number, known: number, hours: readonly number[] = DEFAULT) =>
  remindersOf({ zone, start, hours }, known).map(
    ({ kind, due, reason }) =>
      `${kind.slice(7)} ${isoOf(zone, due).slice(8, 16).replace('T', ' ')}${reason ? ` ${reason}` : ''}`,
  )

describe.each(ZONES)('reminders at a branch in %s', (zone) => {
  const wall = (date: string, clock: string) =>
    instantOf(zone, date, Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)))
  const long = wall('2026-05-01', '12:00')

  test('a visit in the middle of the day is reminded of a day and two hours before', () => {
    expect(told(zone, wall('2026-05-20', '15:00'), long)).toEqual(['24h 19 15:00', '2h 20 13:00'])
  })

  test('at both edges of the night: 9:00 and 20:59 are day, 8:59 and 21:00 move to 20:30 before that night', () => {
    expect(told(zone, wall('2026-05-20', '11:00'), long)).toEqual(['24h 19 11:00', '2h 20 09:00'])
    expect(told(zone, wall('2026-05-20', '10:59'), long)).toEqual(['24h 19 10:59', '2h 19 20:30'])
    expect(told(zone, wall('2026-05-20', '22:59'), long)).toEqual(['24h 19 20:30', '2h 20 20:59'])
    expect(told(zone, wall('2026-05-20', '23:00'), long)).toEqual(['24h 19 20:30', '2h 20 20:30'])
    expect(told(zone, wall('2026-05-20', '09:00'), long)).toEqual(['24h 19 09:00', '2h 19 20:30'])
    expect(told(zone, wall('2026-05-20', '08:59'), long)).toEqual(['24h 18 20:30', '2h 19 20:30'])
    expect(['20:59', '21:00', '08:59', '09:00'].map((clock) => isQuiet(zone, wall('2026-05-20', clock)))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  test('a visit booked inside the window gets only what still makes sense', () => {
    const start = wall('2026-05-20', '15:00')
    expect(told(zone, start, wall('2026-05-19', '13:00'))).toEqual(['24h 19 15:00', '2h 20 13:00'])
    expect(told(zone, start, wall('2026-05-19', '13:01'))).toEqual(['2h 20 13:00'])
    expect(told(zone, start, wall('2026-05-20', '11:00'))).toEqual(['2h 20 13:00'])
    expect(told(zone, start, wall('2026-05-20', '11:01'))).toEqual([])
    expect(told(zone, start, wall('2026-05-20', '14:55'))).toEqual([])
  })

  test('what the night keeps from a visit booked late in the evening is skipped with the reason', () => {
    expect(told(zone, wall('2026-05-20', '09:30'), wall('2026-05-19', '18:30'))).toEqual(['2h 19 20:30'])
    expect(told(zone, wall('2026-05-20', '09:30'), wall('2026-05-19', '18:31'))).toEqual(['2h 19 20:30 quiet'])
    expect(told(zone, wall('2026-05-20', '09:30'), wall('2026-05-19', '23:00'))).toEqual(['2h 19 20:30 quiet'])
  })

  test('reminders that the night pushes together are one', () => {
    expect(told(zone, wall('2026-05-20', '09:00'), long, [12, 2])).toEqual(['12h 19 20:30 together', '2h 19 20:30'])
    expect(told(zone, wall('2026-05-20', '15:00'), long, [3, 2])).toEqual(['3h 20 12:00', '2h 20 13:00'])
  })

  test('generated: none by night, none after the visit, none before it was known, in order, once of a kind', () => {
    const random = seeded(17)
    for (let n = 0; n < 4000; n++) {
      // Over a year, so that both changes of clocks are in it.
      const start = wall('2026-01-02', '00:00') + Math.floor(random() * 525_600)
      const known = start - Math.floor(random() * 4 * 1440)
      const hours = [[24, 2], [48, 24, 3], [2], [12, 1], [72, 24, 6, 1], []][Math.floor(random() * 6)]!
      const reminders = remindersOf({ zone, start, hours }, known)
      const going = reminders.filter(({ reason }) => reason === null)
      for (const [index, { kind, due }] of going.entries()) {
        const count = Number(/\d+/.exec(kind)![0])
        const { minutes } = localOf(zone, due)
        expect(minutes >= 540 && minutes < 1260).toBe(true)
        expect(due).toBeGreaterThanOrEqual(known + 120)
        expect(due).toBeLessThanOrEqual(start - count * 60)
        // Earlier than asked for only where the night is to blame, and then never by more than that night.
        if (due !== start - count * 60) {
          expect(minutes).toBe(1230)
          expect(start - count * 60 - due).toBeLessThanOrEqual(12.5 * 60 + 60)
          expect(isQuiet(zone, start - count * 60)).toBe(true)
        }
        if (index > 0) expect(due - going[index - 1]!.due).toBeGreaterThanOrEqual(60)
      }
      expect(new Set(reminders.map(({ kind }) => kind)).size).toBe(reminders.length)
      const askedAt = going[0]?.due
      const again = askedAt === undefined ? null : askAgainAt({ zone, start, hours }, askedAt)
      if (again !== null) {
        expect(isQuiet(zone, again)).toBe(false)
        expect(again).toBeGreaterThanOrEqual(askedAt! + 120)
        expect(again).toBeLessThanOrEqual(start - 180)
        for (const { due } of going.slice(1)) expect(Math.abs(due - again)).toBeGreaterThanOrEqual(120)
      }
    }
  })

  test('who does not answer is asked again in four hours, else that evening, else in the morning, else not', () => {
    const again = (start: string, asked: string, hours: readonly number[] = DEFAULT) => {
      const minute = askAgainAt({ zone, start: wall('2026-05-20', start), hours }, wall('2026-05-19', asked))
      return minute && isoOf(zone, minute).slice(8, 16).replace('T', ' ')
    }
    expect(again('15:00', '15:00')).toBe('19 19:00')
    expect(again('17:30', '17:30')).toBe('19 20:30')
    expect(again('20:00', '20:00')).toBe('20 09:30')
    // The morning is too near to the visit, and to the other reminder.
    expect(again('12:00', '20:30')).toBeNull()
    expect(again('13:00', '20:30', [24])).toBe('20 09:30')
  })
})

test('where clocks change a day before is 24 hours before, and the night is that of the wall clock', () => {
  const berlin = 'Europe/Berlin'
  const long = at('2026-01-10T12:00+01:00')
  // On 29 March 2:00 becomes 3:00; on 25 October 3:00 becomes 2:00.
  expect(told(berlin, at('2026-03-29T15:00+02:00'), long)).toEqual(['24h 28 14:00', '2h 29 13:00'])
  expect(told(berlin, at('2026-03-29T10:30+02:00'), long)).toEqual(['24h 28 09:30', '2h 28 20:30'])
  expect(told(berlin, at('2026-03-29T09:30+02:00'), long)).toEqual(['24h 27 20:30', '2h 28 20:30'])
  expect(told(berlin, at('2026-10-25T15:00+01:00'), long)).toEqual(['24h 24 16:00', '2h 25 13:00'])
  expect(told(berlin, at('2026-10-25T20:30+01:00'), long)).toEqual(['24h 24 20:30', '2h 25 18:30'])
})

test('a late reminder helps for half of its hours, three at most, and never by night or after the visit', () => {
  const zone = 'Europe/Moscow'
  const start = at('2026-05-20T15:00+03:00')
  const why = (kind: ReminderKind, due: string, now: string, hours: readonly number[] = DEFAULT) =>
    hushed({ zone, start, hours }, { kind, due: at(`2026-05-${due}+03:00`), now: at(`2026-05-${now}+03:00`) })
  expect(why('remind_24h', '19T15:00', '19T15:00')).toBeNull()
  expect(why('remind_24h', '19T15:00', '19T17:59')).toBeNull()
  expect(why('remind_24h', '19T15:00', '19T18:00')).toBe('late')
  expect(why('remind_2h', '20T13:00', '20T13:59')).toBeNull()
  expect(why('remind_2h', '20T13:00', '20T14:00')).toBe('late')
  expect(why('remind_24h', '19T20:30', '19T21:00')).toBe('quiet')
  expect(why('remind_24h', '19T15:00', '23T15:00')).toBe('late')
  expect(why('remind_24h', '19T15:00', '19T15:00', [2])).toBe('rules')
  expect(why('remind_3h', '20T12:00', '20T13:10', [3, 2])).toBe('together')
  expect(why('remind_again', '19T19:00', '19T19:05')).toBeNull()
  expect(why('remind_again', '19T19:00', '19T19:05', [])).toBe('rules')
  expect(freshUntil('remind_again', 0)).toBe(120)
})

test('the next night begins at 21:00 of the branch', () => {
  expect(nightAfter('Europe/Moscow', at('2026-05-20T20:59+03:00'))).toBe(at('2026-05-20T21:00+03:00'))
  expect(nightAfter('Europe/Moscow', at('2026-05-20T21:00+03:00'))).toBe(at('2026-05-21T21:00+03:00'))
})

test('the first service of a visit decides, else the business', () => {
  const catalog = catalogOf({ services: [service(1, [1]), service(2, [1], { rules: { remindHours: [3] } })] })
  expect([1, 2, undefined].map((id) => remindHours(catalog, id))).toEqual([[24, 2], [3], [24, 2]])
})
