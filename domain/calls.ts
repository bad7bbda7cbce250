import type { Catalog, Location, Minute, Week } from './catalog.ts'
import { openingAt } from './hours.ts'
import { DAY, localOf } from './time.ts'

/** A person of the staff who can be reached; `called`: has been called about this dialogue already. */
export type Colleague = {
  role: 'owner' | 'admin' | 'manager' | 'master'
  onDuty: boolean
  called: boolean
  /** Answers first in the channel of the dialogue. */
  responsible?: boolean
}

/** True when somebody is to be called now: they are on duty, and within their weekly hours if they have any. */
export function isOnDuty(
  { onDuty, dutyHours }: { onDuty: boolean; dutyHours: Week | null },
  zone: string,
  now: Minute,
): boolean {
  if (!onDuty || !dutyHours) return onDuty
  const { weekday, minutes } = localOf(zone, now)
  const within = (day: number, minute: number) =>
    (dutyHours[(day + 7) % 7] ?? []).some(({ from, to }) => from <= minute && minute < to)
  return within(weekday - 1, minutes) || within(weekday - 2, minutes + DAY)
}

/**
 * Who is called now about a dialogue that waits; nobody: all have been. First the one on duty who is responsible for the channel, without
 * such a one all on duty whose work it is, without any the owner; then whoever else is on duty; the owner last of all, on duty or not.
 */
export function nextToCall<Person extends Colleague>(staff: readonly Person[], first: boolean): Person[] {
  const left = staff.filter((person) => !person.called)
  const own = first ? left.filter((person) => person.responsible && person.onDuty) : []
  if (own.length > 0) return own
  const owners = left.filter((person) => person.role === 'owner')
  const others = left.filter((person) => person.onDuty && person.role !== 'owner')
  const responsible = others.filter((person) => person.role !== 'master')
  const line = first ? [responsible, owners, others] : [others, owners]
  return line.find((group) => group.length > 0) ?? []
}

/** What a client who waits may be promised: within how many minutes, or when the branch opens, or no time at all. */
export type AnswerPromise = { kind: 'soon'; minutes: number } | { kind: 'opens'; at: Minute } | { kind: 'sometime' }

/**
 * When a person will answer, as far as the working hours of the branch allow to say. A branch that closes before the
 * business's usual time of an answer is over promises its next opening.
 */
export function promiseAt({ settings }: Catalog, location: Location | undefined, now: Minute): AnswerPromise {
  const minutes = settings.callMinutes
  if (!location || minutes <= 0) return { kind: 'sometime' }
  const today = openingAt(location, now)
  if (today.open && today.until - now >= minutes) return { kind: 'soon', minutes }
  const next = today.open ? openingAt(location, today.until) : today
  return next.open || next.from === null ? { kind: 'sometime' } : { kind: 'opens', at: next.from }
}

/** Reasons of waiting that go before all others, the most urgent first; the rest go in the order in which they came. */
export const URGENT: readonly string[] = ['red-flag', 'complaint', 'feedback']

/** True when the reason goes before the other one. */
export function isMoreUrgent(reason: string, than: string | null): boolean {
  const place = (one: string) => (URGENT.includes(one) ? URGENT.indexOf(one) : URGENT.length)
  return place(reason) < place(than ?? '')
}
