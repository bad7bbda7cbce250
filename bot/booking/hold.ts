import { book } from '../../db/book.ts'
import { advanceLead, latestLead } from '../../db/clients.ts'
import { markTest } from '../../db/guide.ts'
import { type Door, type Visit, visitById } from '../../db/visits.ts'
import type { Minute } from '../../domain/catalog.ts'
import { localOf } from '../../domain/time.ts'
import type { Turn } from '../context.ts'
import { button, type View } from '../show.ts'
import { waitButton } from '../waitlist.ts'
import { sayMoment } from '../words.ts'
import { startsNear } from './offer.ts'
import { nearestScreen } from './times.ts'
import { wishFrom, zoneOf } from './wish.ts'

/** Doors by the kind of channel in which a client books. */
const DOORS: ReadonlyMap<string, Door> = new Map([
  ['web', 'web'],
  ['whatsapp', 'whatsapp'],
  ['instagram', 'instagram'],
])

export type Refused = 'taken' | 'closed' | 'changed'

/** Holds a place for the draft in the place of its earlier hold; a refusal leaves the earlier one as it was. */
export async function holdPlace(turn: Turn, start: Minute): Promise<Visit | Refused> {
  const { draft, catalog } = turn
  const wish = draft && wishFrom(catalog, draft)
  if (!draft || !wish) return 'changed'
  const lead = await latestLead(turn.tx, turn.client.id)
  const held = await book(turn.tx, turn.catalogs, {
    businessId: catalog.businessId,
    key: `chat:${turn.chat.id}:${turn.inbound.id}`,
    wish,
    start,
    clientId: turn.client.id,
    chatId: turn.chat.id,
    leadId: lead?.id,
    door: DOORS.get(turn.channel.kind) ?? 'telegram',
    now: turn.minute,
    hold: true,
    replaces: draft.holdId,
  })
  if (!held.ok) return held.reason
  // What the owner books to see how it goes is no visit of a client, and never in the numbers.
  if (catalog.rehearsal && (turn.member || turn.channel.kind === 'web')) await markTest(turn.tx, held.visit.id)
  draft.start = start
  draft.holdId = held.visit.id
  if (lead) await advanceLead(turn.tx, lead.id, 'qualified')
  return held.visit
}

/**
 * The held visit that the draft speaks of, held anew when the hold ran out while the client was away; a screen of the
 * nearest times when the place is gone, null when nothing was chosen. A place too near for a new hold keeps its old one:
 * the confirmation decides.
 */
export async function keepPlace(turn: Turn): Promise<Visit | View | null> {
  const { draft, catalog, client, minute } = turn
  if (draft?.kind !== 'book' || draft.start === undefined) return null
  const held = draft.holdId === undefined ? null : await visitById(turn.tx, catalog.businessId, draft.holdId)
  const mine = held?.status === 'held' && held.clientId === client.id && held.start === draft.start ? held : null
  if (mine && (mine.holdExpiresAt ?? 0) > minute) return mine
  const { start } = draft
  const anew = await holdPlace(turn, start)
  if (typeof anew !== 'string') return anew
  return mine && anew === 'closed' && start > minute ? mine : takenView(turn, start, anew)
}

/** The place is gone: the three nearest instead. */
export async function takenView(turn: Turn, start: Minute, reason: Refused): Promise<View> {
  const { draft, say, catalog } = turn
  if (!draft || reason === 'changed') return goneScreen(turn)
  draft.asked = 'time'
  draft.start = undefined
  const slots = await startsNear(turn, draft, start)
  const zone = zoneOf(catalog, draft)
  const time = sayMoment(say.language, zone, start)
  const { date, minutes } = localOf(zone, start)
  // What is taken may become free again; what is never on offer won't.
  const wish =
    reason === 'taken' && start > turn.minute
      ? { days: { from: date, to: date }, hours: { from: minutes, to: minutes } }
      : undefined
  if (slots.length === 0) {
    const wait = wish && draft.kind === 'book' ? [waitButton(say, wish)] : []
    return { text: say('taken-none', { time }), buttons: [wait, [button(say('back'), 'services')]] }
  }
  const key = start <= turn.minute ? 'time-past' : reason === 'closed' ? 'time-closed' : 'taken-nearest'
  return nearestScreen(turn, draft, say(key, { time }), slots, wish)
}

/** What was to be confirmed is no longer there. */
export function goneScreen({ say }: Turn): View {
  return {
    text: say('nothing-to-confirm'),
    buttons: [[button(say('menu-book'), 'book'), button(say('menu-mine'), 'mine')]],
  }
}
