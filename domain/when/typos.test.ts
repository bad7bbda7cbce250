import { expect, test } from 'vitest'
import { mended } from './typos.ts'
import { rows, said } from './when.sample.ts'
import { MENDED, wordOf } from './words.ts'

const LONG =
  'понедельник вторник четверг пятницу субботу воскресенье сегодня послезавтра вечером января февраля апреля сентября октября ноября декабря следующей выходные'.split(
    ' ',
  )

test('one letter lost, doubled, changed or swapped in a long time word is mended', () => {
  for (const word of LONG)
    for (let at = 1; at < word.length - 1; at++) {
      const [head, rest] = [word.slice(0, at), word.slice(at)]
      for (const typo of [
        head + rest.slice(1),
        head + rest[0] + rest,
        `${head}щ${rest.slice(1)}`,
        head + rest[1] + rest[0] + rest.slice(2),
      ]) {
        // «веером» is a word of its own.
        if (wordOf(typo) || typo === 'веером') continue
        const meant = mended(typo)
        expect(meant, typo).not.toBeNull()
        const [a, b] = [wordOf(meant!)!, wordOf(word)!]
        expect([a.weekday, a.month, a.day, a.part, a.group, a.which], typo).toEqual([
          b.weekday,
          b.month,
          b.day,
          b.part,
          b.group,
          b.which,
        ])
      }
    }
})

test('words of their own are left alone', () => {
  for (const word of 'завтрак четверо ветер победа карта среди средне следу вреда янтарь венера съеду мартини'.split(
    ' ',
  ))
    expect(mended(word), word).toBeNull()
  for (const text of [
    'завтрак',
    'четверо',
    'ветер',
    'победа',
    'вчерась сломала',
    'картой',
    'старт',
    'пятно',
    'средство',
  ])
    expect(said(text), text).toBe('—')
})

test('short words are never guessed at', () => {
  for (const word of 'маг мел срез ван втр пот суп утр час'.split(' ')) expect(mended(word), word).toBeNull()
  expect(MENDED.every((word) => word.length >= 5)).toBe(true)
})

test.each(
  rows(`
    завтра псле обеда => 19.11 13:00–18:00
    завтра посел 18 => 19.11 18:00–24:00
    чреез неделю => 25.11
    через недлю => 25.11
    завтра после обда => 19.11 13:00–18:00
    в половне пятого => 18.11 16:30
    около трёх чсов => 18.11 14:30–15:30
    в пятницу вечеорм => 20.11 17:00–23:00
    в суботу утрм => 21.11 06:00–12:00
    запешите на четврг => 19.11
    на слеующей неделе => 23.11–29.11
    двадцать пятого ноябр => 25.11
    25 ноябрь => 25.11
    25 нояюря => 25.11
    в воскрсенье днём => 22.11 12:00–17:00
    после зактра => 20.11
    послезвтра => 20.11
    сегоня вечером => 18.11 17:00–23:00
    на выходнх => 21.11–22.11
    tomorrw evning => 19.11 17:00–23:00
    next frday => 27.11
    завтра в полпятмого => 19.11 16:30
    не мгу завтра, давайте в пятницу => 20.11
    не пзоже 16 => 18.11 00:00–16:00
`),
)('«%s» is %s', (text, expected) => expect(said(text)).toBe(expected))
