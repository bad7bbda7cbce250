import { z } from '@hono/zod-openapi'
import type { ListedDelivery } from '../../db/webhookdeliveries.ts'
import type { Webhook } from '../../db/webhooks.ts'
import { isClosedHost } from '../../domain/addresses.ts'
import { HOOK_KINDS, HOOK_STATES, type HookKind, TEST_KIND } from '../../domain/webhooks.ts'
import { visitCardShape } from '../desk/card.ts'
import { lead } from './leads.ts'

export const hookKind = z.enum(HOOK_KINDS)

export const webhookShape = z
  .object({
    id: z.number(),
    url: z.string(),
    kinds: z.array(z.string()),
    /** Names, phones and the answers of clients go along. */
    personal: z.boolean(),
    on: z.boolean(),
    /** `off`: by hand; `paused`: it failed for three days, what happens waits for it; `gone`: it answered 410. */
    state: z.enum(HOOK_STATES),
    /** Something could not be handed over for a day. */
    broken: z.boolean(),
    failingSince: z.string().nullable(),
    /** Until then two secrets sign. */
    oldSecretUntil: z.string().nullable(),
    waiting: z.number(),
    failed: z.number(),
    lastAt: z.string().nullable(),
    version: z.number(),
    createdAt: z.string(),
  })
  .openapi('Webhook')

const iso = (at: Date | null) => at?.toISOString() ?? null

export const webhookJson = (
  { brokenAt, failingSince, oldSecretUntil, lastAt, createdAt, ...rest }: Webhook,
  now: Date,
) => ({
  ...rest,
  on: rest.state === 'on',
  broken: brokenAt !== null,
  failingSince: iso(failingSince),
  oldSecretUntil: oldSecretUntil && oldSecretUntil > now ? oldSecretUntil.toISOString() : null,
  lastAt: iso(lastAt),
  createdAt: createdAt.toISOString(),
})

export const deliveryShape = z
  .object({
    id: z.number(),
    /** `webhook-id` of every try. */
    key: z.string(),
    kind: z.string(),
    objectId: z.number().nullable(),
    status: z.enum(['pending', 'delivered', 'failed', 'skipped']),
    attempts: z.number(),
    createdAt: z.string(),
    triedAt: z.string().nullable(),
    nextAt: z.string().nullable(),
    code: z.number().nullable(),
    /** `timeout`, `name`, `closed`, `tls`, `connection`, `redirect`, `status`, `gone`. */
    trouble: z.string().nullable(),
    tookMs: z.number().nullable(),
  })
  .openapi('WebhookDelivery')

/** With what is sent; null: the client was erased. */
export const sentShape = deliveryShape.extend({ body: z.string().nullable(), excerpt: z.string().nullable() })

export const deliveryJson = <D extends ListedDelivery>({ createdAt, triedAt, nextAt, ...rest }: D) => ({
  ...rest,
  createdAt: createdAt.toISOString(),
  triedAt: iso(triedAt),
  nextAt: iso(nextAt),
})

const client = z.object({ id: z.number(), name: z.string().nullable(), phone: z.string().nullable() })
const { status, door, zone, start, end, location, parts, createdAt } = visitCardShape.shape
const money = visitCardShape.shape.money.unwrap().shape

const booking = z
  .object({
    id: z.number(),
    version: z.number(),
    status,
    door,
    zone,
    start,
    end,
    location,
    parts,
    client,
    /** The contact that it came of. */
    lead: z.number().nullable(),
    money: z.object({ price: money.price, discount: money.discount }),
    cancelled: z.object({ by: z.string().nullable(), at: z.string() }).nullable(),
    createdAt,
  })
  .openapi('HookBooking')

const { id, kind, amount, method, at } = money.payments.element.shape
const payment = z.object({ id, kind, amount, method, at, visit: z.number(), client }).openapi('HookPayment')

const eventOf = (type: z.ZodType<string>, data: z.ZodObject) =>
  z.object({
    /** The same over all tries and at each address: know by it what you have already. */
    id: z.string(),
    type,
    version: z.literal(1),
    /** When it happened, UTC. */
    occurredAt: z.iso.datetime(),
    /** The clock on the wall: the branch's, of a contact the business's. */
    zone: z.string(),
    /** Grows with every event of an object: one that is smaller than what you have is older. */
    sequence: z.number(),
    data,
    /** Of a change: what fields of `data` were before. */
    previous: data.partial().nullable(),
  })

const OBJECTS = { lead, booking, payment }

/** What is sent of a kind: for the description of the API and for whoever checks. */
export const eventShape = (kind: HookKind) =>
  eventOf(z.literal(kind), OBJECTS[kind.split('.')[0] as keyof typeof OBJECTS])

const SUMMARY: Record<HookKind, string> = {
  'lead.created': 'Новое обращение',
  'lead.updated': 'Обращение изменилось: этап, источник; «потеряно» — с причиной',
  'booking.created': 'Новая запись',
  'booking.moved': 'Запись перенесли: время, мастер или филиал',
  'booking.confirmed': 'Клиент подтвердил, что придёт',
  'booking.cancelled': 'Запись отменили',
  'booking.status': 'Пришёл, не пришёл, оплачено, вернули из отменённых',
  'booking.updated': 'Изменились услуги, цена или клиент',
  'payment.created': 'Оплата',
  'payment.refunded': 'Возврат',
  'payment.deleted': 'Ошибочную отметку об оплате убрали',
}

/** The standard's headers, as each request has them. */
const HEADERS = z.object({
  'webhook-id': z.string(),
  'webhook-timestamp': z.string(),
  'webhook-signature': z.string(),
})

/** Requests of ours, for the part «webhooks» of the description. */
export const DESCRIBED = HOOK_KINDS.map((name) => ({
  method: 'post' as const,
  path: name,
  summary: SUMMARY[name],
  request: { headers: HEADERS, body: { content: { 'application/json': { schema: eventShape(name) } } } },
  responses: { '2XX': { description: 'Принято. Любой другой ответ: повторим' } },
}))

/** What a try by hand sends. */
export const testBody = (key: string, zone: string, now: Date) =>
  JSON.stringify({
    id: key,
    type: TEST_KIND,
    version: 1,
    occurredAt: now.toISOString(),
    zone,
    sequence: 0,
    data: { text: 'Окошко проверяет связь' },
    previous: null,
  })

/** Why an address can't be called, in words; null: it can. */
export function wrongAddress(text: string, closed: boolean): string | null {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) return 'Это не похоже на адрес: он начинается с https://'
  if (url.username || url.password) return 'Уберите из адреса логин и пароль: подлинность доказывает подпись.'
  if (closed) return null
  if (url.protocol !== 'https:') return 'Нужен адрес, который начинается с https://'
  return isClosedHost(url.hostname) ? 'Этот адрес из закрытой сети: до него отсюда не дойти.' : null
}
