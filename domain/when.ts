import type { Minute } from './catalog.ts'
import { addDays, instantOf, localOf } from './time.ts'
import { type Hours, readHours } from './whattime.ts'
import { readDays } from './whichday.ts'

/** What words say about time: local dates, both inclusive, and local hours; null: not said. */
export type When = { days: { from: string; to: string } | null; hours: Hours | null }

/**
 * Reads a short answer to «когда?»: «завтра», «в пт в 15:30», «27 ноября», «27.11 15-30», «в 3», «после 18», «на следующей
 * неделе», Russian and English, by the conventions of the assistant: hours 1–7 unmarked are p.m., a past day-month rolls
 * over, a bare weekday is the nearest. `impossible`: no such day or hour. Null: nothing about time in it.
 */
export function readWhen(text: string, now: Minute, zone: string): When | 'impossible' | null {
  const words = wordsOf(text)
  if (isPhone(text) || words.length === 0) return null
  const local = localOf(zone, now)
  const soon = fromNow(words, now, zone)
  if (soon) return soon
  const used = new Set<number>()
  const days = readDays(words, local.date, used)
  if (days === 'impossible') return 'impossible'
  const hours = readHours(words, used, days !== null)
  if (hours === 'impossible') return 'impossible'
  if (!days && !hours) return null
  if (!days) return { days: null, hours }
  const last = hours && (hours.to === hours.from ? hours.to : hours.to - 1)
  const gone = last !== null && instantOf(zone, days.from, last) <= now
  const next = days.weekday && days.from === local.date && gone
  return {
    days: next ? { from: addDays(days.from, 7), to: addDays(days.to, 7) } : { from: days.from, to: days.to },
    hours,
  }
}

/** Lower-case words and numbers; «18:00–20:00» and «10–12» become ranges in words. */
function wordsOf(text: string): string[] {
  const plain = text
    .toLowerCase()
    .replace(/\p{Cf}/gu, '')
    .replaceAll('ё', 'е')
    .replace(/(\d{1,2}[:.]\d{2})\s*[-–—]\s*(\d{1,2}[:.]\d{2})/g, 'с $1 до $2')
    .replace(/(?<![\d.:-])(\d{1,2})\s*[–—]\s*(\d{1,2})(?![\d.:-])/g, 'с $1 до $2')
    .replace(/(?<![\d.:-])(\d{1,2})-(\d{1,2})(?![\d.:-])/g, (all, first: string, second: string) =>
      Number(second) > Number(first) && !/^(00|30|45)$/.test(second) ? `с ${first} до ${second}` : all,
    )
  return (plain.match(/[а-яa-z]+|\d+(?:[.:\-/]\d+)*/g) ?? []).filter((word) => !POLITE.test(word))
}

/** Words around an answer that say nothing about time. */
const POLITE =
  /^(а|ну|и|да|давай|давайте|можно|лучше|тогда|пожалуйста|плиз|хочу|хотел|хотела|мне|меня|запишите|запиши|если|есть|please|the|let|s|me|i|d|like|what|how)$/

const isPhone = (text: string) => !/\p{L}/u.test(text) && text.replace(/\D/g, '').length >= 10 && !text.includes(':')

/** «через час», «через полчаса», «через 40 минут»: from this very moment. */
function fromNow(words: readonly string[], now: Minute, zone: string): When | null {
  const at = words.findIndex((word) => /^(через|in)$/.test(word))
  const [first = '', second = ''] = words.slice(at + 1)
  if (at < 0) return null
  const count = /^\d{1,3}$/.test(first)
    ? Number(first)
    : first === 'два' || first === 'two'
      ? 2
      : first === 'три'
        ? 3
        : null
  const minutes =
    /^(час|часик)$/.test(first) || (/^an?$/.test(first) && second === 'hour')
      ? 60
      : first === 'полчаса'
        ? 30
        : count !== null && /^(час|часа|часов|hours?)$/.test(second)
          ? count * 60
          : count !== null && /^(мин|минут|минуты|minutes?|min)$/.test(second)
            ? count
            : null
  if (minutes === null) return null
  const { date, minutes: clock } = localOf(zone, now + minutes)
  return { days: { from: date, to: date }, hours: { from: clock, to: clock } }
}
