import { z } from '@hono/zod-openapi'
import type { Language } from '../../bot/texts.ts'
import { PAYMENT_METHODS as METHODS } from '../../db/payments.ts'
import { instant, minuteOf } from '../../db/sql.ts'
import type { VisitCard } from '../../db/visitcard.ts'
import { type Catalog, rulesOf } from '../../domain/catalog.ts'
import { maskedPhone } from '../../domain/phone.ts'
import { hindranceOf, leftToPay, VISIT_ACTIONS } from '../../domain/visitstate.ts'
import { historyOf } from './history.ts'
import { ledgerJson, ledgerShape } from './ledger.ts'
import { sayHindrance } from './words.ts'

const named = z.object({ id: z.number(), name: z.string() })
const status = z.enum(['held', 'booked', 'confirmed', 'arrived', 'paid', 'no_show', 'cancelled'])
const action = z.object({
  allowed: z.boolean(),
  /** Why not, for a person. */
  reason: z.string().nullable(),
  /** From when on, if it is only too early. */
  from: z.string().nullable(),
})

export const visitCardShape = z
  .object({
    id: z.number(),
    version: z.number(),
    status,
    door: z.string(),
    /** The branch's zone, by which all times are shown. */
    zone: z.string(),
    start: z.string(),
    end: z.string(),
    location: z.object({ id: z.number(), name: z.string(), address: z.string() }),
    rooms: z.array(named),
    parts: z.array(
      z.object({ service: named, master: named, start: z.string(), end: z.string(), price: z.number().nullable() }),
    ),
    client: z.object({
      id: z.number(),
      name: z.string().nullable(),
      /** Hidden but for its last two digits from a master. */
      phone: z.string().nullable(),
      note: z.string().nullable(),
      tags: z.array(z.string()),
      vip: z.boolean(),
      barred: z.boolean(),
      visits: z.number(),
      noShows: z.number(),
      cancelled: z.number(),
      /** Inside the notice of the service. */
      lateCancels: z.number(),
    }),
    /** By which the client is told; null: by none. The chat's id is for those who may see the dialogue. */
    channel: z
      .object({ chatId: z.number().nullable(), kind: z.string(), owner: z.string(), blocked: z.boolean() })
      .nullable(),
    /** Null for who may not see money. */
    money: z
      .object({
        price: z.number(),
        priceFrom: z.boolean(),
        discount: z.number(),
        discountReason: z.string().nullable(),
        paid: z.number(),
        refunded: z.number(),
        left: z.number(),
        payments: z.array(
          z.object({
            id: z.number(),
            kind: z.enum(['payment', 'refund']),
            amount: z.number(),
            method: z.enum(METHODS),
            reason: z.string().nullable(),
            at: z.string(),
            member: z.string().nullable(),
          }),
        ),
      })
      .nullable(),
    note: z.string().nullable(),
    /** What the client said of it: 1 to 5, and in words. */
    feedback: z.object({ score: z.number(), text: z.string().nullable() }).nullable(),
    test: z.boolean(),
    overlapReason: z.string().nullable(),
    cancelled: z.object({ by: z.string().nullable(), reason: z.string().nullable(), at: z.string() }).nullable(),
    /** Clients may change it by themselves until so many hours before. */
    cancelHours: z.number(),
    late: z.boolean(),
    actions: z.record(z.enum(VISIT_ACTIONS as [string, ...string[]]), action),
    /** All but the reminders; of chains that the visit started too. */
    notices: z.array(ledgerShape),
    /** Kinds: `remind_24h` so long before the visit, `remind_again` to who has not answered. */
    reminders: z.array(ledgerShape),
    /** The client was asked whether they come, and nothing more is asked; there was no answer. */
    unconfirmed: z.boolean(),
    history: z.array(
      z.object({
        /** Of a change by staff, to undo it; null: it came from the client's dialogue. */
        changeId: z.number().nullable(),
        at: z.string(),
        who: z.string().nullable(),
        action: z.string(),
        before: z.record(z.string(), z.unknown()).nullable(),
        after: z.record(z.string(), z.unknown()).nullable(),
        undoable: z.boolean(),
        undone: z.boolean(),
      }),
    ),
    /** The page of its deal in Bitrix24, for those who may see dialogues; null: it is not there. */
    crm: z.string().nullable(),
    createdAt: z.string(),
    now: z.string(),
  })
  .openapi('Visit')

export type VisitJson = z.infer<typeof visitCardShape>

/** What somebody may see and do. */
export type Sight = {
  money: boolean
  /** Whole phones and the dialogue. */
  contacts: boolean
  write: boolean
  language: Language
  now: Date
}

/** A visit as the app shows it to this person. */
export function cardJson(card: VisitCard, catalog: Catalog, sight: Sight): VisitJson {
  const { zone } = card.location
  const now = minuteOf(sight.now)
  const state = { ...card, zone, now }
  const cancelHours = cancelHoursOf(card, catalog)
  const { client, chat } = card
  return {
    id: card.id,
    version: card.version,
    status: card.status,
    door: card.door,
    zone,
    start: instant(card.start),
    end: instant(card.end),
    location: { id: card.location.id, name: card.location.name, address: card.location.address },
    rooms: card.rooms,
    parts: card.parts.map((part) => ({
      ...part,
      start: iso(part.start),
      end: iso(part.end),
      price: sight.money ? part.price : null,
    })),
    client: { ...client, phone: sight.contacts ? client.phone : client.phone && maskedPhone(client.phone) },
    channel: chat && {
      chatId: sight.contacts ? chat.id : null,
      kind: chat.kind,
      owner: chat.owner,
      blocked: chat.blocked,
    },
    money: sight.money ? moneyOf(card, catalog, leftToPay(state)) : null,
    note: card.note,
    feedback: card.feedback && { score: card.feedback.score, text: card.feedback.text },
    test: card.test,
    overlapReason: card.overlapReason,
    cancelled:
      card.status === 'cancelled'
        ? { by: card.cancelledBy, reason: card.cancelReason, at: card.updatedAt.toISOString() }
        : null,
    cancelHours,
    late: card.start - now < cancelHours * 60,
    actions: Object.fromEntries(
      VISIT_ACTIONS.map((name) => {
        const hindrance = hindranceOf(name, state)
        const reason = hindrance && sayHindrance(sight.language, zone, now, name, hindrance)
        return [
          name,
          { allowed: hindrance === null, reason, from: hindrance?.why === 'early' ? instant(hindrance.from) : null },
        ]
      }),
    ),
    notices: card.notices.map((line) => ledgerJson(line, sight.language)),
    reminders: card.reminders.map((line) => ledgerJson(line, sight.language)),
    unconfirmed: isUnconfirmed(card),
    history: historyOf(card, sight),
    crm: sight.contacts ? card.crm : null,
    createdAt: card.createdAt.toISOString(),
    now: sight.now.toISOString(),
  }
}

const iso = (text: string) => new Date(text).toISOString()

/** True when the client was asked whether they come, is asked no more, and has not answered. */
function isUnconfirmed({ status, start, reminders }: VisitCard): boolean {
  const ours = reminders.filter(({ data }) => data?.start === start)
  const asked = ours.some((line) => line.status === 'sent' || line.status === 'delivered' || line.status === 'read')
  return status === 'booked' && asked && !ours.some((line) => line.kind === 'remind_again' && line.status === 'planned')
}

function moneyOf(card: VisitCard, catalog: Catalog, left: number) {
  const { price, discount, discountReason, paid, refunded } = card
  const payments = card.payments.map((payment) => ({ ...payment, at: iso(payment.at) }))
  const known = card.parts.map(({ service }) => catalog.services.find(({ id }) => id === service.id))
  const priceFrom = known.some((service) => service?.priceFrom)
  return { price, priceFrom, discount, discountReason, paid, refunded, left, payments }
}

function cancelHoursOf(card: VisitCard, catalog: Catalog): number {
  const hours = card.parts.flatMap(({ service }) => {
    const known = catalog.services.find(({ id }) => id === service.id)
    return known ? [rulesOf(catalog, known).cancelHours] : []
  })
  return hours.length > 0 ? Math.max(...hours) : catalog.rules.cancelHours
}
