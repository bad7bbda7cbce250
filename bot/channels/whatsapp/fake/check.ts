import { placesIn } from '../../../../domain/templatetext.ts'
import type { Refusal } from '../../meta/fake/graph.ts'
import type { FakeTemplate } from './world.ts'

const refuse = (code: number, details: string): Refusal => ({ status: 400, code, details })

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The first thing that is wrong with a message by the platform's contract; null: nothing is. */
export function wrongWith(given: unknown, templates: readonly FakeTemplate[]): Refusal | null {
  if (!isFields(given)) return refuse(100, 'the body must be a JSON object')
  const {
    messaging_product,
    recipient_type = 'individual',
    to,
    recipient,
    type,
    biz_opaque_callback_data: about,
  } = given
  if (messaging_product !== 'whatsapp') return refuse(100, 'messaging_product must be whatsapp')
  if (recipient_type !== 'individual') return refuse(100, 'recipient_type must be individual')
  if (to === undefined && recipient === undefined) return refuse(131008, 'to or recipient is required')
  if (to !== undefined && !/^\d{5,20}$/.test(String(to))) return refuse(131009, 'to must be a phone number')
  if (recipient !== undefined && !/^[A-Z]{2}\.[A-Za-z0-9.]{1,128}$/.test(String(recipient)))
    return refuse(131009, 'recipient must be a business-scoped user id')
  if (about !== undefined && (typeof about !== 'string' || about.length > 512))
    return refuse(131009, 'biz_opaque_callback_data must be a string of at most 512')
  const known = [
    'messaging_product',
    'recipient_type',
    'to',
    'recipient',
    'type',
    'biz_opaque_callback_data',
    'context',
    String(type),
  ]
  const unknown = Object.keys(given).find((key) => !known.includes(key))
  if (unknown) return refuse(100, `unexpected key "${unknown}"`)
  const content = given[String(type)]
  if (!isFields(content)) return refuse(131008, `${String(type)} is required`)
  switch (type) {
    case 'text':
      return lengthOf('text.body', content.body, 1, 4096)
    case 'interactive':
      return wrongInteractive(content)
    case 'template':
      return wrongTemplate(content, templates)
    default:
      return refuse(100, `unknown type ${String(type)}`)
  }
}

function lengthOf(name: string, value: unknown, least: number, most: number): Refusal | null {
  if (typeof value !== 'string') return refuse(131008, `${name} is required`)
  const { length } = [...value]
  return length < least || length > most
    ? refuse(131009, `${name} must have ${least} to ${most} characters, has ${length}`)
    : null
}

const first = (found: readonly (Refusal | null)[]): Refusal | null => found.find((one) => one !== null) ?? null

function wrongInteractive(content: Fields): Refusal | null {
  const { type, body, action, header, footer } = content
  if (header !== undefined || footer !== undefined) return refuse(131009, 'this fake knows no header or footer')
  if (!isFields(body) || !isFields(action)) return refuse(131008, 'interactive.body and action are required')
  const wrong = lengthOf('interactive.body.text', body.text, 1, 1024)
  if (wrong) return wrong
  if (type === 'button') return wrongButtons(action.buttons)
  if (type === 'list') return wrongList(action)
  if (type === 'request_contact_info')
    return action.name === type ? null : refuse(131009, 'action.name must be request_contact_info')
  return refuse(131009, `interactive.type ${String(type)} is unknown`)
}

function twice(values: readonly string[]): string | undefined {
  return values.find((value, index) => values.indexOf(value) !== index)
}

function wrongButtons(given: unknown): Refusal | null {
  const buttons = (Array.isArray(given) ? given : []) as { type?: string; reply?: { id?: string; title?: string } }[]
  if (buttons.length < 1 || buttons.length > 3) return refuse(131009, `1 to 3 buttons, not ${buttons.length}`)
  const double =
    twice(buttons.map(({ reply }) => reply?.id ?? '')) ?? twice(buttons.map(({ reply }) => reply?.title ?? ''))
  if (double !== undefined) return refuse(131009, `"${double}" stands on two buttons`)
  return first(
    buttons.flatMap(({ type, reply }) => [
      type === 'reply' ? null : refuse(131009, 'buttons are of type reply'),
      lengthOf('title', reply?.title, 1, 20),
      lengthOf('id', reply?.id, 1, 256),
    ]),
  )
}

function wrongList(action: Fields): Refusal | null {
  const sections = (Array.isArray(action.sections) ? action.sections : []) as { title?: string; rows?: Fields[] }[]
  const rows = sections.flatMap((section) => section.rows ?? [])
  if (sections.length < 1 || sections.length > 10) return refuse(131009, '1 to 10 sections')
  if (rows.length < 1 || rows.length > 10) return refuse(131009, `1 to 10 rows in all, not ${rows.length}`)
  if (sections.length > 1 && sections.some(({ title }) => !title)) return refuse(131009, 'several sections need titles')
  const double = twice(rows.map(({ id }) => String(id)))
  if (double !== undefined) return refuse(131009, `row id "${double}" stands twice`)
  return first([
    lengthOf('action.button', action.button, 1, 20),
    ...rows.flatMap(({ id, title, description }) => [
      lengthOf('row id', id, 1, 200),
      lengthOf('row title', title, 1, 24),
      description === undefined ? null : lengthOf('row description', description, 1, 72),
    ]),
  ])
}

type Component = {
  type?: string
  sub_type?: string
  index?: string
  parameters?: { type?: string; text?: string; payload?: string }[]
}

function wrongTemplate(content: Fields, templates: readonly FakeTemplate[]): Refusal | null {
  const { name, language, components } = content
  const code = isFields(language) ? language.code : undefined
  const template = templates.find((known) => known.name === name && known.language === code)
  if (!template) return refuse(132001, `template ${String(name)} does not exist in ${String(code)}`)
  if (template.status === 'PAUSED') return refuse(132015, 'template is paused')
  if (template.status === 'DISABLED') return refuse(132016, 'template is disabled')
  if (template.status !== 'APPROVED') return refuse(132001, 'template is not approved')
  const parts = (Array.isArray(components) ? components : []) as Component[]
  const values = parts.find(({ type }) => type === 'body')?.parameters ?? []
  const places = placesIn(template.body)
  if (values.length !== places) return refuse(132000, `expected ${places} parameters, got ${values.length}`)
  for (const { type, text } of values) {
    if (type !== 'text') return refuse(132012, 'parameters are of type text')
    if (/[\n\t]| {4}/.test(text ?? '')) return refuse(132018, 'a parameter has line breaks, tabs or four spaces')
    const wrong = lengthOf('parameter', text, 1, 1024)
    if (wrong) return wrong
  }
  const taps = parts.filter(({ type }) => type === 'button')
  if (taps.length > template.buttons.length) return refuse(132000, 'more buttons than the template has')
  const wrongTap = taps.some(({ sub_type, parameters }) => sub_type !== 'quick_reply' || !parameters?.[0]?.payload)
  return wrongTap ? refuse(132012, 'a quick reply needs its payload') : null
}
