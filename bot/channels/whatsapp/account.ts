import type { KnownTemplate } from '../../../db/templates.ts'
import { tapOf } from '../../../domain/templatetext.ts'
import type { Graph, GraphAnswer } from '../meta/graph.ts'
import { templateStatus } from './payload.ts'
import type { WhatsAppCredentials } from './wire.ts'

/** What the platform says of a number; kept as the channel's profile. */
export type NumberProfile = { phoneNumberId: string; first_name: string; username: string; quality: string | null }

type RawNumber = { display_phone_number?: string; verified_name?: string; quality_rating?: string }

/** Asks the platform who a number is, which proves the token. */
export async function numberProfile(
  graph: Graph,
  { token, phoneNumberId }: Pick<WhatsAppCredentials, 'token' | 'phoneNumberId'>,
): Promise<GraphAnswer<NumberProfile>> {
  const answer = await graph.get<RawNumber>(
    token,
    `${phoneNumberId}?fields=display_phone_number,verified_name,quality_rating`,
  )
  if (!answer.ok) return answer
  const { display_phone_number: username = '', verified_name: first_name = '', quality_rating } = answer.result
  return { ok: true, result: { phoneNumberId, first_name, username, quality: quality_rating ?? null } }
}

type RawTemplate = {
  name?: string
  language?: string
  status?: string
  category?: string
  rejected_reason?: string
  components?: { type?: string; text?: string; buttons?: { type?: string; text?: string }[] }[]
}

/** The templates of a business account, the first of those that share name and language. */
export async function listedTemplates(
  graph: Graph,
  { token, accountId }: Pick<WhatsAppCredentials, 'token' | 'accountId'>,
): Promise<GraphAnswer<KnownTemplate[]>> {
  const fields = 'name,language,status,category,components,rejected_reason'
  const answer = await graph.get<{ data?: RawTemplate[] }>(
    token,
    `${accountId}/message_templates?limit=250&fields=${fields}`,
  )
  if (!answer.ok) return answer
  const found = new Map<string, KnownTemplate>()
  for (const raw of answer.result.data ?? []) {
    const template = templateFrom(raw)
    const key = template && `${template.name}:${template.language}`
    if (key && !found.has(key)) found.set(key, template)
  }
  return { ok: true, result: [...found.values()] }
}

/** One of ours: in Russian or English, of words and quick replies; null for what we could not fill in. */
function templateFrom(raw: RawTemplate): KnownTemplate | null {
  const { name, language: locale = '', components = [] } = raw
  const language = /^ru\b/.test(locale) ? 'ru' : /^en(_|$)/.test(locale) ? 'en' : null
  const body = components.find(({ type }) => type === 'BODY')?.text
  const others = components.some(({ type, text = '' }) =>
    type === 'HEADER' ? /\{\{/.test(text) || text === '' : false,
  )
  const buttons = components.find(({ type }) => type === 'BUTTONS')?.buttons ?? []
  if (!name || !language || !body || others || buttons.some(({ type }) => type !== 'QUICK_REPLY')) return null
  const captions = buttons.map(({ text = '' }) => text)
  const reason = raw.rejected_reason && raw.rejected_reason !== 'NONE' ? raw.rejected_reason : null
  return {
    name,
    language,
    locale,
    body,
    buttons: captions,
    taps: captions.map(tapOf),
    category: (raw.category ?? '').toLowerCase(),
    status: templateStatus(raw.status),
    reason,
  }
}
