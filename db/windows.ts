import type { Sql, Tx } from './sql.ts'

/** Somebody has written: by which id and number the platform knows them, and until when they may be answered freely. */
export type Arrival = { channelId: number; person: string; phone: string | null; windowUntil: Date }

/** Keeps until when a chat may be answered freely, and its number; a message that came late shortens nothing. False where nothing was to be kept, or no chat is there. */
export async function openWindow(sql: Sql, { channelId, person, phone, windowUntil }: Arrival): Promise<boolean> {
  const rows = await sql.query(
    `update chats set window_until = greatest(window_until, $3::timestamptz), phone = coalesce($4, phone)
     where channel_id = $1 and external_id = $2
       and (window_until is null or window_until < $3::timestamptz or ($4::text is not null and phone is distinct from $4)) returning 1`,
    [channelId, person, windowUntil, phone],
  )
  return rows.length > 0
}

/** True where a chat of this address is kept, so that nothing has to be asked of its older ones. */
export async function hasAddress(sql: Sql, channelId: number, person: string): Promise<boolean> {
  const rows = await sql.query('select 1 from chats where channel_id = $1 and external_id = $2', [channelId, person])
  return rows.length > 0
}

/**
 * A person has another address in a channel: their chat, what is known of them and their place in the team go along. Nothing where the
 * new address has a chat of its own: two histories are joined by people only.
 */
export async function readdress(
  tx: Tx,
  { channelId, from, to, phone }: { channelId: number; from: readonly string[]; to: string; phone: string | null },
): Promise<boolean> {
  const old = `{${from.map((one) => `"${one}"`).join(',')}}`
  const [chat] = await tx.query<{ id: number; external_id: string }>(
    `select id, external_id from chats where channel_id = $1 and external_id = any($2::text[])
       and not exists (select 1 from chats where channel_id = $1 and external_id = $3)
     order by id desc limit 1 for no key update`,
    [channelId, old, to],
  )
  if (!chat) return false
  await tx.query('update chats set external_id = $2, phone = coalesce($3, phone) where id = $1', [chat.id, to, phone])
  for (const table of ['identities', 'members'])
    await tx.query(
      `update ${table} set external_id = $3 where channel_id = $1 and external_id = $2
         and not exists (select 1 from ${table} where channel_id = $1 and external_id = $3)`,
      [channelId, chat.external_id, to],
    )
  return true
}
