import type { Update } from 'grammy/types'
import { lastScreen } from '../db/messages.ts'
import { shortened } from './channels/meta/captions.ts'
import { moreOf, numberedIn, OPTION } from './channels/meta/choices.ts'
import type { Turn } from './context.ts'
import { plainWords, yesOrNo } from './plain.ts'
import { choiceIn } from './understanding/pending.ts'

/** Marks a tap that nobody made: there is no button to answer. */
export const TYPED = 'typed:'

/** The only step that an answer offers, under «Маникюр — от 1 300 ₽» or an address. */
const NEXT = /^(svc:\d+|book|resume)$/
/** What a message of a chain asks for: other times than those it shows, or one service more. */
const OFFERED = /^(back|extra):\d+$/
/** «Ок» says that it was read, «да» that it is wanted. */
const WANTED =
  /^(да|ага|угу|конечно|давай|давайте|хочу|запиши|запишите|записывайте|да,? (давай|давайте|хочу|запишите)( меня)?|давайте запишусь|запишите меня|yes|yeah|yep|sure|yes please|book it)$/

/**
 * «Вторую», «последний», «2» as the tap on that option of the screen that the client sees last; null for every other message.
 * «Да» is the only step that was offered. So typing and tapping have one way.
 */
export async function asTap(turn: Turn): Promise<Update | null> {
  const { inbound } = turn
  const { message } = inbound.update as Update
  const data = message?.from && (await meantOf(turn, message.text ?? ''))
  if (!data) return null
  const { update_id } = inbound.update as Update
  const query = { id: `${TYPED}${inbound.id}`, from: message.from, chat_instance: '', data }
  return { update_id, callback_query: { ...query, message: { chat: message.chat, message_id: 0, date: 0 } } }
}

async function meantOf(
  { understood, draft, tx, chat, member, channel }: Turn,
  text: string,
): Promise<string | undefined> {
  let read: ReturnType<typeof lastScreen> | undefined
  const shown = () => {
    read ??= lastScreen(tx, chat.id)
    return read
  }
  if (understood?.answer?.kind === 'choice' && draft?.asked)
    return (await shown()).filter(({ data }) => OPTION.test(data)).at(understood.answer.index)?.data
  if (member || chat.owner !== 'bot') return undefined
  const plain = plainWords(text)
  // Where buttons may not show at all, their words or numbers stand for a tap.
  if (READ_OUT.has(channel.kind) && plain.length > 0) {
    const screen = await shown()
    const named = MORE_WORDS.test(plain)
      ? moreOf(screen, channel.kind)
      : namedIn(screen, plain, draft?.asked === undefined)
    if (named) return named
  }
  const answer = WANTED.test(plain) ? YES : yesOrNo(text) === false ? NO : null
  const tapped = answer && (await shown()).find(({ data }) => answer.test(data))?.data
  if (tapped) return tapped
  if (draft?.asked || !WANTED.test(plain)) return undefined
  const screen = (await shown()).map(({ data }) => data)
  const offered = screen.find((data) => OFFERED.test(data))
  if (offered) return offered
  const [only, another] = screen.filter((data) => data !== 'human')
  return only && !another && NEXT.test(only) ? only : undefined
}

/** Questions that are answered by yes or no: whether it is them who went over, whether offers may come, what a chain offers. */
const YES = /^(psg:\d+:y|offers:yes:)/
const NO = /^(psg:\d+:n|offers:no$|extra:no:|back:no:)/

/** Channels whose apps of some age or kind show a message without its buttons. */
const READ_OUT: ReadonlySet<string> = new Set(['whatsapp', 'instagram'])

/** How many characters stand on a button or in a row of a list. */
const ROOMS = [20, 24]

/** The name of the way to what did not fit on the screen. */
const MORE_WORDS = /^(еще|еще варианты|дальше|следующие|more|more options|next)$/

/** «Вторую», «второй вариант», «the second one», and nothing beside it. */
const ONLY_ORDINAL = /^(the )?\S+( one| option| вариант\p{L}*| пункт\p{L}*| кнопк\p{L}*)?$/u

/** The button that is called so; by its number too, where a number answers no question. */
function namedIn(
  screen: readonly { data: string; text: string }[],
  plain: string,
  numbers: boolean,
): string | undefined {
  const [, , words = plain] = /^(\d{1,2})[.)] (.+)$/.exec(plain) ?? []
  for (const called of [
    screen.filter(({ text }) => plainWords(text) === words),
    // As it stood on the button, where there was room for the beginning only.
    screen.filter(({ text }) => ROOMS.some((room) => plainWords(shortened(text, room)).replace(/…$/, '') === words)),
  ])
    if (called.length === 1) return called[0]!.data
  // What is asked with options reads a number itself.
  if (!numbers && screen.some(({ data }) => OPTION.test(data))) return undefined
  const numbered = numberedIn(screen.map(({ data: id }) => ({ id }))).filter(({ number }) => number !== undefined)
  const digits = /^(?:№ ?)?(\d{1,2})$/.exec(plain)?.[1]
  const index = digits ? Number(digits) - 1 : ONLY_ORDINAL.test(plain) ? choiceIn(plain) : null
  return index === null || digits === '0' ? undefined : numbered.at(index)?.id
}
