import type { Refusal } from '../../meta/fake/graph.ts'

const refuse = (code: number, details: string, subcode?: number): Refusal => ({ status: 400, code, subcode, details })

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const unknownIn = (given: Fields, known: readonly string[]): Refusal | null => {
  const key = Object.keys(given).find((one) => !known.includes(one))
  return key === undefined ? null : refuse(100, `unexpected key "${key}"`)
}

/** The first thing that is wrong with a message by the platform's contract; null: nothing is. */
export function wrongWith(given: unknown): Refusal | null {
  if (!isFields(given)) return refuse(100, 'the body must be a JSON object')
  const { recipient, messaging_type, tag, message } = given
  const wrong = unknownIn(given, ['recipient', 'messaging_type', 'tag', 'message'])
  if (wrong) return wrong
  if (!isFields(recipient) || !/^\d{5,30}$/.test(String(recipient.id))) return refuse(100, 'recipient.id is required')
  if (messaging_type !== 'RESPONSE' && messaging_type !== 'MESSAGE_TAG')
    return refuse(100, 'messaging_type must be RESPONSE or MESSAGE_TAG')
  if ((messaging_type === 'MESSAGE_TAG') !== (tag === 'HUMAN_AGENT'))
    return refuse(100, 'Instagram knows one tag: HUMAN_AGENT')
  return isFields(message) ? wrongMessage(message) : refuse(100, 'message is required')
}

const MOST_BYTES = 1000
const MOST_REPLIES = 13
const LONGEST_TITLE = 20
const LONGEST_PAYLOAD = 1000

function wrongMessage(message: Fields): Refusal | null {
  const { text, quick_replies: replies } = message
  const wrong = unknownIn(message, ['text', 'quick_replies', 'metadata'])
  if (wrong) return wrong
  if (typeof text !== 'string' || text.trim() === '') return refuse(100, 'message.text is required')
  const bytes = new TextEncoder().encode(text).length
  if (bytes > MOST_BYTES)
    return refuse(100, `message.text must have at most ${MOST_BYTES} bytes, has ${bytes}`, 2534037)
  if (replies === undefined) return null
  if (!Array.isArray(replies) || replies.length < 1 || replies.length > MOST_REPLIES)
    return refuse(100, `1 to ${MOST_REPLIES} quick replies`)
  for (const reply of replies as Fields[]) {
    const found = wrongReply(reply)
    if (found) return found
  }
  const titles = (replies as Fields[]).flatMap(({ title }) => (title === undefined ? [] : [title]))
  return new Set(titles).size < titles.length ? refuse(100, 'two quick replies read alike') : null
}

function wrongReply(reply: Fields): Refusal | null {
  const { content_type, title, payload } = reply
  const wrong = unknownIn(reply, ['content_type', 'title', 'payload'])
  if (wrong) return wrong
  if (content_type === 'user_phone_number')
    return title === undefined && payload === undefined ? null : refuse(100, 'the platform fills in a phone number')
  if (content_type !== 'text') return refuse(100, `content_type ${String(content_type)} is unknown`)
  // The platform cuts it; nobody should find that out from a client.
  if (typeof title !== 'string' || title === '' || [...title].length > LONGEST_TITLE)
    return refuse(100, `title must have 1 to ${LONGEST_TITLE} characters`)
  return typeof payload === 'string' && payload !== '' && payload.length <= LONGEST_PAYLOAD
    ? null
    : refuse(100, `payload must have 1 to ${LONGEST_PAYLOAD} characters`)
}
