import { transcript } from '../db/messages.ts'
import { type Catalog, MASTER } from '../domain/catalog.ts'
import { localOf } from '../domain/time.ts'
import type { Turn } from './context.ts'
import type { ModelRequest } from './model/client.ts'
import type { Fact, Turn as SaidTurn, Voice } from './model/prompt.ts'
import type { Say } from './texts.ts'
import { sayHours } from './words.ts'

/** So much of the dialogue a model is told at most. */
const TURNS = 7

/** What is asked of a model about the message in work: the business's own data, the last turns, the message. */
export async function requestOf(turn: Turn): Promise<ModelRequest> {
  const { catalog, chat, client, inbound, minute, tx, joined } = turn
  const said = await transcript(tx, chat.id, TURNS + joined.length)
  const own = new Set([inbound.id, ...joined.map(({ id }) => id)])
  const turns: SaidTurn[] = said.flatMap((line) =>
    own.has(line.id) || line.author === 'system' || !line.text ? [] : [{ by: BY[line.author], text: line.text }],
  )
  return {
    businessId: chat.businessId,
    chatId: chat.id,
    day: localOf(catalog.timezone, minute).date,
    voice: voiceOf(catalog, turn.say),
    conversation: { message: inbound.text ?? '', turns, names: client.name ? [client.name] : [] },
    dailyTokens: catalog.settings.tokensPerDay,
  }
}

const BY = { client: 'client', bot: 'assistant', member: 'staff' } as const

/** What a model may know of a business: catalog, FAQ, addresses, hours, and the owner's own tone and facts. */
export function voiceOf(catalog: Catalog, say: Say): Voice {
  const { settings } = catalog
  const places: Fact[] = catalog.locations.flatMap((place) => [
    {
      id: `address:${place.id}`,
      topic: 'address',
      text: [place.name, place.address, place.directions, place.phone].filter(Boolean).join('. '),
    },
    { id: `hours:${place.id}`, topic: 'hours', text: `${place.name}: ${sayHours(say, place).replaceAll('\n', '; ')}` },
  ])
  const answers = catalog.faq.map(({ id, topic, question, answer }) => ({
    id: `faq:${id}`,
    topic,
    text: `${question} ${answer}`,
  }))
  const own = settings.facts
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((text, index) => ({ id: `own:${index}`, topic: null, text }))
  return {
    name: catalog.name,
    tone: settings.tone || null,
    services: catalog.services.map(({ id, name, synonyms }) => ({ id, name, also: synonyms })),
    staff: catalog.resources
      .filter((one) => one.kind === MASTER)
      .map(({ id, name, synonyms }) => ({ id, name, also: synonyms })),
    facts: [...own, ...answers, ...places],
  }
}
