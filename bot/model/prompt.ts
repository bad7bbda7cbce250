import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import { createMask, type Mask } from './mask.ts'
import { inWords, RULES } from './rules.ts'
import { answerSchema, type Choices } from './schema.ts'

/** A service or a person to choose; `also`: other words for it. */
export type Choice = { id: number; name: string; also?: readonly string[] }

/** One thing that the owner lets be told to clients. `id` is the caller's own. */
export type Fact = { id: string; topic?: string | null; text: string }

/** What the model is told about a business. Tone and facts are the owner's; the rules are not. */
export type Voice = {
  name: string
  tone: string | null
  services: readonly Choice[]
  staff: readonly Choice[]
  facts: readonly Fact[]
}

export type Turn = { by: 'client' | 'assistant' | 'staff'; text: string }

/** The message to be understood, what was said before it, and the names of people that must not leave. */
export type Conversation = { message: string; turns: readonly Turn[]; names: readonly string[] }

/** A request put into words, and what is needed to read the answer to it. */
export type Prompt = {
  system: string
  user: string
  schema: Record<string, unknown>
  mask: Mask
  services: ReadonlyMap<string, Choice>
  staff: ReadonlyMap<string, Choice>
  facts: ReadonlyMap<string, Fact>
  topics: ReadonlyMap<string, string>
}

const MOST = { services: 120, staff: 60, facts: 60, turns: 6 }
/** Characters. */
const LONGEST = { tone: 500, fact: 600, facts: 6000, turns: 1500, message: 1500, name: 80, words: 120 }

/**
 * The prompt of one request: rules, the business as data, then the dialogue and the message as data, all but the rules
 * masked and bounded. What doesn't change between messages stands first, so that servers may keep it.
 */
export function buildPrompt(voice: Voice, { message, turns, names }: Conversation): Prompt {
  const mask = createMask({ names, keep: voice.staff.map((one) => one.name) })
  const say = (text: string, longest: number) => shorten(mask.hide(text), longest)
  const facts = keyed('f', affordable(voice.facts))
  const services = keyed('s', voice.services.slice(0, MOST.services))
  const staff = keyed('m', voice.staff.slice(0, MOST.staff))
  const topicOf = ({ topic }: Fact) => (topic ? say(topic, LONGEST.name) : null)
  const topics = new Map(
    [...facts.values()].flatMap((fact) => (fact.topic ? [[topicOf(fact)!, fact.topic] as const] : [])),
  )
  const described = ([id, { name, also = [] }]: [string, Choice]) => ({
    id,
    name: say(name, LONGEST.name),
    ...(also.length > 0 && { also: say(also.join(', '), LONGEST.words) }),
  })

  const business = {
    name: say(voice.name, LONGEST.name),
    tone: say(voice.tone ?? '', LONGEST.tone),
    facts: [...facts].map(([id, fact]) => ({ id, topic: topicOf(fact), text: say(fact.text, LONGEST.fact) })),
    services: [...services].map(described),
    staff: [...staff].map(described),
  }
  const dialogue = lastTurns(turns.map(({ by, text }) => ({ by, text: mask.hide(text) })))
  const choices: Choices = {
    services: [...services.keys()],
    staff: [...staff.keys()],
    facts: [...facts.keys()],
    topics: [...topics.keys()],
  }
  return {
    system: `${RULES}\n\n${fenced('business', business)}`,
    user: `${fenced('dialogue', dialogue)}\n\n${fenced('message', say(message, LONGEST.message))}`,
    schema: answerSchema(choices),
    mask,
    services,
    staff,
    facts,
    topics,
  }
}

/** The messages that are sent; without `strict` the schema is told in words. */
export function messagesOf(prompt: Prompt, strict: boolean): ChatCompletionMessageParam[] {
  const { system, user, schema } = prompt
  return [
    { role: 'system', content: strict ? system : `${system}\n\n${inWords(schema)}` },
    { role: 'user', content: user },
  ]
}

/** The whole prompt as it would be sent, for the owner to read before saving tone and facts. */
export function previewPrompt(voice: Voice, conversation: Conversation): string {
  const prompt = buildPrompt(voice, conversation)
  const said = messagesOf(prompt, true).map(({ role, content }) => `— ${role} —\n${content}`)
  return [...said, `— response_format —\n${JSON.stringify(prompt.schema, null, 2)}`].join('\n\n')
}

function keyed<T>(letter: string, items: readonly T[]): Map<string, T> {
  return new Map(items.map((item, index) => [`${letter}${index + 1}`, item]))
}

/** The first facts, as many as there is room for. */
function affordable(facts: readonly Fact[]): Fact[] {
  let left = LONGEST.facts
  return facts.slice(0, MOST.facts).filter(({ text }) => {
    left -= Math.min(text.length, LONGEST.fact)
    return left >= 0
  })
}

/** The newest turns, oldest first; the one that no longer fits is cut, and those before it are left out. */
function lastTurns(turns: readonly Turn[]): Turn[] {
  const kept: Turn[] = []
  let left = LONGEST.turns
  for (const turn of turns.slice(-MOST.turns).reverse()) {
    const text = shorten(turn.text, left)
    if (text === '') break
    kept.unshift({ by: turn.by, text })
    left -= text.length
  }
  return kept
}

/** Not longer than that, and never cut inside a placeholder. */
function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text
  const cut = text.slice(0, Math.max(0, longest - 1))
  const open = /\[[A-Z_]*$/.exec(cut)
  return longest < 1 ? '' : `${open ? cut.slice(0, open.index) : cut}…`
}

/** Data between tags as JSON in which no «<» is left: nothing written there can close them. */
function fenced(tag: string, data: unknown): string {
  return `<${tag}>\n${JSON.stringify(data).replaceAll('<', '\\u003c')}\n</${tag}>`
}
