import { expect, test } from 'vitest'
import { wrongWith } from './check.ts'
import type { FakeTemplate } from './world.ts'

const remind: FakeTemplate = {
  name: 'remind',
  language: 'ru',
  status: 'APPROVED',
  category: 'UTILITY',
  body: 'Ждём вас {{1}}: {{2}}.',
  buttons: ['Приду'],
}
const message = (more: object) => ({
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: '79161234567',
  ...more,
})
const text = (body: unknown) => message({ type: 'text', text: { body } })
const interactive = (action: object, type = 'button', body = 'Когда?') =>
  message({ type: 'interactive', interactive: { type, body: { text: body }, action } })
const buttons = (...titles: string[]) =>
  interactive({ buttons: titles.map((title, id) => ({ type: 'reply', reply: { id: `b${id}`, title } })) })
const list = (rows: object[], button = 'Выбрать') => interactive({ button, sections: [{ rows }] }, 'list')
const rows = (count: number) => Array.from({ length: count }, (_, id) => ({ id: `r${id}`, title: `${id}` }))
const template = (values: string[], more: object = {}) =>
  message({
    type: 'template',
    template: {
      name: 'remind',
      language: { code: 'ru' },
      components: [{ type: 'body', parameters: values.map((one) => ({ type: 'text', text: one })) }],
      ...more,
    },
  })

test.each([
  ['words', text('Привет')],
  ['the longest words', text('ы'.repeat(4096))],
  ['three buttons', buttons('Да', 'Нет', 'ы'.repeat(20))],
  ['ten rows', list(rows(10))],
  ['a template', template(['завтра', 'Стрижка'])],
  ['an address without a number', { ...text('Привет'), to: undefined, recipient: 'RU.1349' }],
])('%s: taken', (_name, given) => {
  expect(wrongWith(JSON.parse(JSON.stringify(given)), [remind])).toBeNull()
})

test.each([
  ['nothing', null, 100],
  ['another product', { ...text('x'), messaging_product: 'sms' }, 100],
  ['nobody', { ...text('x'), to: undefined }, 131008],
  ['a number with a plus', { ...text('x'), to: '+79161234567' }, 131009],
  ['a key of another API', { ...text('x'), chat_id: 1 }, 100],
  ['no words', text(''), 131009],
  ['too many words', text('ы'.repeat(4097)), 131009],
  ['a body that is too long', interactive({ buttons: [] }, 'button', 'ы'.repeat(1025)), 131009],
  ['four buttons', buttons('1', '2', '3', '4'), 131009],
  ['two buttons that read alike', buttons('Да', 'Да'), 131009],
  ['a caption of 21', buttons('ы'.repeat(21)), 131009],
  ['eleven rows', list(rows(11)), 131009],
  ['a row twice', list([...rows(1), ...rows(1)]), 131009],
  ['a title of 25', list([{ id: 'a', title: 'ы'.repeat(25) }]), 131009],
  ['a description of 73', list([{ id: 'a', title: 'а', description: 'ы'.repeat(73) }]), 131009],
  ['a list without a word on its button', list(rows(2), ''), 131009],
  ['a template that nobody approved', template(['1', '2'], { name: 'other' }), 132001],
  ['a template with too few values', template(['завтра']), 132000],
  ['a value of two lines', template(['завтра\nв 16:00', 'Стрижка']), 132018],
  ['an empty value', template(['', 'Стрижка']), 131009],
])('%s: refused', (_name, given, code) => {
  expect(wrongWith(JSON.parse(JSON.stringify(given)), [remind])?.code).toBe(code)
})

test('a template that is paused or disabled says so', () => {
  expect(wrongWith(template(['1', '2']), [{ ...remind, status: 'PAUSED' }])?.code).toBe(132015)
  expect(wrongWith(template(['1', '2']), [{ ...remind, status: 'DISABLED' }])?.code).toBe(132016)
})
