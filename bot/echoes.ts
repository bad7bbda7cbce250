import { logEvent } from '../db/clients.ts'
import { keepEchoed } from '../db/echoes.ts'
import { silenceBot } from '../db/takeover.ts'
import { showLeader } from './cards.ts'
import type { Turn } from './context.ts'
import { stayWithPerson } from './takeover.ts'

/** Somebody answered the client in the platform's own app, past us: nobody knows who. `at`: when, ms. */
export type EchoEvent = { event: 'echo'; mid: string; text: string; at: number }

/** A person speaks: the dialogue is led by people from now on, by whom it was already or by nobody known. */
export async function hearEcho(turn: Turn, { mid, text, at }: EchoEvent): Promise<void> {
  const { tx, chat, now } = turn
  const { businessId, channelId, id: chatId, owner } = chat
  await keepEchoed(tx, { businessId, channelId, chatId, mid, text, at: new Date(at), now })
  if (owner !== 'member') {
    Object.assign(chat, { owner: 'member', ownerMemberId: null, queueReason: null, state: null })
    await silenceBot(tx, chatId, 'a person answers here')
    await logEvent(tx, { businessId, kind: 'takeover', at: now, chatId, data: { echo: true } })
    await showLeader(turn)
  }
  stayWithPerson(turn)
}

/** True where two texts differ in nothing that a platform may have changed on the way. */
export const sameWords = (one: string, other: string): boolean => flat(one) === flat(other)

const flat = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim()
