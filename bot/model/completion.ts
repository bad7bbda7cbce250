import { type Failure, failure } from './failure.ts'

/** What a server said, and how many tokens it counted; null where it did not count. */
export type Reply = {
  content: string | Failure
  promptTokens: number | null
  completionTokens: number | null
}

type Loose = Record<string, unknown> | null | undefined
const inside = (value: unknown, key: string): unknown =>
  typeof value === 'object' ? (value as Loose)?.[key] : undefined

/** Reads the body of an answer of 200. The SDK does not check it, and compatible servers send what they like. */
export function readReply(body: unknown): Reply {
  const usage = inside(body, 'usage')
  return {
    content: contentOf(body),
    promptTokens: countOf(inside(usage, 'prompt_tokens')),
    completionTokens: countOf(inside(usage, 'completion_tokens')),
  }
}

function contentOf(body: unknown): string | Failure {
  const choices = inside(body, 'choices')
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined
  const message = inside(choice, 'message')
  if (inside(message, 'refusal')) return failure('refused')
  const finish = inside(choice, 'finish_reason')
  if (finish === 'content_filter') return failure('refused')
  if (finish === 'length') return failure('truncated')
  const content = inside(message, 'content')
  return typeof content === 'string' && content.trim() !== '' ? content : failure('bad_json')
}

const countOf = (value: unknown): number | null =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null
