import type { HookEvent, HookPerson } from '../db/webhookevents.ts'
import {
  type BookingState,
  type HookKind,
  hookKindOf,
  type LeadState,
  type PaymentState,
  previousOf,
} from '../domain/webhooks.ts'

/** Grows when a receiver could not read a payload as it read the one before. */
const PAYLOAD_VERSION = 1

/** What of people goes into payloads; an address that may not have it is given an empty one. */
export type Personal = { people: ReadonlyMap<number, HookPerson>; answers: ReadonlyMap<number, Record<string, string>> }
export const NOTHING_PERSONAL: Personal = { people: new Map(), answers: new Map() }

export type HookPayload = {
  id: string
  type: string
  version: number
  occurredAt: string
  zone: string
  sequence: number
  data: object
  previous: object | null
}

/** The kind of an event, and its payload for an address; null: nothing happened that anybody is told. */
export function readHookEvent(event: HookEvent, now: Date): { kind: HookKind; payloadFor: PayloadFor } | null {
  const kind = hookKindOf(event)
  if (!kind) return null
  const { before, after } = shapes(event, NOTHING_PERSONAL)
  const previous = before && after ? previousOf(before, after) : null
  const occurredAt = occurredAtOf(event) ?? now.toISOString()
  return {
    kind,
    payloadFor: (id, zone, personal) => ({
      id,
      type: kind,
      version: PAYLOAD_VERSION,
      occurredAt,
      zone: zoneOf(event) ?? zone,
      sequence: event.sequence,
      data: (({ before: was, after: is }) => is ?? was!)(shapes(event, personal)),
      previous,
    }),
  }
}

/** `zone`: the business's, for what belongs to no branch. */
type PayloadFor = (id: string, zone: string, personal: Personal) => HookPayload

function shapes(event: HookEvent, personal: Personal): { before: object | null; after: object | null } {
  const { before, after, object } = event
  if (object === 'booking')
    return { before: before && bookingJson(before, personal), after: after && bookingJson(after, personal) }
  if (object === 'lead')
    return { before: before && leadJson(before, personal), after: after && leadJson(after, personal) }
  const of = (state: PaymentState | null) => state && paymentJson(state, event.clientId, personal)
  return { before: of(before), after: of(after) }
}

/** When it happened, as far as the object itself says. */
function occurredAtOf({ object, before, after }: HookEvent): string | null {
  if (object === 'booking') return after && after.updatedAt !== before?.updatedAt ? iso(after.updatedAt) : null
  if (object === 'lead') return before || !after ? null : iso(after.createdAt)
  return after && iso(after.at)
}

const zoneOf = ({ object, before, after }: HookEvent) => (object === 'lead' ? null : (after ?? before)!.zone)

const iso = (text: string) => new Date(text).toISOString()
const clientOf = (id: number, { people }: Personal): HookPerson => people.get(id) ?? { id, name: null, phone: null }

/** As the API shows a visit, without what it computes for a screen. */
const bookingJson = (visit: BookingState, personal: Personal) => ({
  id: visit.id,
  version: visit.version,
  status: visit.status,
  door: visit.door,
  zone: visit.zone,
  start: iso(visit.start),
  end: iso(visit.end),
  location: visit.location,
  parts: visit.parts.map((part) => ({ ...part, start: iso(part.start), end: iso(part.end) })),
  client: clientOf(visit.client, personal),
  lead: visit.lead,
  money: { price: visit.price, discount: visit.discount },
  cancelled:
    visit.status === 'cancelled' ? { by: visit.cancelledBy, at: iso(visit.cancelledAt ?? visit.updatedAt) } : null,
  createdAt: iso(visit.createdAt),
})

const leadJson = ({ client, createdAt, ...lead }: LeadState, personal: Personal) => ({
  ...lead,
  answers: personal.answers.get(lead.id) ?? {},
  createdAt: iso(createdAt),
  client: clientOf(client, personal),
})

const paymentJson = ({ zone: _zone, at, ...payment }: PaymentState, client: number, personal: Personal) => ({
  ...payment,
  at: iso(at),
  client: clientOf(client, personal),
})
