import { expect, test } from 'vitest'
import { INTENTS } from '../understanding/intents.ts'
import { answerSchema, readWords } from './schema.ts'

const CHOICES = { services: ['s1', 's2'], staff: ['m1'], facts: ['f1'], topics: ['парковка'] }
type Objects = { properties: Record<string, { items?: unknown }>; required: string[]; additionalProperties: boolean }

test('the schema is closed, wants every field and takes ids out of the lists only', () => {
  const schema = answerSchema(CHOICES) as Objects
  expect(schema.additionalProperties).toBe(false)
  expect(schema.required).toEqual(Object.keys(schema.properties))
  expect(schema.properties.service_ids?.items).toEqual({ type: 'string', enum: ['s1', 's2'] })
  expect(schema.properties.intent).toEqual({ type: 'string', enum: [...INTENTS] })
  expect(INTENTS).toHaveLength(18)
})

test('a list without choices is not asked for, and without facts there is nothing to answer', () => {
  const schema = answerSchema({ services: [], staff: [], facts: [], topics: [] }) as Objects
  expect(schema.required).toEqual(['time_spans', 'name_span', 'intent', 'confidence'])
  expect(JSON.stringify(schema)).not.toContain('"enum":[]')
})

test('words are read from bare JSON, from a fence and after thoughts; fields left out are empty', () => {
  const json = '{"intent":"book","confidence":0.9,"time_spans":["завтра"],"answer":null}'
  for (const content of [json, `\`\`\`json\n${json}\n\`\`\``, `<think>хм, {"a":1}</think>\n${json}`])
    expect(readWords(content)).toMatchObject({ intent: 'book', time_spans: ['завтра'], service_ids: [], answer: null })
})

test.each([
  'не знаю',
  '',
  '{"intent":"book"',
  '[]',
  'null',
  '{"intent":"fly","confidence":1}',
  '{"intent":"book","confidence":95}',
  '{"intent":"book","confidence":"0.9"}',
  '{"intent":"book","confidence":1,"service_ids":"s1"}',
  '{"confidence":1}',
])('%j are no words of the right shape', (content) => {
  expect(readWords(content)).toBeNull()
})
