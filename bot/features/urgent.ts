import type { Ctx } from '../context.ts'
import { callPerson, type HandoverReason } from '../handover.ts'
import { plainWords } from '../plain.ts'
import { calledView } from '../promise.ts'
import { button, send } from '../show.ts'

/** What may not wait for a machine: acute states of people, threats of law. */
const DANGER =
  /(сильн\p{L}*|остр\p{L}*|резк\p{L}*|жутк\p{L}*|адск\p{L}*|невыносим\p{L}*|дик\p{L}*) (\p{L}+ )?бол(ь|и|ит|ит\p{L}*|ью)?(?!\p{L})|бол(ь|ит|ят) (\p{L}+ )?(сильно|остро|резко|жутко|адски|невыносимо|дико|нет сил)|(не могу|нет сил) терпеть|кровотеч|кров(ь|ью) (\p{L}+ )?(ид|теч|не остан|хлещ)|(ид|теч)[её]т (\p{L}+ )?кров|кровит|истека|опух(ло|ла|ает)|отек(ло|ла|ает)? |отекл|нагно|гной|задыха|потерял\p{L}* сознани|без сознания|анафил|ребен\p{L}* (упал|ударил|плачет|выбил|сломал)|выбил\p{L}* зуб|severe pain|unbearable|bleed(s|ing)|swollen|swelling|can'?t breathe|faint(ed|ing)/u
const LAW =
  /(в|через) суд(?!\p{L})|подам (в суд|иск|жалобу|заявлен)|судить|роспотреб|прокуратур|росздрав|юрист|адвокат|в полици|претензи(ю|я|ей)|lawyer|attorney|lawsuit|sue you|legal action|police/u
/** Of health, where nothing says that it is acute: a person looks, and a visit is offered. */
const SYMPTOM =
  /(?<!\p{L})(болит|болят|разболел|ноет|ныл|воспалил|воспален|температура|сыпь|аллергия|аллергическ|ожог|обожг|нарыв|флюс|шатается зуб|пломба (вылетела|выпала|отвалилась))|toothache|hurts|my tooth|infection|allergic|rash|burned me|filling fell/u

/**
 * What goes to a person at once, whatever else the message asks for: danger, threats of law, symptoms, complaints, clients
 * whom staff want to serve themselves. True when it was said to the client and to staff.
 */
export async function callUrgently(ctx: Ctx, text: string): Promise<boolean> {
  const { turn } = ctx
  const { say, chat } = turn
  if (turn.member || chat.owner !== 'bot') return false
  const reason = urgencyOf(plainWords(text), turn)
  if (!reason) return false
  await ctx.conversation.exitAll()
  await callPerson(turn, reason)
  const lead = leadOf(reason, plainWords(text))
  const called = calledView(turn)
  const visit = reason === 'red-flag' && lead !== 'urgent-law' ? [[button(say('nearest-visit'), 'book')]] : []
  await send(ctx, {
    text: [lead && say(lead), called.text].filter(Boolean).join('\n\n'),
    buttons: [...(called.buttons ?? []), ...visit],
  })
  return true
}

function urgencyOf(plain: string, { client, understood }: Ctx['turn']): HandoverReason | null {
  if (DANGER.test(plain) || LAW.test(plain)) return 'red-flag'
  const leaves = understood?.intent === 'cancel' || understood?.intent === 'reschedule'
  if (SYMPTOM.test(plain) && !leaves) return 'red-flag'
  if (understood?.intent === 'complaint' && understood.answered) return 'complaint'
  if (client.barred) return 'barred'
  return client.vip ? 'vip' : null
}

function leadOf(reason: HandoverReason, plain: string): string | null {
  if (reason === 'complaint') return 'urgent-complaint'
  if (reason !== 'red-flag') return null
  if (LAW.test(plain)) return 'urgent-law'
  return DANGER.test(plain) ? 'urgent-danger' : 'urgent-symptom'
}
