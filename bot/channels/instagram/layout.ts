import { captionsIn } from '../meta/captions.ts'
import { type Choice, linesOf, nameOf, pageOf, type Spoken, screenOf, type Words } from '../meta/choices.ts'
import { partsOf } from './bytes.ts'
import { type Content, LIMITS, type QuickReply } from './wire.ts'

/**
 * What goes out for a row that says something, in order; empty: there is nothing to say here, as for a change of buttons alone.
 * Quick replies stand under the last part. Since no computer shows them, the words name them too.
 */
export function contentsOf(row: Spoken & { id: number }, wordsFor: (text: string) => Words): Content[] {
  const said = screenOf(row, wordsFor)
  if (!said) return []
  const { words } = said
  const page = pageOf(said.choices, words.more, 'instagram')
  const parts = partsOf([said.text, namedIn(page)].filter(Boolean).join('\n\n'), LIMITS.textBytes)
  const replies = [...(said.asksContact ? [PHONE] : []), ...repliesFor(page, row.id, words)]
  return parts.map((text, index) => ({
    text,
    ...(index === parts.length - 1 && replies.length > 0 && { quick_replies: replies }),
  }))
}

/** The platform offers the number of the person's own profile, to them only. */
const PHONE: QuickReply = { content_type: 'user_phone_number' }

function repliesFor(page: readonly Choice[], row: number, words: Words): QuickReply[] {
  const titles = captionsIn(
    page.map((choice) => nameOf(choice, words)),
    LIMITS.title,
  )
  return page.map(({ id }, index) => ({ content_type: 'text', title: titles[index]!, payload: payloadOf(row, id) }))
}

/** The choices in words, where there is more to choose than a person to talk to. */
const namedIn = (page: readonly Choice[]): string => (page.every(({ id }) => id === 'human') ? '' : linesOf(page))

/** The platform does not say under which message a quick reply stood: its payload does. */
const payloadOf = (row: number, data: string) => `${row}|${data}`

/** What a payload of ours says; one without a row is of a button that was set up elsewhere. */
export function tapIn(payload: string): { row: number | null; data: string } {
  const [, row, data] = /^(\d{1,15})\|([\s\S]*)$/.exec(payload) ?? []
  return row === undefined ? { row: null, data: payload } : { row: Number(row), data: data! }
}
