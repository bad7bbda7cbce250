import { Composer } from 'grammy'
import { hasOwner, spendOwnerCode } from '../../db/businesses.ts'
import { addLead, addOwner, latestLead, logEvent } from '../../db/clients.ts'
import { sha256 } from '../../db/secrets.ts'
import { waitingChats } from '../../db/turns.ts'
import { type Origin, originOfPage, originOfStart, plainOrigin } from '../../domain/attribution.ts'
import type { Ctx, Turn } from '../context.ts'
import { menuView } from '../menu.ts'
import { send } from '../show.ts'

/** The one-time code of the first owner, as it is printed at the start of the program. */
const OWNER_CODE = /^okoshko-[a-z0-9]{4}-[a-z0-9]{4}$/i

export const start = new Composer<Ctx>()

start.command('start', async (ctx) => {
  const { turn } = ctx
  const payload = ctx.match.trim()
  if (OWNER_CODE.test(payload)) return claimOwnership(ctx, payload)
  await ctx.conversation.exitAll()
  turn.draft = null
  const lead = await recordLead(turn, payload)
  const promo = turn.catalog.promos.find((known) => known.campaign === lead?.campaign)
  const { say, catalog, member } = turn
  const hello = promo
    ? say('hello-promo', { business: catalog.name, promo: promo.text })
    : say('hello', { business: catalog.name })
  await send(ctx, menuView(turn, hello))
  if (member?.role === 'owner') await ctx.reply(say('hello-owner', { business: catalog.name }))
})

start.hears(OWNER_CODE, (ctx) => claimOwnership(ctx, ctx.message?.text?.trim() ?? ''))

/** The first contact of a client is a lead, whatever it was; a deep link with another campaign is a new one. */
export async function recordLead(turn: Turn, payload: string): Promise<{ campaign: string | null } | null> {
  if (turn.member) return null
  const known = turn.isNew ? null : await latestLead(turn.tx, turn.client.id)
  const origin = originOf(turn, payload)
  if (known && (!origin.raw || (known.source === origin.source && known.campaign === origin.campaign))) return known
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
  return origin
}

function originOf({ channel, inbound }: Turn, payload: string): Origin {
  if (payload) return originOfStart(payload, channel.kind)
  const { page, referrer } = (inbound.update as { page?: string; referrer?: string }) ?? {}
  return page ? originOfPage(page, referrer ?? null, channel.kind) : plainOrigin(channel.kind)
}

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
  const waiting = await waitingChats(tx, businessId)
  const lines = [say('owner-welcome', { business: catalog.name })]
  if (waiting > 0) lines.push(say('owner-queue', { count: waiting }))
  await ctx.reply(lines.join('\n\n'))
}
