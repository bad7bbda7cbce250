import type { Catalogs } from '../db/catalog.ts'
import type { Leased } from '../db/leases.ts'
import { marketingAllowed } from '../db/marketing.ts'
import { writeOutbound } from '../db/outbox.ts'
import type { Db, Sql, Tx } from '../db/sql.ts'
import { type MessageTemplate, templateFor } from '../db/templates.ts'
import { type Visit, visitById } from '../db/visits.ts'
import { type Hop, redirect, type Stranded, strandedBy, strandLeased, type Way, waysTo } from '../db/ways.ts'
import type { Catalog } from '../domain/catalog.ts'
import { isOpen } from '../domain/composer.ts'
import { filledIn } from '../domain/templatetext.ts'
import { visitWords } from './booking/describe.ts'
import type { TemplateUse } from './channels/whatsapp/layout.ts'
import type { Say, Texts } from './texts.ts'
import { sayMoment } from './words.ts'

/** A notice that looks for its way. `first`: the chat that it is about; `agreed`: the channel in which an offer is allowed already. */
export type Seeking = {
  businessId: number
  clientId: number
  kind: string
  marketing: boolean
  first: number | null
  agreed: number | null
  now: Date
}

export type Found = { way: Way; template: MessageTemplate | null }

/**
 * The first chat of a client that takes a notice now: freely, or by its approved template. Channels that are in `hops` were tried; why each
 * other one was passed over is added there. `closed`: a channel whose platform says that the window is closed, whatever we know.
 */
export async function findWay(
  tx: Tx,
  seeking: Seeking,
  hops: Hop[],
  closed: number | null = null,
): Promise<Found | null> {
  const { businessId, clientId, kind, marketing, agreed, now } = seeking
  for (const way of await waysTo(tx, seeking)) {
    const { channelId, language } = way
    if (hops.some((hop) => hop.channelId === channelId)) continue
    const pass = (reason: string) => hops.push({ channelId, kind: way.kind, reason, at: now.toISOString() })
    if (way.blocked || !way.connected) {
      pass(way.blocked ? 'blocked' : 'disconnected')
      continue
    }
    const open = channelId !== closed && isOpen(way.kind, way.windowUntil, now)
    const template = open ? null : await templateFor(tx, { businessId, channelId, kind, language })
    if (!open && !template) {
      pass('window')
      continue
    }
    const allowed =
      !marketing ||
      agreed === channelId ||
      (await marketingAllowed(tx, { businessId, clientId, channelId, now })).allowed
    if (allowed) return { way, template }
    pass('no_consent')
  }
  return null
}

/** What a template is filled with, and the buttons under it. */
export type Filling = {
  catalog: Catalog
  say: Say
  visit: Visit | null
  name: string | null
  /** Where the visit stood before, minutes; null: nobody moved it. */
  old: number | null
  text: string
  markup: unknown
}

/** A notice as its approved template says it: the parameters of the message, and what people read of it. */
export function templated(template: MessageTemplate, filling: Filling): { template: TemplateUse; text: string } {
  const { catalog, say, visit, name, old, text, markup } = filling
  const zone = catalog.locations.find(({ id }) => id === visit?.locationId)?.timezone ?? catalog.timezone
  const words: Record<string, string | number> = {
    ...(visit && visitWords(catalog, say, visit)),
    name: name ?? say('template-guest'),
    old: old === null ? '' : sayMoment(say.language, zone, old),
    business: catalog.name,
    text,
  }
  const values = template.parameters.map((parameter) => String(words[parameter] ?? ''))
  const { inline_keyboard: keyboard = [] } = (markup ?? {}) as { inline_keyboard?: { callback_data?: string }[][] }
  const free = keyboard.flat().flatMap((button) => button.callback_data ?? [])
  const payloads = template.taps.map((tap) => {
    const at = free.findIndex((data) => data.split(':')[0] === tap)
    return at < 0 ? NOT_NOW : free.splice(at, 1)[0]!
  })
  const { name: title, locale, body } = template
  return {
    template: { name: title, locale, values, payloads },
    text: filledIn(body, values),
  }
}

/** Of a quick reply that has nothing to do this time: it is answered with what is current. */
const NOT_NOW = 'gone'

/** How a client is called; null where nobody knows. */
export async function nameOfClient(sql: Sql, businessId: number, id: number): Promise<string | null> {
  const [row] = await sql.query<{ name: string | null }>(
    'select name from clients where business_id = $1 and id = $2',
    [businessId, id],
  )
  return row?.name ?? null
}

export type Cascade = { db: Db; catalogs: Catalogs; texts: Texts; clock: () => Date }

/** A leased message that this channel can't bring: it is closed, and a notice goes on. Chats that have something to send now; null: the lease was lost. */
export function goElsewhere(
  cascade: Cascade,
  row: Pick<Leased, 'id' | 'businessId' | 'author'>,
  { token, reason, why }: { token: string; reason: string; why: string },
): Promise<number[] | null> {
  return cascade.db.transaction(async (tx) => {
    const { id, businessId, author } = row
    if (!(await strandLeased(tx, { id, token, reason, failed: author === 'member' }))) return null
    return goOn(cascade, tx, { businessId, messageId: id, why })
  })
}

/** A notice whose message did not arrive goes by its template, or by the next channel, or ends with the reason. */
export async function goOn(
  { catalogs, texts, clock }: Cascade,
  tx: Tx,
  { businessId, messageId, why }: { businessId: number; messageId: number; why: string },
): Promise<number[]> {
  const stranded = await strandedBy(tx, businessId, messageId)
  if (!stranded) return []
  const now = clock()
  const { row, hops } = stranded
  const templatedBefore = row.body.template !== undefined
  const closed = why === 'window' && !templatedBefore ? row.channelId : null
  if (closed === null) hops.push({ channelId: row.channelId, kind: row.channel, reason: why, at: now.toISOString() })
  const expired = row.expiresAt !== null && new Date(row.expiresAt) <= now
  const final = expired ? 'expired' : why === 'opted_out' && stranded.marketing ? why : null
  const found = final ? null : await findWay(tx, seekingOf(businessId, stranded, now), hops, closed)
  if (!found) {
    await redirect(tx, stranded.noticeId, { hops, reason: final ?? why })
    return []
  }
  const body = await bodyFor({ catalogs, texts }, tx, businessId, stranded, found)
  const { id: chatId, channelId } = found.way
  const { author, exposes, expiresAt } = row
  const [written] = await writeOutbound(
    tx,
    businessId,
    [
      {
        chatId,
        channelId,
        author,
        method: 'sendMessage',
        body,
        text: body.text,
        exposes,
        expiresAt: expiresAt === null ? null : new Date(expiresAt),
      },
    ],
    now,
  )
  await redirect(tx, stranded.noticeId, { hops, messageId: written! })
  return [chatId]
}

const seekingOf = (businessId: number, { clientId, kind, marketing, row }: Stranded, now: Date): Seeking => ({
  businessId,
  clientId,
  kind,
  marketing,
  first: row.chatId,
  agreed: row.channelId,
  now,
})

async function bodyFor(
  { catalogs, texts }: Pick<Cascade, 'catalogs' | 'texts'>,
  tx: Tx,
  businessId: number,
  { row, appointmentId, triggerId, clientId }: Stranded,
  { way, template }: Found,
): Promise<Record<string, unknown> & { text: string }> {
  const { template: _before, ...plain } = row.body
  if (!template) return { ...plain, text: String(plain.words ?? row.text) }
  const catalog = await catalogs.of(tx, businessId)
  const visitId = appointmentId ?? triggerId
  const visit = visitId === null ? null : await visitById(tx, businessId, visitId)
  const name = await nameOfClient(tx, businessId, clientId)
  const say = texts.of(catalog).in(way.language)
  const text = String(plain.words ?? row.text)
  const filling = { catalog, say, visit, name, old: null, text, markup: plain.reply_markup }
  return { ...plain, words: text, ...templated(template, filling) }
}
