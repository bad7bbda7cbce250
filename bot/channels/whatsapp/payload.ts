import type { Receipt } from '../../../db/receipts.ts'
import type { TemplateStatus } from '../../../db/templates.ts'
import type { ServerContact, ServerEcho, ServerMessage } from './receive.ts'
import { verdictOf } from './refusals.ts'

/** One thing of a webhook, in the order in which it came. */
export type Piece =
  | { kind: 'message'; phoneNumberId: string; message: ServerMessage; contact: ServerContact | null }
  | { kind: 'echo'; phoneNumberId: string; echo: ServerEcho }
  | { kind: 'receipt'; phoneNumberId: string; receipt: Omit<Receipt, 'channelId'> }
  | { kind: 'template'; accountId: string; name: string; locale: string; status: TemplateStatus; reason: string | null }

type Status = {
  id?: string
  status?: string
  timestamp?: string
  recipient_id?: string
  recipient_user_id?: string
  biz_opaque_callback_data?: string
  errors?: { code?: number; title?: string; error_data?: { details?: string } }[]
}

type Change = {
  field?: string
  value?: {
    metadata?: { phone_number_id?: string }
    contacts?: ServerContact[]
    messages?: ServerMessage[]
    statuses?: Status[]
    message_echoes?: ServerEcho[]
    event?: string
    message_template_name?: string
    message_template_language?: string
    reason?: string
  }
}

/** The pieces of a webhook's body; what is none of WhatsApp's, or of no shape that we know, has none. */
export function piecesOf(body: unknown): Piece[] {
  const { object, entry } = (body ?? {}) as { object?: string; entry?: { id?: string; changes?: Change[] }[] }
  if (object !== 'whatsapp_business_account' || !Array.isArray(entry)) return []
  return entry.flatMap(({ id = '', changes = [] }) =>
    Array.isArray(changes) ? changes.flatMap((change) => piecesIn(id, change)) : [],
  )
}

function piecesIn(accountId: string, { field, value = {} }: Change): Piece[] {
  if (field === 'message_template_status_update') return templatePiece(accountId, value)
  const phoneNumberId = value.metadata?.phone_number_id
  if (phoneNumberId && field === 'smb_message_echoes')
    return list(value.message_echoes).map((echo) => ({ kind: 'echo', phoneNumberId, echo }))
  if (field !== 'messages' || !phoneNumberId) return []
  const contacts = list(value.contacts)
  const messages = list(value.messages).map((message) => {
    const contact =
      contacts.find(({ user_id, wa_id }) =>
        message.from_user_id ? user_id === message.from_user_id : wa_id === message.from,
      ) ?? (contacts.length === 1 ? contacts[0]! : null)
    return { kind: 'message' as const, phoneNumberId, message, contact }
  })
  const receipts = list(value.statuses).flatMap((status) => {
    const receipt = receiptOf(status)
    return receipt ? [{ kind: 'receipt' as const, phoneNumberId, receipt }] : []
  })
  return [...messages, ...receipts]
}

const list = <T>(given: T[] | undefined): T[] => (Array.isArray(given) ? given : [])

const STATES: Readonly<Record<string, Receipt['status']>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'read',
  failed: 'failed',
}

function receiptOf(status: Status): Omit<Receipt, 'channelId'> | null {
  const state = STATES[status.status ?? '']
  if (!state || !status.id) return null
  const about = status.biz_opaque_callback_data ?? ''
  const seconds = Number(status.timestamp)
  return {
    id: /^\d{1,15}$/.test(about) ? Number(about) : null,
    platformId: status.id,
    people: [status.recipient_user_id, status.recipient_id].flatMap((one) => (one && /^[\w.]+$/.test(one) ? one : [])),
    status: state,
    reason: state === 'failed' ? whyFailed(status) : null,
    at: new Date((seconds > 0 ? seconds : 0) * 1000),
  }
}

/** Why it failed: a code of the ledger where there is one, else the platform's number of it. */
function whyFailed({ errors }: Status): string {
  const { code = 0, title = '' } = errors?.[0] ?? {}
  const verdict = verdictOf({ code, status: 400 })
  return verdict.outcome === 'elsewhere' ? verdict.why : `${code}: ${title}`.slice(0, 200)
}

const TEMPLATE_STATES: Readonly<Record<string, TemplateStatus>> = {
  APPROVED: 'approved',
  PENDING: 'pending',
  IN_APPEAL: 'pending',
  REINSTATED: 'approved',
  REJECTED: 'rejected',
  PAUSED: 'paused',
  FLAGGED: 'approved',
  DISABLED: 'disabled',
  PENDING_DELETION: 'disabled',
  DELETED: 'disabled',
}

/** The platform's word for the state of a template in ours; one that is not known yet is no permission. */
export const templateStatus = (word: string | undefined): TemplateStatus => TEMPLATE_STATES[word ?? ''] ?? 'pending'

function templatePiece(accountId: string, value: NonNullable<Change['value']>): Piece[] {
  const { message_template_name: name, message_template_language: locale, event, reason } = value
  if (!name || !locale) return []
  const why = reason && reason !== 'NONE' ? reason.slice(0, 200) : null
  return [{ kind: 'template', accountId, name, locale, status: templateStatus(event), reason: why }]
}
