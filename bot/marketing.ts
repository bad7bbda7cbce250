import { logEvent } from '../db/clients.ts'
import { marketingText, mayAskMarketing, refuseMarketing } from '../db/marketing.ts'
import { sendsOffers } from '../domain/chains.ts'
import type { Turn } from './context.ts'
import { button, speak } from './show.ts'

/** Where a client's consent to offers stands: in this dialogue's channel. */
export const here = ({ chat, client, now }: Turn) => ({
  businessId: chat.businessId,
  clientId: client.id,
  channelId: chat.channelId,
  now,
})

/** Asks once whether a client wants offers, where some are sent; says nothing to whom it was said before. */
export async function askForOffers(turn: Turn): Promise<void> {
  const { tx, say, catalog, member, client, chat } = turn
  if (member || client.barred || chat.owner !== 'bot' || catalog.rehearsal || !sendsOffers(catalog)) return
  if (!(await mayAskMarketing(tx, here(turn)))) return
  const { version } = await marketingText(tx, catalog.businessId, say.language, turn.now)
  // The button carries the wording that it agrees to.
  const wording = `${version}:${say.language}`
  speak(turn, say('ask-offers', { count: catalog.settings.marketingPerMonth }), {
    buttons: [
      [button(say('offers-yes'), `offers:yes:${wording}`), button(say('offers-no'), 'offers:no')],
      [button(say('consent-read'), `offers:text:${wording}`)],
    ],
  })
}

/** Takes the consent to offers back at once. */
export async function stopOffers(turn: Turn): Promise<void> {
  const { tx, chat, client, now } = turn
  await refuseMarketing(tx, here(turn))
  await logEvent(tx, {
    businessId: chat.businessId,
    kind: 'marketing_refused',
    at: now,
    chatId: chat.id,
    clientId: client.id,
  })
}
