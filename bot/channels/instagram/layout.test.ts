import { expect, test } from 'vitest'
import { after, type Words } from '../meta/choices.ts'
import { bytesOf, partsOf } from './bytes.ts'
import { wrongWith } from './fake/check.ts'
import { contentsOf, tapIn } from './layout.ts'
import type { Content } from './wire.ts'

const words: Words = {
  open: 'Выбрать',
  more: 'Ещё',
  next: 'Следующие ›',
  previous: '‹ Предыдущие',
  callHuman: 'Связаться с менеджером',
  human: 'Менеджер',
  orHuman: 'Чтобы позвать человека, напишите «менеджер».',
}
type Key = [caption: string, data: string]
const markup = (keyboard: Key[][]) => ({
  inline_keyboard: keyboard.map((row) => row.map(([text, callback_data]) => ({ text, callback_data }))),
})
const said = (text: string, keyboard: Key[][] = [], more: object = {}): Content[] =>
  contentsOf(
    { id: 41, method: 'sendMessage', chat: '430915', body: { text, reply_markup: markup(keyboard), ...more } },
    () => words,
  )
const wrong = (contents: readonly Content[]) =>
  contents.flatMap(
    (message) =>
      wrongWith(JSON.parse(JSON.stringify({ recipient: { id: '430915' }, messaging_type: 'RESPONSE', message }))) ?? [],
  )
const human: Key[] = [['Связаться с менеджером', 'human']]
const times = (count: number) =>
  Array.from({ length: count }, (_, n): Key[] => [[`${9 + Math.floor(n / 4)}:${n % 4}5`, `time:${n}`]])

test('a text is cut within a thousand bytes, and no word of it is lost or torn', () => {
  const texts = [
    'Короткий текст.',
    'слово '.repeat(700),
    `${'Одно предложение. '.repeat(80)}\n\n${'Абзац, в котором 👩‍🎨 и “кавычки”. '.repeat(60)}`,
    'ы'.repeat(3000),
    '👍'.repeat(900),
    `${'a'.repeat(999)}я ${'б'.repeat(600)}`,
    ` ${'x '.repeat(499)}y`,
  ]
  for (const text of texts) {
    const parts = partsOf(text, 1000)
    for (const part of parts) {
      expect(bytesOf(part)).toBeLessThanOrEqual(1000)
      expect(part.isWellFormed()).toBe(true)
      expect(part).toBe(part.trim())
    }
    expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
    const inWords = (of: string) => of.split(/\s+/).filter((word) => word !== '' && bytesOf(word) <= 500)
    expect(parts.flatMap(inWords).filter((word) => !text.includes(word))).toEqual([])
    // Where words are short, none is torn between two parts.
    if (!/\S{300}/.test(text)) expect(parts.flatMap(inWords)).toEqual(inWords(text))
  }
  expect(partsOf(`${'а'.repeat(300)}\n\n${'б'.repeat(300)}`, 1000)).toEqual(['а'.repeat(300), 'б'.repeat(300)])
})

test('options have numbers in the words, as no computer shows quick replies; ways out are named', () => {
  const [content] = said('Когда?', [...times(2), [['Другие дни', 'days']], human])
  expect(content).toEqual({
    text: 'Когда?\n\n1. 9:05\n2. 9:15\n— Другие дни\n— Связаться с менеджером',
    quick_replies: [
      { content_type: 'text', title: '9:05', payload: '41|time:0' },
      { content_type: 'text', title: '9:15', payload: '41|time:1' },
      { content_type: 'text', title: 'Другие дни', payload: '41|days' },
      { content_type: 'text', title: 'Менеджер', payload: '41|human' },
    ],
  })
  expect(said('Чем помочь?', [[['Записаться', 'book']], human])[0]!.text).toBe(
    'Чем помочь?\n\n1. Записаться\n2. Связаться с менеджером',
  )
  expect(said('Как вас зовут?', [human])[0]!.text).toBe('Как вас зовут?')
})

test('whatever stands on the buttons and in the words, the platform takes it and no two read alike', () => {
  const long = 'Маникюр с покрытием гель-лаком и дизайном'
  for (const count of [1, 2, 12, 13, 14, 30, 60]) {
    const keyboard = Array.from({ length: count }, (_, n): Key[] => [[`${long} ${n}`, `svc:${n}`]])
    expect(wrong(said('Что выберете?', [...keyboard, human])), `${count}`).toEqual([])
    expect(wrong(said('ы'.repeat(4000), [...keyboard, human])), `${count}`).toEqual([])
  }
  const parts = said('ы'.repeat(600), [...times(8), human])
  expect(parts.map(({ quick_replies: replies }) => replies?.length ?? 0)).toEqual([...parts.slice(1).map(() => 0), 9])
})

test('more than thirteen are paged: every option comes once, and the ways out stand on each page', () => {
  let keyboard: Key[][] = [...times(30), [['Другие дни', 'days']], human]
  const seen: string[] = []
  for (let page = 0; page < 10; page++) {
    const replies = said('Когда?', keyboard).at(-1)!.quick_replies!
    expect(replies.length).toBeLessThanOrEqual(13)
    const taps = replies.flatMap((reply) => ('payload' in reply ? [tapIn(reply.payload)] : []))
    expect(taps.every(({ row }) => row === 41)).toBe(true)
    const ids = taps.map(({ data }) => data)
    expect(ids).toEqual(expect.arrayContaining(['days', 'human']))
    seen.push(...ids.filter((id) => id.startsWith('time:')))
    const more = ids.find((id) => id.startsWith('more:'))
    if (!more) break
    const rest = after(Number(more.slice(5)), markup(keyboard).inline_keyboard)
    keyboard = rest.map((row) =>
      row.map((button): Key => [button.text, 'callback_data' in button ? button.callback_data! : '']),
    )
  }
  expect(seen).toEqual(times(30).flatMap((row) => row.map(([, data]) => data)))
})

test('the phone is offered by the platform’s own reply; links follow the text; edits are said anew', () => {
  const contact = said('Ваш номер?', [], {
    reply_markup: { keyboard: [[{ text: 'Отправить', request_contact: true }, 'Анна']] },
  })
  expect(contact[0]!.quick_replies).toEqual([
    { content_type: 'user_phone_number' },
    { content_type: 'text', title: 'Анна', payload: '41|said:Анна' },
  ])
  const person = said('Ваш номер?', [], { reply_markup: { keyboard: [['Связаться с менеджером']] } })
  expect(person[0]!.quick_replies).toEqual([
    { content_type: 'text', title: 'Менеджер', payload: '41|said:Связаться с менеджером' },
  ])
  const link = { reply_markup: { inline_keyboard: [[{ text: 'Как пройти', url: 'https://maps.example/1' }]] } }
  expect(said('Липовый, 3', [], link)).toEqual([{ text: 'Липовый, 3\n\nКак пройти: https://maps.example/1' }])
  const edit = { id: 1, method: 'editMessageText', chat: '7', body: { text: 'Было иначе' } }
  expect(contentsOf(edit, () => words)).toEqual([{ text: 'Было иначе' }])
  for (const method of ['editMessageReplyMarkup', 'deleteMessage', 'setMyCommands'])
    expect(contentsOf({ id: 1, method, chat: '7', body: { text: 'x' } }, () => words)).toEqual([])
})

test('a payload of another program is a tap without a row', () => {
  expect(tapIn('book')).toEqual({ row: null, data: 'book' })
  expect(tapIn('7|a|b')).toEqual({ row: 7, data: 'a|b' })
})
