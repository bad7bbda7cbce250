import { expect, test } from 'vitest'
import { commandsIn, readFormatted } from './entities.ts'

const html = (text: string) => readFormatted(text, 'HTML', undefined)

test('HTML becomes text and entities in UTF-16 units', () => {
  expect(html('💇 <b>Анна &amp; <i>Ко</i></b> <a href="https://a.ru/?x=1&amp;y">сайт</a>')).toEqual({
    text: '💇 Анна & Ко сайт',
    entities: [
      { type: 'bold', offset: 3, length: 9 },
      { type: 'italic', offset: 10, length: 2 },
      { type: 'text_link', offset: 13, length: 4, url: 'https://a.ru/?x=1&y' },
    ],
  })
})

test.each([
  ['5 < 6', 'unsupported start tag "" at byte offset 2'],
  ['Я <div>тут</div>', 'unsupported start tag "div" at byte offset 3'],
  ['<b>Анна', 'can\'t find end tag corresponding to start tag "b"'],
  ['<b>Анна</i>', 'unmatched end tag at byte offset 11, found "</i>"'],
])('the HTML %j is refused', (text, reason) => {
  expect(html(text)).toEqual({ code: 400, description: `Bad Request: can't parse entities: ${reason}` })
})

test('entities move when whitespace before the text is dropped', () => {
  expect(readFormatted('  Анна ', undefined, [{ type: 'bold', offset: 2, length: 4 }])).toEqual({
    text: 'Анна',
    entities: [{ type: 'bold', offset: 0, length: 4 }],
  })
})

test('unknown parse modes are refused, and Markdown says loudly that the fake can not read it', () => {
  expect(readFormatted('a', 'BBCode', undefined)).toMatchObject({
    code: 400,
    description: 'Bad Request: unsupported parse_mode',
  })
  expect(readFormatted('*a*', 'MarkdownV2', undefined)).toMatchObject({ code: 501 })
})

test('commands are found where a word may begin', () => {
  expect(commandsIn('/start ad_vk1 и/или, потом /help@okoshko_bot')).toEqual([
    { type: 'bot_command', offset: 0, length: 6 },
    { type: 'bot_command', offset: 27, length: 17 },
  ])
  expect(commandsIn('10/12, http://a.ru/b')).toEqual([])
})
