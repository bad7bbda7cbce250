import { locationOf, servicesOf, wishFrom, zoneOf } from '../bot/booking/wish.ts'
import { draftFrom } from '../bot/draft.ts'
import type { Say } from '../bot/texts.ts'
import { nameOf, sayClock, sayDayMonth, sayPrice } from '../bot/words.ts'
import type { ChatCard, ChatHead } from '../db/chats.ts'
import { minuteOf } from '../db/sql.ts'
import type { Line, Mark } from '../db/transcript.ts'
import type { Catalog, Location, Minute } from '../domain/catalog.ts'
import { hindranceOf, markedUntil } from '../domain/composer.ts'
import { openingAt } from '../domain/hours.ts'
import { maskedPhone } from '../domain/phone.ts'
import { isoOf, localOf } from '../domain/time.ts'

/** The half-made booking as staff see it; null: nothing is begun. `complete`: it can be booked as it is. */
function draftView(catalog: Catalog, stored: unknown, holdExpiresAt: Date | null = null) {
  const draft = draftFrom(stored)
  if (!draft) return null
  const services = servicesOf(catalog, draft)
  if (services.length === 0 && draft.start === undefined && draft.visitId === undefined) return null
  const masters = [...new Set([draft.master, ...(draft.masters ?? [])].flatMap((id) => id ?? []))]
  const at = draft.start ?? draft.wanted
  const zone = zoneOf(catalog, draft)
  return {
    kind: draft.kind,
    locationId: locationOf(catalog, draft)?.id ?? null,
    services: services.map(({ id, name }) => ({ id, name })),
    masters: masters.map((id) => ({ id, name: nameOf(catalog, id) })),
    start: at === undefined ? null : isoOf(zone, at),
    zone,
    visitId: draft.visitId ?? null,
    holdExpiresAt: holdExpiresAt?.toISOString() ?? null,
    complete: draft.kind === 'book' && draft.start !== undefined && wishFrom(catalog, draft) !== null,
  }
}

/** A dialogue as a card of the queue. */
export function cardView(catalog: Catalog, card: ChatCard) {
  const { id, owner, leader, reason, channel, channelId, clientId, name, phone, vip, source, campaign, stage } = card
  return {
    id,
    owner,
    leader,
    waitingSince: owner === 'queue' ? (card.queuedAt?.toISOString() ?? null) : null,
    reason: owner === 'queue' ? reason : null,
    closedThere: card.closedThere,
    channel: { id: channelId, kind: channel },
    client: clientId === null ? null : { id: clientId, name, phone: phone && maskedPhone(phone), vip },
    source,
    campaign,
    stage,
    words: card.words,
    wordsAt: card.wordsAt?.toISOString() ?? null,
    draft: draftView(catalog, card.draft),
    watching: card.watching,
    at: card.at.toISOString(),
  }
}

/** What of waiting depends on the hour: when it is late, and from when on somebody answers if the branch is closed. */
export function slaView({ settings, locations }: Catalog, now: Minute) {
  const branch: Location | undefined = locations[0]
  const opening = branch && openingAt(branch, now)
  const opensAt =
    branch && opening && !opening.open && opening.from !== null ? isoOf(branch.timezone, opening.from) : null
  return { ...settings.sla, opensAt }
}

/** What the composer may do, and if it can't: why, in the words that stand above it. */
export function composerView(head: ChatHead, zone: string, now: Date) {
  const { channel: kind, blockedAt, lastErrorAt, lastError, windowUntil, humanAgent, offers } = head
  const brokenAt = lastError === null ? null : lastErrorAt
  const wire = { kind, blocked: blockedAt !== null, brokenAt, windowUntil, humanAgent, offers }
  const why = hindranceOf(wire, now)
  const marked = why ? null : markedUntil(wire, now)
  const alone = why === 'blocked' || (why === 'window' && kind === 'instagram')
  return {
    can: why === null,
    why,
    sentence: why
      ? hindranceWords(why, { kind, phone: head.client.phone, brokenAt, zone })
      : marked && `Прошло 24 часа: уйдёт с пометкой, что пишет человек. Так можно до ${untilWords(zone, marked)}`,
    phone: alone ? head.client.phone : null,
    offers,
  }
}

function untilWords(zone: string, at: Date): string {
  const minute = minuteOf(at)
  return `${sayDayMonth('ru', localOf(zone, minute).date)}, ${sayClock(zone, minute)}`
}

function hindranceWords(
  why: 'blocked' | 'broken' | 'window',
  { kind, phone, brokenAt, zone }: { kind: string; phone: string | null; brokenAt: Date | null; zone: string },
): string {
  const instead = phone ? ` Позвоните: ${maskedPhone(phone)}` : ''
  if (why === 'window' && kind === 'instagram')
    return `Прошло 24 часа: Instagram не пропустит ответ, пока клиент не напишет сам.${instead}`
  if (why === 'window') return 'Прошло 24 часа: можно только шаблон'
  if (why === 'blocked') return `Клиент остановил бота.${instead}`
  const at = brokenAt ? isoOf(zone, Math.floor(brokenAt.getTime() / 60_000)).slice(11, 16) : ''
  return `Канал не работает с ${at}`
}

/** A dialogue with its panel. */
export function headView(catalog: Catalog, head: ChatHead, now: Date) {
  const zone = catalog.locations[0]?.timezone ?? catalog.timezone
  const { next, answered, understood, language } = head
  const branch = catalog.locations.find(({ id }) => id === next?.locationId)
  return {
    ...cardView(catalog, head),
    language,
    client: head.client,
    understood,
    draft: draftView(catalog, head.draft, head.holdExpiresAt && new Date(head.holdExpiresAt)),
    next: next && {
      id: next.id,
      start: isoOf(branch?.timezone ?? zone, Math.floor(new Date(next.startsAt).getTime() / 60_000)),
      services: next.services.map((id) => catalog.services.find((service) => service.id === id)?.name ?? ''),
      masters: [...new Set(next.masters)].map((id) => nameOf(catalog, id)),
    },
    answered: answered && { ...answered, at: new Date(answered.at).toISOString() },
    composer: composerView(head, zone, now),
    zone,
    now: now.toISOString(),
    sla: slaView(catalog, minuteOf(now)),
  }
}

const MOST_PRICES = 12

/** What is often asked, in the client's language: where the branch is, what the services cost that they speak of. */
export function factsView(catalog: Catalog, stored: unknown, say: Say) {
  const draft = draftFrom(stored)
  const branch = (draft && locationOf(catalog, draft)) ?? catalog.locations[0]
  const wanted = draft ? servicesOf(catalog, draft) : []
  const services = (wanted.length > 0 ? wanted : catalog.services).slice(0, MOST_PRICES)
  return {
    address: [branch?.address, branch?.directions].filter(Boolean).join('. '),
    prices: services.map((service) => `${service.name}: ${sayPrice(say, service)}`).join('\n'),
  }
}

/** What became of a line that went out. */
function stateOf({ direction, method, status, author }: Line) {
  if (direction === 'in' || method === 'note') return null
  if (status === 'queued' || status === 'sending') return 'waiting'
  if (status === 'skipped') return author === 'member' ? 'failed' : 'skipped'
  return status
}

/** A line of the transcript. */
export function lineView(line: Line) {
  const { id, author, member, text, buttons, reason, deleted, understood, targetId } = line
  const state = stateOf(line)
  return {
    id,
    author,
    member,
    text,
    buttons,
    note: line.method === 'note',
    edits: line.method?.startsWith('edit') ? targetId : null,
    at: line.at.toISOString(),
    sentAt: line.sentAt?.toISOString() ?? null,
    state,
    reason: state === 'failed' || state === 'skipped' ? reason : null,
    deleted,
    understood,
  }
}

export const markView = ({ at, ...mark }: Mark) => ({ ...mark, at: at.toISOString() })
