/** Credentials of a WhatsApp number, before encryption. `accountId`: of the business account, which has the templates. */
export type WhatsAppCredentials = {
  token: string
  phoneNumberId: string
  appSecret: string
  verifyToken: string
  accountId: string | null
}

/** Most characters and pieces that the platform takes. */
export const LIMITS = {
  text: 4096,
  body: 1024,
  buttons: 3,
  buttonTitle: 20,
  buttonId: 256,
  listButton: 20,
  rows: 10,
  rowTitle: 24,
  rowDescription: 72,
  rowId: 200,
  templateText: 1024,
} as const

export type Row = { id: string; title: string; description?: string }

/** What is said, as the platform takes it. */
export type Content =
  | { type: 'text'; text: { body: string } }
  | { type: 'interactive'; interactive: Interactive }
  | { type: 'template'; template: Template }

export type Interactive = { body: { text: string } } & (
  | { type: 'button'; action: { buttons: { type: 'reply'; reply: { id: string; title: string } }[] } }
  | { type: 'list'; action: { button: string; sections: { rows: Row[] }[] } }
  | { type: 'request_contact_info'; action: { name: 'request_contact_info' } }
)

export type Template = {
  name: string
  language: { code: string; policy?: 'deterministic' }
  components: (
    | { type: 'body'; parameters: { type: 'text'; text: string }[] }
    | { type: 'button'; sub_type: 'quick_reply'; index: number; parameters: { type: 'payload'; payload: string }[] }
  )[]
}

/** To whom: a phone number, or the id that the platform has given this person for this business. */
export const addressOf = (chat: string): { to: string } | { recipient: string } =>
  /^\d+$/.test(chat) ? { to: chat } : { recipient: chat }

/** A person of whom the platform tells no phone number. */
export const isNameless = (chat: string): boolean => !/^\d+$/.test(chat)
