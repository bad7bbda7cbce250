import type { InlineKeyboardButton, KeyboardButton } from 'grammy/types'

/** What a client chooses from on a screen; the rest of its buttons lead elsewhere. */
export const OPTION = /^(loc|cat|svc|mst|day|time|qa):/

/** A row of the outbox, as far as it says something. */
export type Spoken = { method: string; body: Record<string, unknown>; chat: string }

/** Words that the platforms' own pieces need, in the language of the text. */
export type Words = {
  /** On the button that opens a list. */
  open: string
  more: string
  /** What «›» and «‹» are called where a caption stands alone. */
  next: string
  previous: string
  /** «Связаться с менеджером», what it is called where room is scarce, and how to ask for it where there is no room at all. */
  callHuman: string
  human: string
  orHuman: string
}

/** What can be chosen under a message; `number`: how it is named in the text, where a number stands for a tap. */
export type Choice = { id: string; caption: string; number?: number }

/** A message by its words and what can be chosen, with the platform's own pieces in its language; links have no buttons here: they follow the text. */
export type Screen = { text: string; choices: Choice[]; asksContact: boolean; words: Words }

type Markup = {
  inline_keyboard?: InlineKeyboardButton[][]
  keyboard?: (KeyboardButton | string)[][]
}

/** What a row says; null: there is nothing to say here, as for a change of buttons alone. An edit is said anew. */
export function screenOf({ body, method }: Spoken, wordsFor: (text: string) => Words): Screen | null {
  if (method !== 'sendMessage' && method !== 'editMessageText' && method !== 'sendPhoto') return null
  const markup = (body.reply_markup ?? {}) as Markup
  const buttons = (markup.inline_keyboard ?? []).flat()
  const text = withLinks(String(body.text ?? body.caption ?? ''), buttons)
  if (text === '') return null
  const choices = choicesOf(markup, buttons)
  // An English text may be full of Russian names; the way to a person is in the language that is spoken.
  const words = wordsFor(choices.find(({ id }) => id === 'human' || id.startsWith(SAID))?.caption ?? text)
  const named = choices.map((choice) => ({ ...choice, caption: turned(choice.caption, words) }))
  return { text, choices: named, asksContact: asksContact(markup), words }
}

const NEXT = '›'
const PREVIOUS = '‹'
const turned = (caption: string, { next, previous }: Words) =>
  caption === NEXT ? next : caption === PREVIOUS ? previous : caption

/** A tap on this asks for the options after the first so many of that message. */
export const MORE = 'more:'
/** A button that only says its words. */
export const SAID = 'said:'
const MOST_CHOICES = 200

/** How many choices a message shows at once. */
const ROOM: Readonly<Record<string, number>> = { whatsapp: 10, instagram: 13 }

/** The most ways out of a screen that stand on each of its pages. */
const MOST_PINNED = 4

/** What fits under a message of this kind of channel, with the way to the rest; what leads elsewhere stands on every page. */
export function pageOf(choices: readonly Choice[], more: string, kind: string): readonly Choice[] {
  const page = pagedAt(choices, kind, ({ id }) => id)
  if (!page) return choices
  const { options, pinned, shown } = page
  return [...options.slice(0, shown), { id: MORE + shown, caption: more }, ...pinned]
}

function pagedAt<T>(choices: readonly T[], kind: string, idOf: (one: T) => string) {
  const room = ROOM[kind] ?? MOST_CHOICES
  if (choices.length <= room) return null
  const pinned = pinnedAmong(choices, idOf)
  return { options: choices.filter((one) => !pinned.includes(one)), pinned, shown: room - pinned.length - 1 }
}

function pinnedAmong<T>(all: readonly T[], idOf: (one: T) => string): T[] {
  const elsewhere = all.filter((one) => !OPTION.test(idOf(one)) && !PAGES.test(idOf(one)))
  return elsewhere.length <= MOST_PINNED ? elsewhere : all.filter((one) => idOf(one) === 'human')
}

/** Leads to further options of the same kind: it comes after those that are here. */
const PAGES = /^days:[1-9]/

/** The tap on «Ещё» of a screen that has one, else on «›»; undefined where all of it was shown. */
export function moreOf(screen: readonly { data: string; text: string }[], kind: string): string | undefined {
  const page = pagedAt(screen, kind, ({ data }) => data)
  return page ? MORE + page.shown : screen.find(({ text }) => text === NEXT)?.data
}

/** The keyboard of the next page: without the options that were shown. */
export function after(shown: number, keyboard: readonly (readonly InlineKeyboardButton[])[]): InlineKeyboardButton[][] {
  const buttons = keyboard.flat()
  const stays = pinnedAmong(buttons, (button) => dataOf(button) ?? '')
  const options = buttons.filter((button) => !stays.includes(button))
  return [...options.slice(shown), ...stays].map((button) => [button])
}

const dataOf = (button: InlineKeyboardButton) => ('callback_data' in button ? button.callback_data : undefined)

function choicesOf(markup: Markup, buttons: readonly InlineKeyboardButton[]): Choice[] {
  const typed = (markup.keyboard ?? []).flat().flatMap((button) => {
    const text = typeof button === 'string' ? button : 'request_contact' in button ? null : button.text
    return text === null ? [] : [{ id: SAID + text, caption: text }]
  })
  const tapped = buttons.flatMap((button) => {
    const id = dataOf(button)
    return id === undefined ? [] : [{ id, caption: button.text }]
  })
  return [...numberedIn(tapped), ...typed].slice(0, MOST_CHOICES)
}

/** A typed number means an option where there are any, else any of the buttons. */
export function numberedIn<T extends { id: string }>(buttons: readonly T[]): (T & { number?: number })[] {
  const options = buttons.filter(({ id }) => OPTION.test(id))
  const counted = options.length > 0 ? options : buttons
  return buttons.map((button) => {
    const at = counted.indexOf(button)
    return at < 0 ? button : { ...button, number: at + 1 }
  })
}

/** What stands on a button: its short name where there is one. */
export const nameOf = ({ id, caption }: Choice, words: Words): string =>
  id === 'human' || caption === words.callHuman ? words.human : caption

const asksContact = ({ keyboard }: Markup): boolean =>
  (keyboard ?? []).flat().some((button) => typeof button !== 'string' && 'request_contact' in button)

function withLinks(text: string, buttons: readonly InlineKeyboardButton[]): string {
  const links = buttons.flatMap((button) => ('url' in button && button.url ? [`${button.text}: ${button.url}`] : []))
  return [text.trim(), ...links].filter(Boolean).join('\n\n')
}

/** Choices by their numbers, one a line: a typed number is a tap. */
export const linesOf = (choices: readonly Choice[]): string =>
  choices.map(({ caption, number }) => `${number === undefined ? '—' : `${number}.`} ${caption}`).join('\n')
