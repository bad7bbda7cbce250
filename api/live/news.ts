import type { Found, News } from '../../db/live.ts'
import type { Role } from '../../domain/roles.ts'
import { reachOf } from '../../domain/roles.ts'

/** Kinds that the app tells apart, by what the audit log calls the thing; whatever else changes is the catalog's. */
const KINDS: Readonly<Record<string, string>> = {
  appointment: 'visit',
  visit: 'visit',
  chat: 'chat',
  client: 'client',
  lead: 'client',
  block: 'block',
  time_off: 'block',
  member: 'member',
  invite: 'member',
  channel: 'channel',
}

/** Of a message that was dealt with its dialogue may be another one; whatever else becomes of it is read in the transcript. */
const DEALT_WITH: readonly (string | null)[] = ['handled', 'failed', 'skipped']

/** What follows from a new or changed message, for its chat. */
export function newsOfMessage({ businessId, chatId, status }: Found): News[] {
  const message = { businessId, kind: 'message', objectId: chatId }
  return DEALT_WITH.includes(status) ? [message, { businessId, kind: 'chat', objectId: chatId }] : [message]
}

export function newsOfEvent({ businessId, chatId, clientId, appointmentId }: Found): News[] {
  return [
    ...(appointmentId === null ? [] : [{ businessId, kind: 'visit', objectId: appointmentId }]),
    ...(chatId === null ? [] : [{ businessId, kind: 'chat', objectId: chatId }]),
    ...(clientId === null ? [] : [{ businessId, kind: 'client', objectId: clientId }]),
  ]
}

export function newsOfChange({ businessId, kind, objectId }: Found): News[] {
  return [{ businessId, kind: KINDS[kind] ?? 'catalog', objectId }]
}

/** Each thing once, in the order of its first mention. */
export function once(news: readonly News[]): News[] {
  const known = new Map(news.map((one) => [`${one.businessId} ${one.kind} ${one.objectId}`, one]))
  return [...known.values()]
}

/** What a member of a role may hear of: `own` visits are looked up one by one, the rest is heard of by all or nobody. */
export function mayHear(role: Role, kind: string): 'yes' | 'no' | 'own' {
  const reach =
    kind === 'visit'
      ? reachOf(role, 'visits.read')
      : kind === 'chat' || kind === 'message'
        ? reachOf(role, 'queue')
        : kind === 'client'
          ? reachOf(role, 'clients.read')
          : kind === 'channel'
            ? reachOf(role, 'channels')
            : 'all'
  if (kind === 'visit' && reach === 'own') return 'own'
  return reach === 'all' ? 'yes' : 'no'
}
