import { expect, test } from 'vitest'
import { fillReply } from './reply.ts'

const ANNA = { name: 'Анна', service: 'Стрижка', time: 'вторник, 24 ноября, 16:00', address: 'ул. Садовая, 3' }

test('what is known is filled in, as it is', () => {
  expect(fillReply('{name}, ждём вас: {time}, {service}. Адрес: {address}.', ANNA)).toEqual({
    text: 'Анна, ждём вас: вторник, 24 ноября, 16:00, Стрижка. Адрес: ул. Садовая, 3.',
    missing: [],
  })
  expect(fillReply('{name}!', { name: '$& {phone}' }).text).toBe('$& {phone}!')
})

test('a name that is not known is not called, wherever it stands', () => {
  const nameless = { ...ANNA, name: undefined }
  expect(fillReply('Здравствуйте, {name}! Ждём вас: {time}.', nameless).text).toBe(
    'Здравствуйте! Ждём вас: вторник, 24 ноября, 16:00.',
  )
  expect(fillReply('{name}, ждём вас: {time}.', nameless)).toEqual({
    text: 'Ждём вас: вторник, 24 ноября, 16:00.',
    missing: ['name'],
  })
  expect(fillReply('Спасибо, {name}, до встречи.', { name: ' ' }).text).toBe('Спасибо, до встречи.')
})

test('a sentence that names what is not known is left out, and the rest has no hole', () => {
  expect(fillReply('Ждём вас: {time}. Позвоните: {phone}. До встречи!', ANNA)).toEqual({
    text: 'Ждём вас: вторник, 24 ноября, 16:00. До встречи!',
    missing: ['phone'],
  })
  expect(fillReply('Добрый день!\n\nТелефон: {phone}.\n\nАдрес: {address}.', ANNA).text).toBe(
    'Добрый день!\n\nАдрес: ул. Садовая, 3.',
  )
})

test('a reply whose matter is not known is refused, with what is missing', () => {
  expect(fillReply('Здравствуйте, {name}! Ждём вас: {time}, {service}.', { name: 'Анна', service: 'Стрижка' })).toEqual(
    {
      text: null,
      missing: ['time'],
    },
  )
  expect(fillReply('{name}', {})).toEqual({ text: null, missing: ['name'] })
})

test('a variable that nobody knows never reaches the client', () => {
  expect(fillReply('Скидка {discount}. Адрес: {address}.', ANNA)).toEqual({
    text: 'Адрес: ул. Садовая, 3.',
    missing: ['discount'],
  })
})

test('a reply without variables is said as it is', () => {
  expect(fillReply('Минуту, уточним у мастера. Не уходите', {})).toEqual({
    text: 'Минуту, уточним у мастера. Не уходите',
    missing: [],
  })
})
