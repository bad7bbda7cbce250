import { expect, test } from 'vitest'
import { nameFrom } from './naming.ts'

test.each([
  ['Анна', 'Анна'],
  ['анна', 'Анна'],
  ['меня зовут маша', 'Маша'],
  ['Это Олег.', 'Олег'],
  ['  Анна   Мария ', 'Анна Мария'],
  ['анна-мария о’нил', 'Анна-Мария О’Нил'],
  ['Ян', 'Ян'],
  ['José Núñez', 'José Núñez'],
  ['Vincent Price', 'Vincent Price'],
  ['I am John', 'John'],
  ['\u200bАнна\u202e', 'Анна'],
  ['Ольга Отмахова', 'Ольга Отмахова'],
])('«%s» is the name %s', (text, name) => expect(nameFrom(text)).toBe(name))

test.each([
  '',
  'да',
  'нет',
  'ок',
  'привет',
  'Сколько стоит',
  'отмена',
  'Даю согласие',
  'Другое время',
  'Менеджер',
  'опаздываю',
  'можно на час позже',
  'зачем вам?',
  '<b>Анна</b>',
  'Анна1',
  '@anna',
  '+79001234567',
  '👍',
  '{ $name }',
  'а'.repeat(61),
])('«%s» is no name', (text) => expect(nameFrom(text)).toBeNull())
