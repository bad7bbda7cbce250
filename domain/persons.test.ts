import { expect, test } from 'vitest'
import { isOnePerson, isSameName } from './persons.ts'

test.each([
  ['Анна', 'анна', true],
  ['Анна', 'Anna', true],
  ['Анна', 'Анна Петрова', true],
  ['Петрова Анна', 'Анна Петрова', true],
  ['Артём', 'Артем', true],
  ['Анна Иванова', 'Анна Петрова', false],
  ['Аня', 'Анна', true],
  ['Анечка', 'Анна Петрова', true],
  ['Аня', 'Анюта', true],
  ['Sasha', 'Александр', true],
  ['Саша', 'Александра Иванова', true],
  ['Лёша', 'Алексей', true],
  ['Леша', 'Alexey', true],
  ['Maria', 'Маша', true],
  ['Александр', 'Александра', false],
  ['Аня Иванова', 'Анна Петрова', false],
  ['Аня', 'Яна', false],
  ['Лена', 'Алёна', false],
  ['Дима', 'Дмитриева', false],
  ['Анна', 'Олег', false],
  ['Анна', '🙂', false],
])('«%s» and «%s» are the name of one person: %s', (one, other, same) => {
  expect(isSameName(one, other)).toBe(same)
  expect(isSameName(other, one)).toBe(same)
})

test('without a name one phone is one person, unless both come soon', () => {
  const anna = { name: 'Анна', hasVisitAhead: true }
  expect(isOnePerson(anna, { name: null, hasVisitAhead: false })).toBe(true)
  expect(isOnePerson(anna, { name: null, hasVisitAhead: true })).toBe(false)
  expect(isOnePerson(anna, { name: 'Олег', hasVisitAhead: false })).toBe(false)
  expect(isOnePerson(anna, { name: 'Анна', hasVisitAhead: true })).toBe(true)
})
