import type { Leased } from '../db/leases.ts'
import { writeOutbound } from '../db/outbox.ts'
import { speakerOf } from '../db/queue.ts'
import { cardBody } from './cards.ts'
import { type Delivery, deliverChat } from './deliver.ts'
import type { Texts } from './texts.ts'

/** What a member said to a client will never arrive: the member is told, in a card that can be answered again. */
export async function tellUnheard(
  delivery: Delivery,
  texts: Texts,
  row: Pick<Leased, 'id'>,
  outcome: 'blocked' | 'never',
): Promise<void> {
  const speaker = await speakerOf(delivery.db, row.id)
  if (!speaker) return
  const { businessId, chatId, channelId, aboutChatId } = speaker
  const say = texts.in(speaker.language)
  const reason = say(outcome === 'blocked' ? 'undelivered-blocked' : 'undelivered-other')
  const text = say('card-undelivered', { reason })
  const body = cardBody(say, text, aboutChatId)
  const card = { chatId, channelId, author: 'system' as const, method: 'sendMessage', body, text, aboutChatId }
  await writeOutbound(delivery.db, businessId, [card], delivery.clock())
  await deliverChat(delivery, chatId)
}
