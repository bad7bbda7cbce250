import { Composer } from 'grammy'
import { acceptInvite, claimByLink } from '../../db/access.ts'
import { logChange } from '../../db/changes.ts'
import { memberAt } from '../../db/members.ts'
import { equip, sayApp } from '../app.ts'
import type { Ctx } from '../context.ts'
import { menuView } from '../menu.ts'
import { send } from '../show.ts'

/** The way into the staff app: an invitation that is accepted, and `/app`. */
export const join = new Composer<Ctx>()

/** Goes before everything: a colleague who comes by an invitation is no lead, and no open question may swallow it. */
join.on('message:text', async (ctx, next) => {
  const [, kind, token = ''] = /^\/start(?:@\w+)? ([im])_([\w-]{16,64})$/.exec(ctx.message.text.trim()) ?? []
  return kind === 'i' ? accept(ctx, token) : kind === 'm' ? recognise(ctx, token) : next()
})

join.command('app', async (ctx) => {
  const { turn } = ctx
  const { chat, tx, say } = turn
  const member = turn.member && (await memberAt(tx, chat.channelId, chat.externalId))
  if (!member) return send(ctx, menuView(turn, say('app-stranger')))
  equip(turn)
  sayApp(turn, member.id)
})

/** A member whom only a link let in so far shows the bot who they are, by another link of their own. */
async function recognise(ctx: Ctx, code: string): Promise<void> {
  const { turn } = ctx
  const { chat, tx, now, say, catalog } = turn
  turn.masked = '/start m_•••'
  const member = await claimByLink(tx, { ...chat, businessId: catalog.businessId, code, now })
  if (!member) return send(ctx, menuView(turn, say('link-wrong')))
  equip(turn)
  await send(ctx, menuView(turn, say('hello-known', { business: catalog.name })))
}

async function accept(ctx: Ctx, token: string): Promise<void> {
  const { turn } = ctx
  const { chat, tx, now, say, catalog } = turn
  // It is spent with this very message; one that was refused may still be good for somebody else.
  turn.masked = '/start i_•••'
  const { businessId } = catalog
  const { channelId, externalId, language } = chat
  const name = [ctx.from?.first_name, ctx.from?.last_name].filter(Boolean).join(' ')
  const member = await acceptInvite(tx, { businessId, channelId, externalId, name, language }, token, now)
  if (!member) return send(ctx, menuView(turn, say('invite-wrong')))
  const joined = { object: 'member', objectId: member.id, action: 'joined', after: { role: member.role } }
  await logChange(tx, { businessId, at: now, memberId: member.id, ...joined })
  if (chat.owner === 'queue') Object.assign(chat, { owner: 'bot', queueReason: null })
  equip(turn)
  sayApp(turn, member.id, say('invite-welcome', { business: catalog.name }))
}
