import { captionsIn } from '../meta/captions.ts'
import { type Choice, linesOf, nameOf, pageOf, type Spoken, screenOf, type Words } from '../meta/choices.ts'
import { type Content, LIMITS, type Row } from './wire.ts'

/** What goes out for a row that says something; null: there is nothing to say here, as for a change of buttons alone. */
export function contentOf(row: Spoken, wordsFor: (text: string) => Words): Content | null {
  const said = screenOf(row, wordsFor)
  if (!said) return null
  const template = templateIn(row.body)
  if (template) return { type: 'template', template }
  const { text, choices, words } = said
  const asking = `${text}\n${words.orHuman}`
  if (said.asksContact && asking.length <= LIMITS.body)
    return {
      type: 'interactive',
      interactive: {
        type: 'request_contact_info',
        body: { text: asking },
        action: { name: 'request_contact_info' },
      },
    }
  if (choices.length === 0) return plain(text)
  return text.length > LIMITS.body ? plain(numbered(text, choices)) : screen(text, choices, words)
}

const plain = (body: string): Content => ({
  type: 'text',
  text: { body: body.slice(0, LIMITS.text) },
})

/** Three buttons if all can be read on them; else a list, in which a long caption has a second line. */
function screen(text: string, choices: readonly Choice[], words: Words): Content {
  const short = (choice: Choice) => nameOf(choice, words)
  const fits = choices.length <= LIMITS.buttons && choices.every((one) => short(one).length <= LIMITS.buttonTitle)
  if (fits) {
    const titles = captionsIn(choices.map(short), LIMITS.buttonTitle)
    const buttons = choices.map(({ id }, index) => ({ type: 'reply' as const, reply: { id, title: titles[index]! } }))
    return { type: 'interactive', interactive: { type: 'button', body: { text }, action: { buttons } } }
  }
  const page = pageOf(choices, words.more, 'whatsapp')
  const titles = captionsIn(page.map(short), LIMITS.rowTitle)
  const rows = page.map(({ id, caption }, index): Row => {
    const title = titles[index]!
    return { id, title, ...(title !== caption && { description: besides(title, caption) }) }
  })
  return {
    type: 'interactive',
    interactive: { type: 'list', body: { text }, action: { button: words.open, sections: [{ rows }] } },
  }
}

/** The second line of a row: what its title has no room for, or all of it where the title is other words. */
function besides(title: string, caption: string): string {
  const rest = caption.startsWith(title) ? caption.slice(title.length).replace(/^\s*[·—–|,:]\s*/, '') : caption
  return rest.slice(0, LIMITS.rowDescription)
}

/** A row in one line again, as staff read it. */
export function captionOf({ title = '', description }: { title?: string; description?: string }): string {
  if (!description) return title
  const [first = ''] = title.toLowerCase().split(/[ …]/)
  return description.toLowerCase().includes(first) ? description : `${title} · ${description}`
}

/** A text too long for buttons names its options by numbers. */
function numbered(text: string, choices: readonly Choice[]): string {
  const lines = linesOf(choices)
  return `${text.slice(0, LIMITS.text - lines.length - 2)}\n\n${lines}`
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
