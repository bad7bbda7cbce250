import { type Delivery, deliver, deliverChat } from '../bot/deliver.ts'
import type { Outcome } from '../bot/finish.ts'
import { describe, type Log } from './log.ts'

/** After a turn's commit: answers to taps, then what was said, in order. */
export async function after(delivery: Delivery, outcome: Outcome, log: Log): Promise<void> {
  const { chatId, channel } = outcome
  const answers = outcome.answers.map(({ at, ...answer }) => {
    const { channelId, kind, chat } = at ?? { channelId: channel.id, kind: channel.kind, chat: outcome.chat }
    return (
      delivery.channels
        .get(kind)
        ?.answer?.(channelId, { chat, ...answer })
        // A lost answer leaves a spinning button, no more.
        .catch((error: unknown) => log('warn', 'tap.unanswered', { channelId, error: describe(error) }))
    )
  })
  const own = outcome.queued ? deliverChat(delivery, chatId) : deliver(delivery, outcome.leased, outcome.token)
  // A slow platform must not keep staff waiting for what another chat tells them.
  const cards = [...outcome.cards].map((card) => deliverChat(delivery, card))
  await Promise.all([own, ...cards, ...answers])
}
