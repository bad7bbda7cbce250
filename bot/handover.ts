import { memberById, type Reached } from '../db/calls.ts'
import { logEvent } from '../db/clients.ts'
import { transcript } from '../db/messages.ts'
import { waitingDialogues } from '../db/queue.ts'
import { isMoreUrgent, nextToCall, URGENT } from '../domain/calls.ts'
import { openingAt } from '../domain/hours.ts'
import { addCard, CARD_LINES, type CardKind, cardText, type Dialogue, staffOf } from './cards.ts'
import type { Turn } from './context.ts'
import { draftFrom } from './draft.ts'
import { branchOf } from './promise.ts'
import { readSoFar, readWords } from './understood.ts'

const REASONS = [
  'asked',
  'late',
  'trouble',
  'no-time',
  'unusual',
  'complaint',
  'feedback',
  'red-flag',
  'unclear',
  'vip',
  'barred',
  'wish',
  'no-shows',
  'prepayment',
  'first',
  'form',
  'passed',
  'moved-on',
] as const
/** Why a person is needed; `reason-<it>` says it to staff. */
export type HandoverReason = (typeof REASONS)[number]

const reasonOf = (stored: string | null): HandoverReason => REASONS.find((known) => known === stored) ?? 'asked'

const MOST_CARDS = 20

/**
 * Puts the dialogue into the queue and calls staff, with the transcript, the half-made booking and what was understood.
 * Who waits already is announced again only for a more urgent reason. What the client hears is `calledView`.
 */
export async function callPerson(turn: Turn, reason: HandoverReason): Promise<void> {
  const { tx, chat, catalog, client } = turn
  if (chat.owner === 'queue' && !isMoreUrgent(reason, chat.queueReason)) return
  await logEvent(tx, {
    businessId: catalog.businessId,
    kind: 'handover',
    at: turn.now,
    chatId: chat.id,
    clientId: client.id,
    data: { reason },
  })
  if (chat.owner === 'member') return tellLeader(turn, reason)
  const anew = chat.owner === 'bot'
  chat.owner = 'queue'
  chat.queueReason = reason
  // The bot may have come back from a person unsaid: now it calls one, and nobody leads.
  chat.ownerMemberId = null
  chat.calls = 0
  await ring(turn, await staffOf(turn, { anew: true }), { anew })
}

/** Nobody has answered in time: the next are called. For an event of the loop; whatever was decided since stands. */
export async function callNext(turn: Turn): Promise<void> {
  const { chat } = turn
  if (chat.owner !== 'queue' || chat.callAt !== null) return
  await ring(turn, await staffOf(turn, { anew: false }), { anew: false })
}

/** Calls those whose turn it is, or waits for the branch to open: until then only the owner knows, without a sound. */
async function ring(turn: Turn, staff: readonly Reached[], { anew }: { anew: boolean }): Promise<void> {
  const { chat, now, minute, catalog } = turn
  const branch = branchOf(turn)
  const today = branch ? openingAt(branch, minute) : null
  const closed = today !== null && !today.open
  const owners = staff.filter((member) => member.role === 'owner' && !member.told)
  const called = closed ? owners : nextToCall(staff, chat.calls === 0)
  const { callMinutes } = catalog.settings
  const later = callMinutes > 0 ? new Date(now.getTime() + callMinutes * 60_000) : null
  if (closed) chat.callAt = staff.length > 0 && today.from !== null ? new Date(today.from * 60_000) : null
  else {
    chat.calls++
    chat.callAt = called.length > 0 ? later : null
  }
  const waited = anew ? 0 : minutesSince(turn, chat.queuedAt)
  const quiet = closed && chat.queueReason !== 'red-flag'
  await sendCards(turn, called, reasonOf(chat.queueReason), { waited, quiet })
}

async function sendCards(
  turn: Turn,
  members: readonly Pick<Reached, 'chatId' | 'channelId' | 'language'>[],
  reason: HandoverReason,
  { quiet, kind = 'call', waited }: Pick<Dialogue, 'waited'> & { quiet?: boolean; kind?: CardKind },
): Promise<void> {
  const { tx, chat, client, channel, draft } = turn
  if (members.length === 0) return
  const said = (await transcript(tx, chat.id, CARD_LINES)).map((line) =>
    line.id === turn.inbound.id && turn.masked !== null ? { ...line, text: turn.masked } : line,
  )
  const read = await readSoFar(turn)
  for (const member of members) {
    const say = turn.texts.in(member.language)
    const understood = read ? readWords(turn.catalog, say, read) : undefined
    const dialogue = { client, channel: channel.kind, draft, reason: say(`reason-${reason}`), said, understood, waited }
    addCard(turn, member, chat.id, cardText(turn, say, dialogue), { kind, quiet })
  }
}

/** Where a person leads, that person is told what the bot would call somebody for, or that the dialogue was given to them. */
export async function tellLeader(turn: Turn, reason: HandoverReason): Promise<void> {
  const { tx, chat } = turn
  const leader = chat.ownerMemberId === null ? null : await memberById(tx, chat.businessId, chat.ownerMemberId)
  if (leader && leader.chatId !== chat.id) await sendCards(turn, [leader], reason, { kind: 'led' })
}

/** Tells staff what a client wrote: the person who leads the dialogue, or all who know that it waits. */
export async function passOn(turn: Turn, said: string): Promise<void> {
  const { chat, tx } = turn
  const text = turn.masked ?? said
  const leader = chat.ownerMemberId === null ? null : await memberById(tx, chat.businessId, chat.ownerMemberId)
  const led = chat.owner === 'member' && leader !== null
  const hear = led ? [{ ...leader, called: true }] : await whoKnows(turn)
  for (const member of hear) {
    if (member.chatId === chat.id) continue
    const say = turn.texts.in(member.language)
    const line = say('card-message', { name: turn.client.name ?? say('card-client'), text })
    addCard(turn, member, chat.id, line, { kind: led ? 'led' : 'waits', quiet: !member.called })
  }
}

/** Those who were told that the dialogue waits; where nobody was, those who would be first: no word is lost. */
async function whoKnows(turn: Turn): Promise<Pick<Reached, 'chatId' | 'channelId' | 'language' | 'called'>[]> {
  const staff = await staffOf(turn, { anew: false })
  const told = staff.filter((member) => member.told)
  return told.length > 0 ? told : nextToCall(staff, true)
}

/** Gives a member who comes anew the cards of all dialogues that wait, urgent ones first; returns how many there are. */
export async function tellWaiting(turn: Turn): Promise<number> {
  const { tx, chat, say, catalog } = turn
  const few = { except: chat.id, urgent: URGENT, limit: MOST_CARDS }
  const { dialogues, count } = await waitingDialogues(tx, catalog.businessId, few)
  for (const { chatId, draft, reason, queuedAt, ...dialogue } of dialogues) {
    const said = await transcript(tx, chatId, CARD_LINES)
    const waited = minutesSince(turn, queuedAt)
    const read = await readSoFar(turn, chatId)
    const understood = read ? readWords(catalog, say, read) : undefined
    const card = {
      ...dialogue,
      draft: draftFrom(draft),
      reason: say(`reason-${reasonOf(reason)}`),
      said,
      waited,
      understood,
    }
    addCard(turn, { ...chat, chatId: chat.id }, chatId, cardText(turn, say, card), { kind: 'call' })
  }
  return count
}

const minutesSince = ({ now }: Turn, at: Date | null) => Math.floor((now.getTime() - (at ?? now).getTime()) / 60_000)
