import { phoneOf } from '../../bot/phone.ts'
import { type ClientFields, editableClient, editClient, hasPersonalConsent } from '../../db/clients-edit.ts'
import { type Link, type LogRow, logBoth } from '../../db/crm/links.ts'
import { noteOnDeal } from '../../db/crm/notes.ts'
import { closeLead } from '../../db/leads.ts'
import { markVisit, unmarkVisit } from '../../db/marking.ts'
import { cancelLocked, restoreLocked } from '../../db/parting.ts'
import { payLocked, repriceLocked } from '../../db/paying.ts'
import type { Tx } from '../../db/sql.ts'
import { lockVisit } from '../../db/visitmarks.ts'
import { type DealFacts, kopecksOf } from '../../domain/crm/deal.ts'
import { moveTo, type StageMove, stageIn } from '../../domain/crm/stages.ts'
import { leftToPay } from '../../domain/visitstate.ts'
import type { Take } from './plan.ts'
import type { Session } from './session.ts'

/** By field, which side stays after what was changed there was tried here. */
export type Settled = Map<string, 'theirs' | 'ours'>

/** Why something could not be done here: a word, which `bot` and screens say in sentences. */
type Outcome = 'done' | 'left' | { refused: string }

/** What was changed in the CRM by hand is written down under this name. */
const HAND = 'Bitrix24'
const LONGEST_NAME = 80

/** Takes over what was changed of a deal by hand: by the same doors as staff go, with their rules. */
export async function takeDeal(
  session: Session,
  link: Link,
  about: DealFacts,
  takes: readonly Take[],
): Promise<Settled> {
  // The amount first: a deal that is paid is paid at its new price.
  const ordered = [...takes].sort((a, b) => Number(a.field === 'stageId') - Number(b.field === 'stageId'))
  return takeAll(session, link, ordered, (tx, { field, theirs }, now) =>
    field === 'stageId'
      ? takeStage(session, tx, about, String(theirs), now)
      : takeAmount(session, tx, about, theirs, now),
  )
}

/** Takes over a name or a phone that was changed by hand. */
export async function takeContact(session: Session, link: Link, takes: readonly Take[]): Promise<Settled> {
  return takeAll(session, link, takes, (tx, take, now) => takePerson(session, tx, link, take, now))
}

async function takeAll(
  { mirror, lease }: Session,
  link: Link,
  takes: readonly Take[],
  door: (tx: Tx, take: Take, now: Date) => Promise<Outcome>,
): Promise<Settled> {
  const settled: Settled = new Map()
  const { businessId } = lease
  for (const take of takes) {
    const { field, theirs, at } = take
    const now = mirror.clock()
    const about = { linkId: link.id, field, ours: link.synced?.[field]?.[0] ?? null, theirs }
    await mirror.db.transaction(async (tx) => {
      const outcome = await door(tx, take, now)
      const put = typeof outcome === 'object'
      // Who has not agreed to it has no phone here; what the salon has written down there is its own.
      const stays = put && outcome.refused !== 'consent'
      settled.set(field, stays ? 'ours' : 'theirs')
      const row: LogRow = put
        ? { ...about, won: stays ? 'ours' : 'noted', refused: outcome.refused }
        : { ...about, won: outcome === 'done' ? 'theirs' : 'noted' }
      await logBoth(tx, businessId, [row], now)
      if (stays && link.kind === 'deal') {
        const about = `refused:${outcome.refused}:${at}`
        await noteOnDeal(tx, { businessId, dealId: link.id, chatId: null, about, now })
      }
    })
  }
  return settled
}

async function takeStage(session: Session, tx: Tx, about: DealFacts, stageId: string, now: Date): Promise<Outcome> {
  const { businessId } = session.lease
  const to = stageIn(session.settings, stageId)
  // A stage that the owner has added for themselves says nothing about a visit.
  if (to === null) return 'left'
  const visit = about.visit && (await lockVisit(tx, { businessId, id: about.visit.id, masterId: null }))
  const move = moveTo(to, { visit: visit?.status ?? null, lead: about.lead?.stage ?? null })
  if (move === null) return { refused: visit ? 'state' : 'no_visit' }
  if (move === 'lose' || move === 'reopen') {
    const by = { businessId, memberId: null, now }
    const done = await closeLead(tx, by, { id: about.lead?.id ?? 0, reason: move === 'lose' ? HAND : null })
    return done ? 'done' : { refused: 'state' }
  }
  if (!visit) return { refused: 'no_visit' }
  const result = await goThrough(session, tx, move, visit, now)
  if (result.ok) return 'done'
  return { refused: result.reason === 'hindered' ? result.hindrance.why : result.reason }
}

type Locked = NonNullable<Awaited<ReturnType<typeof lockVisit>>>

function goThrough({ mirror, lease, settings }: Session, tx: Tx, move: StageMove, visit: Locked, now: Date) {
  const by = { businessId: lease.businessId, memberId: null, people: true }
  switch (move) {
    case 'arrive':
      return markVisit(tx, by, visit, 'arrived', { tell: false, now })
    case 'pay': {
      const amount = leftToPay({ ...visit, now: 0 })
      const method = settings.paidBy ?? 'transfer'
      return payLocked(tx, by, visit, { amount, method, reason: null, free: false }, now)
    }
    case 'cancel':
      return cancelLocked(tx, by, visit, { by: 'member', reason: HAND, tell: true }, now)
    case 'restore':
      return restoreLocked(tx, mirror.catalogs, by, visit, { status: 'booked', overlapReason: null, tell: true }, now)
    default:
      return unmarkVisit(tx, by, visit, { money: false, now })
  }
}

async function takeAmount({ lease }: Session, tx: Tx, about: DealFacts, theirs: unknown, now: Date): Promise<Outcome> {
  const { businessId } = lease
  const amount = kopecksOf(theirs)
  if (!about.visit) return 'left'
  if (amount === null) return { refused: 'amount' }
  const visit = await lockVisit(tx, { businessId, id: about.visit.id, masterId: null })
  if (!visit) return { refused: 'gone' }
  const done = await repriceLocked(tx, { businessId, memberId: null }, visit, amount + visit.discount, now)
  return done ? 'done' : { refused: 'late' }
}

async function takePerson(
  { lease }: Session,
  tx: Tx,
  link: Link,
  { field, theirs }: Take,
  now: Date,
): Promise<Outcome> {
  const { businessId } = lease
  const client = await editableClient(tx, businessId, link.clientId!)
  if (!client) return 'left'
  const change: Partial<ClientFields> = {}
  if (field === 'name') {
    const name = String(theirs ?? '')
      .trim()
      .slice(0, LONGEST_NAME)
    if (!name) return { refused: 'empty' }
    change.name = name
  } else {
    const number = theirs === null ? null : phoneOf(String(theirs))
    if (theirs !== null && number === null) return { refused: 'phone' }
    if (number !== null && !(await hasPersonalConsent(tx, client.id))) return { refused: 'consent' }
    change.phone = number
  }
  await editClient(tx, { businessId, memberId: null, now }, client, change)
  return 'done'
}
