import type { Kopecks } from '../domain/catalog.ts'
import { codeFrom } from '../domain/offers.ts'
import { instant, type Sql, type Tx } from './sql.ts'
import type { Door } from './visits.ts'

/** A discount of one client: `percent` of the price, or `amount` kopecks of it. */
export type Offer = {
  id: number
  clientId: number
  code: string
  percent: number | null
  amount: Kopecks | null
  source: string
  reason: string
  expiresAt: Date
  redeemedBy: number | null
  revokedAt: Date | null
}

export type OfferState = 'valid' | 'used' | 'expired' | 'revoked'

/** What may be done with an offer at a moment. */
export function stateOf({ redeemedBy, revokedAt, expiresAt }: Offer, now: Date): OfferState {
  if (redeemedBy !== null) return 'used'
  if (revokedAt !== null) return 'revoked'
  return expiresAt <= now ? 'expired' : 'valid'
}

const OFFER = `o.id, o.client_id as "clientId", o.code, o.percent, o.amount, o.source, o.reason, o.expires_at as "expiresAt",
  o.redeemed_by as "redeemedBy", o.revoked_at as "revokedAt"`

const VALID = (now: string) => `o.redeemed_by is null and o.revoked_at is null and o.expires_at > ${now}::timestamptz`

/** What an offer takes off a price: the one formula of it. */
const OFF = (price: string) => `least(${price}, coalesce(o.amount, round(${price} * o.percent / 100.0)))::bigint`

const BEST = (price: string) => `order by ${OFF(price)} desc, o.expires_at, o.id limit 1`

/** Where clients come for themselves; what is imported or mirrored has its price already. */
const DOORS: ReadonlySet<Door> = new Set(['telegram', 'whatsapp', 'instagram', 'web', 'waitlist', 'staff'])

/** True for a door at which a client's best offer counts. */
export const takesOffers = (door: Door): boolean => DOORS.has(door)

const MOST_TRIES = 40

export type Giving = {
  businessId: number
  clientId: number
  source: string
  /** Why, for staff. */
  reason: string
  expiresAt: Date
  /** The visit that it follows: for each source one offer at most. */
  appointmentId?: number | null
  memberId?: number | null
  now: Date
} & ({ percent: number } | { amount: Kopecks })

/** Gives a client a discount under a new code; what the same visit has from the same source already is given back as it is. */
export async function giveOffer(tx: Tx, giving: Giving): Promise<Offer> {
  const { businessId, clientId, source, reason, appointmentId = null, memberId = null, expiresAt, now } = giving
  const [percent, amount] = 'percent' in giving ? [giving.percent, null] : [null, giving.amount]
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const code = codeFrom(crypto.getRandomValues(new Uint32Array(1))[0]!, tries)
    const [made] = await tx.query<Offer>(
      `insert into offers as o (business_id, client_id, code, percent, amount, source, reason, appointment_id, member_id,
         expires_at, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::timestamptz, $11::timestamptz)
       on conflict do nothing returning ${OFFER}`,
      [businessId, clientId, code, percent, amount, source, reason, appointmentId, memberId, expiresAt, now],
    )
    if (made) return made
    const [known] = await tx.query<Offer>(
      `select ${OFFER} from offers o where o.business_id = $1 and o.appointment_id = $2 and o.source = $3`,
      [businessId, appointmentId, source],
    )
    if (known) return known
  }
  throw new Error(`no code is left in business ${businessId}`)
}

/** The offer that takes most off a price, and how much; null when the client has none that counts now. */
export async function bestOffer(
  sql: Sql,
  about: { businessId: number; clientId: number; price: Kopecks; now: Date },
): Promise<(Offer & { off: Kopecks }) | null> {
  const [row] = await sql.query<Offer & { off: Kopecks }>(
    `select ${OFFER}, ${OFF('$3::bigint')} as off from offers o
     where o.business_id = $1 and o.client_id = $2 and ${VALID('$4')} ${BEST('$3::bigint')}`,
    [about.businessId, about.clientId, about.price, about.now],
  )
  return row ?? null
}

/** The offer of a client under a code in its kept form; null when there is none, or it is somebody else's. */
export async function offerByCode(
  sql: Sql,
  { businessId, clientId, code }: { businessId: number; clientId: number; code: string },
): Promise<Offer | null> {
  const [row] = await sql.query<Offer>(
    `select ${OFFER} from offers o where o.business_id = $1 and o.client_id = $2 and o.code = $3`,
    [businessId, clientId, code],
  )
  return row ?? null
}

/** True when a client was given something by this source since then, whatever became of it. */
export async function wasGiven(
  sql: Sql,
  about: { businessId: number; clientId: number; source: string; since: Date },
): Promise<boolean> {
  const rows = await sql.query(
    `select 1 from offers where business_id = $1 and client_id = $2 and source = $3 and created_at >= $4::timestamptz limit 1`,
    [about.businessId, about.clientId, about.source, about.since],
  )
  return rows.length > 0
}

export type Discounted = { discount: Kopecks; discountReason: string | null }

/**
 * Makes a visit that was just booked cheaper by its client's best offer, which is spent with it; null when there is none. Of two
 * visits that want the same offer the database gives it to one. Meant to be sent together with the writing of the visit.
 */
export async function redeemBest(
  tx: Tx,
  visit: { businessId: number; id: number; now: number },
): Promise<Discounted | null> {
  const [row] = await tx.query<Discounted>(REDEEM, [visit.businessId, visit.id, instant(visit.now)])
  return row ?? null
}

/** The best offer for a price: which, what it takes off and what it is called; its row is locked. Of table `o` and those before it. */
export const BEST_FOR = ({ client, price, now }: Record<'client' | 'price' | 'now', string>) =>
  `select o.id, o.reason || ' · ' || o.code as reason, ${OFF(price)} as off from offers o
  where o.business_id = $1 and o.client_id = ${client} and ${price} > 0 and ${VALID(now)} ${BEST(price)} for no key update of o`

/** Spends the offer in `best` on the one visit in `visit`. */
export const SPEND = (now: string) =>
  `update offers o set redeemed_by = visit.id, redeemed_at = ${now}::timestamptz from best, visit where o.id = best.id`

const REDEEM = `
with visit as materialized (select a.id, a.client_id, a.price from appointments a
  where a.business_id = $1 and a.id = $2 and a.status in ('booked', 'confirmed') and not a.test and a.price > 0 and a.discount = 0),
best as materialized (select b.* from visit, lateral (${BEST_FOR({ client: 'visit.client_id', price: 'visit.price', now: '$3' })}) b),
spent as (${SPEND('$3')})
update appointments a set discount = best.off, discount_reason = best.reason from best, visit where a.id = visit.id
returning a.discount, a.discount_reason as "discountReason"`

/** What the offer of a visit takes off its new price; null when no offer makes it cheaper. */
export async function rediscount(tx: Tx, businessId: number, id: number): Promise<Discounted | null> {
  const [row] = await tx.query<Discounted>(
    `update appointments a set discount = ${OFF('a.price')} from offers o
     where a.business_id = $1 and a.id = $2 and o.business_id = $1 and o.redeemed_by = a.id
     returning a.discount, a.discount_reason as "discountReason"`,
    [businessId, id],
  )
  return row ?? null
}

/** Gives the offer of a cancelled visit back to its client, while it is valid. */
export async function giveOfferBack(tx: Tx, businessId: number, id: number, now: number): Promise<void> {
  await tx.query(
    `with back as (update offers set redeemed_by = null, redeemed_at = null
       where business_id = $1 and redeemed_by = $2 and expires_at > $3::timestamptz returning 1)
     update appointments set discount = 0, discount_reason = null
     where business_id = $1 and id = $2 and exists (select 1 from back)`,
    [businessId, id, instant(now)],
  )
}

/** Takes an offer back from its client, or gives it again; null when there is none, or a visit has spent it. */
export async function revokeOffer(
  tx: Tx,
  offer: { businessId: number; clientId: number; id: number; revoked: boolean; now: Date },
): Promise<Offer | null> {
  const [row] = await tx.query<Offer>(
    `update offers o set revoked_at = case when $4 then $5::timestamptz end
     where o.business_id = $1 and o.client_id = $2 and o.id = $3 and o.redeemed_by is null and (o.revoked_at is null) = $4
     returning ${OFFER}`,
    [offer.businessId, offer.clientId, offer.id, offer.revoked, offer.now],
  )
  return row ?? null
}
