import type { Visit } from '../../db/visits.ts'
import type { Turn } from '../context.ts'
import { button, speak } from '../show.ts'
import { visitWords } from './describe.ts'

/** What was collected is booked by a person: the draft is done with, and the client reads it with the file for the calendar. */
export function tellBooked(turn: Turn, visit: Visit): void {
  const { say, catalog, chat } = turn
  turn.draft = null
  // A question that was open, for the name or the phone, is not asked any more.
  chat.state = null
  speak(turn, say('booked', visitWords(catalog, say, visit)).trimEnd(), {
    author: 'system',
    buttons: [[button(say('move'), `mv:${visit.id}`), button(say('cancel'), `cx:${visit.id}`)]],
  })
  const caption = say('calendar-file')
  turn.said.rows.push({
    author: 'system',
    method: 'sendDocument',
    body: { document: `calendar:${visit.id}`, caption },
    text: caption,
    targetId: null,
  })
}
