import { appButton } from '../bot/app.ts'
import { isAwaited, marksView } from '../bot/marks.ts'
import { type Colleague, type DueAsk, dueAsks, reachableStaff } from '../db/asks.ts'
import { closeNotice } from '../db/notices.ts'
import { writeOutbound } from '../db/outbox.ts'
import { minuteOf, type Tx } from '../db/sql.ts'
import { isOnDuty, nextToCall } from '../domain/calls.ts'
import type { Catalog } from '../domain/catalog.ts'
import type { Due, Handler } from './handler.ts'

/** After so long nobody is asked in the chat: the visit stands on the first screen of the app. */
const LATE_MS = 12 * 3_600_000
/** More visits make another card. */
const PER_CARD = 12

/**
 * Asks staff about all visits of the business that are over and not marked: the master, else those on duty. What is due together is one
 * card for each person.
 */
export const askMarks: Handler = async (tx, due) => {
  const { catalog, now, notice } = due
  const { businessId } = notice
  const [asks, staff] = await Promise.all([dueAsks(tx, businessId, now), reachableStaff(tx, businessId)])
  const cards = new Map<Colleague, DueAsk[]>()
  for (const ask of asks) {
    const whom = reasonAgainst(ask, due) ?? addressees(ask, staff, catalog, now)
    if (typeof whom === 'string') await closeNotice(tx, ask.noticeId, { reason: whom }, now)
    else for (const member of whom) cards.set(member, [...(cards.get(member) ?? []), ask])
  }
  for (const [member, own] of cards)
    for (let from = 0; from < own.length; from += PER_CARD)
      await sendCard(tx, due, member, own.slice(from, from + PER_CARD))
}

function reasonAgainst(ask: DueAsk, { catalog, now }: Due): string | null {
  if (!isAwaited(ask)) return 'marked'
  if (ask.asked !== ask.start) return 'changed'
  if (ask.test) return 'test'
  if (!catalog.settings.askMarks) return 'rules'
  return now.getTime() - ask.dueAt.getTime() >= LATE_MS ? 'late' : null
}

/** The visit's master, if the bot reaches them; else whose turn it is to be called. */
function addressees(ask: DueAsk, staff: readonly Colleague[], catalog: Catalog, now: Date): Colleague[] | 'no_chat' {
  const master = ask.masters.flatMap(({ id }) => staff.find(({ resourceId }) => resourceId === id) ?? [])[0]
  if (master) return [master]
  const zone = catalog.timezone
  const people = staff.map((member) => {
    const onDuty = isOnDuty(member, zone, minuteOf(now))
    return { role: member.role, onDuty, called: false, member }
  })
  const called = nextToCall(people, true).map(({ member }) => member)
  return called.length > 0 ? called : 'no_chat'
}

async function sendCard(tx: Tx, { notice, catalog, texts, now, publicUrl }: Due, member: Colleague, asks: DueAsk[]) {
  const { businessId } = notice
  const say = texts.of(catalog).in(member.language)
  const to = asks.length === 1 ? `v_${businessId}_${asks[0]!.id}` : undefined
  const { text, keyboard } = marksView(say, asks, appButton({ publicUrl }, say('card-open'), to))
  const body = { text, reply_markup: { inline_keyboard: keyboard } }
  const { chatId, channelId } = member
  const row = { chatId, channelId, author: 'system' as const, method: 'sendMessage', body, text }
  const [messageId] = await writeOutbound(tx, businessId, [row], now)
  for (const { noticeId } of asks) await closeNotice(tx, noticeId, { messageId: messageId! }, now)
}
