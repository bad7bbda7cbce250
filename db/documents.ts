import { writeOutbound } from './outbox.ts'
import type { Tx } from './sql.ts'

/**
 * Puts a file into the chat of the bot with a member, by the reference from which it is made when it goes out; the id of that chat, null when
 * the bot has none with them.
 */
export async function giveDocument(
  tx: Tx,
  { businessId, memberId, now, document }: { businessId: number; memberId: number; now: Date; document: string },
): Promise<number | null> {
  const [chat] = await tx.query<{ id: number; channelId: number }>(
    `select c.id, c.channel_id as "channelId" from members m
       join chats c on c.channel_id = m.channel_id and c.external_id = m.external_id
     where m.business_id = $1 and m.id = $2`,
    [businessId, memberId],
  )
  if (!chat) return null
  const row = {
    chatId: chat.id,
    channelId: chat.channelId,
    author: 'system' as const,
    method: 'sendDocument',
    body: { document },
    text: null,
  }
  await writeOutbound(tx, businessId, [row], now)
  return chat.id
}
