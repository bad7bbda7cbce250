import { newSecret } from './access.ts'
import { sha256 } from './secrets.ts'
import type { Sql, Tx } from './sql.ts'

/** A link into another messenger is good for so long. */
const PASSAGE_HOURS = 24

/**
 * A link by which a dialogue can go on in the business's bot in Telegram; null where there is no bot, or the client is there already.
 */
export async function newPassage(
  tx: Tx,
  from: { businessId: number; chatId: number; clientId: number; now: Date },
): Promise<string | null> {
  const { businessId, chatId, clientId, now } = from
  const [bot] = await tx.query<{ username: string }>(
    `select k.profile ->> 'username' as username from channels k join chats h on h.id = $2 and h.business_id = k.business_id
       join channels o on o.id = h.channel_id and o.kind <> 'telegram'
     where k.business_id = $1 and k.kind = 'telegram' and k.credentials is not null and k.profile ->> 'username' is not null
       and not exists (select 1 from identities i join channels t on t.id = i.channel_id and t.kind = 'telegram'
         where i.client_id = $3) order by k.id limit 1`,
    [businessId, chatId, clientId],
  )
  if (!bot) return null
  const token = newSecret()
  const expires = new Date(now.getTime() + PASSAGE_HOURS * 3_600_000)
  await tx.query(
    `insert into passages (business_id, token_hash, chat_id, created_at, expires_at) values ($1, $2, $3, $4::timestamptz, $5::timestamptz)`,
    [businessId, await sha256(token), chatId, now, expires],
  )
  return `https://t.me/${bot.username}?start=g_${token}`
}

export type Passage = {
  id: number
  /** The dialogue that is to go on, whose it is, and where it was opened. */
  chatId: number
  clientId: number
  toChatId: number
  /** Numbers for which the former messenger vouches. */
  phones: string[]
}

const PASSAGE = `select p.id, p.chat_id as "chatId", h.client_id as "clientId", p.to_chat_id as "toChatId",
  to_json(array_remove(array['+' || h.phone, case when c.phone_verified then c.phone end], null)) as phones
  from passages p join chats h on h.id = p.chat_id join clients c on c.id = h.client_id and c.erased_at is null
  where p.business_id = $1 and p.done_at is null and p.expires_at > $2::timestamptz`

/** Opens a link, once and for this chat only; null: it ran out, was used, or was opened elsewhere. */
export async function openPassage(
  tx: Tx,
  opened: { businessId: number; token: string; chatId: number; now: Date },
): Promise<Passage | null> {
  const { businessId, token, chatId, now } = opened
  await tx.query(
    `update passages set to_chat_id = $3 where business_id = $1 and token_hash = $2 and to_chat_id is null and chat_id <> $3
       and done_at is null and expires_at > $4::timestamptz`,
    [businessId, await sha256(token), chatId, now],
  )
  const [row] = await tx.query<Passage>(`${PASSAGE} and p.token_hash = $3 and p.to_chat_id = $4`, [
    businessId,
    now,
    await sha256(token),
    chatId,
  ])
  return row ?? null
}

/** What was opened in this chat last and waits for a proof. */
export async function passageInto(
  sql: Sql,
  at: { businessId: number; chatId: number; now: Date },
): Promise<Passage | null> {
  const [row] = await sql.query<Passage>(`${PASSAGE} and p.to_chat_id = $3 order by p.id desc limit 1`, [
    at.businessId,
    at.now,
    at.chatId,
  ])
  return row ?? null
}

/** An opened link by its number; null when it is of no use any more. */
export async function passageById(
  sql: Sql,
  at: { businessId: number; id: number; now: Date },
): Promise<Passage | null> {
  const [row] = await sql.query<Passage>(`${PASSAGE} and p.id = $3 and p.to_chat_id is not null`, [
    at.businessId,
    at.now,
    at.id,
  ])
  return row ?? null
}

/** Ends a link; false when it was ended before. */
export async function endPassage(tx: Tx, id: number, now: Date): Promise<boolean> {
  const rows = await tx.query(
    'update passages set done_at = $2::timestamptz where id = $1 and done_at is null returning 1',
    [id, now],
  )
  return rows.length === 1
}

/** Who went over wants to hear of us there; what the opening itself looked like, a new contact, was none. */
export async function settlePassage(tx: Tx, to: { clientId: number; chatId: number; kind: string }): Promise<void> {
  await tx.query('update clients set preferred_channel = $2, version = version + 1 where id = $1', [
    to.clientId,
    to.kind,
  ])
  await tx.query(
    `delete from leads l where l.client_id = $1 and l.chat_id = $2 and l.stage = 'new' and l.origin ->> 'passage' = 'true'
       and not exists (select 1 from appointments a where a.lead_id = l.id)`,
    [to.clientId, to.chatId],
  )
}

/** Since when the person who comes over has waited: they stay where they stood in the line. */
export async function keepWaiting(tx: Tx, chatId: number, queuedAt: string): Promise<void> {
  await tx.query('update chats set queued_at = $2::timestamptz where id = $1', [chatId, queuedAt])
}
