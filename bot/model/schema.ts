import { z } from 'zod'
import { INTENTS } from '../understanding/intents.ts'

/** What a model may choose from in one request: short keys («s1») of services, staff and facts, and the topics of facts. */
export type Choices = {
  services: readonly string[]
  staff: readonly string[]
  facts: readonly string[]
  topics: readonly string[]
}

const list = z
  .array(z.string())
  .nullish()
  .transform((items) => items ?? [])
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null)

const WORDS = z.object({
  time_spans: list,
  name_span: text,
  service_ids: list,
  staff_ids: list,
  intent: z.enum(INTENTS),
  confidence: z.number().min(0).max(1),
  question_topic: text,
  facts_used: list,
  answer: text,
})

/** What a model said, of the right shape; nothing in it is checked against the request yet. */
export type ModelWords = z.output<typeof WORDS>

/**
 * The JSON schema of the answer, for `response_format` with `strict`: closed, every field required, ids out of the lists.
 * A field whose list is empty is left out, because an empty enum is refused. Facts come before the answer that needs them.
 */
export function answerSchema(choices: Choices): Record<string, unknown> {
  const some = (keys: readonly string[]) => z.array(z.enum(keys as [string, ...string[]]))
  const shape = z.object({
    time_spans: z.array(z.string()),
    name_span: z.string().nullable(),
    ...(choices.services.length > 0 && { service_ids: some(choices.services) }),
    ...(choices.staff.length > 0 && { staff_ids: some(choices.staff) }),
    intent: z.enum(INTENTS),
    confidence: z.number().min(0).max(1),
    ...(choices.topics.length > 0 && { question_topic: z.enum(choices.topics as [string, ...string[]]).nullable() }),
    ...(choices.facts.length > 0 && { facts_used: some(choices.facts), answer: z.string().nullable() }),
  })
  const { $schema: _, ...schema } = z.toJSONSchema(shape)
  return schema
}

/** Reads the text of a model: JSON, perhaps in a Markdown fence or after its thoughts. null: not JSON, or of another shape. */
export function readWords(content: string): ModelWords | null {
  const bare = content
    .replace(/^\s*<think>[\s\S]*?<\/think>/, '')
    .replace(/^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/, '$1')
  try {
    return WORDS.safeParse(JSON.parse(bare)).data ?? null
  } catch {
    return null
  }
}
