import { filledIn } from '../../../../domain/templatetext.ts'
import type { FakeButton } from '../../meta/fake/talk.ts'
import { captionOf } from '../layout.ts'
import type { FakeTemplate } from './world.ts'

/** What a person sees of a message: its words, and what can be tapped; a row of a list by its longest words. */
export function screenOf(
  body: Record<string, unknown>,
  templates: readonly FakeTemplate[],
): { text: string; buttons: FakeButton[] } {
  const { type } = body
  if (type === 'text') return { text: (body.text as { body: string }).body, buttons: [] }
  if (type === 'template') return templateScreen(body.template as TemplateSent, templates)
  const { body: said, action } = body.interactive as InteractiveSent
  const replies = (action.buttons ?? []).map(({ reply }) => ({ text: reply.title, callback_data: reply.id }))
  const rows = (action.sections ?? []).flatMap((section) =>
    section.rows.map((row) => ({ text: captionOf(row), callback_data: row.id })),
  )
  const asked = action.name === 'request_contact_info' ? [{ text: 'Поделиться', callback_data: CONTACT }] : []
  return { text: said.text, buttons: [...replies, ...rows, ...asked] }
}

/** Stands for the platform's own button that shares a contact. */
export const CONTACT = '(contact)'

type InteractiveSent = {
  body: { text: string }
  action: {
    name?: string
    buttons?: { reply: { id: string; title: string } }[]
    sections?: { rows: { id: string; title: string; description?: string }[] }[]
  }
}

type TemplateSent = {
  name: string
  language: { code: string }
  components: { type: string; index?: number; parameters: { text?: string; payload?: string }[] }[]
}

function templateScreen({ name, language, components }: TemplateSent, templates: readonly FakeTemplate[]) {
  const template = templates.find((known) => known.name === name && known.language === language.code)!
  const values = components.find(({ type }) => type === 'body')?.parameters.map(({ text }) => text ?? '') ?? []
  const taps = components.filter(({ type }) => type === 'button')
  const buttons = template.buttons.map((text, index) => ({
    text,
    callback_data: taps.find((tap) => Number(tap.index) === index)?.parameters[0]?.payload ?? text,
  }))
  return { text: filledIn(template.body, values), buttons }
}
