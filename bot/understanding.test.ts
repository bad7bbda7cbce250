import { describe, expect, test } from 'vitest'
import type { Service } from '../domain/catalog.ts'
import { TEMPLATES } from '../domain/templates.ts'
import { intentOf, meansAny, personNamed, placeNamed, servicesNamed, yesOrNo } from './understanding.ts'

const servicesOf = (trade: keyof typeof TEMPLATES) => TEMPLATES[trade].services as unknown as Service[]
const names = (services: readonly { name: string }[]) => services.map((service) => service.name)
const named = (trade: keyof typeof TEMPLATES, text: string) => {
  const { sure, maybe } = servicesNamed(text, servicesOf(trade))
  return { sure: names(sure), maybe: names(maybe) }
}

describe('services', () => {
  test('every service of every trade is found by its own name, alone', () => {
    for (const trade of Object.keys(TEMPLATES) as (keyof typeof TEMPLATES)[])
      for (const service of TEMPLATES[trade].services)
        for (const text of [service.name, service.name.toUpperCase(), `Запишите на ${service.name.toLowerCase()}!`])
          if (!text.includes('то!')) expect(named(trade, text).sure, text).toEqual([service.name])
  })

  test.each([
    ['salon', 'на женскую стрижку', ['Женская стрижка'], []],
    ['salon', 'маникюр', ['Маникюр'], []],
    ['salon', 'маникюром с гель-лаком', ['Маникюр с гель-лаком'], []],
    ['salon', 'женскую стрижку и укладку', ['Женская стрижка', 'Укладка'], []],
    ['salon', 'стрижка', [], ['Женская стрижка', 'Мужская стрижка', 'Детская стрижка']],
    ['salon', 'стрижка и укладка', ['Укладка'], ['Женская стрижка', 'Мужская стрижка', 'Детская стрижка']],
    ['salon', 'на брови', [], ['Оформление бровей']],
    ['salon', 'педикюр завтра в 15:00 к Ольге', ['Педикюр'], []],
    ['salon', 'что у вас есть на завтра?', [], []],
    ['salon', 'тату', [], []],
    ['clinic', 'консультация', [], ['Консультация терапевта', 'Консультация хирурга', 'Консультация ортодонта']],
    ['fitness', 'йога', ['Йога'], []],
    ['fitness', 'йогу для начинающих', ['Йога для начинающих'], []],
    ['autoservice', 'масло поменять', [], ['Замена масла']],
    ['autoservice', 'на ТО', [], ['Плановое ТО']],
    ['autoservice', 'где-то в пять, а то не успею', [], []],
  ] as const)('%s: «%s»', (trade, text, sure, maybe) => {
    expect(named(trade, text)).toEqual({ sure, maybe })
  })
})

describe('people and places', () => {
  const salon = TEMPLATES.salon.masters
  test.each([
    ['к Марии', 'Мария'],
    ['Машу', 'Мария'],
    ['у Дмитрия', 'Дмитрий'],
    ['к Диме', 'Дмитрий'],
    ['с Юлией', 'Юлия'],
    ['Maria', 'Мария'],
    ['к Анне или Марии', null],
    ['к Марине', null],
    ['анналы', null],
    ['', null],
  ] as const)('«%s» is %s', (text, expected) => expect(personNamed(text, salon)?.name ?? null).toBe(expected))

  test('a patronymic tells doctors of one first name apart', () => {
    const doctors = [{ name: 'Ирина Павловна' }, { name: 'Ирина Сергеевна' }]
    expect(personNamed('к Ирине', doctors)).toBeNull()
    expect(personNamed('к Ирине Сергеевне', doctors)).toBe(doctors[1])
  })

  test('a month after a number is no name', () => {
    expect(personNamed('27 марта', [{ name: 'Марта' }])).toBeNull()
    expect(personNamed('к Марте 27 марта', [{ name: 'Марта' }])?.name).toBe('Марта')
  })

  test('a branch is found by its street, its district or its own word', () => {
    const places = [
      { name: 'Лён и мята на Липовом', district: 'Сокольники', address: 'Липовый переулок, 7' },
      { name: 'Лён и мята у реки', district: 'Центр', address: 'Набережная, 3' },
    ]
    expect(placeNamed('на липовом', places)).toBe(places[0])
    expect(placeNamed('в сокольниках', places)).toBe(places[0])
    expect(placeNamed('который на набережной', places)).toBe(places[1])
    expect(placeNamed('лён и мята', places)).toBeNull()
  })

  test('«любой» in many words', () => {
    for (const text of [
      'любой',
      'Любая',
      'к любому',
      'без разницы',
      'всё равно',
      'неважно',
      'кто угодно',
      'anyone',
      'any',
    ])
      expect(meansAny(text), text).toBe(true)
    for (const text of ['люблю', 'Анна', 'many']) expect(meansAny(text), text).toBe(false)
  })
})

describe('yes and no', () => {
  test.each([
    ['да', true],
    ['Да!', true],
    ['да, всё верно', true],
    ['ага', true],
    ['записывайте', true],
    ['согласна', true],
    ['даю согласие', true],
    ['👍', true],
    ['+', true],
    ['yes please', true],
    ['нет', false],
    ['нет, спасибо', false],
    ['не согласен', false],
    ['не надо', false],
    ['no', false],
    ['I do not agree', null],
    ['do not agree', false],
    ['да, но в 16:00', null],
    ['нет, лучше в пятницу', null],
    ['спасибо', null],
    ['да нет', null],
    ['данные', null],
    ['', null],
    ['🙂', null],
  ] as const)('«%s» is %s', (text, expected) => expect(yesOrNo(text)).toBe(expected))
})

describe('intents', () => {
  test.each([
    ['запишите меня на завтра', 'book'],
    ['есть окошко?', 'book'],
    ['Здравствуйте, хочу записаться', 'book'],
    ['мои записи', 'mine'],
    ['когда я записана?', 'mine'],
    ['перенесите на пятницу', 'move'],
    ['отмените, пожалуйста', 'cancel'],
    ['не смогу прийти', 'cancel'],
    ['сколько стоит маникюр?', 'price'],
    ['какие у вас цены', 'price'],
    ['как к вам доехать', 'place'],
    ['до скольки работаете', 'place'],
    ['позовите человека', 'human'],
    ['соедините с менеджером', 'human'],
    ['живой человек нужен', 'human'],
    ['на 2 человека', null],
    ['привет', 'hello'],
    ['Здравствуйте!', 'hello'],
    ['спасибо большое', 'thanks'],
    ['назад', 'drop'],
    ['оценка', null],
    ['Персональная', null],
    ['personal training', null],
    ['', null],
  ] as const)('«%s» is %s', (text, expected) => expect(intentOf(text)).toBe(expected))
})
