import { expect, test } from 'vitest'
import { dialogueComment } from './comment.ts'
import { discreetLine, isAboutHealth, withoutNumbers } from './discretion.ts'

test('documents, cards and phones are hidden however they are written; times, dates and prices are not', () => {
  for (const text of [
    'паспорт 4510 123456',
    '4276 1234 5678 9010',
    'СНИЛС 112-233-445 95',
    '+7 (900) 123-45-67',
    '4510№123456',
  ])
    expect(withoutNumbers(text).replace(/\D/g, '').length, text).toBeLessThan(5)
  for (const text of ['завтра в 14:30', '5 марта', 'цена 2 700', 'кабинет 12']) expect(withoutNumbers(text)).toBe(text)
})

test('words about health are known, those that only begin alike are not', () => {
  for (const text of [
    'У меня аллергия',
    'болит спина',
    'я беременна',
    'ВИЧ',
    'был перелом',
    'приём гинеколога',
    'пью таблетки',
  ])
    expect(isAboutHealth(text), text).toBe(true)
  for (const text of [
    'хочу больше объёма',
    'большое спасибо',
    'ракурс',
    'Женская стрижка',
    'массаж спины',
    'можно в субботу',
  ])
    expect(isAboutHealth(text), text).toBe(false)
})

test('a complaint says only that it is one, unless the owner lets it', () => {
  const line = { text: 'Мастер нахамил', complaint: true }
  expect(discreetLine(line, false)).not.toContain('нахамил')
  expect(discreetLine(line, true)).toBe('Мастер нахамил')
})

test('a comment keeps the last words, without markup of the client’s', () => {
  const lines = Array.from({ length: 200 }, (_, i) => ({
    author: 'client' as const,
    text: `[b]слово ${i}[/b]`.padEnd(80),
    complaint: false,
  }))
  const comment = dialogueComment('Клиент записался', lines, {
    health: false,
    sensitive: false,
    link: 'https://salon.example',
  })
  expect(comment.length).toBeLessThan(4200)
  expect(comment).toContain('слово 199')
  expect(comment).not.toMatch(/слово 0\b|\[b\]/)
})
