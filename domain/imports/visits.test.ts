import { expect, test } from 'vitest'
import type { Cell } from './cells.ts'
import { columnsOf, fieldOf, headOf } from './columns.ts'
import { servicesIn } from './known.ts'
import { guessPlan, isBought, methodOf, type Plan, resultOf, sourceOf } from './plan.ts'
import type { Reading } from './reading.ts'
import { readyVisits } from './ready.ts'
import { readVisits } from './visits.ts'

const CALENDAR = { today: '2026-11-22', zone: 'Europe/Moscow' }
const SERVICES = [
  { id: 1, name: 'Стрижка', synonyms: ['стричься'], active: true, minutes: 60, price: 200_000 },
  { id: 2, name: 'Укладка', synonyms: [], active: true, minutes: 30, price: 100_000 },
  { id: 3, name: 'Стрижка, окрашивание и уход', synonyms: [], active: true, minutes: 180, price: 900_000 },
]
const phoneOf = (text: string) => {
  const digits = text.replace(/\D/g, '')
  return digits.length >= 10 ? `+7${digits.slice(-10)}` : null
}

function read(rows: Cell[][], change: Partial<Plan> = {}): Reading & { plan: Plan } {
  const plan = { ...guessPlan([{ name: '', rows }], CALENDAR), ...change }
  const servicesOf = (text: string) => servicesIn(text, SERVICES)
  return {
    plan,
    ...readVisits(rows, plan, { ...CALENDAR, order: plan.order, nowMinutes: 700, phoneOf, servicesIn: servicesOf }),
  }
}

const ready = ({ visits, plan }: { visits: Reading['visits']; plan: Plan }) =>
  readyVisits(visits, plan, {
    zone: 'Europe/Moscow',
    now: 30_000_000,
    language: 'ru',
    services: SERVICES,
    masters: [{ id: 7, name: 'Мария Иванова', synonyms: [], active: true }],
  })

test('heads are known in Russian and English, as programs for salons write them', () => {
  const heads: [string, string | null][] = [
    ['Дата визита', 'date'],
    ['Дата создания записи', 'created'],
    ['Время', 'time'],
    ['Ф.И.О. клиента', 'client'],
    ['Имя', 'client'],
    ['Моб. телефон', 'phone'],
    ['Услуги', 'service'],
    ['Сотрудник', 'master'],
    ['Стоимость, руб', 'price'],
    ['Сумма', 'price'],
    ['Оплачено, ₽', 'paid'],
    ['Способ оплаты', 'method'],
    ['Статус визита', 'status'],
    ['Источник записи', 'source'],
    ['Откуда узнали', 'source'],
    ['Скидка, %', 'discount'],
    ['Длительность', 'length'],
    ['Комментарий', 'comment'],
    ['ID визита', 'receipt'],
    ['Customer name', 'client'],
    ['Staff', 'master'],
    ['Visit date', 'date'],
    ['Amount paid', 'paid'],
    ['Phone number', 'phone'],
    ['№', null],
    ['Email', null],
    ['Дата рождения', null],
    ['Изменено', null],
  ]
  for (const [head, field] of heads) expect([head, fieldOf(head)]).toEqual([head, field])
})

test('heads need not stand first, nor at all: then cells tell', () => {
  const rows = [['Отчёт'], [], ['Дата', 'Клиент', 'Сумма'], ['01.10.2026', 'Анна Ли', '1200']]
  expect(headOf(rows)).toBe(2)
  const bare = [
    ['01.10.2026', '14:30', '8 900 123-45-67', 'Стрижка', '1200'],
    ['02.10.2026', '9:00', '8 900 123-45-68', 'Стрижка', '1 300,00'],
  ]
  expect(headOf(bare)).toBe(-1)
  expect(columnsOf(bare, -1, { ...CALENDAR, order: 'dmy' })).toMatchObject({ date: 0, time: 1, phone: 2, price: 4 })
})

test('of several sheets the one with visits is read', () => {
  const sheets = [
    { name: 'Зарплата', rows: Array.from({ length: 50 }, () => ['x', 'y']) },
    {
      name: 'Визиты',
      rows: [
        ['Дата', 'Услуга'],
        ['01.10.2026', 'Стрижка'],
      ],
    },
  ]
  expect(guessPlan(sheets, CALENDAR)).toMatchObject({ sheet: 1, head: 0 })
})

test('merged cells: a visit of several services is one; days as groups leave clients alone', () => {
  const visit = read([
    ['Дата', 'Время', 'Клиент', 'Услуга', 'Цена'],
    ['01.10.2026', '14:30', 'Анна Ли', 'Стрижка', '1200'],
    ['', '', '', 'Укладка', '500'],
    ['02.10.2026', '10:00', 'Вера Ким', 'Укладка', '500'],
  ])
  expect(visit.visits.map(({ parts, paid }) => [parts.map(({ service }) => service), paid])).toEqual([
    [['Стрижка', 'Укладка'], 170_000],
    [['Укладка'], 50_000],
  ])
  const groups = read([
    ['Дата', 'Клиент', 'Услуга', 'Цена'],
    ['01.10.2026', 'Анна Ли', 'Стрижка', '1200'],
    ['', 'Вера Ким', 'Укладка', '500'],
    ['', '', 'Укладка', '600'],
  ])
  expect(groups.visits.map(({ date, name }) => [date, name])).toEqual([
    ['2026-10-01', 'Анна Ли'],
    ['2026-10-01', 'Вера Ким'],
    ['2026-10-01', null],
  ])
})

test('a day may stand on a line of its own; sums, blank lines and heads again are no visits', () => {
  const { visits, noise, faults } = read([
    ['Дата', 'Время', 'Клиент', 'Услуга', 'Цена'],
    ['1 октября', '', '', '', ''],
    ['', '14:30', 'Анна Ли', 'Стрижка', '1200'],
    ['', '', 'Итого за день:', '', '1200'],
    ['', '', '', '', ''],
    ['Дата', 'Время', 'Клиент', 'Услуга', 'Цена'],
    ['2 октября', '', '', '', ''],
    ['', '10:00', 'Вера Ким', 'Укладка', '500'],
    ['Всего', '', '', '', '1700'],
  ])
  expect(visits.map(({ date, line }) => [date, line])).toEqual([
    ['2026-10-01', 3],
    ['2026-10-02', 8],
  ])
  expect([noise, faults]).toEqual([{ blank: 1, total: 2, heading: 3 }, []])
})

test('money: a price is paid where nothing says otherwise; a discount in percent or rubles; a word for paid', () => {
  const paidOf = (heads: string[], row: Cell[]) => {
    const { visits } = read([
      ['Дата', 'Услуга', ...heads],
      ['01.10.2026', 'Стрижка', ...row],
      // A column in which nothing stands at all says nothing.
      ['02.10.2026', 'Стрижка', ...row.map(() => '5')],
    ])
    return visits.map(({ parts, discount, paid }) => [parts[0]!.price, discount, paid])[0]
  }
  expect(paidOf(['Цена'], ['1000'])).toEqual([100_000, 0, 100_000])
  expect(paidOf(['Цена', 'Оплачено'], ['1000', ''])).toEqual([100_000, 0, 0])
  expect(paidOf(['Цена', 'Оплачено'], ['1000', 'да'])).toEqual([100_000, 0, 100_000])
  expect(paidOf(['Оплачено'], ['900'])).toEqual([90_000, 0, 90_000])
  expect(paidOf(['Цена', 'Скидка'], ['1000', '10%'])).toEqual([100_000, 10_000, 90_000])
  expect(paidOf(['Цена', 'Скидка'], [1000, 0.1])).toEqual([100_000, 10_000, 90_000])
  expect(paidOf(['Цена', 'Скидка', 'Оплачено'], ['', '100', '900'])).toEqual([100_000, 10_000, 90_000])
  expect(paidOf(['Цена'], ['бесплатно'])).toEqual([0, 0, 0])
})

test('services of one cell are told apart only where all of them are known; the price goes by theirs', () => {
  const of = (service: string) =>
    read([
      ['Дата', 'Услуга', 'Цена'],
      ['01.10.2026', service, '3000'],
    ]).visits[0]!.parts.map(({ service: name, price }) => [name, price])
  expect(of('Стрижка, Укладка')).toEqual([
    ['Стрижка', 200_000],
    ['Укладка', 100_000],
  ])
  expect(of('стричься + укладка')).toHaveLength(2)
  expect(of('Стрижка\nУкладка')).toHaveLength(2)
  expect(of('Стрижка, кератин')).toEqual([['Стрижка, кератин', 300_000]])
  expect(of('Стрижка, окрашивание и уход')).toEqual([['Стрижка, окрашивание и уход', 300_000]])
})

test('how a visit ended is told by words; what only was booked is no visit unless it was paid', () => {
  const words: [string, string | null][] = [
    ['Клиент пришёл', 'came'],
    ['Клиент не пришёл', 'no_show'],
    ['неявка', 'no_show'],
    ['Отменена клиентом', 'cancelled'],
    ['Ожидание клиента', 'unknown'],
    ['Completed', 'came'],
    ['No-show', 'no_show'],
    ['Cancelled', 'cancelled'],
    ['+', 'came'],
    ['', 'came'],
    ['ыыы', null],
  ]
  for (const [word, result] of words) expect([word, resultOf(word)]).toEqual([word, result])
  const rows = [
    ['Дата', 'Услуга', 'Цена', 'Оплачено', 'Статус'],
    ['01.10.2026', 'Стрижка', '1000', '1000', 'Ожидание'],
    ['02.10.2026', 'Стрижка', '1000', '', 'Ожидание'],
    ['03.10.2026', 'Стрижка', '1000', '', 'ыыы'],
  ]
  const { visits, faults } = read(rows)
  expect([visits.length, faults.map(({ fault }) => fault)]).toEqual([1, ['no_result', 'status_unknown']])
  expect(read(rows, { statuses: { ыыы: 'no_show', ожидание: 'skip' } }).visits.map(({ result }) => result)).toEqual([
    'no_show',
  ])
})

test('who a client is: a phone, else a full name; a first name alone is many people', () => {
  const reading = read([
    ['Дата', 'Время', 'Клиент', 'Телефон', 'Услуга'],
    ['01.10.2026', '10:00', 'Анна', '8 (900) 123-45-67', 'Стрижка'],
    ['02.10.2026', '10:00', 'Анна Петрова', '+7 900 123 45 67', 'Стрижка'],
    ['03.10.2026', '10:00', 'Вера Ким', '', 'Стрижка'],
    ['04.10.2026', '10:00', 'Ким Вера', 'нет', 'Стрижка'],
    ['05.10.2026', '10:00', 'Анна', '', 'Стрижка'],
    ['06.10.2026', '10:00', 'Олег +7 900 765-43-21', '', 'Стрижка'],
  ])
  const { visits, persons } = ready(reading)
  expect(visits.map(({ person }) => person)).toEqual([0, 0, 1, 1, null, 2])
  expect(persons.map(({ name, phone }) => [name, phone])).toEqual([
    ['Анна', '+79001234567'],
    ['Вера Ким', null],
    ['Олег', '+79007654321'],
  ])
  expect(reading.doubts.map(({ line, doubt }) => [line, doubt])).toEqual([
    [5, 'bad_phone'],
    [6, 'no_client'],
    [3, 'other_name'],
  ])
})

test('the same visit twice in a table is once; two of nobody at one time are two', () => {
  const rows = [
    ['Дата', 'Время', 'Телефон', 'Услуга', 'Цена'],
    ['01.10.2026', '10:00', '89001234567', 'Стрижка', '1000'],
    ['1 окт', '10.00', '+7 900 123-45-67', ' стрижка', '1000'],
    ['01.10.2026', '11:00', '', 'Стрижка', '1000'],
    ['01.10.2026', '11:00', '', 'Стрижка', '1000'],
  ]
  const { visits, faults } = ready(read(rows))
  expect([visits.length, new Set(visits.map(({ content }) => content)).size]).toEqual([3, 3])
  expect(faults).toEqual([{ line: 3, fault: 'repeated', value: '2' }])
  // The same content has the same key in another table, whatever its columns and its order are.
  const other = ready(
    read([
      ['Услуга', 'Оплачено', 'Телефон', 'Дата'],
      ['Стрижка', '900', '9001234567', '2026-10-01 10:00'],
    ]),
  )
  expect(other.visits[0]!.content).toBe(visits[0]!.content)
})

test('names mean what the catalog has, or what a person chose, or become entries in the archive', () => {
  const rows = [
    ['Дата', 'Время', 'Мастер', 'Услуга', 'Цена', 'Длительность'],
    ['01.10.2026', '10:00', 'Мария', 'СТРИЖКА', '1000', ''],
    ['01.10.2026', '11:00', 'Зоя', 'Кератин', '3000', '2 ч'],
    ['01.10.2026', '14:00', '', '', '700', ''],
  ]
  const { visits, services, masters } = ready(read(rows))
  expect(visits.map(({ parts: [part] }) => [part!.service, part!.master, part!.end - part!.start])).toEqual([
    [1, 7, 60],
    ['Кератин', 'Зоя', 120],
    ['Услуга не указана', 'Мастер не указан', 60],
  ])
  expect([services.map(({ name, price, minutes }) => [name, price, minutes]), masters.map(({ name }) => name)]).toEqual(
    [
      [
        ['Кератин', 300_000, 120],
        ['Услуга не указана', 70_000, 60],
      ],
      ['Зоя', 'Мастер не указан'],
    ],
  )
  const chosen = ready(read(rows, { services: { кератин: 2 }, masters: { зоя: 'skip' } }))
  expect(chosen.visits.map(({ parts: [part] }) => part!.service)).toEqual([1, 'Услуга не указана'])
})

test('what lies ahead is no past, and a day of today counts up to now', () => {
  const { visits, faults } = read([
    ['Дата', 'Время', 'Клиент', 'Услуга'],
    ['22.11.2026', '10:00', 'Анна Ли', 'Стрижка'],
    ['22.11.2026', '23:00', 'Анна Ли', 'Стрижка'],
    ['01.12.2026', '10:00', 'Анна Ли', 'Стрижка'],
  ])
  expect([visits.length, faults.map(({ fault }) => fault)]).toEqual([1, ['ahead', 'ahead']])
})

test('first replies: a length, or the moment of it beside that of the contact', () => {
  const { visits, doubts } = read([
    ['Дата', 'Услуга', 'Дата создания', 'Первый ответ'],
    ['01.10.2026', 'Стрижка', '30.09.2026 12:00', '30.09.2026 12:05'],
    ['01.10.2026', 'Укладка', '30.09.2026 12:00', '45 сек'],
    ['02.10.2026', 'Укладка', '30.09.2026 12:00', 'быстро'],
    ['03.10.2026', 'Укладка', '', ''],
  ])
  expect(visits.map(({ replied }) => replied)).toEqual([300, 45, null, null])
  expect(doubts.map(({ doubt }) => doubt)).toContain('bad_reply')
})

test('words for sources and ways of paying', () => {
  expect(['ВК', 'По рекомендации', 'Яндекс.Карты', '-', '', 'реклама'].map(sourceOf)).toEqual([
    'vk',
    'referral',
    'Яндекс.Карты',
    null,
    null,
    'ads',
  ])
  expect(['ads', 'Яндекс Директ', 'referral', 'Реклама в метро', 'Instagram ads'].map(isBought)).toEqual([
    true,
    true,
    false,
    true,
    true,
  ])
  expect(['Наличные', 'Безналичный', 'Карта', 'СБП', 'онлайн', ''].map(methodOf)).toEqual([
    'cash',
    'card',
    'card',
    'transfer',
    'online',
    'cash',
  ])
})
