import type { Sql } from './sql.ts'

/** What the platform reports of a message of ours: by our number of it where that came along, else by its own id in that chat. */
export type Receipt = {
  channelId: number
  id: number | null
  platformId: string
  /** Ids under which the platform knows the person. */
  people: string[]
  status: 'sent' | 'delivered' | 'read' | 'failed'
  reason: string | null
  at: Date
}

/** `early`: it is being sent at this moment, ask again; `late`: nothing is known of it, or it says nothing new. */
export type Noted = { kind: 'kept' | 'early' | 'late' } | { kind: 'failed'; id: number }

/**
 * Keeps how far a message has come, never back: read stays read, and what was delivered has not failed. A message whose call broke off
 * and that arrived all the same is not sent again.
 */
export async function noteReceipt(sql: Sql, receipt: Receipt): Promise<Noted> {
  const [row] = await sql.query<{ id: number; was: string; kept: boolean }>(NOTE, [
    receipt.channelId,
    receipt.id,
    receipt.platformId,
    `{${receipt.people.map((one) => `"${one}"`).join(',')}}`,
    receipt.status,
    receipt.reason,
    receipt.at,
  ])
  if (!row) return { kind: 'late' }
  if (row.was === 'sending' && receipt.status === 'failed') return { kind: 'early' }
  if (!row.kept) return { kind: 'late' }
  return receipt.status === 'failed' ? { kind: 'failed', id: row.id } : { kind: 'kept' }
}

const rank = (status: string) =>
  `array_position(array['failed', 'queued', 'sending', 'sent', 'delivered', 'read'], ${status})`

const NOTE = `
with found as (
  select id, status as was, platform_id, receipt from messages
  where channel_id = $1 and direction = 'out' and id = coalesce($2::bigint, (select m.id from messages m join chats c on c.id = m.chat_id
      where c.channel_id = $1 and c.external_id = any($4::text[]) and m.platform_id = $3 order by m.id desc limit 1))
  for no key update),
noted as (
  update messages m set
    status = case when f.was = 'sending' then m.status else $5 end,
    receipt = case when f.was = 'sending' then $5 else m.receipt end,
    reason = case when f.was = 'sending' then m.reason else $6 end,
    platform_id = coalesce(m.platform_id, $3), sent_at = coalesce(m.sent_at, $7::timestamptz)
  from found f where m.id = f.id and case $5
    when 'failed' then f.was = 'sent'
    else f.was <> 'skipped' and ${rank('$5')} > ${rank('f.was')} and (f.receipt is null or f.was <> 'sending' or ${rank('$5')} > ${rank('f.receipt')}) end
  returning m.id)
select f.id, f.was, exists (select 1 from noted) as kept from found f`
