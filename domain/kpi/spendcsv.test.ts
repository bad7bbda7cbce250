import { describe, expect, test } from 'vitest'
import { kopecksIn, MOST_SPEND_ROWS, readSpend } from './spendcsv.ts'

describe('spend from a table', () => {
  test('columns come in any order, with quotes, a mark at the start and both kinds of dates', () => {
    const csv =
      '\uFEFFРасход, ₽;Кампания;Дата;Источник;Клики\r\n"1 234,50 ₽";"осень; ""скидка""";01.11.2026;vk;12\r\n900;;2026-11-02;yandex;\r\n\r\n'
    expect(readSpend(csv)).toEqual({
      rows: [
        { day: '2026-11-01', channel: 'vk', campaign: 'осень; "скидка"', amount: 123_450, clicks: 12 },
        { day: '2026-11-02', channel: 'yandex', campaign: null, amount: 90_000, clicks: null },
      ],
      faults: [],
    })
  })

  test('each line that can’t be taken says why, the rest is read', () => {
    const csv = [
      'date,channel,campaign,amount,clicks',
      '31.02.2026,vk,a,100,',
      '2026-11-01,,a,100,',
      '2026-11-01,vk,a,−5,',
      '2026-11-01,vk,a,100,много',
      '2026-11-01,vk,a,100,5',
      '01.11.26,vk,a,200,',
      `2026-11-01,${'x'.repeat(101)},a,100,`,
    ].join('\n')
    const { rows, faults } = readSpend(csv)
    expect(rows).toHaveLength(1)
    expect(faults.map(({ line, fault }) => [line, fault])).toEqual([
      [2, 'bad_day'],
      [3, 'no_channel'],
      [4, 'bad_amount'],
      [5, 'bad_clicks'],
      [7, 'repeated'],
      [8, 'too_long'],
    ])
    expect(faults[4]!.value).toBe('6')
  })

  test('without a heading, and with too many lines, nothing is read', () => {
    expect(readSpend('2026-11-01;vk;100').faults.map(({ value }) => value)).toEqual(['day', 'channel', 'amount'])
    expect(readSpend('').faults).toHaveLength(3)
    const long = `date;channel;amount\n${'2026-11-01;vk;1\n'.repeat(MOST_SPEND_ROWS + 1)}`
    expect(readSpend(long).faults).toMatchObject([{ fault: 'too_many' }])
  })

  test.each([
    ['0', 0],
    ['1 234,5', 123_450],
    ['12.05 руб.', 1205],
    ['1000р', 100_000],
    ['-5', null],
    ['1,234', null],
    ['', null],
    ['12 000 000 000', null],
  ])('%s is %s kopecks', (text, kopecks) => expect(kopecksIn(text)).toBe(kopecks))
})
