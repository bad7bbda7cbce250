import { describe, expect, test } from 'vitest'
import { CHAINS, type Chain, chainOf, concerns, dueOf, firstDue, paceOf, type Sight, silenceOf } from './chains.ts'
import { at, service } from './slots.sample.ts'
import { instantOf, isoOf } from './time.ts'

const chain = (name: Chain['name']) => chainOf(name)!
const clock = (zone: string, minute: number) => isoOf(zone, minute).slice(0, 16).replace('T', ' ')
const haircut = service(1, [1])
const visited = (zone: string, date: string, minutes: number, services = [haircut]) => ({
  zone,
  services,
  at: instantOf(zone, date, minutes),
})

describe('when a step is due', () => {
  test('the way back is shown at 11:00 of the branch, after the days of the service, 30 where it says nothing', () => {
    for (const zone of ['Europe/Kaliningrad', 'Asia/Vladivostok', 'Europe/Berlin']) {
      const happened = visited(zone, '2027-03-05', 20 * 60)
      expect(clock(zone, dueOf(chain('return').steps[0]!, happened))).toBe('2027-04-04 11:00')
      const nails = visited(zone, '2027-03-05', 600, [service(2, [1], { cycleDays: 21 }), haircut])
      expect(clock(zone, dueOf(chain('return').steps[0]!, nails))).toBe('2027-03-26 11:00')
      expect(
        clock(zone, dueOf(chain('return').steps[1]!, { ...happened, at: instantOf(zone, '2027-04-04', 670) })),
      ).toBe('2027-04-11 11:00')
    }
  })

  test('a question after the visit comes two hours later, but never from 21:00 to 9:00', () => {
    const zone = 'Europe/Moscow'
    const [step] = chain('feedback').steps
    const asked = (minutes: number) => clock(zone, dueOf(step!, visited(zone, '2027-03-05', minutes)))
    expect(asked(12 * 60)).toBe('2027-03-05 14:00')
    expect(asked(18 * 60 + 59)).toBe('2027-03-05 20:59')
    expect(asked(19 * 60)).toBe('2027-03-06 09:00')
    expect(asked(30 * 60 + 59)).toBe('2027-03-06 09:00')
    expect(asked(31 * 60)).toBe('2027-03-06 09:00')
    expect(asked(31 * 60 + 1)).toBe('2027-03-06 09:01')
  })

  test('a visit that is marked late starts what still makes sense, at once or in the morning, and nothing else', () => {
    const zone = 'Europe/Moscow'
    const happened = visited(zone, '2027-03-05', 12 * 60)
    const marked = (hours: number) => firstDue(chain('feedback'), happened, happened.at + hours * 60)
    expect(clock(zone, marked(0)!)).toBe('2027-03-05 14:00')
    expect(clock(zone, marked(5)!)).toBe('2027-03-05 17:00')
    expect(clock(zone, marked(10)!)).toBe('2027-03-06 09:00')
    expect(marked(38)).toBeNull()
    expect(firstDue(chain('return'), happened, happened.at + 40 * 1440)).toBeNull()
  })
})

describe('what a chain is about', () => {
  test('a first try leads to a second visit, any other back; a service that wants nobody back asks nobody', () => {
    const about = (services: (typeof haircut)[]) =>
      CHAINS.filter((one) => concerns(one, services)).map(({ name }) => name)
    expect(about([haircut])).toEqual(['feedback', 'return'])
    expect(about([service(2, [1], { trial: true })])).toEqual(['feedback', 'trial'])
    expect(about([service(2, [1], { trial: true, goesWith: [1] })])).toEqual(['feedback', 'trial'])
    expect(about([service(2, [1], { cycleDays: 0 })])).toEqual(['feedback'])
    expect(about([service(2, [1], { goesWith: [1] })])).toEqual(['feedback', 'return', 'upsell'])
    expect(about([service(2, [1], { goesWith: [1], capacity: 8 })])).toEqual(['feedback', 'return'])
  })
})

describe('what ends a chain', () => {
  const calm: Sight = { active: true, changed: false, test: false, booked: false, person: false, answered: false }
  const when = { due: 0, now: 0 }

  test('every chain falls silent when it is switched off, its visit is undone, a person leads or the client answered', () => {
    for (const one of CHAINS) {
      const [step] = one.steps
      const silence = (change: Partial<Sight>) => silenceOf(one, step!, { ...calm, ...change }, when)
      expect(silence({})).toBeNull()
      expect(silence({ active: false })).toBe('rules')
      expect(silence({ changed: true })).toBe('changed')
      expect(silence({ test: true })).toBe('test')
      expect(silence({ person: true })).toBe('person')
      expect(silence({ answered: true })).toBe('answered')
    }
  })

  test('a booking ends what asks for one, and nothing else', () => {
    const ended = CHAINS.filter((one) => silenceOf(one, one.steps[0]!, { ...calm, booked: true }, when) === 'booked')
    expect(ended.map(({ name }) => name)).toEqual(['return', 'trial'])
  })

  test('after an outage what is too old is left out, to the minute', () => {
    const [step] = chain('return').steps
    expect(silenceOf(chain('return'), step!, calm, { due: 0, now: 72 * 60 - 1 })).toBeNull()
    expect(silenceOf(chain('return'), step!, calm, { due: 0, now: 72 * 60 })).toBe('late')
  })
})

test('no more than so many go out in an hour: the rest waits until the hour is over, by whole hours, and sleeps at night', () => {
  const zone = 'Europe/Moscow'
  const now = at('2027-03-05T12:00+03:00')
  const pace = (sent: number[], waiting: number, moment = now) =>
    paceOf({ zone, perHour: 2 }, { sent, waiting, now: moment })
  expect(pace([now - 1], 0)).toBeNull()
  expect(pace([now - 1, now - 60], 0)).toBeNull()
  expect(pace([now - 1, now - 59], 0)).toBe(now + 1)
  expect(pace([now, now], 3)).toBe(now + 120)
  const evening = at('2027-03-05T20:30+03:00')
  expect(pace([evening, evening], 0, evening)).toBe(at('2027-03-06T09:00+03:00'))
})
