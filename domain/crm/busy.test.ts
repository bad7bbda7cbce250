import { expect, test } from 'vitest'
import { at } from '../slots.sample.ts'
import { type EventThere, takenByBooking, takenByEvent } from './busy.ts'

const seconds = (iso: string) => String(Date.parse(iso) / 1000)
const entry = (from: string, to: string, more: Partial<EventThere> = {}): EventThere => ({
  ID: '7',
  DATE_FROM_TS_UTC: seconds(from),
  DATE_TO_TS_UTC: seconds(to),
  DT_SKIP_TIME: 'N',
  ACCESSIBILITY: 'busy',
  ...more,
})
const MOSCOW = 'Europe/Moscow'

test('an hour of a calendar is that hour, whatever zone its owner has written it in', () => {
  expect(takenByEvent(entry('2027-03-01T10:00:00+03:00', '2027-03-01T11:00:00+03:00'), 'Asia/Tomsk')).toEqual({
    remoteId: 7,
    from: at('2027-03-01T10:00+03:00'),
    to: at('2027-03-01T11:00+03:00'),
  })
})

test.each([
  ['Greenwich', '2027-03-01T00:00:00Z'],
  ['Moscow', '2027-03-01T00:00:00+03:00'],
  ['Vladivostok', '2027-03-01T00:00:00+10:00'],
  ['New York', '2027-03-01T00:00:00-05:00'],
])("a whole day is the branch's day when the portal keeps it by %s", (_, midnight) => {
  expect(takenByEvent(entry(midnight, midnight, { DT_SKIP_TIME: 'Y' }), MOSCOW)).toMatchObject({
    from: at('2027-03-01T00:00+03:00'),
    to: at('2027-03-02T00:00+03:00'),
  })
})

test('a holiday of days takes the last of them too, and a day of the change of clocks is whole', () => {
  const holiday = entry('2027-03-26T00:00:00Z', '2027-03-28T00:00:00Z', { DT_SKIP_TIME: 'Y' })
  expect(takenByEvent(holiday, 'Europe/Berlin')).toMatchObject({
    from: at('2027-03-26T00:00+01:00'),
    to: at('2027-03-29T00:00+02:00'),
  })
})

test.each([
  ['free', { ACCESSIBILITY: 'free' }],
  ['declined', { MEETING_STATUS: 'N' }],
  ['deleted', { DELETED: 'Y' }],
])('what is %s takes nothing', (_, more) => {
  expect(takenByEvent(entry('2027-03-01T07:00:00Z', '2027-03-01T08:00:00Z', more), MOSCOW)).toBeNull()
})

test.each(['busy', 'absent', 'quest'])('who is «%s» is not there for clients', (ACCESSIBILITY) => {
  expect(takenByEvent(entry('2027-03-01T07:00:00Z', '2027-03-01T08:00:00Z', { ACCESSIBILITY }), MOSCOW)).not.toBeNull()
})

test('a booking takes its minutes, begun ones too; one without a length takes none', () => {
  const booking = (from: number | string, to: number | string) => ({
    id: 5,
    resourceIds: [1],
    name: null,
    description: null,
    datePeriod: { from: { timestamp: from }, to: { timestamp: to } },
  })
  expect(takenByBooking(booking('61', 119))).toEqual({ remoteId: 5, from: 1, to: 2 })
  expect(takenByBooking(booking(60, 60))).toBeNull()
})
