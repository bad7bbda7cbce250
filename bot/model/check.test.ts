import { expect, test } from 'vitest'
import { checkWords, type Dropped } from './check.ts'
import { buildPrompt, type Conversation } from './prompt.ts'
import { SALON, talk } from './salon.sample.ts'
import type { ModelWords } from './schema.ts'

const NOTHING: ModelWords = {
  intent: 'book',
  confidence: 0.9,
  time_spans: [],
  name_span: null,
  service_ids: [],
  staff_ids: [],
  question_topic: null,
  facts_used: [],
  answer: null,
}
const checked = (words: Partial<ModelWords>, message: string, more: Partial<Conversation> = {}) =>
  checkWords({ ...NOTHING, ...words }, buildPrompt(SALON, talk(message, more)), message)

test("keys become the caller's ids, once each; keys outside the lists are dropped", () => {
  const found = checked({ service_ids: ['s3', 's3', 's9', '103'], staff_ids: ['m2', 's1'] }, 'к маше на маникюр')
  expect(found).toMatchObject({ serviceIds: [103], staffIds: [12], dropped: ['service', 'staff'] })
})

test('a span is a stretch of the message, in its own letter case; anything else is dropped', () => {
  const message = 'Можно в ПЯТНИЦУ после 6?'
  expect(checked({ time_spans: ['в пятницу после 6'] }, message).timeSpans).toEqual(['в ПЯТНИЦУ после 6'])
  const invented = ['2026-11-27', 'в субботу', '', ' ', '?', '[PHONE_A]', message.repeat(9)]
  for (const span of invented) expect(checked({ time_spans: [span] }, message).timeSpans, span).toEqual([])
  expect(checked({ time_spans: ['2026-11-27'] }, message).dropped).toEqual(['time'])
  expect(checked({ time_spans: Array(9).fill('6') }, message).timeSpans).toEqual(['6'])
})

test('a masked name comes back as the client wrote it, and nothing else passes for a name', () => {
  const message = 'меня зовут Евлампия, тел 89161234567'
  expect(checked({ name_span: '[NAME_A]' }, message).nameSpan).toBe('Евлампия')
  expect(checked({ name_span: '[PHONE_A]' }, message)).toMatchObject({ nameSpan: null, dropped: ['name'] })
  expect(checked({ name_span: 'Администратор' }, message).nameSpan).toBeNull()
})

test('a topic is one of those given', () => {
  expect(checked({ question_topic: 'парковка' }, 'где встать').topic).toBe('парковка')
  expect(checked({ question_topic: 'взлом' }, 'где встать')).toMatchObject({ topic: null, dropped: ['topic'] })
})

const ANSWER: Partial<ModelWords> = {
  intent: 'address',
  facts_used: ['f1'],
  answer: 'Да, парковка во дворе бесплатная.',
}

test('an answer to a question that rests on a given fact is kept with it', () => {
  expect(checked(ANSWER, 'есть парковка?')).toMatchObject({ answer: ANSWER.answer, factsUsed: ['faq:1'], dropped: [] })
})

test.each([
  ...(['book', 'cancel', 'reschedule', 'confirm', 'deny', 'price', 'complaint', 'human', 'check_booking'] as const).map(
    (intent): [Partial<ModelWords>, Dropped] => [{ ...ANSWER, intent }, 'answer: intent'],
  ),
  [{ ...ANSWER, facts_used: [] }, 'answer: no facts'],
  [{ ...ANSWER, facts_used: ['f77'] }, 'fact'],
  [{ ...ANSWER, facts_used: ['f2'] }, 'answer: ungrounded'],
  [{ ...ANSWER, answer: 'Парковка во дворе бесплатная, 24 места.' }, 'answer: unproved'],
  [{ ...ANSWER, answer: 'Парковка во дворе [PHONE_A] бесплатная.' }, 'answer: placeholder'],
] satisfies [Partial<ModelWords>, Dropped][])('the answer of %j is dropped: %s', (words, reason) => {
  const found = checked(words, 'есть парковка?')
  expect(found).toMatchObject({ answer: null, factsUsed: [] })
  expect(found.dropped).toContain(reason)
})

test("the owner's own phone comes back in an answer, the owner's link does not", () => {
  const phone: Partial<ModelWords> = {
    intent: 'address',
    facts_used: ['f4'],
    answer: 'Телефон салона: [PHONE_A].',
  }
  expect(checked(phone, 'номер?').answer).toBe('Телефон салона: +7 495 123-45-67.')
  const link = checked({ ...phone, answer: 'Сайт салона: [LINK_A].' }, 'сайт?')
  expect(link).toMatchObject({ answer: null, dropped: ['answer: link'] })
})
