import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Act, Item, State } from './contract.ts'
import { createOutbox } from './outbox.js'
import { pieces } from './view.js'
import { createEventReader, createMemory, Refused } from './wire.js'
import { languages } from './words.js'

const refuse = (status: number, retryAfter = 0) => Object.assign(new Refused('нет'), { status, retryAfter })

/** An outbox over a server that answers each try in turn: an id is a yes, anything else is thrown. */
function outbox(answers: unknown[]) {
  const tried: [string, Act][] = []
  const told: string[] = []
  const waited: number[] = []
  let kept: Item[] = []
  let settled = () => {}
  const box = createOutbox({
    async post(id, act) {
      tried.push([id, act])
      const answer = answers.length > 0 ? answers.shift() : 1
      if (typeof answer === 'number') return { id: answer }
      throw answer
    },
    async pause(ms) {
      waited.push(ms)
    },
    report(item: Item, state: State) {
      told.push(`${item.id} ${state}`)
      if (box?.isEmpty() || state === 'failed') settled()
    },
    keep(items) {
      kept = items
    },
  })
  const rest = () =>
    new Promise<void>((resolve) => {
      settled = () => setImmediate(resolve)
    })
  return { ...box, tried, told, waited, rest, kept: () => kept }
}

test('words leave in the order they were said, and one that fails goes again first under the same id', async () => {
  const { add, rest, tried, waited } = outbox([new TypeError('wire'), refuse(503), 1, 2])
  const done = rest()
  add('a', { text: 'Раз' })
  add('b', { text: 'Два' })
  await done
  expect(tried.map(([id]) => id)).toEqual(['a', 'a', 'a', 'b'])
  expect(waited).toEqual([1000, 2000])
})

test('after four tries words wait for the visitor, taps are let go, and nothing unsent is forgotten', async () => {
  const { add, rest, retry, tried, told, kept } = outbox(Array.from({ length: 4 }, () => refuse(500)))
  const failed = rest()
  add('a', { text: 'Раз' })
  add('b', { tap: { message: 1, data: 'x' } })
  await failed
  expect(tried).toHaveLength(4)
  expect(told.slice(-2)).toEqual(['a failed', 'b failed'])
  expect(kept()).toEqual([{ id: 'a', act: { text: 'Раз' } }])
  const sent = rest()
  retry()
  await sent
  expect(tried.at(-1)).toEqual(['a', { text: 'Раз' }])
  expect(kept()).toEqual([])
})

test('a rate limit is waited for as long as the server asks', async () => {
  const { add, rest, waited, told } = outbox([refuse(429, 5), 1])
  const done = rest()
  add('a', { text: 'Раз' })
  await done
  expect(waited).toEqual([5000])
  expect(told).toEqual(['a sending', 'a sending', 'a sent'])
})

test('what the server will never take does not hold back what follows', async () => {
  const { add, rest, told } = outbox([refuse(413), 1])
  const done = rest()
  add('a', { text: 'Раз' })
  add('b', { text: 'Два' })
  await done
  expect(told).toEqual(['a sending', 'b sending', 'a refused', 'b sent'])
})

test('events are read whole however the stream is cut', () => {
  const stream =
    ': ping\n\nevent: typing\ndata: {}\n\nevent: message\r\ndata: {"a":\r\ndata: "да"}\r\n\r\ndata: x\n\nevent: lost\n\n'
  for (let size = 1; size <= stream.length; size += 1) {
    const heard: string[] = []
    const read = createEventReader((event, data) => heard.push(`${event} ${data}`))
    for (let at = 0; at < stream.length; at += size) read(stream.slice(at, at + size))
    expect(heard).toEqual(['typing {}', 'message {"a":\n"да"}', 'message x'])
  }
})

test('an address in a text becomes a link without the punctuation around it', () => {
  const links = (text: string) => pieces(text).filter((_, place) => place % 2)
  expect(links('Смотрите https://a.ru/x?y=1, (https://b.ru/w_(1)). И «http://в.рф»!')).toEqual([
    'https://a.ru/x?y=1',
    'https://b.ru/w_(1)',
    'http://в.рф',
  ])
  expect(links('javascript:alert(1) ftp://a.ru https:// a.ru')).toEqual([])
  const text = 'до https://a.ru, после\nконец'
  expect(pieces(text).join('')).toBe(text)
})

test('storage that throws keeps its values for as long as the page lives', () => {
  const memory = createMemory(() => {
    throw new Error('private window')
  }, 'default')
  expect(memory.read()).toBe('')
  memory.write('token')
  memory.write('draft', 'draft')
  expect([memory.read(), memory.read('draft')]).toEqual(['token', 'draft'])
})

test('every word of the page has an English twin that fits its place', () => {
  for (const [key, ru] of Object.entries(languages.ru)) {
    const en = languages.en[key as keyof typeof languages.en]
    expect(en, key).not.toMatch(/[а-яё]/i)
    expect(en.length, key).toBeLessThanOrEqual(Math.round(ru.length * 1.3) + 1)
  }
})

test('the page weighs at most 15 KB compressed and asks for its every module at once', () => {
  const served = readdirSync(import.meta.dirname).filter(
    (name) => /\.(html|css|js)$/.test(name) && name !== 'widget.js',
  )
  const weight = served.map((name) => gzipSync(readFileSync(`${import.meta.dirname}/${name}`), { level: 9 }).length)
  expect(weight.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(15 * 1024)
  const page = readFileSync(`${import.meta.dirname}/page.html`, 'utf8')
  for (const name of served) if (name !== 'page.html') expect(page).toContain(`"/chat/assets/${name}"`)
  expect(page).not.toMatch(/<script>|<style|style=|\son[a-z]+=/)
})
