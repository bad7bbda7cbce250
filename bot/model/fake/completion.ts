import type { ChatRequest } from './contract.ts'
import type { FaultKind } from './faults.ts'

type Finish = 'stop' | 'length' | 'content_filter'

/** What the model says to a request, and how it ends. */
export type Said = { content: string | null; refusal: string | null; finish: Finish; choices: number }

/** What is said under a fault of content; under any other fault, or none, what was scripted. */
export function saidUnder(fault: FaultKind | undefined, scripted: string): Said {
  const said: Said = { content: scripted, refusal: null, finish: 'stop', choices: 1 }
  if (fault === 'refusal') return { ...said, content: null, refusal: "I'm sorry, I can't assist with that." }
  if (fault === 'length') return { ...said, content: scripted.slice(0, scripted.length / 2), finish: 'length' }
  if (fault === 'content_filter') return { ...said, content: '', finish: 'content_filter' }
  if (fault === 'no_choices') return { ...said, choices: 0 }
  if (fault === 'empty') return { ...said, content: '' }
  return typeof fault === 'object' && 'content' in fault ? { ...said, content: fault.content } : said
}

/** Four characters a token: enough to tell small from large. */
const tokens = (text: string) => Math.ceil(text.length / 4)

export function usageOf(request: ChatRequest, said: Said) {
  const prompt_tokens = tokens(request.messages.map(({ content }) => content).join('')) + tokens(schemaText(request))
  const completion_tokens = tokens(said.content ?? said.refusal ?? '')
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
}

const schemaText = ({ schema }: ChatRequest) => (schema ? JSON.stringify(schema) : '')

/** The body of a whole answer. */
export function completion(id: string, created: number, request: ChatRequest, said: Said): string {
  const message = { role: 'assistant', content: said.content, refusal: said.refusal, annotations: [] }
  const choice = { index: 0, message, logprobs: null, finish_reason: said.finish }
  return JSON.stringify({
    id,
    object: 'chat.completion',
    created,
    model: request.model,
    choices: said.choices === 0 ? [] : [choice],
    usage: usageOf(request, said),
    service_tier: 'default',
  })
}

/** The events of a streamed answer, each with its blank line. */
export function chunks(id: string, created: number, request: ChatRequest, said: Said): string[] {
  const event = (more: object) =>
    `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created, model: request.model, ...more })}\n\n`
  const choice = (delta: object, finish_reason: Finish | null = null) =>
    event({ choices: [{ index: 0, delta, logprobs: null, finish_reason }] })
  const pieces = said.content?.match(/[\s\S]{1,20}/g) ?? []
  const wantsUsage = (request.fields.stream_options as { include_usage?: boolean } | undefined)?.include_usage
  return [
    choice({ role: 'assistant', content: '', refusal: null }),
    ...(said.refusal ? [choice({ refusal: said.refusal })] : pieces.map((content) => choice({ content }))),
    choice({}, said.finish),
    ...(wantsUsage ? [event({ choices: [], usage: usageOf(request, said) })] : []),
    'data: [DONE]\n\n',
  ]
}
