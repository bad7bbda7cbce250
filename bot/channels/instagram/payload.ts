import type { Receipt } from '../../../db/receipts.ts'
import { type ServerEvent, type ServerMessage, wordsOf } from './receive.ts'
import { isAddress } from './wire.ts'

/** One thing of a webhook, in the order in which it came. */
export type Piece = { accountId: string } & (
  | { kind: 'said'; event: ServerEvent }
  | { kind: 'receipt'; receipt: Omit<Receipt, 'channelId'> }
  /** Sent from the business's side: by us, or by somebody in Instagram's own app. `at`: ms. */
  | { kind: 'echo'; mid: string; person: string; text: string; at: number }
  /** Taken back by whoever sent it. */
  | { kind: 'unsent'; mid: string; person: string }
)

type Entry = { id?: string; messaging?: ServerEvent[] }

/** The pieces of a webhook's body; what is none of Instagram's, or of no shape that we know, has none. */
export function piecesOf(body: unknown): Piece[] {
  const { object, entry } = (body ?? {}) as { object?: string; entry?: Entry[] }
  if (object !== 'instagram' || !Array.isArray(entry)) return []
  return entry.flatMap(({ id = '', messaging }) =>
    Array.isArray(messaging) ? messaging.flatMap((event) => pieceOf(id, event)) : [],
  )
}

function pieceOf(accountId: string, event: ServerEvent): Piece[] {
  const { message, read, sender, recipient } = event ?? {}
  if (message?.is_echo) return message.mid ? sentFrom(accountId, message, message.mid, event) : []
  if (sender?.id === accountId || recipient?.id !== accountId) return []
  if (message?.is_deleted) return message.mid && sender?.id ? gone(accountId, message.mid, sender.id) : []
  if (read?.mid && sender?.id && isAddress(sender.id)) {
    const at = new Date(Number(event.timestamp) || 0)
    const receipt = { id: null, platformId: read.mid, people: [sender.id], status: 'read' as const, reason: null, at }
    return [{ kind: 'receipt', accountId, receipt }]
  }
  return [{ kind: 'said', accountId, event }]
}

function sentFrom(accountId: string, message: ServerMessage, mid: string, event: ServerEvent): Piece[] {
  const person = event.recipient?.id ?? ''
  if (!isAddress(person) || event.sender?.id !== accountId) return []
  if (message.is_deleted) return gone(accountId, mid, person)
  return [{ kind: 'echo', accountId, mid, person, text: wordsOf(message), at: Number(event.timestamp) || 0 }]
}

const gone = (accountId: string, mid: string, person: string): Piece[] => [{ kind: 'unsent', accountId, mid, person }]
