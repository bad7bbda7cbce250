import { Composer } from 'grammy'
import { hasOwner, spendOwnerCode } from '../../db/businesses.ts'
import { addLead, addOwner, type LatestLead, latestLead, logEvent } from '../../db/clients.ts'
import { sha256 } from '../../db/secrets.ts'
import {
  isAttributed,
  type Origin,
  originOfMarks,
  originOfPage,
  originOfReferral,
  originOfStart,
  plainOrigin,
} from '../../domain/attribution.ts'
import type { Ctx, Turn } from '../context.ts'
import { tellWaiting } from '../handover.ts'
import { menuView } from '../menu.ts'
import { send } from '../show.ts'
import { tryHere } from '../trying.ts'

/** The one-time code of the first owner, as it is printed at the start of the program; also as a deep link's payload. */
const OWNER_CODE = /^(?:\/start\s+)?(okoshko-[a-z0-9]{4}-[a-z0-9]{4})$/i

/** Goes before everything: neither a person who leads the dialogue nor an open question may swallow the code. */
export const owner = new Composer<Ctx>()

owner.on('message:text', async (ctx, next) => {
  const code = OWNER_CODE.exec(ctx.message.text.trim())?.[1]
  return code ? claimOwnership(ctx, code) : next()
})

/** The first word of a client is a lead, and so is another way by which they come again, whoever answers here now. */
export async function firstContact(ctx: Ctx, next: () => Promise<void>): Promise<void> {
  const { turn } = ctx
  const started = ctx.hasCommand('start')
  // In Instagram a link is told of before a word is said.
  const came = (turn.inbound.update as Way | null)?.referral !== undefined
  if (started || came || ctx.message || ctx.callbackQuery) await recordLead(turn, started ? payloadOf(ctx) : null)
  await next()
  if (turn.isNew && ctx.message && !started && !turn.member) greet(turn)
}

/** Whoever begins with a question is greeted too: in the first line of the answer. */
function greet({ said, say, catalog, chat }: Turn): void {
  const [first] = said.rows
  const hello = say('greeting', { business: catalog.name })
  if (chat.owner !== 'bot' || first?.method !== 'sendMessage' || !first.text || first.text.startsWith(hello)) return
  first.text = `${hello}\n\n${first.text}`
  first.body.text = first.text
}

export const start = new Composer<Ctx>()

start.command('start', async (ctx) => {
  const { turn } = ctx
  const { say, catalog, member } = turn
  await ctx.conversation.exitAll()
  // A booking that is begun stays, one tap away; what was asked about a visit is asked no more.
  if (turn.draft?.kind === 'book') turn.draft.asked = undefined
  else turn.draft = null
  const lead = await latestLead(turn.tx, turn.client.id)
  const known = turn.catalog.promos.find(({ campaign }) => campaign === lead?.campaign)
  const tried = lead?.campaign ? tryHere(turn, { kind: 'landing', target: lead.campaign }) : null
  const promo = tried?.does.text ?? known?.text
  const hello = promo ? say('hello-promo', { business: catalog.name, promo }) : say('hello', { business: catalog.name })
  await send(ctx, menuView(turn, hello))
  if (!member) return
  const key = member.role === 'owner' ? 'hello-owner' : 'hello-member'
  await ctx.reply(await withWaiting(turn, say(key, { business: catalog.name })))
})

const payloadOf = (ctx: Ctx) => ctx.message?.text?.replace(/^\/start(@\w+)?/, '').trim() ?? ''

/** `payload`: of a start, null for whatever else they wrote; `raw`: what else is kept of how they came. */
export async function recordLead(
  turn: Turn,
  payload: string | null,
  raw: Record<string, string> | null = null,
): Promise<void> {
  if (turn.member) return
  const way = originOf(turn, payload ?? '')
  const origin = raw ? { ...way, raw: { ...way.raw, ...raw } } : way
  const shown = isAttributed(origin, turn.channel.kind)
  if (!turn.isNew && payload === null && !shown) return
  const known = turn.isNew ? null : await latestLead(turn.tx, turn.client.id)
  // Who comes again by nothing that shows is still who came by the last link.
  if (known && (!shown || isSameWay(known, origin) || known.page === (origin.raw?.page ?? NO_PAGE))) return
  const { chat, client, inbound } = turn
  const leadId = await addLead(turn.tx, {
    businessId: chat.businessId,
    clientId: client.id,
    chatId: chat.id,
    channelId: chat.channelId,
    origin,
    createdAt: inbound.platformAt,
  })
  await logEvent(turn.tx, {
    businessId: chat.businessId,
    kind: 'lead',
    at: turn.now,
    chatId: chat.id,
    clientId: client.id,
    leadId,
    data: { source: origin.source, campaign: origin.campaign },
  })
}

const isSameWay = ({ source, campaign }: LatestLead, origin: Origin) =>
  source === origin.source && campaign === origin.campaign
/** No page is like another. */
const NO_PAGE = Symbol('no page')

function originOf({ channel, inbound, cameBy }: Turn, payload: string): Origin {
  if (payload) return originOfStart(payload, channel.kind)
  const { page, referrer, referral } = (inbound.update as Way | null) ?? {}
  const shown = referral ? originOfReferral(referral, channel.kind) : null
  // An ad may open WhatsApp with the words of a link: the link says whose campaign it is, the ad that it was bought.
  if (cameBy) {
    const told = originOfMarks(cameBy, { code: cameBy.code, ...shown?.raw })
    return shown ? { ...told, content: shown.content, paid: told.paid || shown.paid } : told
  }
  if (shown) return shown
  return page ? originOfPage(page, referrer ?? null, channel.kind) : plainOrigin(channel.kind)
}

/** What channels keep of how somebody came, beside the update's own fields. */
type Way = { page?: string; referrer?: string; referral?: Record<string, unknown> }

async function claimOwnership(ctx: Ctx, code: string): Promise<void> {
  const { turn } = ctx
  const { say, catalog, chat, now, tx } = turn
  turn.masked = 'okoshko-••••-••••'
  const { businessId } = catalog
  const right = await spendOwnerCode(tx, businessId, await sha256(code.toLowerCase()))
  if (!right || (await hasOwner(tx, businessId))) {
    await ctx.reply(say('owner-code-wrong'))
    return
  }
  const name = ctx.from?.first_name ?? ''
  await addOwner(tx, { businessId, name, channelId: chat.channelId, externalId: chat.externalId, now })
  // Who waited for a person here was the owner, trying the bot out.
  if (chat.owner === 'queue') Object.assign(chat, { owner: 'bot', queueReason: null })
  await ctx.reply(await withWaiting(turn, say('owner-welcome', { business: catalog.name })))
}

/** What staff are told when they come, with the cards of who waits already. */
async function withWaiting(turn: Turn, hello: string): Promise<string> {
  const count = await tellWaiting(turn)
  return count > 0 ? `${hello}\n\n${turn.say('owner-queue', { count })}` : hello
}
