import { type ConversationData, conversations, createConversation, type VersionedState } from '@grammyjs/conversations'
import { Composer } from 'grammy'
import { hasConsent } from '../db/clients.ts'
import { CONTACT_VERSION, contact } from './booking/contact.ts'
import { CONTACT } from './booking/proceed.ts'
import type { Ctx } from './context.ts'
import { book, outdated } from './features/book.ts'
import { person } from './features/person.ts'
import { questions } from './features/questions.ts'
import { staff } from './features/staff.ts'
import { recordLead, start } from './features/start.ts'
import { typed } from './features/typed.ts'
import { visits } from './features/visits.ts'
import { menuView } from './menu.ts'
import { withoutPhones } from './phone.ts'
import { send } from './show.ts'

/** Everything that the assistant does with an update, in the order in which it is tried. Built once per process. */
export function createComposer(): Composer<Ctx> {
  const dialogue = new Composer<Ctx>()
  dialogue.use(firstContact, hidePhone, staff, person)
  dialogue.use(
    conversations<Ctx, never>({ storage: { type: 'context', version: CONTACT_VERSION, adapter: chatState } }),
  )
  dialogue.use(createConversation<Ctx, never>(contact as never, CONTACT))
  dialogue.use(start, book, visits, questions, typed)
  dialogue.on('callback_query', async (ctx) => {
    await ctx.answerCallbackQuery()
    await outdated(ctx)
  })
  dialogue.on('edited_message', async (ctx) => void (await ctx.reply(ctx.turn.say('unclear-edited'))))
  dialogue.on('message', (ctx) => send(ctx, menuView(ctx.turn, ctx.turn.say('unclear-media'))))
  return dialogue
}

/** Open conversations live in the chat's row and are saved with the turn. */
const chatState = {
  read: ({ turn }: Ctx) => (turn.chat.state as VersionedState<ConversationData> | null) ?? undefined,
  write: ({ turn }: Ctx, state: VersionedState<ConversationData>) => {
    turn.chat.state = state
  },
  delete: ({ turn }: Ctx) => {
    turn.chat.state = null
  },
}

async function firstContact(ctx: Ctx, next: () => Promise<void>): Promise<void> {
  // `/start` says where the client came from and makes the lead itself.
  if (ctx.turn.isNew && !ctx.hasCommand('start')) await recordLead(ctx.turn, '')
  await next()
}

/** Law 9: a phone that arrives before the consent is not kept, neither as text nor as a contact. */
async function hidePhone(ctx: Ctx, next: () => Promise<void>): Promise<void> {
  const { turn } = ctx
  const said = ctx.message?.text ?? ''
  const shown = withoutPhones(said)
  if (shown !== said || ctx.message?.contact) {
    const consented = await hasConsent(turn.tx, turn.client.id, 'personal_data')
    if (!consented) turn.masked = shown || '•••'
  }
  await next()
}
