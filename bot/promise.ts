import { type AnswerPromise, promiseAt } from '../domain/calls.ts'
import type { Location } from '../domain/catalog.ts'
import { localOf } from '../domain/time.ts'
import type { Turn } from './context.ts'
import { button, type View } from './show.ts'
import type { Say } from './texts.ts'
import { sayClock, sayDuration, sayNearDay } from './words.ts'

/** The branch by whose hours the dialogue goes: this one, the chosen one, or the first. */
export function branchOf({ catalog, draft }: Turn, id = draft?.locationId): Location | undefined {
  return catalog.locations.find((location) => location.id === id) ?? catalog.locations[0]
}

/** What a client is told when a person was called: never more than the working hours allow. Call the person first. */
export function calledView(turn: Turn): View {
  const { say, draft } = turn
  const begun = draft && draft.kind !== 'cancel' ? [[button(say('resume'), 'resume')]] : undefined
  return { text: `${say('human-called')} ${promiseWords(turn)}`, buttons: begun }
}

/**
 * When a person will answer, in words, with the phone of the branch (`locationId`: of that one): the end of every text about
 * a person called.
 */
export function promiseWords(turn: Turn, locationId?: number): string {
  const { say } = turn
  const branch = branchOf(turn, locationId)
  const promise = promiseOf(turn, branch)
  switch (promise.kind) {
    case 'soon':
      return withPhone(say, branch, say('human-soon', { minutes: promise.minutes }))
    case 'opens':
      return withPhone(say, branch, say('human-opens', openingWords(turn, branch, promise.at)), 'human-phone-closed')
    case 'sometime':
      return withPhone(say, branch, say('human-sometime'))
  }
}

/** The honest state of a dialogue that waits: since when, and until when if the branch is closed. */
export function waitingWords(turn: Turn): string {
  const { say, chat, now } = turn
  const branch = branchOf(turn)
  const promise = promiseOf(turn, branch)
  if (promise.kind === 'opens') return say('human-waiting-closed', openingWords(turn, branch, promise.at))
  const waited = Math.floor((now.getTime() - (chat.queuedAt ?? now).getTime()) / 60_000)
  if (waited < 1) return say('human-waiting')
  return withPhone(say, branch, say('human-waiting-long', { time: sayDuration(say, [waited]) }))
}

/** Where nobody is there to be called no time is promised. */
function promiseOf({ catalog, chat, minute }: Turn, branch: Location | undefined): AnswerPromise {
  const promise = promiseAt(catalog, branch, minute)
  return promise.kind === 'soon' && chat.callAt === null ? { kind: 'sometime' } : promise
}

function openingWords({ say, minute, catalog }: Turn, branch: Location | undefined, at: number) {
  const zone = branch?.timezone ?? catalog.timezone
  const day = sayNearDay(say.language, localOf(zone, at).date, localOf(zone, minute).date)
  return { day, time: sayClock(zone, at) }
}

function withPhone(say: Say, branch: Location | undefined, words: string, key = 'human-phone'): string {
  return branch?.phone ? `${words} ${say(key, { phone: branch.phone })}` : words
}
