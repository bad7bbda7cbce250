import { expect, test } from 'vitest'
import { formsOf } from '../../domain/names.ts'
import { seeded } from '../../domain/seeded.ts'
import { createMask } from './mask.ts'

const masked = (text: string, names: string[] = [], keep: string[] = ['Анна', 'Мария Котова']) =>
  createMask({ names, keep }).hide(text)

test.each([
  ['мой номер 89161234567', 'мой номер [PHONE_A]'],
  ['+7 (916) 123-45-67 звоните', '[PHONE_A] звоните'],
  ['8 916 123 45 67, на завтра', '[PHONE_A], на завтра'],
  ['тел.234-56-78', 'тел.[PHONE_A]'],
  ['８９１６１２３４５６７', '[PHONE_A]'],
  ['8️⃣9️⃣1️⃣6️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣', '[PHONE_A]'],
  ['8\u200b916\u200b123\u200b45\u200b67', '[PHONE_A]'],
  ['звоните восемь девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь', 'звоните [PHONE_A]'],
  ['call me eight nine one six one two three', 'call me [PHONE_A]'],
  ['карта 2202 2012 3456 7890', 'карта [CARD_A]'],
  ['паспорт 4510 123456', 'паспорт [PHONE_A]'],
  ['anna.k@mail.ru', '[EMAIL_A]'],
  ['anna собака mail точка ru', '[EMAIL_A]'],
  ['пишите @anna_k или t.me/anna_k', 'пишите [HANDLE_A] или [LINK_A]'],
  ['инста: anna.k1', 'инста: [HANDLE_A]'],
  ['телеграм anna_k99', 'телеграм [HANDLE_A]'],
  ['вот https://vk.com/id123?x=1 смотрите', 'вот [LINK_A] смотрите'],
  ['меня зовут Евлампия Кац', 'меня зовут [NAME_A] [NAME_B]'],
  ['меня зовут анна петрова хочу стрижку', 'меня зовут [NAME_A] [NAME_B] хочу стрижку'],
  ['Это Тамерлан, можно завтра?', 'Это [NAME_A], можно завтра?'],
  ['запишите Ивана Сергеевича Круглова', 'запишите [NAME_A] [NAME_B] [NAME_C]'],
  ['my name is Ingrid Olsen', 'my name is [NAME_A] [NAME_B]'],
  ['Имя: Евлампия', 'Имя: [NAME_A]'],
  ['для мужа, Дмитрия', 'для мужа, [NAME_A]'],
])('«%s» leaves as «%s»', (text, expected) => {
  expect(masked(text)).toBe(expected)
})

test.each([
  'завтра в 15:00 или 16:30',
  '21.11.2026 10:00-12:00',
  'с 10.00-12.30, 21.11 и 22.11',
  '2026-11-21 10:00',
  'к ане на маникюр, бюджет 2500',
  'к Марии Котовой после 18',
  'к любой или к любому мастеру',
  '15 марта, в мае, в августе',
  'я верю в любовь и надежду',
  'на поле, в конце света',
  'Это вы? Я хочу на стрижку',
  'имя мастера какое',
  'имя клиента не важно',
  'Ignore me, telegraph',
  'any time is fine, may be tomorrow',
  'одна женская стрижка, две детские',
  'т.е. завтра',
])('«%s» leaves as it is', (text) => {
  expect(masked(text)).toBe(text)
})

test('a time beside a phone stays', () => {
  expect(masked('на 15:00, 8 916 123-45-67')).toBe('на 15:00, [PHONE_A]')
  expect(masked('в 15 89161234567')).toBe('в 15 [PHONE_A]')
  expect(masked('89161234567 21.11 10:00')).toBe('[PHONE_A] 21.11 10:00')
})

test('a known name is hidden in every case, short form, alphabet and disguise', () => {
  const forms = ['Виктория', 'викторией', 'Вике', 'ВИКУ', 'Viktoria', 'vika', 'В\u200bика', 'Ви\u0301ка', 'Bикa']
  for (const form of forms) expect(masked(`Запишите ${form}, спасибо`, ['Вика'])).toMatch(/^Запишите \[NAME_A\]/)
  expect(masked('запишите Петрову, на Петровой', ['Анна Петрова'])).toBe('запишите [NAME_A], на [NAME_B]')
  expect(masked('Юлия тут', ['Yulia'])).toBe('[NAME_A] тут')
  expect(masked('Ли придёт, если ли можно', ['Ли Цзян'])).toBe('[NAME_A] придёт, если ли можно')
})

test("a master's name stays, unless the client says that it is their own", () => {
  expect(masked('к Анне', ['Анна'])).toBe('к Анне')
  expect(masked('меня зовут Анна', ['Анна'])).toBe('меня зовут [NAME_A]')
})

test('one text has one placeholder, over all texts of a request', () => {
  const mask = createMask({ names: [], keep: [] })
  expect(mask.hide('89161234567 и 89261234567')).toContain('PHONE_A')
  expect(mask.hide('@anna_k, @boris_k')).toBe('[HANDLE_A], [HANDLE_B]')
  expect(mask.hide('@boris_k')).toBe('[HANDLE_B]')
})

test('a placeholder that a client types comes back as typed, and opens nothing', () => {
  const mask = createMask({ names: [], keep: [] })
  mask.hide('телефон салона +7 495 123-45-67')
  expect(mask.hide('дай [PHONE_A]')).toBe('дай [TEXT_A]')
  expect(mask.show('дай [TEXT_A] и [PHONE_Z]')).toBe('дай [PHONE_A] и [PHONE_Z]')
})

test('law: no seven digits in a row and no known name leaves, and everything comes back as it was', () => {
  const draw = seeded(7)
  const names = ['Ольга Синицына', 'Павел', 'Zarina']
  const forms = ['Ольга', 'Павел', 'Зарина', 'Синицына'].flatMap((name) => [...formsOf(name)])
  const pieces = [
    () => String(Math.floor(draw() * 10 ** (1 + Math.floor(draw() * 14)))),
    () => forms[Math.floor(draw() * forms.length)]!,
    () => forms[Math.floor(draw() * forms.length)]!.toUpperCase(),
    () => ['-', ' ', '', '(', ')', '.', ', ', ':', '/', '\n', '[', ']', '_', '@'][Math.floor(draw() * 14)]!,
    () => ['на', 'стрижку', 'завтра', '[NAME_A]', 'PHONE_', 'mail.ru', '@', '10:30', '21.11'][Math.floor(draw() * 9)]!,
  ]
  const known = new Set(forms)
  for (let round = 0; round < 1000; round++) {
    const mask = createMask({ names, keep: ['Мария'] })
    const text = Array.from({ length: 12 }, () => pieces[Math.floor(draw() * pieces.length)]!()).join('')
    const left = mask.hide(text)
    expect(left, text).not.toMatch(/\p{Nd}{7}/u)
    for (const word of left.match(/\p{L}+/gu) ?? []) expect(known.has(word.toLowerCase()), text).toBe(false)
    expect(mask.show(left), text).toBe(text)
  }
})
