import { api, read } from '../../api/client.ts'

/** Intents that a group can be said to mean, in the order of the list behind «Ещё». */
export const INTENTS = [
  'book',
  'reschedule',
  'cancel',
  'check_booking',
  'price',
  'services',
  'staff',
  'hours',
  'address',
  'payment',
  'human',
  'complaint',
  'confirm',
  'deny',
  'greeting',
  'thanks',
  'goodbye',
] as const

export const loadGroups = () => read(api.assistant.groups.$get({ query: {} }))
export type Group = Awaited<ReturnType<typeof loadGroups>>['items'][number]
export type Meaning = Group['meanings'][number]['intent']

/** A group is known by its first message: others may join it. */
export const keyOf = (group: Group) => String(group.phrases[0]?.messages.at(-1) ?? 0)
export const messagesOf = (group: Group) => group.phrases.flatMap(({ messages }) => messages)

export const loadEffect = (messages: number[], intent: Meaning) =>
  read(api.assistant.groups.preview.$post({ json: { messages, intent } }))
export const teach = (messages: number[], intent: Meaning, keep: boolean) =>
  read(api.assistant.groups.teach.$post({ json: { messages, intent, teach: keep } }))
export const unteach = (change: number) => read(api.assistant.groups.undo.$post({ json: { change } }))
