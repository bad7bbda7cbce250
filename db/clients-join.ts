import { isOnePerson, type Person } from '../domain/persons.ts'
import { joinClients } from './clients-merge.ts'
import type { Sql, Tx } from './sql.ts'
import type { Client } from './turns.ts'

/** Whoever writes a phone down waits for who does at this moment: of two that come at once the second finds the first. */
export async function lockPhone(tx: Tx, businessId: number, phone: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(7241, hashtext($1))', [`${businessId}:${phone}`])
}

type Joining = { businessId: number; clientId: number; chatId: number; now: Date }

/**
 * Joins the client of this turn to the one for whom another messenger vouched for the same phone, if they are one person and staff have not
 * parted them before; the phone is locked (`lockPhone`) and written. Returns who they are from now on; null: nothing was joined.
 */
export async function joinByPhone(tx: Tx, joining: Joining): Promise<Client | null> {
  const { businessId, clientId, now } = joining
  const cards = await tx.query<Card>(
    `${CARD} and c.phone = (select phone from clients where id = $2 and phone_verified) and c.phone_verified order by c.id`,
    [businessId, clientId, now],
  )
  const own = cards.find((card) => card.id === clientId)
  const others = own ? cards.filter((card) => card.id !== clientId && !card.parted && isOnePerson(own, card)) : []
  const [only, ...more] = others
  if (!only || more.length > 0) return null
  return join(tx, { ...joining, id: only.id, by: 'phone' })
}

/** Joins the client of this turn to another, of whose dialogue they hold the link and have proved that it is theirs. */
export async function joinByLink(tx: Tx, joining: Joining & { id: number }): Promise<Client | null> {
  const { businessId, clientId, now, id } = joining
  const cards = await tx.query<Card>(`${CARD} and c.id in ($2, $4)`, [businessId, clientId, now, id])
  const [own, other] = [cards.find((card) => card.id === clientId), cards.find((card) => card.id === id)]
  if (!own || !other || own.parted || other.parted || !isOnePerson(own, other)) return null
  return join(tx, { ...joining, by: 'link' })
}

type Card = Person & { id: number; parted: boolean }

/** True where staff took two clients of the business $1 apart. */
export const partedFrom = (one: string, other: string): string =>
  `exists (select 1 from changes g where g.business_id = $1 and g.object = 'client' and g.action = 'unmerged'
    and (g.object_id = ${one} and (g.after ->> 'from')::bigint = ${other} or g.object_id = ${other} and (g.after ->> 'from')::bigint = ${one}))`

/** $1 business, $2 the client of the turn, $3 now. `parted`: staff took the two apart. */
const CARD = `select c.id, c.name,
  exists (select 1 from appointments a where a.client_id = c.id and a.starts_at > $3::timestamptz
    and a.status in ('booked', 'confirmed')) as "hasVisitAhead",
  ${partedFrom('c.id', '$2')} as parted
  from clients c where c.business_id = $1 and c.merged_into is null and c.erased_at is null and not c.anonymous`

async function join(tx: Tx, joining: Joining & { id: number; by: 'phone' | 'link' }): Promise<Client | null> {
  const { id, clientId: from } = joining
  if ((await joinClients(tx, { ...joining, from })) === null) return null
  return clientById(tx, id)
}

async function clientById(sql: Sql, id: number): Promise<Client> {
  const [row] = await sql.query<Client>(
    `select id, name, phone, phone_verified as "phoneVerified", vip, barred_at is not null as barred from clients where id = $1`,
    [id],
  )
  return row!
}
