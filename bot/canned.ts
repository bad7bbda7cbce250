import { dialogueOf } from '../db/queue.ts'
import type { Reply } from '../db/replies.ts'
import { upcomingVisits, type Visit } from '../db/visits.ts'
import { fillReply, type ReplyVariable } from '../domain/reply.ts'
import { visitWords } from './booking/describe.ts'
import { locationOf, servicesOf, zoneOf } from './booking/wish.ts'
import type { Turn } from './context.ts'
import { type Draft, draftFrom } from './draft.ts'
import type { Say } from './texts.ts'
import { sayMoment } from './words.ts'

/** What canned replies to one client are filled in by. */
type About = { name?: string; draft: Draft | null; visit?: Visit }

type Where = { tx: Pick<Turn['tx'], 'query'> } & Pick<Turn, 'catalog' | 'minute' | 'texts'>

/** A canned reply as one client would get it: filled in by their next visit, or by the booking that is begun. */
export async function cannedFor(turn: Turn, aboutChatId: number, reply: Reply): Promise<ReturnType<typeof fillReply>> {
  return filled(turn, await aboutOf(turn, aboutChatId), reply)
}

/** Canned replies as one client would get them, each with what had to be left out. */
export async function cannedAll(
  where: Where,
  aboutChatId: number,
  replies: readonly Reply[],
): Promise<(Reply & { filled: string | null; missing: readonly string[] })[]> {
  const about = await aboutOf(where, aboutChatId)
  return replies.map((reply) => {
    const { text, missing } = filled(where, about, reply)
    return { ...reply, filled: text, missing }
  })
}

const filled = ({ catalog, texts }: Where, about: About, { text }: Reply) =>
  fillReply(text, valuesFor(catalog, texts.in(isRussian(text) ? 'ru' : 'en'), about))

const isRussian = (text: string) => /\p{Script=Cyrillic}/u.test(text)

async function aboutOf({ tx, catalog, minute }: Where, aboutChatId: number): Promise<About> {
  const dialogue = await dialogueOf(tx, catalog.businessId, aboutChatId)
  if (!dialogue) return { draft: null }
  const [visit] = await upcomingVisits(tx, catalog.businessId, dialogue.client.id, minute)
  return { name: dialogue.client.name ?? undefined, draft: draftFrom(dialogue.draft), visit }
}

function valuesFor(
  catalog: Turn['catalog'],
  say: Say,
  { name, draft, visit }: About,
): Partial<Record<ReplyVariable, string>> {
  const place = visit
    ? catalog.locations.find(({ id }) => id === visit.locationId)
    : draft && locationOf(catalog, draft)
  const location = place ?? catalog.locations[0]
  const phone = location?.phone ?? undefined
  if (visit) {
    const { when, services, address } = visitWords(catalog, say, visit)
    return { name, phone, time: when, service: services, address }
  }
  const services = draft ? servicesOf(catalog, draft).map((service) => service.name) : []
  const start = draft?.start
  return {
    name,
    phone,
    service: services.join(' + '),
    time: start === undefined ? undefined : sayMoment(say.language, zoneOf(catalog, draft), start),
    address: location?.address,
  }
}
