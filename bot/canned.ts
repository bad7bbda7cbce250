import { dialogueOf } from '../db/queue.ts'
import type { Reply } from '../db/replies.ts'
import { upcomingVisits } from '../db/visits.ts'
import { fillReply, type ReplyVariable } from '../domain/reply.ts'
import { visitWords } from './booking/describe.ts'
import { locationOf, servicesOf, zoneOf } from './booking/wish.ts'
import type { Turn } from './context.ts'
import { draftFrom } from './draft.ts'
import type { Say } from './texts.ts'
import { sayMoment } from './words.ts'

/** A canned reply as one client would get it: filled in by their next visit, or by the booking that is begun. */
export async function cannedFor(
  turn: Turn,
  aboutChatId: number,
  { text }: Reply,
): Promise<ReturnType<typeof fillReply>> {
  return fillReply(text, await valuesFor(turn, aboutChatId, turn.texts.in(isRussian(text) ? 'ru' : 'en')))
}

const isRussian = (text: string) => /\p{Script=Cyrillic}/u.test(text)

async function valuesFor(turn: Turn, aboutChatId: number, say: Say): Promise<Partial<Record<ReplyVariable, string>>> {
  const { tx, catalog, minute } = turn
  const dialogue = await dialogueOf(tx, catalog.businessId, aboutChatId)
  if (!dialogue) return {}
  const { client } = dialogue
  const draft = draftFrom(dialogue.draft)
  const [visit] = await upcomingVisits(tx, catalog.businessId, client.id, minute)
  const place = visit
    ? catalog.locations.find(({ id }) => id === visit.locationId)
    : draft && locationOf(catalog, draft)
  const location = place ?? catalog.locations[0]
  const name = client.name ?? undefined
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
