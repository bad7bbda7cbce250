import { conversations, createConversation } from '@grammyjs/conversations'
import { Composer, type Filter } from 'grammy'
import { hasConsent } from '../db/clients.ts'
import { CONTACT_VERSION, contact, keep } from './booking/contact.ts'
import { CONTACT } from './booking/proceed.ts'
import type { Ctx } from './context.ts'
import { again } from './features/again.ts'
import { book, outdated, resume } from './features/book.ts'
import { chains } from './features/chains.ts'
import { come } from './features/come.ts'
import { feedback } from './features/feedback.ts'
import { first } from './features/first.ts'
import { heard } from './features/heard.ts'
import { join } from './features/join.ts'
import { marketing } from './features/marketing.ts'
import { marks } from './features/marks.ts'
import { more } from './features/more.ts'
import { passage, proof } from './features/passage.ts'
import { person } from './features/person.ts'
import { pick } from './features/pick.ts'
import { qualify } from './features/qualify.ts'
import { questions } from './features/questions.ts'
import { replies } from './features/replies.ts'
import { staff } from './features/staff.ts'
import { firstContact, owner, start } from './features/start.ts'
import { sayEarlyPhone, typed } from './features/typed.ts'
import { visits } from './features/visits.ts'
import { waitLed } from './features/waitled.ts'
import { waitlist } from './features/waitlist.ts'
import { menuView } from './menu.ts'
import { phoneOf, withoutPhones } from './phone.ts'
import { chatState } from './screenplay.ts'
import { send } from './show.ts'

/** Everything that the assistant does with an update, in the order in which it is tried. Built once per process. */
export function createComposer(): Composer<Ctx> {
  const dialogue = new Composer<Ctx>()
  dialogue.use(owner, join, passage, firstContact, hidePhone, proof, replies, staff, marks, pick, come, more)
  dialogue.use(marketing, feedback, heard, waitLed, person)
  dialogue.use(
    conversations<Ctx, never>({ storage: { type: 'context', version: CONTACT_VERSION, adapter: chatState } }),
  )
  dialogue.use(createConversation<Ctx, never>(contact as never, CONTACT))
  dialogue.use(first, start, book, again, chains, qualify, visits, waitlist, questions, typed)
  dialogue.on('callback_query', async (ctx) => {
    await ctx.answerCallbackQuery()
    await outdated(ctx)
  })
  dialogue.on('edited_message', (ctx) => send(ctx, { text: ctx.turn.say('unclear-edited') }))
  dialogue.on('message:contact', takeContact)
  dialogue.on('message', (ctx) => send(ctx, menuView(ctx.turn, ctx.turn.say('unclear-media'))))
  return dialogue
}

/** A contact that nobody has asked for: kept if it is the sender's own and the consent is given. */
async function takeContact(ctx: Filter<Ctx, 'message:contact'>): Promise<void> {
  const { turn } = ctx
  const { contact } = ctx.message
  const phone = phoneOf(contact.phone_number)
  if (contact.user_id !== ctx.from.id || !phone) return send(ctx, { text: turn.say('phone-foreign-contact') })
  if (!(await hasConsent(turn.tx, turn.client.id, 'personal_data'))) return sayEarlyPhone(ctx)
  await keep(turn, { phone, phoneVerified: true })
  await ctx.reply(turn.say('phone-saved'), { reply_markup: { remove_keyboard: true } })
  if (turn.draft?.asked === CONTACT || turn.draft?.asked === 'confirm') await resume(ctx)
}

/** Law 9: a phone that arrives before the consent is not kept, in whatever part of the message it stands. */
async function hidePhone(ctx: Ctx, next: () => Promise<void>): Promise<void> {
  const { turn } = ctx
  const message = ctx.message ?? ctx.editedMessage
  if (!turn.member && message) {
    const said = turn.inbound.text ?? ''
    const { reply_to_message: quoted, quote } = message
    const parts = [said, message.text, message.caption, quoted?.text, quoted?.caption, quote?.text]
    const early = message.contact || parts.some((part) => part && withoutPhones(part) !== part)
    if (early && !(await hasConsent(turn.tx, turn.client.id, 'personal_data')))
      turn.masked = message.contact ? '•••' : withoutPhones(said) || '•••'
  }
  await next()
}
