import type { Intent } from '../understanding/intents.ts'
import { type Objection, objectionTo } from './grounded.ts'
import { placeholdersIn } from './mask.ts'
import type { Prompt } from './prompt.ts'
import type { ModelWords } from './schema.ts'

/** What is left of a model's words after every check: ids of the caller's lists, stretches of the client's message. */
export type Understood = {
  intent: Intent
  confidence: number
  serviceIds: number[]
  staffIds: number[]
  timeSpans: string[]
  nameSpan: string | null
  topic: string | null
  /** Null unless it may be said to the client as it is. */
  answer: string | null
  factsUsed: string[]
  /** What was thrown away, without its text. */
  dropped: Dropped[]
}

export type Dropped = 'service' | 'staff' | 'time' | 'name' | 'topic' | 'fact' | `answer: ${AnswerFault}`
type AnswerFault = Objection | 'intent' | 'no facts' | 'placeholder'

/** Questions that an answer may be worded for. Bookings, prices and whatever else changes something speak in templates. */
export const ANSWERED: ReadonlySet<Intent> = new Set<Intent>([
  'hours',
  'address',
  'services',
  'staff',
  'payment',
  'out_of_scope',
])

const MOST_SPANS = 5
const LONGEST_SPAN = 100

/** Keeps of a model's words what the request allows; `message` is the client's, unmasked. Nothing here trusts the model. */
export function checkWords(words: ModelWords, prompt: Prompt, message: string): Understood {
  const dropped: Dropped[] = []
  const known = <T>(ids: readonly string[], items: ReadonlyMap<string, T>, kind: Dropped): T[] => {
    const unique = [...new Set(ids)]
    if (unique.some((id) => !items.has(id))) dropped.push(kind)
    return unique.flatMap((id) => items.get(id) ?? [])
  }
  const said = (span: string, kind: 'time' | 'name'): string[] => {
    const found = spanIn(span, prompt, message, kind)
    if (!found) dropped.push(kind)
    return found ? [found] : []
  }

  const serviceIds = known(words.service_ids, prompt.services, 'service').map((one) => one.id)
  const staffIds = known(words.staff_ids, prompt.staff, 'staff').map((one) => one.id)
  const facts = known(words.facts_used, prompt.facts, 'fact')
  const [topic = null] = words.question_topic ? known([words.question_topic], prompt.topics, 'topic') : []
  const timeSpans = words.time_spans.slice(0, MOST_SPANS).flatMap((span) => said(span, 'time'))
  const [nameSpan = null] = words.name_span ? said(words.name_span, 'name') : []
  const answer = words.answer?.trim() ? judge(words.answer.trim(), words.intent, facts, prompt) : null
  if (answer && 'fault' in answer) dropped.push(`answer: ${answer.fault}`)

  return {
    intent: words.intent,
    confidence: words.confidence,
    serviceIds,
    staffIds,
    timeSpans: [...new Set(timeSpans)],
    nameSpan,
    topic,
    answer: answer && 'text' in answer ? answer.text : null,
    factsUsed: answer && 'text' in answer ? facts.map((fact) => fact.id) : [],
    dropped: [...new Set(dropped)],
  }
}

/** The stretch as it stands in the client's message, its letter case too; null where it doesn't stand there. */
function spanIn(span: string, { mask }: Prompt, message: string, kind: 'time' | 'name'): string | null {
  const hidden = placeholdersIn(span)
  if (kind === 'time' ? hidden.length > 0 : hidden.some((one) => one !== 'NAME')) return null
  const text = mask.show(span).trim()
  if (text === '' || text.length > LONGEST_SPAN || !/[\p{L}\p{N}]/u.test(text)) return null
  const at = message.indexOf(text)
  // Letters whose other case has another length would shift the place: such a span is only found as it is.
  const anyCase = at < 0 && message.toLowerCase().length === message.length
  const from = anyCase ? message.toLowerCase().indexOf(text.toLowerCase()) : at
  return from < 0 ? null : message.slice(from, from + text.length)
}

function judge(
  answer: string,
  intent: Intent,
  facts: readonly { text: string }[],
  { mask }: Prompt,
): { text: string } | { fault: AnswerFault } {
  if (!ANSWERED.has(intent)) return { fault: 'intent' }
  if (facts.length === 0) return { fault: 'no facts' }
  const evidence = facts.map((fact) => fact.text)
  const masked = evidence.map((text) => mask.hide(text)).join('\n')
  const foreign = answer.match(/\[[A-Z]+_[A-Z]+\]/g)?.some((placeholder) => !masked.includes(placeholder))
  if (foreign) return { fault: 'placeholder' }
  const text = mask.show(answer)
  const fault = objectionTo(text, evidence)
  return fault ? { fault } : { text }
}
