import { describe, expect, test } from 'vitest'
import { TEMPLATES } from '../../domain/templates.ts'
import { instantOf } from '../../domain/time.ts'
import { model } from './model.ts'
import { normalise } from './normal.ts'
import { understand } from './understand.ts'

const { services, masters } = TEMPLATES.salon
const offer = {
  services: services.map((service, index) => ({ id: index + 1, ...service, masters: [] })),
  staff: masters.map((master, index) => ({ id: index + 1, name: master.name })),
}
// Wednesday, 18 November 2026, 11:00 in Moscow.
const at = { now: instantOf('Europe/Moscow', '2026-11-18', 11 * 60), zone: 'Europe/Moscow' }
const read = (text: string, more: object = {}) => understand(text, { ...offer, ...at, ...more })

describe('a message that was typed in another way', () => {
  test.each([
    ['ghbdtn', 'привет', 'keyboard'],
    ['crjkmrj cnjbn cnhb;rf', 'сколько стоит стрижка', 'keyboard'],
    ['zapishite na manikyur zavtra', 'запишите на маникюр завтра', 'translit'],
    ['скольkо стоит', 'сколько стоит', null],
    ['Привееееет!!!', 'привет!!!', null],
  ])('«%s» is «%s»', (raw, plain, repaired) => {
    expect(normalise(raw, model().vocabulary)).toMatchObject({ plain, repaired })
  })

  test.each(['book me for tomorrow', 'ok thanks', 'iPhone 15', 'Where are you?'])('«%s» stays as it is', (raw) => {
    expect(normalise(raw, model().vocabulary).repaired).toBeNull()
  })

  test('what is repaired means the same', () => {
    for (const text of ['crjkmrj cnjbn vfybr.h', 'skolko stoit manikyur', 'сколько стоит маникюр'])
      expect(read(text)).toMatchObject({ intent: 'price', answered: true })
  })
})

describe('an answer to the open question', () => {
  test.each([
    ['да', 'confirm', 'confirm', 'yes'],
    ['конечно', 'consent', 'confirm', 'yes'],
    ['нет', 'confirm', 'deny', 'no'],
    ['не подходит', 'slot', 'deny', 'no'],
    ['вторую', 'service', 'book', 'choice'],
    ['последний вариант', 'slot', 'book', 'choice'],
    ['давайте в 6', 'time', 'book', 'value'],
    ['к ане', 'staff', 'book', 'value'],
    ['без разницы', 'staff', 'book', 'any'],
    ['Марина', 'name', 'book', 'value'],
    ['нет, лучше в субботу', 'slot', 'book', 'no'],
    ['без разницы к кому, мне главное пораньше с утра', 'staff', 'book', 'any'],
    ['а у Марии?', 'slot', 'book', 'value'],
  ])('«%s» to «%s» is %s', (text, pending, intent, kind) => {
    expect(read(text, { pending })).toMatchObject({ intent, answered: true, answer: { kind } })
  })

  test('another time than the one that stands is a move', () => {
    expect(read('нет, лучше в пятницу', { pending: 'confirm' })).toMatchObject({ intent: 'reschedule', answered: true })
  })

  test('a question is no answer, whatever was asked', () => {
    for (const pending of ['service', 'staff', 'slot', 'confirm', 'consent', 'name', 'phone'])
      expect(read('а сколько это стоит?', { pending }), pending).toMatchObject({ intent: 'price', answered: true })
  })

  test('a question of a kind that nobody knows, or asked as an object, does no harm', () => {
    expect(read('сколько стоит педикюр', { pending: 'mood' }).intent).toBe('price')
    expect(read('вторую', { pending: { kind: 'service', options: ['a', 'b'] } }).answer).toEqual({
      kind: 'choice',
      index: 1,
    })
    expect(read('привет', { pending: 42 }).intent).toBe('greeting')
  })
})

describe('what a business has put right', () => {
  const phrase = 'хочу тюнинг фасада'
  test('counts at once, also in other letters and with a stop', () => {
    const examples = [{ phrase, intent: 'price' as const }]
    expect(read(phrase, { examples })).toMatchObject({ intent: 'price', answered: true })
    expect(read('Хочу тюнинг фасада!', { examples })).toMatchObject({ intent: 'price', answered: true })
  })

  test('does not pull other messages with it', () => {
    const examples = [{ phrase, intent: 'complaint' as const }]
    expect(read('хочу записаться на маникюр', { examples }).intent).toBe('book')
  })
})

test('several wants are told apart, in their order and own words', () => {
  const { wants } = read('запишите меня на маникюр на завтра. и сколько стоит педикюр?')
  expect(wants.map(({ intent }) => intent)).toEqual(['book', 'price'])
  expect(wants[1]?.text).toContain('педикюр')
})

test('only names and times are a booking; with a question mark they are not told so', () => {
  for (const text of ['маникюр', 'мужская стрижка к Дмитрию на завтра в 5', 'в субботу утром', 'педикюр плиз'])
    expect(read(text), text).toMatchObject({ intent: 'book', answered: true })
})

test('nonsense, signs, very long and empty texts are read without an error, and are not answered', () => {
  for (const text of [
    '',
    ' ',
    '...',
    '👍👍',
    '\u200b',
    'ъыьъ',
    `${'а б в '.repeat(2000)}`,
    '<script>',
    "'; drop table x",
  ])
    expect(typeof read(text).intent).toBe('string')
  expect(read('').answered).toBe(false)
  expect(read('бырдык кымс трям').answered).toBe(false)
})

test('a phone and a name in the message are the client’s own; a master’s name is not', () => {
  expect(read('запишите на маникюр, меня зовут Ирина, 8 900 123-45-67')).toMatchObject({
    phone: '+79001234567',
    name: 'Ирина',
  })
  expect(read('запишите к Анне').name).toBeNull()
})
