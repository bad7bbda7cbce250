import type { Visit } from '../../db/visits.ts'
import type { Turn } from '../context.ts'
import { button, speak } from '../show.ts'
import { visitWords } from './describe.ts'

/** What was collected is booked: the draft is done with, and a question that was open is not asked any more. */
export function forgetDraft(turn: Turn): void {
  turn.draft = null
  turn.chat.state = null
}

/** The client booked while a person leads: they read it, with the file for the calendar. */
export function tellBooked(turn: Turn, visit: Visit): void {
  const { say, catalog } = turn
  forgetDraft(turn)
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
