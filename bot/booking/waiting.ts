import { logEvent } from '../../db/clients.ts'
import { joinWaitlist, lockWaiting, type Waiting } from '../../db/waitlist.ts'
import { endOffer } from '../../db/waitoffers.ts'
import { localOf } from '../../domain/time.ts'
import { boundsOf, fitsWish, type WaitWish, waitable } from '../../domain/waitlist.ts'
import type { Turn } from '../context.ts'
import { button, type View } from '../show.ts'
import { leaveButton, waitWords } from '../waitlist.ts'
import { startsFor } from './offer.ts'
import { timeScreen, wishedBy } from './times.ts'
import { zoneOf } from './wish.ts'

/** Puts what the draft is about into the waitlist for these days, and says so in one line; the draft has its branch and services. */
export async function joinView(turn: Turn, wished: WaitWish): Promise<View> {
  const { draft, say, catalog, client, chat, tx } = turn
  const zone = zoneOf(catalog, draft)
  const wish = waitable(wished, localOf(zone, turn.minute).date)
  const slots = await startsFor(turn, draft!)
  if (!wish)
    return slots.length > 0 ? timeScreen(turn, draft!, slots, { lead: say('wait-past') }) : { text: say('wait-past') }
  const { waiting, repeated } = await joinWaitlist(tx, {
    businessId: catalog.businessId,
    clientId: client.id,
    chatId: chat.id,
    locationId: draft!.locationId ?? catalog.locations[0]!.id,
    services: draft!.services,
    masterId: draft!.master ?? null,
    wish,
    bounds: boundsOf(zone, wish),
    passed: slots.map(({ start }) => start).filter((start) => fitsWish(zone, wish, start)),
    catalogVersion: catalog.version,
    memberId: null,
    now: turn.minute,
  })
  if (!repeated) await logWait(turn, waiting, 'waitlist_joined')
  return {
    text: say('wait-joined', waitWords(catalog, say, waiting)),
    buttons: [[leaveButton(say, waiting)], slots.length > 0 ? [button(say('other-days'), 'days:0')] : []],
  }
}

/** Who asked in words to be told: what is free in these days is shown first, and where nothing is they wait. */
export async function waitOrTimes(turn: Turn): Promise<View> {
  const draft = turn.draft!
  const wish = wishedBy(turn, draft)
  Object.assign(draft, {
    waits: undefined,
    wanted: undefined,
    start: undefined,
    asked: 'time',
    master: draft.master ?? null,
  })
  const zone = zoneOf(turn.catalog, draft)
  const slots = await startsFor(turn, draft)
  const free = slots.find(({ start }) => fitsWish(zone, wish, start))
  if (!free) return joinView(turn, wish)
  draft.day = localOf(zone, free.start).date
  return timeScreen(turn, draft, slots, { hours: wish.hours, lead: turn.say('wait-free'), wish })
}

/** The client does not want the place that is offered to them: it goes to the next, and they wait on. */
export async function declineOffer(turn: Turn, id: number): Promise<void> {
  const { tx, catalog, client, now } = turn
  const entry = await lockWaiting(tx, { businessId: catalog.businessId, id, clientId: client.id })
  if (entry?.status !== 'offered') return
  await endOffer(tx, entry, { now, catalogVersion: catalog.version, by: 'client' })
  await logWait(turn, entry, 'waitlist_declined')
}

export const logWait = ({ tx, chat, client, now }: Turn, { id, businessId }: Waiting, kind: string) =>
  logEvent(tx, { businessId, kind, at: now, chatId: chat.id, clientId: client.id, data: { entry: id } })
