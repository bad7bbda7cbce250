import { describe, expect, test } from 'vitest'
import { TEMPLATES } from '../../domain/templates.ts'
import { createStaffMatcher, matchStaff, meansAny, type Named } from './staff.ts'

const list = (names: readonly string[]): Named[] => names.map((name, index) => ({ id: index + 1, name }))
const salon = createStaffMatcher(list(TEMPLATES.salon.masters.map(({ name }) => name)))
const clinic = createStaffMatcher(list(TEMPLATES.clinic.masters.map(({ name }) => name)))
const barbershop = createStaffMatcher(list(TEMPLATES.barbershop.masters.map(({ name }) => name)))
const mixed = createStaffMatcher(
  list(['Александр', 'Александра', 'Алексей', 'Анна Петрова', 'Пётр Достоевский', 'Айгуль', 'Рустам', 'Марта', 'Катя']),
)

/** Those named for sure with commas, those of whom one is meant with bars; «любой», «другой» for who is not here. */
const found = (text: string, match: typeof salon): string => {
  const { sure, maybe, any, asked } = match(text)
  const names = (all: readonly Named[], by: string) => all.map((one) => one.name).join(by)
  return [names(sure, ', '), names(maybe, ' | '), any ? 'любой' : '', asked ? 'другой' : ''].filter(Boolean).join(', ')
}

test('every master of every trade is found by the name in each case, in capitals and not', () => {
  for (const { masters } of Object.values(TEMPLATES)) {
    const match = createStaffMatcher(list(masters.map(({ name }) => name)))
    for (const { name } of masters)
      for (const text of [name, name.toLowerCase(), `${name} завтра работает?`])
        expect(found(text, match), text).toBe(name)
  }
})

describe('a master is known by every form of the name', () => {
  test.each([
    ['к Ане', 'Анна'],
    ['к анне на завтра', 'Анна'],
    ['у Анечки', 'Анна'],
    ['Анюту хочу', 'Анна'],
    ['мария', 'Мария'],
    ['к Машеньке', 'Мария'],
    ['с Марией', 'Мария'],
    ['к Кате', 'Екатерина'],
    ['у Катюши', 'Екатерина'],
    ['Катерина свободна?', 'Екатерина'],
    ['к Димону', 'Дмитрий'],
    ['у Димы есть окошко?', 'Дмитрий'],
    ['к Дмитрию в субботу', 'Дмитрий'],
    ['к Юле', 'Юлия'],
    ['к Оле на маникюр', 'Ольга'],
    ['Anna', 'Анна'],
    ['with Dima please', 'Дмитрий'],
    ['to Kate at 5', 'Екатерина'],
    ['is Julia free', 'Юлия'],
    ['Mariya', 'Мария'],
    ['к мастеру Ольге', 'Ольга'],
    ['к моей Оленьке', 'Ольга'],
    ['Анна Сергеевна принимает?', 'Анна'],
    ['Ань, привет, есть завтра окошко?', 'Анна'],
    ['передайте Ольге, что опаздываю', 'Ольга'],
    ['на Анну запишите', 'Анна'],
    ['спасибо, Юля!', 'Юлия'],
  ])('salon: «%s» is %s', (text, expected) => expect(found(text, salon)).toBe(expected))

  test.each([
    ['к Ирине Павловне', 'Ирина Павловна'],
    ['к Павловне', 'Ирина Павловна'],
    ['к Ирине', 'Ирина Павловна'],
    ['Артур Сергеевич', 'Артур Сергеевич'],
    ['у Глеба Романовича', 'Глеб Романович'],
    ['к доктору Вере', 'Вера Ильинична'],
    ['к Полине Андреевне на осмотр', 'Полина Андреевна'],
    ['к Ирине Викторовне', 'Ирина Павловна'],
  ])('clinic: «%s» is %s', (text, expected) => expect(found(text, clinic)).toBe(expected))

  test('another patronymic than the doctor has is to be asked, not taken', () => {
    const { sure, maybe } = clinic('к Ирине Викторовне')
    expect([sure.length, maybe.length]).toEqual([0, 1])
  })

  test.each([
    ['к Тимуру', 'Тимур'],
    ['к Льву', 'Лев'],
    ['у Саввы', 'Савва'],
    ['Глеб', 'Глеб'],
  ])('barbershop: «%s» is %s', (text, expected) => expect(found(text, barbershop)).toBe(expected))

  test.each([
    ['к Саше', 'Александр | Александра'],
    ['к Александру', 'Александр'],
    ['к Александре', 'Александра'],
    ['к Лёше', 'Алексей'],
    ['к доктору Петровой', 'Анна Петрова'],
    ['у Петровой', 'Анна Петрова'],
    ['к Петру', 'Пётр Достоевский'],
    ['к Достоевскому', 'Пётр Достоевский'],
    ['к Айгуль', 'Айгуль'],
    ['Rustam', 'Рустам'],
    ['к Екатерине', 'Катя'],
    ['к Катюше', 'Катя'],
    ['к Марте 27 марта', 'Марта'],
  ])('mixed: «%s» is %s', (text, expected) => expect(found(text, mixed)).toBe(expected))
})

describe('who is not meant is not taken', () => {
  test.each([
    ['к Арманбеку', 'другой'],
    ['к Марине', 'другой'],
    ['к Полине', 'другой'],
    ['анналы', ''],
    ['меня зовут Анна', ''],
    ['Здравствуйте, это Ольга', ''],
    ['это Юля, можно на завтра?', 'Юлия'],
    ['на имя Мария', ''],
    ['запишите Катю', ''],
    ['запишите, пожалуйста, мою маму Ольгу', ''],
    ['постричь Диму', ''],
    ['муж Дима', ''],
    ['мы с Машей на маникюр', ''],
    ['приду вместе с Олей', ''],
    ['Анна, 8 916 123-45-67', ''],
    ['запись на Смирнову Ольгу', ''],
    ['я по рекомендации Оли', ''],
    ["hi, it's Kate", ''],
    ['my name is Anna', ''],
    ['', ''],
  ])('«%s» is %s', (text, expected) => expect(found(text, salon)).toBe(expected))

  test('a name that is also a word is a name only where it stands as one', () => {
    expect(found('27 марта', mixed)).toBe('')
    expect(found('в марте', mixed)).toBe('')
    expect(found('верните мне веру в людей', clinic)).toBe('')
    expect(found('к вере', clinic)).toBe('Вера Ильинична')
  })

  test('the master is told from the person to be booked', () => {
    expect(found('запишите Катю к Ольге', salon)).toBe('Ольга')
    expect(found('Здравствуйте, я Мария, хочу к Анне', salon)).toBe('Анна')
    expect(found('меня зовут Аня, можно к Юле?', salon)).toBe('Юлия')
  })
})

test('several are several, and a choice is a choice', () => {
  expect(found('к Анне и Марии', salon)).toBe('Анна, Мария')
  expect(found('к Юле или к Ане', salon)).toBe('Анна | Юлия')
  expect(found('маникюр у Оли, стрижку у Димы', salon)).toBe('Ольга, Дмитрий')
})

test('who is refused is told apart', () => {
  const denied = (text: string) => salon(text).denied.map(({ name }) => name)
  expect(found('только не к Диме', salon)).toBe('')
  expect(denied('только не к Диме')).toEqual(['Дмитрий'])
  expect(found('не к Анне, а к Марии', salon)).toBe('Мария')
  expect(found('к Анне, нет, лучше к Марии', salon)).toBe('Мария')
  expect(denied('вместо Анны Мария')).toEqual(['Анна'])
})

test('one slip in a long name is forgiven where nobody else can be meant', () => {
  expect(found('к Екатирине', salon)).toBe('Екатерина')
  expect(found('к дмитирю', salon)).toBe('Дмитрий')
  expect(found('хочу к Ольгее', salon)).toBe('Ольга')
  expect(found('екатирина', salon)).toBe('')
  expect(found('к Карине', salon)).toBe('другой')
})

describe('«любой» in many words', () => {
  test.each([
    'любой',
    'Любая',
    'к любому',
    'к любому свободному мастеру',
    'мне всё равно к кому',
    'без разницы',
    'без разницы, к кому',
    'неважно',
    'кто угодно',
    'мастер не важен',
    'любая подойдёт',
    'кто свободен',
    'к кому-нибудь на завтра',
    'anyone',
    'any',
    'any barber is fine',
    'no preference',
  ])('«%s»', (text) => {
    expect(meansAny(text)).toBe(true)
    expect(salon(text).any).toBe(true)
  })

  test.each([
    'люблю',
    'Анна',
    'many masters',
    'в любой день',
    'любое время',
    'позовите кого-нибудь',
    'без разницы когда',
    '',
  ])('not in «%s»', (text) => expect(meansAny(text)).toBe(false))

  test('a name is stronger', () => {
    expect(found('к Ане или без разницы к кому', salon)).toBe('Анна')
  })
})

test('spans are where the names stand in the text as it was written', () => {
  const text = 'Можно  к  АННЕ?'
  expect(salon(text).spans.map(([from, to]) => text.slice(from, to))).toEqual(['АННЕ'])
})

test('masters come back as the objects that were given, also when the name has more to it', () => {
  const masters = list(['Доктор Анна (терапевт)', 'Мастер 1'])
  expect(matchStaff('к Анне', masters).sure[0]).toBe(masters[0])
  expect(matchStaff('к мастеру', masters).sure).toEqual([])
  expect(matchStaff('к Анне', []).asked).toBe(true)
})
