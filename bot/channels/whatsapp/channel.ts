import type { Channel } from '../../deliver.ts'
import type { Pace } from '../../pace.ts'
import type { Words } from '../meta/choices.ts'
import { type FileUrl, withFile } from '../meta/files.ts'
import type { Graph } from '../meta/graph.ts'
import { SHUT, sentBy } from '../meta/verdicts.ts'
import { contentOf } from './layout.ts'
import { verdictOf } from './refusals.ts'
import { addressOf, type Content, isNameless, type WhatsAppCredentials } from './wire.ts'

export type WhatsAppChannelOptions = {
  graph: Graph
  credentialsOf: (channelId: number) => Promise<WhatsAppCredentials>
  /** The platform does not know this token: it may have been changed since it was read. */
  forget: (channelId: number) => void
  fileUrl: FileUrl
  /** Words of the platform's own pieces, in the language of a text. */
  wordsFor: (text: string) => Words
  clock: () => Date
  pace: Pace
}

/** About one message in six seconds to one person; some more at once are let through. */
export const WHATSAPP_PACE: Pace = { perSecond: 1 / 6, burst: 20 }

/** Messages per second of one number: below the platform's 80. */
export const WHATSAPP_RATE = 70

/** WhatsApp as a channel: rows that say something become messages of its kinds, edits too; what has no place there is done already. */
export function createWhatsAppChannel(options: WhatsAppChannelOptions): Channel {
  const { graph, credentialsOf, forget, fileUrl, wordsFor, clock, pace } = options
  const post = async (channelId: number, chat: string, content: Content, about: string) => {
    const { token, phoneNumberId } = await credentialsOf(channelId)
    const answer = await graph.post<Accepted>(token, `${phoneNumberId}/messages`, {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      ...addressOf(chat),
      ...content,
      biz_opaque_callback_data: about,
    })
    return answer
  }
  return {
    kind: 'whatsapp',
    pace,
    async send(row) {
      const content = contentOf(await withFile(row, fileUrl), wordsFor)
      if (!content) return { ok: true, platformId: null }
      const shut = row.windowUntil !== null && row.windowUntil <= clock()
      if (shut && content.type !== 'template') return SHUT
      const answer = await post(row.channelId, row.chat, asked(content, row.chat), String(row.id))
      const sent = sentBy(answer, ({ messages }) => messages?.[0]?.id, verdictOf)
      if (!sent.ok && sent.broken) forget(row.channelId)
      return sent
    },
  }
}

type Accepted = { messages?: { id?: string }[] }

/** Whose number the platform knows is not asked for it by the platform's own piece. */
function asked(content: Content, chat: string): Content {
  if (content.type !== 'interactive' || content.interactive.type !== 'request_contact_info' || isNameless(chat))
    return content
  return { type: 'text', text: { body: content.interactive.body.text } }
}
