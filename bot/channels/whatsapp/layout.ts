import type { InlineKeyboardButton, KeyboardButton } from 'grammy/types'
import { OPTION } from '../../ordinal.ts'
import { captionsIn } from './captions.ts'
import { type Content, LIMITS, type Row } from './wire.ts'

/** A row of the outbox, as far as it says something. */
export type Spoken = { method: string; body: Record<string, unknown>; chat: string }

/** Words that the platform's own pieces need, in the language of the text. */
export type Words = {
  /** On the button that opens a list. */
  open: string
  more: string
  /** What «Связаться с менеджером» is called where room is scarce, and how to ask for it where there is no room at all. */
  human: string
  orHuman: string
}

/** A tap on this asks for the options after the first so many of that message. */
export const MORE = 'more:'

/** What goes out for a row that says something; null: there is nothing to say here, as for a change of buttons alone. */
export function contentOf(row: Spoken, wordsFor: (text: string) => Words): Content | null {
  const { body, method } = row
  if (method !== 'sendMessage' && method !== 'editMessageText' && method !== 'sendPhoto') return null
  const template = templateIn(body)
  if (template) return { type: 'template', template }
  const markup = (body.reply_markup ?? {}) as Markup
  const buttons = (markup.inline_keyboard ?? []).flat()
  const text = withLinks(String(body.text ?? body.caption ?? ''), buttons)
  if (text === '') return null
  const words = wordsFor(text)
  const asking = `${text}\n${words.orHuman}`
  if (asksContact(markup) && asking.length <= LIMITS.body)
    return {
      type: 'interactive',
      interactive: {
        type: 'request_contact_info',
        body: { text: asking },
        action: { name: 'request_contact_info' },
      },
    }
  const choices = choicesOf(markup, buttons)
  if (choices.length === 0) return plain(text)
  return text.length > LIMITS.body ? plain(numbered(text, choices)) : screen(text, choices, words)
}

type Markup = {
  inline_keyboard?: InlineKeyboardButton[][]
  keyboard?: (KeyboardButton | string)[][]
}

export type Choice = { id: string; caption: string }

const plain = (body: string): Content => ({
  type: 'text',
  text: { body: body.slice(0, LIMITS.text) },
})

/** Three buttons if all can be read on them; else a list, in which a long caption has a second line. */
function screen(text: string, choices: readonly Choice[], words: Words): Content {
  const short = (choice: Choice) => (choice.id === 'human' ? words.human : choice.caption)
  const fits = choices.length <= LIMITS.buttons && choices.every((one) => short(one).length <= LIMITS.buttonTitle)
  if (fits) {
    const titles = captionsIn(choices.map(short), LIMITS.buttonTitle)
    const buttons = choices.map(({ id }, index) => ({ type: 'reply' as const, reply: { id, title: titles[index]! } }))
    return { type: 'interactive', interactive: { type: 'button', body: { text }, action: { buttons } } }
  }
  const page = pageOf(choices, words.more)
  const titles = captionsIn(page.map(short), LIMITS.rowTitle)
  const rows = page.map(({ id, caption }, index): Row => {
    const title = titles[index]!
    return { id, title, ...(title !== caption && { description: caption.slice(0, LIMITS.rowDescription) }) }
  })
  return {
    type: 'interactive',
    interactive: { type: 'list', body: { text }, action: { button: words.open, sections: [{ rows }] } },
  }
}

/** The most ways out of a screen that stand on each of its pages. */
const MOST_PINNED = 4

/** The first options that fit, with the way to the rest; what leads elsewhere stands on every page. */
function pageOf(choices: readonly Choice[], more: string): readonly Choice[] {
  if (choices.length <= LIMITS.rows) return choices
  const elsewhere = choices.filter(({ id }) => !OPTION.test(id))
  const pinned = elsewhere.length <= MOST_PINNED ? elsewhere : choices.filter(({ id }) => id === 'human')
  const options = choices.filter((choice) => !pinned.includes(choice))
  const shown = LIMITS.rows - pinned.length - 1
  return [...options.slice(0, shown), { id: `${MORE}${shown}`, caption: more }, ...pinned]
}

/** The keyboard of the next page: without the options that were shown. */
export function after(shown: number, keyboard: readonly (readonly InlineKeyboardButton[])[]): InlineKeyboardButton[][] {
  const buttons = keyboard.flat()
  const elsewhere = buttons.filter((button) => !OPTION.test(dataOf(button) ?? ''))
  const stays = elsewhere.length <= MOST_PINNED ? elsewhere : buttons.filter((button) => dataOf(button) === 'human')
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
  return [...tapped, ...typed].slice(0, MOST_CHOICES)
}

/** A button that only says its words. */
export const SAID = 'said:'
const MOST_CHOICES = 200

const asksContact = ({ keyboard }: Markup): boolean =>
  (keyboard ?? []).flat().some((button) => typeof button !== 'string' && 'request_contact' in button)

/** Links have no buttons here: they follow the text. */
function withLinks(text: string, buttons: readonly InlineKeyboardButton[]): string {
  const links = buttons.flatMap((button) => ('url' in button && button.url ? [`${button.text}: ${button.url}`] : []))
  return [text.trim(), ...links].filter(Boolean).join('\n\n')
}

/** A text too long for buttons names its options by numbers; a typed number is a tap. */
function numbered(text: string, choices: readonly Choice[]): string {
  const lines = choices.map(({ caption }, index) => `${index + 1}. ${caption}`)
  return `${text.slice(0, LIMITS.text - lines.join('\n').length - 2)}\n\n${lines.join('\n')}`
}

/** A row that goes out by an approved text carries which, and what is put into it. */
export type TemplateUse = { name: string; locale: string; values: string[]; payloads: string[] }

function templateIn(body: Record<string, unknown>) {
  const use = body.template as TemplateUse | undefined
  if (!use) return null
  const parameters = use.values.map((text) => ({ type: 'text' as const, text: oneLine(text) }))
  return {
    name: use.name,
    language: { code: use.locale, policy: 'deterministic' as const },
    components: [
      ...(parameters.length > 0 ? [{ type: 'body' as const, parameters }] : []),
      ...use.payloads.map((payload, index) => ({
        type: 'button' as const,
        sub_type: 'quick_reply' as const,
        index,
        parameters: [{ type: 'payload' as const, payload }],
      })),
    ],
  }
}

/** The platform takes neither line breaks nor tabs nor long gaps in what is put into a template, and nothing empty. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, LIMITS.templateText) || '—'
