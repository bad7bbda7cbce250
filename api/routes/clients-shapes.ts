import { z } from '@hono/zod-openapi'
import type { Language } from '../../bot/texts.ts'
import type { CardHistory, CardVisit, ClientCard } from '../../db/clients-card.ts'
import type { ListedClient } from '../../db/clients-search.ts'
import { maskedPhone } from '../../domain/phone.ts'
import { ledgerJson, ledgerShape } from '../desk/ledger.ts'

const at = z.string().nullable()
const touch = z.object({
  source: z.string(),
  medium: z.string().nullable(),
  campaign: z.string().nullable(),
  at: z.string(),
})

/** A client in a list. A master sees «+7…34» for a phone. */
export const listed = z
  .object({
    id: z.number(),
    name: z.string().nullable(),
    phone: z.string().nullable(),
    username: z.string().nullable(),
    tags: z.array(z.string()),
    vip: z.boolean(),
    barred: z.boolean(),
    visits: z.number(),
    noShows: z.number(),
    lastVisit: at,
    nextVisit: at,
  })
  .openapi('ListedClient')

const payment = z.object({
  id: z.number(),
  kind: z.string(),
  amount: z.number(),
  method: z.string(),
  reason: z.string().nullable(),
  at: z.string(),
})

const visit = z.object({
  id: z.number(),
  version: z.number(),
  status: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
  zone: z.string(),
  /** What the client said of it: 1 to 5, and in words. */
  score: z.number().nullable(),
  words: z.string().nullable(),
  services: z.array(z.string()),
  masters: z.array(z.string()),
  /** Kopecks; null for whoever does not see money. */
  price: z.number().nullable(),
  discount: z.number().nullable(),
  paid: z.number().nullable(),
})

/** A discount of a client for one visit; `visitId`: of the visit that has it. */
export const offerShape = z
  .object({
    id: z.number(),
    code: z.string(),
    percent: z.number().nullable(),
    amount: z.number().nullable(),
    source: z.string(),
    reason: z.string(),
    expiresAt: z.string(),
    state: z.enum(['valid', 'used', 'expired', 'revoked']),
    visitId: z.number().nullable(),
  })
  .openapi('Offer')

/** All that staff see of a client. */
export const card = z
  .object({
    id: z.number(),
    version: z.number(),
    name: z.string().nullable(),
    phone: z.string().nullable(),
    phoneVerified: z.boolean(),
    vip: z.boolean(),
    preferredChannel: z.string().nullable(),
    note: z.string().nullable(),
    tags: z.array(z.string()),
    barred: z.object({ at: z.string(), reason: z.string().nullable() }).nullable(),
    erased: z.boolean(),
    /** Set: this client was merged into that one. */
    mergedInto: z.number().nullable(),
    /** Other cards with this phone: perhaps the same person. */
    alike: z.number(),
    createdAt: z.string(),
    channels: z.array(
      z.object({
        channelId: z.number(),
        kind: z.string(),
        username: z.string().nullable(),
        blockedAt: at,
        marketingOffAt: at,
      }),
    ),
    consents: z.array(
      z.object({
        purpose: z.string(),
        version: z.number(),
        text: z.string().nullable(),
        grantedAt: z.string(),
        revokedAt: at,
        source: z.string(),
        member: z.string().nullable(),
      }),
    ),
    /** `lateCancels`: cancelled by the client inside the notice of the service. */
    counters: z.object({
      visits: z.number(),
      noShows: z.number(),
      cancelled: z.number(),
      lateCancels: z.number(),
    }),
    /** Discounts, the newest first; none for whoever does not see money. */
    offers: z.array(offerShape),
    /** Kopecks. */
    spent: z.number().nullable(),
    firstTouch: touch.nullable(),
    lastTouch: touch.nullable(),
    nextVisit: visit.nullable(),
    visits: z.array(visit),
    payments: z.array(payment.extend({ visitId: z.number() })),
    chats: z.array(
      z.object({
        id: z.number(),
        channel: z.string(),
        owner: z.string(),
        lastText: z.string().nullable(),
        lastAt: at,
      }),
    ),
    leads: z.array(touch.extend({ id: z.number(), stage: z.string(), paid: z.boolean() })),
    journal: z.array(
      z.object({
        id: z.number(),
        at: z.string(),
        action: z.string(),
        member: z.string().nullable(),
        before: z.unknown(),
        after: z.unknown(),
        undoneAt: at,
      }),
    ),
    merged: z.array(z.object({ change: z.number(), id: z.number(), name: z.string().nullable(), at: z.string() })),
    /** What we wrote or will write by ourselves, newest first. */
    notices: z.array(ledgerShape),
  })
  .openapi('Client')

/** Who looks: a master sees no phone and no money, and nothing of dialogues. */
export type View = { money: boolean; all: boolean; language: Language }

/** A client of a list as the API gives it. */
export function listedJson({ lastVisit, nextVisit, ...client }: ListedClient, { all }: Pick<View, 'all'>) {
  return {
    ...client,
    phone: all ? client.phone : client.phone && maskedPhone(client.phone),
    lastVisit: lastVisit?.toISOString() ?? null,
    nextVisit: nextVisit?.toISOString() ?? null,
  }
}

/** A client with all that hangs on them as the API gives it. */
export function cardJson(client: ClientCard, visits: CardVisit[], history: CardHistory, now: Date, view: View) {
  const shown = visits.map((one) => visitJson(one, view))
  const ahead = visits.flatMap((one, index) =>
    ['booked', 'confirmed'].includes(one.status) && one.startsAt > now ? [shown[index]!] : [],
  )
  const { barredAt, barredReason } = client
  return {
    id: client.id,
    version: client.version,
    name: client.name,
    phone: view.all ? client.phone : client.phone && maskedPhone(client.phone),
    phoneVerified: client.phoneVerified,
    vip: client.vip,
    preferredChannel: client.preferredChannel,
    note: client.note,
    tags: client.tags,
    barred: barredAt && { at: barredAt.toISOString(), reason: barredReason },
    erased: client.erasedAt !== null,
    mergedInto: client.mergedInto,
    alike: view.all ? client.alike : 0,
    createdAt: client.createdAt.toISOString(),
    channels: view.all ? client.channels : client.channels.map((channel) => ({ ...channel, username: null })),
    consents: client.consents,
    counters: {
      visits: client.visits,
      noShows: client.noShows,
      cancelled: client.cancelled,
      lateCancels: client.lateCancels,
    },
    offers: view.money ? client.offers : [],
    spent: view.money ? client.spent : null,
    firstTouch: view.all ? client.firstTouch : null,
    lastTouch: view.all ? client.lastTouch : null,
    nextVisit: ahead.at(-1) ?? null,
    visits: shown,
    payments: view.money ? visits.flatMap((one) => one.payments.map((paid) => ({ ...paid, visitId: one.id }))) : [],
    ...(view.all
      ? { ...history, notices: history.notices.map((line) => ledgerJson(line, view.language)) }
      : { chats: [], leads: [], journal: [], merged: [], notices: [] }),
  }
}

function visitJson({ payments: _payments, startsAt, endsAt, ...visit }: CardVisit, { money }: View) {
  return {
    ...visit,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    price: money ? visit.price : null,
    discount: money ? visit.discount : null,
    paid: money ? visit.paid : null,
  }
}
