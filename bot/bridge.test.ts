import { Api } from 'grammy'
import { expect, test } from 'vitest'
import { bridge, newSaid } from './bridge.ts'

const NOW = new Date('2026-11-23T07:00:00Z')

function talk() {
  const said = newSaid()
  return { said, api: new Api('turn', { fetch: bridge(said, NOW) as never }) }
}

test('what is said becomes rows, in order, and nothing leaves', async () => {
  const { said, api } = talk()
  await api.sendMessage(1, 'раз')
  await api.raw.sendDocument({ chat_id: 1, document: 'calendar:7', caption: 'файл' })
  await api.editMessageText(1, 55, 'правка')
  await api.answerCallbackQuery('q1', { text: 'ага', show_alert: true })
  expect(said.rows).toEqual([
    { author: 'bot', method: 'sendMessage', body: { text: 'раз' }, text: 'раз', targetId: null },
    {
      author: 'bot',
      method: 'sendDocument',
      body: { document: 'calendar:7', caption: 'файл' },
      text: 'файл',
      targetId: null,
    },
    { author: 'bot', method: 'editMessageText', body: { text: 'правка' }, text: 'правка', targetId: 55 },
  ])
  expect(said.answers).toEqual([{ queryId: 'q1', text: 'ага', alert: true }])
})

test('an edit of what was said in the same turn changes its row; without buttons it takes the old ones away', async () => {
  const { said, api } = talk()
  const buttons = { inline_keyboard: [[{ text: 'Да', callback_data: 'y' }]] }
  const first = await api.sendMessage(1, 'раз', { reply_markup: buttons })
  const second = await api.sendMessage(1, 'два')
  await api.editMessageText(1, first.message_id, 'раз, но лучше')
  await api.editMessageReplyMarkup(1, second.message_id, { reply_markup: buttons })
  expect(said.rows.map(({ method, body }) => ({ method, body }))).toEqual([
    { method: 'sendMessage', body: { text: 'раз, но лучше' } },
    { method: 'sendMessage', body: { text: 'два', reply_markup: buttons } },
  ])
})

test('what is said and deleted in the same turn is never written, and others keep their places', async () => {
  const { said, api } = talk()
  const first = await api.sendMessage(1, 'раз')
  const second = await api.sendMessage(1, 'два')
  await api.deleteMessage(1, first.message_id)
  await api.editMessageText(1, second.message_id, 'два, но лучше')
  expect(said.rows.filter((row) => !row.dropped).map((row) => row.text)).toEqual(['два, но лучше'])
})

test('the last of several edits of one message is the row', async () => {
  const { said, api } = talk()
  await api.editMessageText(1, 55, 'раз')
  await api.editMessageText(1, 66, 'другое')
  await api.editMessageText(1, 55, 'два')
  expect(said.rows.map((row) => [row.targetId, row.text])).toEqual([
    [55, 'два'],
    [66, 'другое'],
  ])
  await api.deleteMessage(1, 55)
  expect(said.rows.filter((row) => !row.dropped).map((row) => [row.method, row.targetId])).toEqual([
    ['editMessageText', 66],
    ['deleteMessage', 55],
  ])
})

test('every other method throws: a silent answer would be a lie', async () => {
  const { api } = talk()
  await expect(api.getChatMember(1, 2)).rejects.toThrow(/getChatMember/)
})
