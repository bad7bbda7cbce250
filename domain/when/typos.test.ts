import { expect, test } from 'vitest'
import { mended } from './typos.ts'
import { said } from './when.sample.ts'
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
