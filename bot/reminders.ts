import type { Visit } from '../db/visits.ts'
import type { Catalog } from '../domain/catalog.ts'
import type { ReminderKind } from '../domain/reminders.ts'
import { visitWords } from './booking/describe.ts'
import { button, type View } from './show.ts'
import type { Say } from './texts.ts'

/** A reminder of a visit as it is now; «Приду» names its start, so that an old button confirms no other time. */
export function reminderView(catalog: Catalog, say: Say, visit: Visit, kind: ReminderKind): View {
  const change = [button(say('move'), `mv:${visit.id}`), button(say('cancel-short'), `cx:${visit.id}`)]
  const come = visit.status === 'booked' ? [button(say('come'), `come:${visit.id}:${visit.start}`)] : []
  const key = kind === 'remind_again' ? 'remind-again' : come.length > 0 ? 'remind-ask' : 'remind'
  return { text: say(key, visitWords(catalog, say, visit)).trimEnd(), buttons: [come, change] }
}

/** What a client sees who has said that they come. */
export function comingView(catalog: Catalog, say: Say, visit: Visit): View {
  const change = [button(say('move'), `mv:${visit.id}`), button(say('cancel-short'), `cx:${visit.id}`)]
  return { text: say('coming', visitWords(catalog, say, visit)).trimEnd(), buttons: [change] }
}
