import { timesIn } from '../../bot/understanding/times.ts'
import { type Understood, understand } from '../../bot/understanding/understand.ts'
import type { Service } from '../../domain/catalog.ts'
import { TEMPLATES } from '../../domain/templates.ts'
import { minuteOf } from '../understanding/clock.ts'
import { offerOfTemplate } from '../understanding/offer.ts'
import type { Message, Timed, Window } from './rows.ts'

/** The moment of messages that name none: a Wednesday before noon. */
const NOW = '2026-11-18T11:00'
const ZONE = 'Europe/Moscow'

/** A message with what was understood of it, or of its text with a typo. */
export type Judged = { message: Message; text: string; read: Understood<Service, { name: string }> }

/** Reads a message as the bot of its vertical would. */
export function judge(message: Message, text = message.text): Judged {
  const { services, staff } = offerOfTemplate(TEMPLATES[message.vertical])
  const now = minuteOf(message.now ?? NOW, ZONE)
  if (now === null) throw new Error(`now: ${message.now}`)
  return { message, text, read: understand(text, { now, zone: ZONE, services, staff, pending: message.pending }) }
}

/** Whether an expression is read as the windows it means; with the windows that were read. */
export function judgeTime({ text, when, now }: Timed): { right: boolean; read: Window[] } {
  const minute = minuteOf(now ?? NOW, ZONE)
  if (minute === null) throw new Error(`now: ${now}`)
  const { windows } = timesIn(text, minute, ZONE)
  return { right: sameWindows(windows, when), read: windows }
}

export const sameWindows = (some: readonly Window[], others: readonly Window[]) =>
  JSON.stringify(some.map(({ from, to }) => [from, to])) === JSON.stringify(others.map(({ from, to }) => [from, to]))

/** Whether the names found are those wanted, in whatever order; null, none, stands for no name. */
export function sameNames(found: readonly { name: string }[], wanted: string | string[] | null): boolean {
  const names = wanted === null ? [] : typeof wanted === 'string' ? [wanted] : wanted
  return [...found.map(({ name }) => name)].sort().join('|') === [...names].sort().join('|')
}
