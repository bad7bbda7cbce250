import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seeded } from '../domain/seeded.ts'
import { type Judged, judge, judgeTime } from './eval/judge.ts'
import { FIELDS, fieldMeasure, intentMeasures, isWrongChange, percent } from './eval/measures.ts'
import { readMessages, readTimes } from './eval/rows.ts'
import { withTypo } from './train/typo.ts'

/**
 * Prints how well messages are understood that no training has seen: one JSON line per measure, with its aim. `--errors` lists what
 * was misread, `--folder` reads other files than those of scripts/eval.
 */
const { values } = parseArgs({ options: { errors: { type: 'boolean' }, folder: { type: 'string' } } })
const folder = values.folder ?? join(import.meta.dirname, 'eval')
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

const messages = readMessages(folder)
const judged = messages.map((message) => judge(message))
const withTypos = messages.map((message, index) => judge(message, withTypo(message.text, seeded(index + 1))))
const times = readTimes(folder).map((timed) => ({ timed, ...judgeTime(timed) }))

const all = intentMeasures(judged)
const typos = intentMeasures(withTypos)
print({ measure: 'messages', count: all.messages })
print({ measure: 'accuracy', percent: all.accuracy })
print({ measure: 'accuracy, in scope', percent: all.accuracy_in_scope, aim: 92 })
print({ measure: 'macro-F1', percent: all.macro_f1 })
print({ measure: 'precision of what is answered', percent: all.precision_answered, aim: 98 })
print({ measure: 'fallback, in scope', percent: all.fallback_in_scope, aim_most: 12 })
print({ measure: 'wrong mutating', percent: all.wrong_mutating, aim_most: 0.5 })
print({
  measure: 'times',
  percent: percent(times.filter(({ right }) => right).length, times.length),
  of: times.length,
  aim: 97,
})
print({ measure: 'dates in messages', ...fieldMeasure(judged, 'dates'), aim: 97 })
print({ measure: 'services', ...fieldMeasure(judged, 'services'), aim: 95 })
print({ measure: 'masters', ...fieldMeasure(judged, 'masters'), aim: 98 })
print({ measure: 'phones', ...fieldMeasure(judged, 'phones') })
print({ measure: 'names', ...fieldMeasure(judged, 'names') })
print({
  measure: 'one typo a message',
  ...typos,
  costs: Number(((all.accuracy_in_scope ?? 0) - (typos.accuracy_in_scope ?? 0)).toFixed(1)),
  aim_most: 3,
})
for (const lang of ['ru', 'en'] as const)
  print({ measure: `language ${lang}`, ...intentMeasures(judged.filter(({ message }) => message.lang === lang)) })
for (const vertical of new Set(messages.map((message) => message.vertical)))
  print({
    measure: `vertical ${vertical}`,
    ...intentMeasures(judged.filter(({ message }) => message.vertical === vertical)),
  })

if (values.errors) {
  for (const one of judged) for (const line of missesOf(one)) print(line)
  for (const { timed, right, read } of times)
    if (!right) print({ miss: 'time', text: timed.text, wanted: timed.when, read })
}

function missesOf(one: Judged): object[] {
  const { message, read, text } = one
  const misses: object[] = []
  if (message.intent !== read.intent || (!read.answered && message.intent !== 'out_of_scope'))
    misses.push({
      miss: message.intent === read.intent ? 'unsure' : isWrongChange(one) ? 'wrong change' : 'intent',
      text,
      ...(message.pending === undefined ? {} : { pending: message.pending }),
      wanted: message.intent,
      read: read.intent,
      confidence: Number(read.confidence.toFixed(2)),
      answered: read.answered,
    })
  for (const [field, { has, right }] of Object.entries(FIELDS))
    if (has(one) && !right(one))
      misses.push({
        miss: field,
        text,
        wanted: {
          services: message.service,
          masters: message.staff,
          phones: message.phone,
          names: message.name,
          dates: message.when,
        }[field],
        read: {
          services: [...read.services.sure, ...read.services.maybe].map(({ name }) => name),
          masters: [...read.staff.sure, ...read.staff.maybe].map(({ name }) => name),
          phones: read.phone,
          names: read.name,
          dates: read.when,
        }[field],
      })
  return misses
}
