import { expect, test } from 'vitest'
import { wrongWith } from './check.ts'

const message = (given: object, more: object = {}) => ({
  recipient: { id: '430915413000664' },
  messaging_type: 'RESPONSE',
  message: given,
  ...more,
})
const text = (words: string, more: object = {}) => message({ text: words }, more)
const replies = (...titles: string[]) =>
  message({ text: 'Когда?', quick_replies: titles.map((title) => ({ content_type: 'text', title, payload: '1' })) })
const human = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }

test.each([
  ['words', text('Привет')],
  ['five hundred letters of two bytes', text('ы'.repeat(500))],
  ['thirteen replies', replies(...Array.from({ length: 13 }, (_, n) => `${n}`))],
  ['a title of twenty', replies('ы'.repeat(20))],
  ['the platform’s own reply', message({ text: 'x', quick_replies: [{ content_type: 'user_phone_number' }] })],
  ['what a person wrote', text('Добрый день', human)],
])('%s: taken', (_name, given) => {
  expect(wrongWith(JSON.parse(JSON.stringify(given)))).toBeNull()
})

test.each([
  ['nothing', null],
  ['nobody', { ...text('x'), recipient: {} }],
  ['a name in the place of an id', { ...text('x'), recipient: { id: 'anna' } }],
  ['no words', text(' ')],
  ['five hundred and one letters of two bytes', text('ы'.repeat(501))],
  ['fourteen replies', replies(...Array.from({ length: 14 }, (_, n) => `${n}`))],
  ['no replies', replies()],
  ['a title of 21', replies('ы'.repeat(21))],
  ['two that read alike', replies('Да', 'Да')],
  [
    'a payload that is too long',
    message({ text: 'x', quick_replies: [{ content_type: 'text', title: 'x', payload: 'x'.repeat(1001) }] }),
  ],
  ['another tag', text('x', { messaging_type: 'MESSAGE_TAG', tag: 'CONFIRMED_EVENT_UPDATE' })],
  ['a tag on an answer', text('x', { tag: 'HUMAN_AGENT' })],
  ['a key of another API', { ...text('x'), messaging_product: 'whatsapp' }],
  ['buttons of another API', message({ text: 'x', reply_markup: {} })],
])('%s: refused', (_name, given) => {
  expect(wrongWith(JSON.parse(JSON.stringify(given)))?.code).toBe(100)
})
