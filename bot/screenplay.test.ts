import { expect, test } from 'vitest'
import { isReplayable } from './screenplay.ts'

const open = (replay: unknown, interrupts: unknown = [2]) => ({
  version: [0, 2],
  state: { contact: [{ replay, interrupts }] },
})
const send = [{ payload: 'external' }, { payload: 'reply' }, { payload: 'wait' }]
const answer = (index: number) => ({ send: index, returnValue: 1 })

test('what the plugin writes is replayed', () => {
  expect(isReplayable(open({ send, receive: [answer(0), answer(1)] }))).toBe(true)
  expect(isReplayable({ version: [0, 2], state: {} })).toBe(true)
})

test('answers in another order than their questions would be waited for for ever, so they are not replayed', () => {
  expect(isReplayable(open({ send, receive: [answer(1), answer(0)] }))).toBe(false)
  expect(isReplayable(open({ send, receive: [answer(0), answer(7)] }))).toBe(false)
  expect(isReplayable(open({ send: send.slice(0, 1), receive: [answer(0), answer(1)] }))).toBe(false)
})

test('what nobody of ours has written is not replayed', () => {
  const garbage = [
    null,
    1,
    'x',
    [],
    {},
    { version: 2, state: {} },
    { version: [0], state: null },
    { version: [0], state: { a: {} } },
  ]
  for (const state of [...garbage, open(null), open({ send, receive: [] }, null), open({ send, receive: [] }, [9])])
    expect(isReplayable(state)).toBe(false)
})
